"""Learn from a corpus what names mean the same: what an acronym stands for, and how a compound word is spelled.

The tables that ``learn_names`` writes are the data of ``kg.resolve``; its model card is ``kg/data/CARD.md``.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from kg.extract.acronyms import long_form
from kg.extract.names import singular
from schema.slug import slug

MIN_PAPERS = 4
"""Papers that must define an acronym before it counts as known."""
MIN_SHARE = 0.7
"""Share of those papers that must mean the same by it; below, the acronym is ambiguous."""
MIN_SPELLINGS = 15
"""Papers that must write a compound in its rarer way before the two spellings count as one word."""

_DEFINITION = re.compile(r"\(([A-Za-z][\w@+&/-]{1,9})\)")
_PIECE = re.compile(r"[^\W_]+|[^\w\s]|_")
_HYPHENATED = re.compile(r"\b([a-z]{2,})-([a-z]{2,})\b")
_WORD = re.compile(r"\b[a-z]{4,}\b")
_CAPITALS = re.compile(r"\b\w*[A-Z]\w*[A-Z]\w*\b")
_MEASURES = frozenset(
    "accuracy auc coefficient correlation cost curve deviation distance error gain index latency likelihood loss match"
    " perplexity precision rank ratio rate recall score similarity".split()
)
_BORDERS = frozenset(".,;:()[]")
_WINDOW = 120
"""Characters before a bracket in which the long form is looked for."""


class Acronym(NamedTuple):
    """What an acronym stands for, in how many papers, and which share of them agrees.

    ``kind`` is ``metric`` for the name of a measure, else ``other``; ``canonical`` says which of the two forms names
    the thing: the long one for a concept, which papers write in lower case and often spell out; the short one for a
    system, which is known by it.
    """

    short: str
    long: str
    kind: str
    papers: int
    share: float
    canonical: str


def learn_names(texts: Iterable[str], folder: Path) -> None:
    """Write ``acronyms.tsv`` and ``compounds.tsv`` as learnt from the texts of a corpus."""
    definitions: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    surfaces: dict[str, Counter[str]] = defaultdict(Counter)
    uses: Counter[str] = Counter()
    hyphenated: Counter[tuple[str, str]] = Counter()
    words: Counter[str] = Counter()
    for text in texts:
        for short, long in set(define(text)):
            key = slug(long)
            definitions[short, kind_of(long)][key] += 1
            surfaces[key][long] += 1
        uses.update({singular(form) for form in set(_CAPITALS.findall(text))})
        hyphenated.update(set(_HYPHENATED.findall(text)))
        words.update(set(_WORD.findall(text)))
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "acronyms.tsv", Acronym._fields, _acronyms(definitions, surfaces, uses))
    _write(folder / "compounds.tsv", ("joined", "preferred"), _compounds(hyphenated, words))


def define(text: str) -> Iterator[tuple[str, str]]:
    """The acronyms that a text defines in brackets, each with its long form, both in the singular.

    >>> list(define("We train large language models (LLMs) with self-supervised learning (SSL)."))
    [('LLM', 'large language model'), ('SSL', 'self-supervised learning')]
    """
    for match in _DEFINITION.finditer(text):
        short = singular(match.group(1))
        if sum(char.isupper() for char in short) < 2:
            continue
        before = text[max(0, match.start() - _WINDOW) : match.start()].rstrip()
        long = _long_before(short, before)
        if long is not None:
            yield short, singular(long)


def kind_of(long: str) -> str:
    """``metric`` if the long form names a measure, else ``other``."""
    return "metric" if long.casefold().rpartition(" ")[2] in _MEASURES else "other"


def _long_before(short: str, before: str) -> str | None:
    pieces = list(_PIECE.finditer(before))
    letters = [char for char in short.casefold() if char.isalnum()]
    first = len(pieces)
    room = min(len(letters) + 5, 2 * len(letters))
    while first and room and pieces[first - 1].group() not in _BORDERS:
        first -= 1
        room -= pieces[first].group().isalnum()
    window = pieces[first:]
    words = [piece for piece in window if piece.group().isalnum()]
    initials = [piece.group()[0].casefold() for piece in words[-len(letters) :]]
    if initials == letters:
        return before[words[-len(letters)].start() :]
    start = long_form(short, [piece.group() for piece in window])
    if start is None or len(window) - start < 2:
        return None
    return before[window[start].start() :]


def _acronyms(
    definitions: dict[tuple[str, str], Counter[str]], surfaces: dict[str, Counter[str]], uses: Counter[str]
) -> Iterator[Acronym]:
    for (short, kind), longs in sorted(definitions.items()):
        papers = sum(longs.values())
        if papers < MIN_PAPERS:
            continue
        top = min(longs, key=lambda key: (-longs[key], key))
        agreeing = sum(count for key, count in longs.items() if is_variant(key, top))
        lower = sum(count for form, count in surfaces[top].items() if _is_concept(form))
        concept = lower >= 0.3 * sum(surfaces[top].values()) and papers >= 0.12 * uses[short]
        long = min(surfaces[top], key=lambda form: (-surfaces[top][form], form))
        yield Acronym(short, long, kind, papers, round(agreeing / papers, 3), "long" if concept else "short")


def _is_concept(form: str) -> bool:
    """Whether this spelling is that of a common noun: its head, the last word, in lower case."""
    return form.rpartition(" ")[2][:1].islower()


def is_variant(left: str, right: str) -> bool:
    """Whether two long forms, as slugs, differ by little more than a letter or an ending."""
    return left == right or SequenceMatcher(None, left, right, autojunk=False).ratio() >= 0.9


def _compounds(hyphenated: Counter[tuple[str, str]], words: Counter[str]) -> Iterator[tuple[str, str]]:
    for (first, second), count in sorted(hyphenated.items()):
        joined = first + second
        rarer = min(count, words[joined])
        if rarer >= MIN_SPELLINGS:
            yield joined, joined if words[joined] >= count else f"{first}-{second}"


def _write(path: Path, header: Iterable[str], rows: Iterable[tuple[object, ...]]) -> None:
    lines = ["\t".join(header), *("\t".join(str(cell) for cell in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
