"""Features of tokens for the tagger: hashed ids by the row, all numpy, each word's own part computed once.

A row holds one id a template. A template joins columns of word properties (the word, its folded form, shape, affixes,
classes, ...) at offsets from the token; its id is a 64-bit mix of those properties cut to the size of the weight table.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from kg.extract.names import fold_word
from schema import InputError

Ids = npt.NDArray[np.int64]
_Hashes = npt.NDArray[np.uint64]

LOWER, FOLDED, SHAPE, PREFIX, SUFFIX, SUFFIX2, COARSE, MIDDLE, FINE, KNOWN = range(10)
POSITION, COUNT, GAP, ACRONYM, CAPITAL, GAZETTEER, HEAD = range(10, 17)

_COLUMNS = 17
_REACH = 3
TEMPLATES: tuple[tuple[tuple[int, int], ...], ...] = (
    *(((LOWER, offset),) for offset in range(-3, 4)),
    *(((FOLDED, offset),) for offset in (-1, 0, 1)),
    *(((SHAPE, offset),) for offset in range(-2, 3)),
    *(((SUFFIX, offset),) for offset in (-1, 0, 1)),
    ((PREFIX, 0),),
    ((SUFFIX2, 0),),
    *(((COARSE, offset),) for offset in range(-2, 3)),
    *(((MIDDLE, offset),) for offset in range(-3, 4)),
    *(((FINE, offset),) for offset in range(-2, 3)),
    ((KNOWN, 0), (SHAPE, 0)),
    ((POSITION, 0), (SHAPE, 0)),
    ((POSITION, 0), (MIDDLE, 0)),
    ((COUNT, 0), (SHAPE, 0)),
    ((COUNT, 0), (MIDDLE, 0)),
    ((GAP, 0), (GAP, 1)),
    ((GAP, 0), (GAP, 1), (SHAPE, 0)),
    ((ACRONYM, 0),),
    ((ACRONYM, 1),),
    ((ACRONYM, -1),),
    ((CAPITAL, 0), (SHAPE, 0)),
    ((GAZETTEER, 0),),
    ((GAZETTEER, -1), (GAZETTEER, 0)),
    ((GAZETTEER, 0), (GAZETTEER, 1)),
    ((GAZETTEER, 0), (FINE, 0)),
    ((HEAD, 0),),
    ((HEAD, 0), (LOWER, 0)),
    ((HEAD, 0), (MIDDLE, -1)),
    ((LOWER, -1), (LOWER, 0)),
    ((LOWER, 0), (LOWER, 1)),
    ((LOWER, -1), (LOWER, 1)),
    ((LOWER, -2), (LOWER, -1)),
    ((LOWER, 1), (LOWER, 2)),
    ((FINE, -1), (FINE, 0)),
    ((FINE, 0), (FINE, 1)),
    ((MIDDLE, -1), (MIDDLE, 0)),
    ((MIDDLE, 0), (MIDDLE, 1)),
    ((MIDDLE, -1), (MIDDLE, 0), (MIDDLE, 1)),
    ((COARSE, -2), (COARSE, -1), (COARSE, 0)),
    ((COARSE, 0), (COARSE, 1), (COARSE, 2)),
    ((SHAPE, -1), (SHAPE, 0), (SHAPE, 1)),
    ((LOWER, -1), (MIDDLE, 0)),
    ((MIDDLE, 0), (LOWER, 1)),
    ((LOWER, -1), (SHAPE, 0)),
    ((SHAPE, 0), (LOWER, 1)),
    ((LOWER, -2), (LOWER, -1), (SHAPE, 0)),
)
_SALTS = np.array([crc32(f"template {number}".encode()) for number in range(len(TEMPLATES))], dtype=np.uint64)
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_CACHE_LIMIT = 200_000
_STOP = re.compile(r"[^\w%@+-]")


class WordTable:
    """What is known of single words: classes from unlabelled text, and the hashes of their own properties."""

    def __init__(self, classes: Mapping[str, tuple[int, ...]]) -> None:
        self._classes = classes
        self._width = len(next(iter(classes.values()))) if classes else 3
        self._cache: dict[str, tuple[int, ...]] = {}

    def items(self) -> Iterable[tuple[str, tuple[int, ...]]]:
        """Every word with its classes."""
        return self._classes.items()

    def classes(self, word: str) -> tuple[int, ...]:
        """The classes of a word, of its lower-case form if it is unknown; -1 for each if that is unknown too."""
        found = self._classes.get(word)
        if found is None:
            found = self._classes.get(word.lower())
        return found if found is not None else (-1,) * self._width

    def row(self, word: str) -> tuple[int, ...]:
        """Hashes of a word's own properties, the columns LOWER to KNOWN."""
        row = self._cache.get(word)
        if row is None:
            if len(self._cache) >= _CACHE_LIMIT:
                self._cache.clear()
            row = self._cache[word] = self._properties(word)
        return row

    def _properties(self, word: str) -> tuple[int, ...]:
        lower = word.lower()
        coarse, middle, fine = self.classes(word)
        known = ("C" if word in self._classes else "l" if lower in self._classes else "-") + str(min(len(word), 8))
        parts = (lower, fold_word(lower), shape(word), lower[:3], lower[-3:], word[-2:], coarse, middle, fine, known)
        return tuple(crc32(f"{column}:{part}".encode()) for column, part in enumerate(parts))


