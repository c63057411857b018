"""A search as Neo4j's full-text index takes it, which gives what it finds in our order.

The index scores by what is asked: parts of a question that only choose count nothing; whether a name is or begins as
what is wanted, and each bit of the number of papers (or of the year), count so much that the score of a node is the
place where it belongs. So no more nodes are looked at than are wanted, however many are found. For this, a node has
two properties of which only the index knows: ``SEARCH_NAMES`` and ``SEARCH_WEIGHT``.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, cast

from loaders.search import SEARCHED, Found, Search, Stage, flat, may_differ, search_in_stages, text_properties, weight
from loaders.store import Beginning
from schema import NODE_TYPES, Node, NodeType, Value

INDEX = "kg_fulltext"
SEARCH_NAMES = "search_names"
"""Each name as one word that begins as others whose names begin as it does, and the start of each."""
SEARCH_WEIGHT = "search_weight"
"""The type of a node, and the bits of the number by which nodes come first."""

_BITS = 20
"""Bits of a weight: of nodes of a million papers, which comes first is open."""
_BEGINS, _IS = 2.0**_BITS, 2.0 ** (_BITS + 1)
"""What it counts that a name begins as what is wanted, and what besides that it is it: scores are exact to 24 bits."""
_START = 3
"""Letters up to which the start of a name is a word of its own: very many names begin so, each another word."""
_LONGEST = 250
"""Characters of a name, as it is spelt, that are compared: the index parts a word after 255."""
_LEVELS = (200, 5_000, 2_000_000_000)
"""Nodes that are looked at, until the order of those wanted is sure; of more equals than the second, some are left."""

Ask = Callable[[str, Mapping[str, Value]], Mapping[str, Sequence[Any]]]
"""Runs a statement with its parameters and gives its columns."""

SEARCHED_BY = {node.name: (text_properties(node)[0], weight(node)) for node in SEARCHED}
"""By node type: the property that holds the names, and the one by which nodes come first."""
_NAMES = sorted({text_properties(node)[0] for node in SEARCHED})
_TEXTS = sorted({text for node in SEARCHED if (text := text_properties(node)[1])})
_SPECIAL = re.compile(r"([^\w])")


def index_statements() -> Iterator[str]:
    """The statements that make the index where it is missing, and drop what an older kg made in its place."""
    labels = "|".join(f"`{node.name}`" for node in SEARCHED)
    properties = ", ".join(f"n.`{name}`" for name in (*_NAMES, *_TEXTS, SEARCH_NAMES, SEARCH_WEIGHT))
    yield "DROP INDEX `kg_search` IF EXISTS"
    yield (
        f"CREATE FULLTEXT INDEX `{INDEX}` IF NOT EXISTS FOR (n:{labels}) ON EACH [{properties}] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words'}}"
    )


def stored_properties(node: Node) -> dict[str, Value]:
    """All properties of a node as Neo4j holds it: those of the schema, None where unset, and those for the index."""
    node_type = NODE_TYPES[node.type]
    said = {prop.name: node.properties.get(prop.name) for prop in node_type.properties} | {"id": node.id}
    return said | search_properties(node_type, said)


def search_properties(node_type: NodeType, properties: Mapping[str, Value]) -> dict[str, Value]:
    """What the index has to know of a node of this type, as far as it follows from the properties that are given.

    A node without names is not in the index.
    """
    if node_type.name not in SEARCHED_BY:
        return {}
    names, first = SEARCHED_BY[node_type.name]
    said = cast("str | list[str] | None", properties.get(names, ""))
    found: dict[str, Value] = {}
    if names in properties:
        found[SEARCH_NAMES] = None if said is None else _compared([said] if isinstance(said, str) else said)
    if first in properties:
        number = min(max(0, cast("int | None", properties[first]) or 0), 2**_BITS - 1)
        bits = (_bit(first, bit) for bit in range(number.bit_length()) if number >> bit & 1)
        found[SEARCH_WEIGHT] = None if said is None else " ".join((_type(node_type.name), *bits))
    return found


def find(ask: Ask, search: Search, types: Sequence[str], *, names_only: bool, typos: bool, limit: int) -> list[Found]:
    """The nodes of these types that a search finds, the best first."""
    first = "papers" if any(SEARCHED_BY[name][1] == "papers" for name in types) else "year"
    begins, is_it = _called(search.wanted)
    compared = len(search.wanted.translate(_SPELLING)) <= _LONGEST

    def found(question: str, by: str, limit: int, *, in_order: bool = True) -> list[Found]:
        parameters: dict[str, Value] = {
            "asked": f"{question} {_of_types(types)} {_weighed(by)}",
            "types": list(types),
            "wanted": search.wanted,
            "limit": limit,
        }
        return _looked_at(ask, parameters, limit, in_order=in_order)

    def look(stage: Stage) -> Sequence[Found]:
        holding = _holding(search, stage)
        if not stage.names_only:
            # by its text only a paper is found; those found by their titles, fewer than wanted, come again
            return found(holding, "year", 2 * limit) if _TEXTUAL.intersection(types) else ()
        if stage.typos:
            return found(holding, first, limit)
        # a name that is compared in part alone may go on otherwise
        if compared and len(some := found(f"+{begins} {is_it}", first, limit)) == limit:
            return some
        return found(f"{holding} {begins} {is_it}", first, limit, in_order=len(search.words) == 1)

    return search_in_stages(look, names_only=names_only, typos=typos, limit=limit)


def find_all(ask: Ask, search: Search, type_name: str) -> Beginning:
    """All nodes of a type that a search finds: they stay with the server, which goes on from them."""
    asked = ""
    for typos in (False, True):
        asked = f"{_holding(search, Stage(names_only=False, typos=typos))} {_of_types([type_name])}"
        if ask(_ANY, {"asked": asked})["score"]:
            break
    return Beginning(f"CALL db.index.fulltext.queryNodes('{INDEX}', $found) YIELD node AS n WITH n", {"found": asked})


def _looked_at(ask: Ask, parameters: Mapping[str, Value], limit: int, *, in_order: bool) -> list[Found]:
    """The best of what the index finds; ``in_order`` says that the scores alone tell which these are."""
    found: list[Found] = []
    for level in _LEVELS[:2] if in_order else _LEVELS:
        most = max(level, limit + 1)
        answer = ask(_STATEMENT, {**parameters, "in_order": in_order, "most": most})
        rows, many, part, score, least = (values[0] for values in answer.values())
        found = [Found._make((*told, tuple(aliases))) for *told, aliases in rows]
        if not found or many < most:
            break
        # of those that are not looked at, each has at most the least score
        if len(found) == limit and part == 0 and score > least:
            break
    return found


def _holding(search: Search, stage: Stage) -> str:
    """The part of a question that chooses what holds the words of a search."""
    fields = _NAMES if stage.names_only else [*_NAMES, *_TEXTS]
    return " ".join(f"+({' '.join(_either(word, fields, typos=stage.typos))})" for word in search.words)


def _either(word: str, fields: list[str], *, typos: bool) -> list[str]:
    escaped = _SPECIAL.sub(r"\\\1", word)
    asked = [f"{field}:{escaped}*^0" for field in fields]
    if typos and may_differ(word):
        asked += [f"{field}:{escaped}~1^0" for field in fields]
    return asked


def _called(wanted: str) -> tuple[str, str]:
    """The parts of a question for names that begin as what is wanted, and for those that are it."""
    begins = _start(wanted) if len(wanted) <= _START else _name(wanted).removesuffix("zz")
    # a word counts more or less the rarer it is, what begins so counts what it is told to
    return f"{SEARCH_NAMES}:{begins}*^{_BEGINS}", f"{SEARCH_NAMES}:{_name(wanted)}*^{_IS}"


@cache
def _weighed(by: str) -> str:
    """The part of a question that counts papers, or years."""
    return " ".join(f"{SEARCH_WEIGHT}:{_bit(by, bit)}*^{2**bit}" for bit in range(_BITS))


def _of_types(types: Sequence[str]) -> str:
    """The part of a question that chooses nodes of these types."""
    return f"+({' '.join(f'{SEARCH_WEIGHT}:{_type(name)}^0' for name in types)})" if len(types) < len(SEARCHED) else ""


def _compared(names: Iterable[str]) -> str:
    words: dict[str, None] = {}
    for name in map(flat, names):
        words[_name(name)] = None
        words |= {_start(name[:size]): None for size in range(1, _START + 1)}
    return " ".join(words)


def _name(name: str) -> str:
    """A name as one word, of which each start is the start of what it begins."""
    return f"n{name.translate(_SPELLING)[:_LONGEST]}zz"


def _start(start: str) -> str:
    return f"s{start.translate(_SPELLING)}zz"


class _Spelling(dict[int, str]):
    """What is no letter of a word of the index, and ``z``, stands between two ``z``, by its number."""

    def __missing__(self, letter: int) -> str:
        return f"z{letter:x}z"


_SPELLING = _Spelling({ord(letter): letter for letter in "abcdefghijklmnopqrstuvwxy0123456789"} | {ord(" "): "_"})


def _type(name: str) -> str:
    return f"type{name.lower()}"


def _bit(by: str, bit: int) -> str:
    """A bit of a weight as a word, which no other one begins."""
    return f"{by}{bit}x"


_TEXTUAL = frozenset(node.name for node in SEARCHED if text_properties(node)[1])
_TYPES = " ".join(f"WHEN '{node.name}' THEN {place}" for place, node in enumerate(SEARCHED))
_FORMS = f"coalesce({', '.join(f'node.`{name}`' if name == 'aliases' else f'[node.`{name}`]' for name in _NAMES)}, [])"
_LABEL = f"coalesce({', '.join(f'node.`{name}`' for name in sorted({node.caption for node in SEARCHED}))}, '')"
_ANY = f"CALL db.index.fulltext.queryNodes('{INDEX}', $asked, {{limit: 1}}) YIELD score RETURN score"
_STATEMENT = f"""
    CALL db.index.fulltext.queryNodes('{INDEX}', $asked, {{limit: $most}}) YIELD node, score
    WITH collect([node, score]) AS found, min(score) AS least
    UNWIND found AS one
    WITH one[0] AS node, one[1] AS score, size(found) AS many, least
    WITH *, head([label IN labels(node) WHERE label IN $types]) AS type, CASE
        WHEN $in_order OR score >= {_BEGINS} THEN 0
        WHEN any(name IN {_FORMS} WHERE replace(toLower(name), '-', ' ') CONTAINS (' ' + $wanted)) THEN 1
        ELSE 2 END AS part
    ORDER BY part, score DESC, CASE type {_TYPES} END, coalesce(node.year, 0) DESC, node.id
    LIMIT $limit
    RETURN collect([type, node.id, {_LABEL}, node.papers, node.year, coalesce(node.aliases, [])]) AS found,
        max(many) AS many, max(part) AS part, min(score) AS score, max(least) AS least"""
"""The statement that finds ``$limit`` nodes of ``$types`` by the question ``$asked``, of ``$most`` that score most.

Unless all are ``$in_order``, of those whose names do not begin as ``$wanted`` come first those of which a later word
does. All come in one row, which takes the driver less time than many, with how ``many`` there are (``$most`` if there
are more), the last ``part`` and ``score`` of those that are wanted, and the ``least`` of all scores.
"""
