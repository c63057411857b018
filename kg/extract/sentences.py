"""Sentence boundaries: the title is a sentence of its own, and the stops of ``e.g.`` or ``GPT-3.5`` end nothing."""

import re
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract import document as _document  # noqa: F401  (registers the attributes of Doc)

_ABBREVIATIONS = frozenset(
    "g e eg ie vs cf fig figs eq eqs sec secs tab tabs ref refs resp approx dr prof mr ms st vol pp ca viz incl esp "
    "inc ltd jr dept".split()
)
"""Words before a stop that ends no sentence: the last pieces of e.g. and i.e. among them."""
_ENDS_TOO = frozenset({"al", "etc", "t"})
"""The same, for et al., etc. and w.r.t.: they may end a sentence, so the next word decides."""
_OPENERS = frozenset(
    "we our in the this these that it they however moreover furthermore here to for while with experiments "
    "experimental results extensive despite although thus therefore hence finally additionally a an on as by "
    "unlike existing".split()
)
_CLOSING = frozenset("\"'”’)]}»")
_LOWER_WORD = re.compile(r"[a-z]{3,}$")
_CAPITAL_WORD = re.compile(r"[A-Z][a-z]+$")
_GLUED = re.compile(r"[A-Z][a-z]+$")
_STARTER = re.compile(r"[A-Z0-9\"'“‘(\[\\$*«`]|[^\x00-\x7f]")


@Language.component("kg_sentences", assigns=["token.is_sent_start"])
def mark_sentences(doc: Doc) -> Doc:
    """Set ``is_sent_start`` on every token of a document."""
    if not len(doc):
        return doc
    title_end = doc._.title_end
    if title_end is None:
        title_end = doc.text.find("\n")
    words = [token.text for token in doc]
    starts = np.full(len(words), -1, dtype=np.int64)
    starts[0] = 1
    index = _first_abstract_token(doc, title_end)
    if index is not None:
        starts[index] = 1
    for position in range(index or 0, len(words)):
        if words[position] in {".", "!", "?"}:
            opening = _opening(doc, words, position)
            if opening is not None:
                starts[opening] = 1
    marks: Any = starts.astype(np.uint64).reshape(-1, 1)
    return doc.from_array(["SENT_START"], marks)


def _first_abstract_token(doc: Doc, title_end: int) -> int | None:
    """The first token behind the title that is no space; None if there is no title or nothing behind it."""
    if title_end < 0:
        return None
    return next((token.i for token in doc if token.idx >= title_end and not token.is_space and token.i), None)


def _opening(doc: Doc, words: list[str], stop: int) -> int | None:
    """The token that opens the next sentence if the stop at this index ends one, else None."""
    following = stop + 1
    spaced = bool(doc[stop].whitespace_)
    while following < len(words) and not spaced and words[following] in _CLOSING:
        spaced = bool(doc[following].whitespace_)
        following += 1
    while following < len(words) and words[following].isspace():
        spaced = True
        following += 1
    if following >= len(words) or stop == 0:
        return None
    before, after = words[stop - 1], words[following]
    if not spaced:
        glued = following == stop + 1 and _LOWER_WORD.match(before) and _GLUED.match(after) and words[stop] == "."
        return following if glued and before not in _ABBREVIATIONS else None
    if not _STARTER.match(after):
        return None
    if words[stop] == "." and _abbreviates(words, stop, after):
        return None
    return following


def _abbreviates(words: list[str], stop: int, after: str) -> bool:
    """Whether the stop belongs to an abbreviation: ``et al.``, ``e.g.``, ``Fig.``, ``J.`` before a surname."""
    word = words[stop - 1]
    if word.lower() in _ENDS_TOO:
        dotted = word != "t" or words[stop - 2 : stop - 1] == ["."]
        return dotted and after.lower() not in _OPENERS
    if word.lower() == "no":
        return after[:1].isdigit()
    if word.lower() in _ABBREVIATIONS:
        return word.lower() != "e" or words[stop - 2 : stop - 1] == ["."]
    initial = len(word) == 1 and word.isupper()
    return initial and bool(_CAPITAL_WORD.match(after)) and after.lower() not in _OPENERS
