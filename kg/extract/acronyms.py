"""Acronym definitions: ``Multi-scale Attention Fusion (MAF)`` and ``MAF (Multi-scale Attention Fusion)``, with offsets.

Matching follows Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text"
(PSB 2003): the letters of the short form are sought from the right in the words before the bracket, and the first of
them must open a word.
"""

import re
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.document import Acronym

_SHORT = re.compile(r"(?=.*[A-Z])[^\W_][\w.@+&/\-]{1,14}$")
_INTRODUCERS = frozenset(
    "termed as named called dubbed abbreviated denoted short for abbr i e or aka hence namely , . : the coined".split()
)
_BRACKETS = {"(": ")", "[": "]"}
_MARKUP = frozenset({"~", "\\textbf", "\\textit", "\\emph", "\\em", "{", "}", "``", "''", '"', "“", "”", "*", "'", "`"})
_MAX_BRACKET = 16


def long_form(short: str, words: Sequence[str]) -> int | None:
    """Where the long form of an acronym begins in the words that end with it; None if they hold none.

    ``words`` are pieces (``multi``, ``-``, ``scale``); letters and digits alone count, whatever their case.
    """
    letters = [char for char in short.lower() if char.isalnum()]
    if len(letters) > 2 and letters[-1] == "s" and short[-1] == "s":
        letters.pop()
    if len(letters) < 2:
        return None
    at = len(words) - 1
    char = len(words[at]) - 1 if words else -1
    for position in range(len(letters) - 1, -1, -1):
        while at >= 0:
            word = words[at].lower()
            while char >= 0 and not (word[char] == letters[position] and (position > 0 or char == 0)):
                char -= 1
            if char >= 0:
                break
            at -= 1
            char = len(words[at]) - 1
        if at < 0:
            return None
        if position:
            char -= 1
            if char < 0:
                at -= 1
                char = len(words[at]) - 1 if at >= 0 else -1
    return at


@Language.component("kg_acronyms", assigns=["doc._.acronyms"])
def mark_acronyms(doc: Doc) -> Doc:
    """Set ``doc._.acronyms``: the definitions that the text holds, in text order, one for a short form."""
    words = [token.text for token in doc]
    found: dict[str, Acronym] = {}
    for opening, word in enumerate(words):
        if word in _BRACKETS:
            acronym = _definition(doc, words, opening)
            if acronym is not None:
                text = doc[acronym.short[0] : acronym.short[1]].text
                found.setdefault(text, acronym)
    doc._.acronyms = tuple(found.values())
    return doc


def _definition(doc: Doc, words: list[str], opening: int) -> Acronym | None:
    """The definition around the bracket that opens at this token, if there is one."""
    try:
        closing = words.index(_BRACKETS[words[opening]], opening + 1, opening + _MAX_BRACKET)
    except ValueError:
        return None
    inside = (opening + 1, closing)
    first, last = inside
    while first < last and (words[first].lower() in _INTRODUCERS or words[first] in _MARKUP):
        first += 1
    while last > first and words[last - 1] in _MARKUP:
        last -= 1
    for stop in range(first, last):
        if words[stop] in {",", ";"}:
            last = stop
            break
    if first >= last:
        return None
    text = doc[first:last].text
    if _SHORT.match(text):
        sentence_start = doc[opening].sent.start
        end = opening
        while end > sentence_start and words[end - 1] in _MARKUP:
            end -= 1
        start = _long_span(text, words, sentence_start, end)
        if start is not None:
            return Acronym((first, last), (start, end))
    return _reversed_definition(doc, words, opening, inside)


def _long_span(short: str, words: list[str], floor: int, end: int) -> int | None:
    """First token of the long form that ends before ``end``, within as many words as the short form allows."""
    letters = sum(char.isalnum() for char in short)
    room = min(letters + 5, letters * 2)
    start, left = end, room
    while start > floor and left > 0 and words[start - 1] not in {"(", ")", "[", "]", ",", ";", ":", ".", "\n"}:
        start -= 1
        left -= words[start].isalnum()
    offset = long_form(short, words[start:end])
    if offset is None:
        return None
    begin = start + offset
    if end - begin < 2 and words[begin].lower() in short.lower():
        return None
    return begin


def _reversed_definition(doc: Doc, words: list[str], opening: int, inside: tuple[int, int]) -> Acronym | None:
    """``MAF (Multi-scale Attention Fusion)``: the short form stands before the bracket, the long one fills it."""
    start = opening
    while start > 0 and not words[start - 1].isspace() and opening - start < 5:
        start -= 1
        if start and (doc[start - 1].whitespace_ or words[start - 1].isspace()):
            break
    while start < opening and words[start] in _MARKUP | {"("}:
        start += 1
    short = doc[start:opening].text
    if not _SHORT.match(short) or inside[1] - inside[0] < 2:
        return None
    return Acronym((start, opening), inside) if long_form(short, words[inside[0] : inside[1]]) == 0 else None
