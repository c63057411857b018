"""What the unlabelled abstracts teach without a network: acronyms with the expansion that dominates."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kg.extract.acronyms import long_form
from kg.extract.names import fold, singular
from kg.extract.tokenizer import clean, pieces


def token_lists(texts: Iterable[str]) -> list[list[str]]:
    """The tokens of every text without spaces."""
    return [[piece for piece in pieces(clean(text)) if not piece.isspace()] for text in texts]


def acronym_pairs(
    documents: Iterable[Sequence[str]], *, least: int = 3, share: float = 0.5
) -> list[tuple[str, str, int, float]]:
    """Acronyms with the expansion that dominates: ``(acronym, expansion, count, share of the acronym's definitions)``.

    Both in the singular, the expansion in lower case with single spaces; pairs seen in fewer than ``least`` documents
    or with less than ``share`` of the definitions are left out.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for words in documents:
        counts_here: set[tuple[str, str]] = set()
        for position, word in enumerate(words):
            if word == ")" and position >= 3 and words[position - 2] == "(":
                short = words[position - 1]
                if 2 <= len(short) <= 12 and sum(char.isupper() for char in short) >= 2:
                    counts_here.update(_pair(short, words, position - 2))
        for short, expansion in counts_here:
            counts[short][expansion] += 1
    rows = []
    for short, expansions in counts.items():
        total = sum(expansions.values())
        expansion, count = min(expansions.items(), key=lambda item: (-item[1], item[0]))
        if count >= least and count / total >= share:
            rows.append((short, expansion, count, round(count / total, 3)))
    return sorted(rows)


def _pair(short: str, words: Sequence[str], end: int) -> Iterable[tuple[str, str]]:
    room = min(len(short) + 5, 2 * len(short))
    start, left = end, room
    while start > 0 and left > 0 and words[start - 1] not in {"(", ")", "[", "]", ",", ";", ":", "."}:
        start -= 1
        left -= words[start].isalnum()
    offset = long_form(short, words[start:end])
    if offset is None or end - start - offset < 2:
        return
    expansion = " ".join(fold(" ".join(words[start + offset : end])))
    if expansion:
        yield singular(short), expansion
