"""The vocabulary: names that the field uses, with kind, how many abstracts name it and how surely it is a name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from kg.extract.names import fold_word
from schema import InputError

HEADER = ("name", "kind", "papers", "share")
JOINTS = frozenset({"-", "~", "‐", "–", "_"})
_LONGEST = 12


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """Kind of entity, number of abstracts that name it, and in what share of the abstracts with its words it is one."""

    kind: str
    papers: int
    share: float


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of tokens that the vocabulary knows."""

    start: int
    end: int
    term: Term


class Vocabulary:
    """Terms by their folded words; ``matches`` finds the longest ones in a text."""

    def __init__(self, terms: Iterable[tuple[tuple[str, ...], Term]]) -> None:
        self._terms: dict[tuple[str, ...], Term] = {}
        self._tree: dict[str, Any] = {}
        for words, term in terms:
            self._terms[words] = term
            branch = self._tree
            for word in words:
                branch = branch.setdefault(word, {})
            branch[""] = term

    def __len__(self) -> int:
        return len(self._terms)

    def items(self) -> Iterable[tuple[tuple[str, ...], Term]]:
        """Every term with its folded words."""
        return self._terms.items()

    def get(self, words: tuple[str, ...]) -> Term | None:
        """The term of these folded words, if there is one."""
        return self._terms.get(words)

    def matches(self, lower: Sequence[str]) -> list[Match]:
        """The longest terms in a text of lower-case tokens, none overlapping another, in text order."""
        folded = [fold_word(word) for word in lower]
        found: list[Match] = []
        at = 0
        while at < len(folded):
            match = self._longest(folded, at) if folded[at] in self._tree else None
            if match is None:
                at += 1
            else:
                found.append(match)
                at = match.end
        return found

    def _longest(self, folded: Sequence[str], start: int) -> Match | None:
        branch = self._tree
        best: Match | None = None
        for at in range(start, min(len(folded), start + _LONGEST)):
            if folded[at] in JOINTS and at > start:
                continue
            following = branch.get(folded[at])
            if following is None:
                break
            branch = following
            if "" in branch:
                best = Match(start, at + 1, branch[""])
        return best


def gazetteer(length: int, matches: Iterable[Match]) -> list[int]:
    """What the vocabulary says of each token, as a hash of kind, place in the term, share and fame; 0 for nothing."""
    signs = [0] * length
    for match in matches:
        term = match.term
        sure = min(int(term.share * 5), 4)
        known = 0 if term.papers < 5 else 1 if term.papers < 25 else 2
        for at in range(match.start, match.end):
            place = (at == match.start) + 2 * (at == match.end - 1)
            signs[at] = crc32(f"{term.kind} {sure} {known} {place}".encode())
    return signs


def read_vocabulary(path: Path) -> Vocabulary:
    """Read ``name kind papers share`` from a tab-separated file with that header; raise InputError at a wrong line."""
    with path.open(encoding="utf-8") as lines:
        if tuple(next(lines, "").rstrip("\n").split("\t")) != HEADER:
            raise InputError(f"header must be {' '.join(HEADER)}", path=path, line=1)
        terms = []
        for number, line in enumerate(lines, start=2):
            cells = line.rstrip("\n").split("\t")
            if len(cells) != len(HEADER):
                raise InputError(f"{len(cells)} columns, not {len(HEADER)}", path=path, line=number)
            terms.append((tuple(cells[0].split(" ")), Term(cells[1], int(cells[2]), float(cells[3]))))
    return Vocabulary(terms)


def write_vocabulary(path: Path, vocabulary: Vocabulary) -> None:
    """Write a vocabulary, sorted by name, in the form that ``read_vocabulary`` reads."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write("\t".join(HEADER) + "\n")
        for words, term in sorted(vocabulary.items()):
            out.write(f"{' '.join(words)}\t{term.kind}\t{term.papers}\t{term.share:.2f}\n")
