"""The tokenizer: names fall apart into pieces that any span can be built from, numbers and links stay whole.

``w2v-BERT`` becomes ``w2v``, ``-``, ``BERT`` and ``wav2vec~2.0`` becomes ``wav2vec``, ``~``, ``2.0``: every part of a
hyphenated name can be a mention or the end of one, and offsets stay exact, for a mention is a stretch of text.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.extract.links import URL

_TOKEN = re.compile(
    URL
    + r"""
    | \\[a-zA-Z]+                                    # a TeX command
    | &\#?[a-zA-Z0-9]{1,8};                          # an HTML entity
    | (?<![\w.,)\]])\.\d+(?![^\W_])                   # .931
    | \d+(?:[.,]\d+)*(?![^\W_]|[.,]\d)               # 85.9 and 1,281,167, but not the 3 of 3D
    | \d+\.\d+(?=[a-zA-Z]{1,4}\b)                      # the number of 0.58m
    | \d+(?=(?:x|X|pp|pts?|dB|ms|s|m|mm|cm|secs?|fps|FPS|M|K|GB|MB)\b)   # and of 2x, 20ms, 326M
    | (?:[^\W_]|[\u0300-\u036f])+                    # a word, with digits in it or not
    | \s+
    | .
    """,
    re.VERBOSE,
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Replace what no UTF-8 can hold by U+FFFD, one for one, so that offsets stay as they are."""
    return _SURROGATE.sub("\ufffd", text)


def pieces(text: str) -> list[str]:
    """The pieces of a text, spaces among them; together they are the text."""
    return _TOKEN.findall(text)


class PieceTokenizer:
    """Cut text by one regular expression; a single space is kept as spaCy does, any other space is a token."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The tokens of a text, which they rebuild to the letter (lone surrogates aside)."""
        words: list[str] = []
        spaces: list[bool] = []
        for piece in pieces(clean(text)):
            if piece == " " and spaces and not spaces[-1]:
                spaces[-1] = True
            elif piece[0] == " " and len(piece) > 1 and spaces and not spaces[-1]:
                spaces[-1] = True
                words.append(piece[1:])
                spaces.append(False)
            else:
                words.append(piece)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def pipe(self, texts: Iterable[str], batch_size: int = 1000) -> Iterable[Doc]:  # noqa: ARG002
        """The same for many texts, one at a time."""
        return map(self, texts)

    def to_bytes(self, **_: object) -> bytes:
        """Nothing to keep: the expression is code."""
        return b""

    def from_bytes(self, data: bytes, **_: object) -> "PieceTokenizer":  # noqa: ARG002
        """Nothing to restore."""
        return self

    def to_disk(self, path: Path | str, **_: object) -> None:
        """Nothing to keep: the expression is code."""

    def from_disk(self, path: Path | str, **_: object) -> "PieceTokenizer":  # noqa: ARG002
        """Nothing to restore."""
        return self
