"""The acronyms of the field with the expansion that dominates, as the unlabelled abstracts define them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.extract.names import fold
from schema import InputError

HEADER = ("acronym", "expansion", "papers", "share")


@dataclass(frozen=True, slots=True)
class Pair:
    """An acronym in the singular, its expansion in folded words, how many abstracts define it so, and their share."""

    acronym: str
    expansion: tuple[str, ...]
    papers: int
    share: float


class AcronymTable:
    """Pairs, asked for by the folded form of the acronym or of the expansion."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self.pairs = sorted(pairs, key=lambda pair: pair.acronym)
        self._expansions: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        for pair in self.pairs:
            self._expansions[fold(pair.acronym)].append(pair.expansion)

    def __len__(self) -> int:
        return len(self.pairs)

    def expansions(self, key: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The expansions, as folded words, of the acronym with these folded words."""
        return self._expansions.get(key, [])


def read_acronyms(path: Path) -> AcronymTable:
    """Read a tab-separated file whose header is HEADER; raise InputError at a wrong line."""
    with path.open(encoding="utf-8") as lines:
        if tuple(next(lines, "").rstrip("\n").split("\t")) != HEADER:
            raise InputError(f"header must be {' '.join(HEADER)}", path=path, line=1)
        pairs = []
        for number, line in enumerate(lines, start=2):
            cells = line.rstrip("\n").split("\t")
            if len(cells) != len(HEADER):
                raise InputError(f"{len(cells)} columns, not {len(HEADER)}", path=path, line=number)
            pairs.append(Pair(cells[0], tuple(cells[1].split(" ")), int(cells[2]), float(cells[3])))
    return AcronymTable(pairs)


def write_acronyms(path: Path, table: AcronymTable) -> None:
    """Write a table, sorted by acronym, in the form that ``read_acronyms`` reads."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write("\t".join(HEADER) + "\n")
        for pair in table.pairs:
            out.write(f"{pair.acronym}\t{' '.join(pair.expansion)}\t{pair.papers}\t{pair.share:.3f}\n")
