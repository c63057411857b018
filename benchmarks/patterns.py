"""Patterns: places where the text itself says that a name stands there, whatever a tagger makes of it.

``Name: a title``, ``we propose Name``, ``called Name``, ``on the Name dataset``.
"""

import re

from kg.extract.reading import Reading
from kg.extract.tagger import Tagged

_NAME = re.compile(r"(?=.*[A-Z0-9])(?:[A-Z][\w]*[A-Z0-9][\w]*|[a-z]+[A-Z0-9]\w*|[A-Z]{2,}\w*|\d+[A-Z]\w*)$")
_CAPITAL = re.compile(r"[A-Z][\w]*$")
_JOINTS = frozenset({"-", "~", "_", "/", "+", "."})
_PROPOSING = frozenset("propose proposes proposed present presents presented introduce introduces introduced".split())
_NAMING = frozenset("called named dubbed termed coined".split())
_DATA_NOUNS = frozenset("dataset datasets benchmark benchmarks corpus corpora challenge leaderboard suite".split())
_ON = frozenset("on in from using the and , both".split())
_NO_NAME = frozenset("AI ML NLP CV DL USA EU UK GPU GPUs CPU CPUs API APIs II III IV RGB SOTA URL IoT PDF".split())


def pattern_mentions(reading: Reading) -> list[Tagged]:
    """Names that a pattern finds, in text order; they may overlap what other sources find."""
    found = [*_title_name(reading)]
    words, lower = reading.words, reading.lower
    for at, word in enumerate(lower):
        if word in _PROPOSING:
            start = at + 2 if lower[at + 1 : at + 2] in ((".",), ("the",), ("a",), ("an",)) else at + 1
            found.extend(_name(reading, start, "Method"))
        elif word in _NAMING or (word == "as" and lower[at - 1 : at] == ("to",)):
            found.extend(_name(reading, at + 1, "Method"))
        elif word in _DATA_NOUNS and at and reading.gaps[at]:
            end = at
            start = _name_start(words, reading.gaps, end)
            if start < end and (start == 0 or lower[start - 1] in _ON):
                found.append(Tagged("Data", start, end, 0.0))
    return found


def _title_name(reading: Reading) -> list[Tagged]:
    """``MAFormer: a transformer with ...``: what stands before the colon of a title, if it is one short name."""
    if not reading.titled or not reading.bounds:
        return []
    start, end = reading.bounds[0]
    head = reading.words[start : min(end, start + 8)]
    if ":" not in head:
        return []
    stop = start + head.index(":")
    spaces = sum(reading.gaps[start + 1 : stop])
    named = spaces == 0 and stop > start and reading.words[start][:1].isalnum()
    return [Tagged("Method", start, stop, 0.0)] if named else []


def _name(reading: Reading, start: int, kind: str) -> list[Tagged]:
    """The name that starts at a token: pieces glued together, one of them with an inner capital or a digit."""
    words = reading.words
    while start < len(words) and words[start] in {"``", '"', "“", "\\textbf", "{", "*", "'", "`"}:
        start += 1
    end = start
    while (
        end < len(words) and (end == start or not reading.gaps[end]) and (words[end].isalnum() or words[end] in _JOINTS)
    ):
        end += 1
    while end > start and words[end - 1] in _JOINTS:
        end -= 1
    known = any(_NAME.match(word) for word in words[start:end]) and not _NO_NAME.intersection(words[start:end])
    return [Tagged(kind, start, end, 0.0)] if known else []


def _name_start(words: tuple[str, ...], gaps: tuple[int, ...], end: int) -> int:
    """Where the capitalised name that ends before this token starts; ``end`` if there is none."""
    start = end
    while start > 0 and end - start < 8:
        word = words[start - 1]
        glued = start < end and not gaps[start]
        if not (_CAPITAL.match(word) or (glued and (word in _JOINTS or word.isalnum())) or word.isdigit()):
            break
        start -= 1
    while start < end and (words[start] in _JOINTS or not any(char.isupper() for char in words[start])):
        start += 1
    return start
