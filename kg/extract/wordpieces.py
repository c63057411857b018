"""Word pieces: what the encoder reads of a document's tokens, in windows that it can hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from kg.extract.reading import Reading
from schema import InputError

Ints = npt.NDArray[np.int64]

LONGEST = 512
"""Pieces of a window, its opening and closing piece among them."""
MOST_OF_A_WORD = 12
"""Pieces of one word; what a longer one has beyond is left out."""
SHAPES = 18
_OPENING, _CLOSING = "[CLS]", "[SEP]"


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens ``start`` to ``end`` of a document as pieces.

    ``ids`` and ``shapes`` (pieces,) are what the encoder reads; the pieces of the tokens are ``first`` (tokens,) up to
    but not including ``last`` (tokens,).
    """

    start: int
    end: int
    ids: Ints
    shapes: Ints
    first: Ints
    last: Ints


class WordPieces:
    """Cuts words into pieces of a fixed vocabulary; the shape of a word (case, digits, space before) goes with each."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._opening, self._closing = piece_id(tokenizer, _OPENING), piece_id(tokenizer, _CLOSING)
        self._of = lru_cache(maxsize=10_000)(self._cut)

    def windows(self, reading: Reading) -> Iterator[Window]:
        """The windows of a document: whole sentences as far as they fit."""
        words = [self._of(word) for word in reading.words]
        lengths = np.array([len(pieces) for pieces in words], dtype=np.int64)
        start = 0
        for end in _ends(lengths, [end for _, end in reading.bounds]):
            yield self._window(reading, words[start:end], start, end)
            start = end

    def _window(self, reading: Reading, words: Sequence[tuple[int, ...]], start: int, end: int) -> Window:
        lengths = np.array([len(pieces) for pieces in words], dtype=np.int64)
        last = 1 + np.cumsum(lengths)
        ids = [self._opening, *(piece for pieces in words for piece in pieces), self._closing]
        marks = [
            mark_of(word, gap) for word, gap in zip(reading.words[start:end], reading.gaps[start:end], strict=True)
        ]
        shapes = np.zeros(len(ids), dtype=np.int64)
        shapes[1:-1] = np.repeat(np.array(marks, dtype=np.int64), lengths)
        return Window(start, end, np.array(ids, dtype=np.int64), shapes, last - lengths, last)

    def _cut(self, word: str) -> tuple[int, ...]:
        if word.isspace():
            return (self._closing,) if "\n" in word else ()
        return tuple(self._tokenizer.encode(word, add_special_tokens=False).ids[:MOST_OF_A_WORD])


def piece_id(tokenizer: Tokenizer, piece: str) -> int:
    """The id of a piece; raise ValueError if the vocabulary lacks it."""
    number: int | None = tokenizer.token_to_id(piece)
    if number is None:
        raise ValueError(f"no piece {piece} in the vocabulary")
    return number


def _ends(lengths: Ints, sentence_ends: Sequence[int]) -> Iterator[int]:
    """The tokens at which windows end: at the last sentence end that fits, in the sentence if none does."""
    total = np.concatenate([[0], np.cumsum(lengths)])
    start = 0
    while start < len(lengths):
        fits = int(np.searchsorted(total, total[start] + LONGEST - 2, side="right")) - 1
        end = fits
        if fits < len(lengths):
            end = max((stop for stop in sentence_ends if start < stop <= fits), default=fits)
        yield end
        start = end


def mark_of(word: str, gap: int) -> int:
    """What the encoder is told of a word beside its pieces, below SHAPES; ``gap`` is 1 behind a space."""
    return 2 * shape_of(word) + gap


@lru_cache(maxsize=10_000)
def shape_of(word: str) -> int:
    """A number below 9 for the shape of a word.

    0 lower case, 1 capitalised, 2 capitals, 3 one capital, 4 capitals inside, 5 with digits, 6 number, 7 sign, 8 space.
    """
    if not any(char.isalnum() for char in word):
        return 8 if word.isspace() else 7
    if any(char.isdigit() for char in word):
        return 5 if any(char.isalpha() for char in word) else 6
    if word == word.lower():
        return 0
    if word == word.upper():
        return 3 if len(word) == 1 else 2
    return 1 if word[1:] == word[1:].lower() else 4


@lru_cache(maxsize=4)
def read_wordpieces(path: Path) -> WordPieces:
    """Read a ``tokenizer.json``; raise InputError that names it if it is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise InputError("no such file; `kg train` makes it", path=path) from error
    try:
        tokenizer = Tokenizer.from_str(text)
    except Exception as error:  # tokenizers raises Exception itself
        raise InputError(f"no tokenizer: {error}", path=path) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return WordPieces(tokenizer)
