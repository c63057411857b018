"""Which of its aliases a node is called by."""

import re
from collections.abc import Iterable

from schema.slug import slug

_WORDS = re.compile(r"[^\W_]+")
_LONGEST_ACRONYM = 5


def preferred_name(node_id: str, aliases: Iterable[str]) -> str:
    """Choose the name of a node among its aliases, whatever their order.

    Aliases that fold to the id go first: acronyms and expansions of a name are aliases too. Among them, capitals that
    somebody chose go before those of a heading: ``ImageNet`` before ``IMAGENET``, ``BERT`` before ``bert``. Plain
    words are written small (``object detection``), a single one with a capital (``Transformer``).

    >>> preferred_name("imagenet", ["IMAGENET", "imagenet", "ImageNet"])
    'ImageNet'
    >>> preferred_name("object-detection", ["Object Detection", "object detection", "OBJECT DETECTION"])
    'object detection'
    """
    return min(aliases, key=lambda alias: (slug(alias) != node_id, _rank(alias), alias), default=node_id)


def _rank(alias: str) -> int:
    words = _WORDS.findall(alias)
    shouted = alias.isupper()
    if shouted and all(len(word) <= _LONGEST_ACRONYM for word in words):
        return 1
    if shouted:
        return 4
    if any(_is_designed(word) for word in words):
        return 0
    plain = alias.islower() if len(words) > 1 else alias[:1].isupper()
    return 2 if plain else 3


def _is_designed(word: str) -> bool:
    """Whether a word has a capital that no heading would give it: MAFormer, the Q of Q-learning."""
    return any(letter.isupper() for letter in word[1:]) or (len(word) == 1 and word.isupper())
