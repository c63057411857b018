"""Which of its forms a node is called by."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from schema.slug import slug

_WORDS = re.compile(r"[^\W_]+")
_LONGEST_ACRONYM = 5
_SHORTEST_SHOUTED = 4
_SMALL_WORDS = frozenset("a an and as at by for from in into of on or the to via with".split())
"""Words that headings write small."""

_STRAY = re.compile(r"[$\\{}^~_]| -|- |--|[(/:;,-]$")
"""Traces of formulas, markup and broken lines."""

_RARE = 10
"""How many times as common another way to call a node is, where the one that is its id is too rare to be its name."""


def preferred_name(node_id: str, forms: Mapping[str, int] | Iterable[str]) -> str:
    """Choose the name of a node among its forms, each with the number of papers that write it so, whatever their order.

    Forms that fold to the id go first, unless hardly a paper writes them: acronyms and expansions of a name are forms
    too. Among those that fold alike the commonest wins. Small letters count twice as much as the capitals of a heading,
    which any word gets, and capitals that somebody chose twice as much as those. If that decides nothing, capitals
    inside a word go before all others, plain words are written small, a single one with a capital.

    >>> preferred_name("imagenet", {"ImageNet": 670, "imagenet": 30, "ImageNET": 2})
    'ImageNet'
    >>> preferred_name("kalman-filter", {"kalman filter": 350, "Kalman filter": 318, "Kalman Filter": 95})
    'Kalman filter'
    >>> preferred_name("object-detection", ["Object Detection", "object detection", "OBJECT DETECTION"])
    'object detection'
    """
    papers = Counter(forms)
    if len(papers) < 2:
        return next(iter(papers), node_id)
    ways: dict[str, list[str]] = {}
    for form in papers:
        ways.setdefault(slug(form), []).append(form)
    uses = {way: sum(papers[form] for form in found) * (_RARE if way == node_id else 1) for way, found in ways.items()}
    most = max(uses.values())
    way = node_id if uses.get(node_id) == most else None
    return min(
        (form for one, found in ways.items() if uses[one] == most and way in {one, None} for form in found),
        key=lambda form: (_is_stray(form), -_weight(form, papers[form]), _rank(form), form),
    )


def _is_stray(form: str) -> bool:
    """Whether a form has signs that no name has."""
    unbalanced = form.count("(") != form.count(")")
    return unbalanced or bool(_STRAY.search(form)) or not unicodedata.is_normalized("NFKC", form)


def _weight(form: str, papers: int) -> int:
    """What the papers that use a form count; what a sentence or a loud heading explains is believed the second time."""
    words = [word for word in _WORDS.findall(form) if word.islower() or word[0].isupper()]
    capitals = [word[0].isupper() for word in words]
    if not any(capitals):
        return 2 * papers
    if _is_heading(form, words):
        return papers
    begins = len(capitals) > 1 and not any(capitals[1:]) and not any(map(_is_designed, words))
    explained = begins or (form.isupper() and not _is_acronym(words))
    return 4 * (papers - 1 if explained else papers)


def _is_heading(form: str, words: list[str]) -> bool:
    """Whether a form has its capitals for being a heading: all words, and there are several."""
    if form.isupper():
        return sum(len(word) >= _SHORTEST_SHOUTED for word in words) > 1
    if any(map(_is_designed, words)):
        return False
    written = [word for word in form.split() if word[0].isalpha() and word not in _SMALL_WORDS]
    return len([word for word in words if word[0].isupper()]) > 1 and all(word[0].isupper() for word in written)


def _rank(form: str) -> int:
    words = _WORDS.findall(form)
    if form.removesuffix("s").isupper():
        return 1 if _is_acronym(words) else 4
    if any(_is_designed(word) for word in words):
        return 0
    plain = form.islower() if len(words) > 1 else form[:1].isupper()
    return 2 if plain else 3


def _is_acronym(words: list[str]) -> bool:
    return all(len(word) <= _LONGEST_ACRONYM for word in words)


def _is_designed(word: str) -> bool:
    """Whether a word has a capital that no heading would give it: MAFormer, the Q of Q-learning."""
    return any(letter.isupper() for letter in word[1:]) or (len(word) == 1 and word.isupper())
