"""What a search asks, alike on every engine: which words, in what order the nodes come, and which types have text.

A node is found if every word of the search begins a word of its names, or of its names and abstract together. If
nothing is, a word of four letters or more may differ by one: a letter too many, missing, wrong, or two exchanged. Nodes
found by their names come first: the whole name, its start, the start of a word, the words in any order; among equals
those of more papers, or of later years.
"""

import re
from collections.abc import Callable, Iterable
from itertools import chain
from typing import NamedTuple, TypeVar

from schema import NODE_TYPES, NodeRef, NodeType

SEARCHED = tuple(node for node in NODE_TYPES.values() if node.caption in ("name", "title"))
"""The node types that have a name to search, in the order in which equals come."""

LONGEST = 200
"""Characters of a search that count."""

_WORDS = 8
_SHORTEST_WITH_TYPO = 4
_LETTER = r"[^\W\d_]"
_IDEOGRAPH = r"[\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3041-\u3096\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
# as the standard analyzer of Lucene cuts words (UAX 29): a sign between two letters or two digits does not part them
_WORD = re.compile(
    rf"{_IDEOGRAPH}"
    rf"|(?:[a-z0-9]+|(?!{_IDEOGRAPH})\w|(?<={_LETTER})['.:\u00b7\u2018\u2019](?={_LETTER})|(?<=\d)['.,;](?=\d))+"
)


One = TypeVar("One")


class Found(NamedTuple):
    """A node that a search finds, with what tells people which it is."""

    type: str
    id: str
    label: str
    """Its name or title; empty if it has none."""
    papers: int | None
    """How many papers speak of it, and the year, where a node of its type has that."""
    year: int | None
    aliases: tuple[str, ...]
    """Sorted, the label among them, where a node of its type has them."""

    @property
    def ref(self) -> NodeRef:
        """Which node it is."""
        return NodeRef(self.type, self.id)


class Search(NamedTuple):
    """A search in the making: its words, and the text that whole names are compared with."""

    words: tuple[str, ...]
    wanted: str


class Stage(NamedTuple):
    """One of the ways in which nodes are looked for: in names alone or also in abstracts, with typos or without."""

    names_only: bool
    typos: bool


def parse(text: str) -> Search | None:
    """The search that a text asks for; None if there is no word in it."""
    found = tuple(words(text[:LONGEST])[:_WORDS])
    return Search(found, flat(text[:LONGEST])) if found else None


def search_in_stages(look: Callable[[Stage], Iterable[One]], *, names_only: bool, typos: bool, limit: int) -> list[One]:
    """What ``look`` finds, each once: names before abstracts; with ``typos``, those where nothing is found without.

    Of what it gives in turn, it is asked for no more than is wanted.
    """
    found: dict[One, None] = {}
    for wrong in (False, True) if typos else (False,):
        if found:
            break
        stages = (Stage(names_only=names, typos=wrong) for names in ((True,) if names_only else (True, False)))
        for one in chain.from_iterable(map(look, stages)):
            found[one] = None
            if len(found) == limit:
                return list(found)
    return list(found)


def words(text: str) -> list[str]:
    """The words of a text in small letters."""
    return _WORD.findall(text.lower())


def flat(text: str) -> str:
    """A name as names are compared: small letters, hyphens as blanks, single blanks."""
    return " ".join(text.lower().replace("-", " ").split())


def may_differ(word: str) -> bool:
    """Whether a word is long enough for a typo."""
    return len(word) >= _SHORTEST_WITH_TYPO


def weight(node_type: NodeType) -> str:
    """The property by which nodes of a type are put first: papers, or the year."""
    names = {prop.name for prop in node_type.properties}
    return next(name for name in ("papers", "year") if name in names)


def text_properties(node_type: NodeType) -> tuple[str, str | None]:
    """The property that holds the names of a node, and the one that holds its text, if there is one."""
    names = {prop.name for prop in node_type.properties}
    return "aliases" if "aliases" in names else node_type.caption, "abstract" if "abstract" in names else None
