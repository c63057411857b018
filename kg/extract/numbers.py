"""Numbers with their units: 85.9 %, 1.7 points, 6.6-12.1 x; and number words where they count times.

``50% to 60%`` may be one range or two levels: all three are given, and what reads them decides.
"""

import re

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.document import Number
from kg.extract.units import MARKUP, past_markup, unit_at

_DIGITS = re.compile(r"(?:\d+(?:,\d+)*(?:\.\d+)?|\.\d+)$")
_WORDS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "twenty": "20", "hundred": "100", "thousand": "1000",
}  # fmt: skip
_MULTIPLIERS = {
    "twice": "2", "double": "2", "doubles": "2", "doubling": "2", "twofold": "2", "threefold": "3", "fourfold": "4",
    "fivefold": "5", "tenfold": "10", "tripling": "3", "half": "2", "halves": "2", "halving": "2", "quarter": "4",
}  # fmt: skip
"""Words that say how many times more or, where something is cut, how many times less."""
_DASHES = frozenset({"-", "–", "—", "−", "~", "∼", "∽", "\\sim"})
_RANGE_WORDS = frozenset({"to", "and"})


@Language.component("kg_numbers", requires=["doc.sents"], assigns=["doc._.numbers"])
def mark_numbers(doc: Doc) -> Doc:
    """Set ``doc._.numbers``: every number that stands on its own, in text order, a range before its ends."""
    tokens = [token.text for token in doc]
    found: list[Number] = []
    for sentence in doc.sents:
        words = tokens[: sentence.end]
        position = sentence.start
        while position < sentence.end:
            number = _number_at(doc, words, position)
            if number is None:
                position += 1
            else:
                found.append(number)
                found.extend(_ends_of(words, number))
                position = number.end
    doc._.numbers = tuple(found)
    return doc


def _ends_of(words: list[str], number: Number) -> list[Number]:
    """The two numbers of a range that is made by a word (``to``, ``and``)."""
    joints = [at for at in range(number.start, number.end) if words[at].lower() in _RANGE_WORDS]
    if "-" not in number.value or not joints:
        return []
    first, last = number.value.split("-")
    unit, end = unit_at(words, number.start + 1)
    second = past_markup(words, joints[0] + 1)
    return [Number(first, unit or number.unit, number.start, end), Number(last, number.unit, second, number.end)]


def _number_at(doc: Doc, words: list[str], start: int) -> Number | None:
    """The number that begins at this token; None where there is none or where it is part of a name."""
    if _DIGITS.match(words[start]):
        return None if _in_name(doc, words, start) else _number(doc, words, start)
    lower = words[start].lower()
    if lower in _MULTIPLIERS:
        return Number(_MULTIPLIERS[lower], "x", start, start + 1)
    if lower == "order" and words[start + 1 : start + 3] == ["of", "magnitude"]:
        return Number("10", "x", start, start + 3)
    return _counted_times(words, start, _WORDS[lower]) if lower in _WORDS else None


def _number(doc: Doc, words: list[str], start: int) -> Number:
    """The number in digits at this token: a fraction, a range or one number, with its unit."""
    end, word = start + 1, words[start]
    if end + 1 < len(words) and words[end] == "/" and words[end + 1].isdecimal() and not doc[start].whitespace_:
        return Number(f"{word}/{words[end + 1]}", "", start, end + 2)
    if words[end : end + 2] == ["out", "of"] and words[end + 2 : end + 3] and _DIGITS.match(words[end + 2]):
        return Number(f"{word} out of {words[end + 2]}", "", start, end + 3)
    unit, behind = unit_at(words, end)
    last = _range_end(words, behind, start)
    if last is None:
        return Number(word, unit, start, behind)
    unit_there, behind_there = unit_at(words, last + 1)
    return Number(f"{word}-{words[last]}", unit_there or unit, start, behind_there)


def _counted_times(words: list[str], start: int, value: str) -> Number | None:
    """A number word, if it counts times: ``four times``, ``four-fold``, ``a factor of four``, or points or percent."""
    unit, end = unit_at(words, start + 1)
    if unit in {"x", "%", "points", "percentage points"}:
        return Number(value, unit, start, end)
    if [word.lower() for word in words[max(0, start - 2) : start]] == ["factor", "of"]:
        return Number(value, "x", start, start + 1)
    if words[start + 1 : start + 4] == ["orders", "of", "magnitude"]:
        return Number("1" + "0" * int(value), "x", start, start + 4) if int(value) < 10 else None
    return None


def _in_name(doc: Doc, words: list[str], index: int) -> bool:
    """Whether a number belongs to a name (GPT-3.5, wav2vec~2.0, CIFAR-10, VoxCeleb_1, top-1, 5-fold)."""
    if index and not doc[index - 1].whitespace_:
        before = words[index - 1]
        if before in {"_", "@", "#", "^", "/"} and index > 1 and words[index - 2][-1:].isalpha():
            return True
        tied = before == "~" and index > 1 and words[index - 2].isalpha() and words[index - 2].islower()
        glued_dash = before in _DASHES and index > 1 and not doc[index - 2].whitespace_ and not tied
        if glued_dash and words[index - 2][-1:].isalpha() and words[index - 2].lower() not in {"from", "to", "by"}:
            return True
        if before == "~" and index > 1 and words[index - 2][:1].isupper() and "." not in words[index]:
            return True
    following = words[index + 1 : index + 3]
    hyphenated = len(following) == 2 and following[0] == "-" and not doc[index].whitespace_
    return hyphenated and following[1].isalpha() and following[1].lower() not in {"fold", "point", "points", "to"}


def _range_end(words: list[str], position: int, start: int) -> int | None:
    """The token of a range's second number: ``6.6-12.1``, ``5% to 10%``, ``between 2 and 3``; None if no range."""
    while position < len(words) and words[position] in MARKUP - _DASHES:
        position += 1
    if position >= len(words):
        return None
    joint = words[position].lower()
    before = [word.lower() for word in words[max(0, start - 12) : start]]
    joined = joint in _DASHES or joint == "to" or (joint == "and" and "between" in before)
    if not joined:
        return None
    second = position + 1
    if joint in _DASHES and second < len(words) and words[second] in _DASHES:
        second += 1
    second = past_markup(words, second)
    if second < len(words) and _DIGITS.match(words[second]):
        return second
    return None