def read_classes(path: Path) -> WordTable:
    """Read ``word class class ...`` from a tab-separated file; raise InputError at a wrong line."""
    classes: dict[str, tuple[int, ...]] = {}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            word, *cells = line.rstrip("\n").split("\t")
            if not word or not cells or not all(cell.isdecimal() for cell in cells):
                raise InputError("no word with its classes", path=path, line=number)
            classes[word] = tuple(map(int, cells))
    return WordTable(classes)


def write_classes(path: Path, table: WordTable) -> None:
    """Write a table, sorted by word, in the form that ``read_classes`` reads."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for word, classes in sorted(table.items()):
            out.write("\t".join([word, *map(str, classes)]) + "\n")


def shape(word: str) -> str:
    """``BERT`` -> X, ``MAFormer`` -> XxXx..., ``w2v`` -> x0x: runs of one kind are one sign, five signs at most."""
    signs: list[str] = []
    for char in word[:24]:
        sign = "X" if char.isupper() else "x" if char.isalpha() else "0" if char.isdigit() else char
        if not signs or signs[-1] != sign:
            signs.append(sign)
    if len(word) == 1 and signs:
        signs.append("1")
    return "".join(signs[:6])


def token_features(
    words: Sequence[str],
    table: WordTable,
    *,
    positions: Sequence[int],
    gaps: Sequence[int],
    acronyms: Sequence[int],
    gazetteer: Sequence[int],
    bits: int,
) -> Ids:
    """Feature ids of every token, shape (tokens, templates), each below ``2**bits``.

    ``positions`` is 0 in the title, 1 in the first sentence, ...; ``gaps`` 1 where a space stands before the token;
    ``acronyms`` what a definition says of it; ``gazetteer`` what the vocabulary says of it.
    """
    length = len(words)
    columns = np.zeros((length + 2 * _REACH, _COLUMNS), dtype=np.uint64)
    if length:
        inner = columns[_REACH : _REACH + length]
        inner[:, : KNOWN + 1] = [table.row(word) for word in words]
        counts: dict[str, int] = {}
        capitals: dict[str, int] = {}
        for word in words:
            lower = word.lower()
            counts[lower] = counts.get(lower, 0) + 1
            if word != lower and word != word.capitalize():
                capitals[lower] = 2
            elif word != lower:
                capitals[lower] = max(capitals.get(lower, 0), 1)
        inner[:, POSITION] = [min(position, 4) + 1 for position in positions]
        inner[:, COUNT] = [min(counts[word.lower()], 4) for word in words]
        inner[:, GAP] = [gap + 1 for gap in gaps]
        inner[:, ACRONYM] = acronyms
        inner[:, CAPITAL] = [capitals.get(word.lower(), 0) + 3 * (word == word.lower()) for word in words]
        inner[:, GAZETTEER] = gazetteer
        inner[:, HEAD] = _heads(words, inner[:, FOLDED])
    rows = np.empty((length, len(TEMPLATES)), dtype=np.uint64)
    with np.errstate(over="ignore"):
        for number, template in enumerate(TEMPLATES):
            mixed = np.full(length, _SALTS[number], dtype=np.uint64)
            for column, offset in template:
                mixed = (mixed ^ columns[_REACH + offset : _REACH + offset + length, column]) * _PRIME
                mixed ^= mixed >> np.uint64(29)
            rows[:, number] = mixed
        rows *= _PRIME
    return (rows >> np.uint64(64 - bits)).astype(np.int64)


def _heads(words: Sequence[str], folded: _Hashes) -> list[int]:
    """For each token the folded hash of the last word of its run of content words: the likely head of its phrase."""
    heads = [0] * len(words)
    head = 0
    for position in range(len(words) - 1, -1, -1):
        word = words[position]
        if word.lower() in FUNCTION_WORDS or (_STOP.match(word) and word != "~"):
            head = 0
        elif head == 0:
            head = int(folded[position])
        heads[position] = head
    return heads


FUNCTION_WORDS = frozenset(
    "a an the this that these those it its we our they their i he she his her you your who whom whose which "
    "what when where why how and or but nor so yet if then else than as of in on at by for with without to "
    "from into onto over under between among across through during before after above below up down out off "
    "about against via per within is are was were be been being am do does did done has have had having can "
    "could may might will would shall should must not no only also both either neither each every all any some "
    "such same other another more most less least very much many few several while whereas because since "
    "although though however thus hence therefore moreover furthermore additionally specifically especially "
    "particularly namely using based propose proposes proposed present presents introduce introduces show "
    "shows demonstrate demonstrates achieve achieves outperform outperforms use uses used called named termed "
    "there here just even still often well e.g i.e etc s".split()
)
