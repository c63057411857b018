"""A search as Neo4j's full-text index takes it.

What an index finds, it gives in no order of ours: to find the first twenty, all have to be looked at. Of what begins a
name of very many nodes (``a``, ``learning``), the nodes that come first are rather found among those that papers speak
of most, which another index gives in this order.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from loaders.search import SEARCHED, Search, Stage, may_differ, search_in_stages, text_properties, weight
from schema import NODE_TYPES, NodeRef, Value

INDEX = "kg_search"
MANY = 5_000
"""Nodes from which on it is slow to look at all that the index finds."""
_ALL = 2_000_000_000
"""In its place, to look at all."""
POPULAR = 1_500
"""Nodes of those that come first that are then looked at, as many of each type."""
IN_A_ROW = 40_000
"""Nodes with the words asked for in a row up to which those are found that are called so and nothing else."""

_FIRST = Stage(names_only=True, typos=False)

Ask = Callable[[str, Mapping[str, Value]], Mapping[str, Sequence[Any]]]
"""Runs a statement with its parameters and gives its columns."""

_NAMES = sorted({text_properties(node)[0] for node in SEARCHED})
_TEXTS = sorted({text for node in SEARCHED if (text := text_properties(node)[1])})
_SPECIAL = re.compile(r"([^\w])")


def index_statements() -> Iterator[str]:
    """The statements that make the indexes where they are missing."""
    labels = "|".join(f"`{node.name}`" for node in SEARCHED)
    properties = ", ".join(f"n.`{name}`" for name in (*_NAMES, *_TEXTS))
    yield (
        f"CREATE FULLTEXT INDEX `{INDEX}` IF NOT EXISTS FOR (n:{labels}) ON EACH [{properties}] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words'}}"
    )
    for node in SEARCHED:
        yield f"CREATE INDEX `kg_first_{node.name}` IF NOT EXISTS FOR (n:`{node.name}`) ON (n.`{weight(node)}`)"


def find(ask: Ask, search: Search, types: Sequence[str], *, names_only: bool, limit: int) -> list[NodeRef]:
    """The nodes of these types that a search finds, the best first."""
    alone = len(search.words) == 1
    alike: dict[str, Value] = {"wanted": search.wanted, "types": list(types), "limit": limit, "alone": alone}

    def look(stage: Stage) -> Sequence[NodeRef]:
        asked = alike | {"asked": _question(search, stage), "alone": alone and not stage.typos}
        found = _looked_at(ask, asked | {"most": MANY})
        if found is None and stage == _FIRST:
            found = _popular(ask, search, alike, tuple(types), limit)
        return (_looked_at(ask, asked | {"most": _ALL}) or ()) if found is None else found

    return search_in_stages(look, names_only=names_only, limit=limit)


def _looked_at(ask: Ask, asked: Mapping[str, Value]) -> list[NodeRef] | None:
    """What the index finds, in order; None where that is more than ``most``."""
    *_, ids, types = ask(_search_statement(), asked).values()
    return None if None in types else list(map(NodeRef, types, ids))


def _popular(
    ask: Ask, search: Search, alike: Mapping[str, Value], types: tuple[str, ...], limit: int
) -> list[NodeRef] | None:
    """What is found among the nodes that come first; None where others may come before it."""
    popular = POPULAR // len(_first(types)[1])
    *places, least = ask(_popular_statement(types), {**alike, "popular": popular}).values()
    if len(least) < limit:
        return None
    near = set(zip(*places, strict=True))
    asked = {**alike, "asked": _in_a_row(search, types), "in_a_row": IN_A_ROW}
    *places, many = ask(_called_statement(), asked).values()
    found = sorted(near.union(place for place in zip(*places, strict=True) if place[-1] is not None))[:limit]
    rank, papers, _, year, *_ = found[-1]
    # what is called so is all found, unless too many hold the words
    sure = many[0] < IN_A_ROW and (rank == 0 or max(-papers, -year) >= least[0])
    return [NodeRef(name, node) for *_, node, name in found] if sure else None


@cache
def _search_statement() -> str:
    """The statement that finds ``$limit`` nodes of ``$types`` by the question ``$asked``, named ``$wanted`` first.

    ``$alone`` says that one word is asked for, which begins a word of what is found wherever that is. Where the index
    finds more than ``$most``, the answer is a single row of nulls.
    """
    return f"""
        CALL db.index.fulltext.queryNodes('{INDEX}', $asked, {{limit: $most + 1}}) YIELD node
        WITH collect(node) AS found
        UNWIND CASE WHEN size(found) > $most THEN [null] ELSE found END AS node
        {_RANKED}
        RETURN {_PLACE}
        {_ORDER}"""


@cache
def _popular_statement(types: tuple[str, ...]) -> str:
    """The statement that finds ``$limit`` nodes of which a name begins as ``$wanted``, among those that come first.

    With each comes the least number of papers, or year, of those that were looked at: others may have as many. Of
    several types, those that have no number of papers come last, and are left out.
    """
    first, chosen = _first(types)
    parts = [
        f"MATCH (node:`{name}`) WHERE node.`{first}` > 0 WITH node ORDER BY node.`{first}` DESC LIMIT $popular "
        "WITH collect(node) AS nodes "
        f"RETURN nodes, CASE WHEN size(nodes) < $popular THEN 0 ELSE nodes[-1].`{first}` END AS least"
        for name in chosen
    ]
    return f"""
        CALL () {{ {" UNION ALL ".join(parts)} }}
        WITH collect(nodes) AS parts, max(least) AS least
        UNWIND parts AS nodes UNWIND nodes AS node
        {_RANKED}
        WITH * WHERE rank < 2
        RETURN {_PLACE}, least
        {_ORDER}"""


@cache
def _called_statement() -> str:
    """The statement that finds all nodes which are called ``$wanted``, among those that hold its words in a row.

    With each comes how many hold them, ``$in_a_row`` if they are more; with a single row of nulls if none is called so.
    """
    return f"""
        CALL db.index.fulltext.queryNodes('{INDEX}', $asked, {{limit: $in_a_row}}) YIELD node
        WITH collect(node) AS holding
        WITH size(holding) AS many, [node IN holding WHERE any(label IN labels(node) WHERE label IN $types)
            AND any(name IN {_FORMS} WHERE {_FLAT} = $wanted)] AS called
        UNWIND CASE WHEN called = [] THEN [null] ELSE called END AS node
        {_RANKED}
        RETURN {_PLACE}, many"""


def _in_a_row(search: Search, types: Sequence[str]) -> str:
    """The question for names of these types that hold the words of a search in a row."""
    fields = sorted({text_properties(NODE_TYPES[name])[0] for name in types})
    phrase = " ".join(_SPECIAL.sub(r"\\\1", word) for word in search.words)
    return " ".join(f'{field}:"{phrase}"' for field in fields)


def _first(types: Sequence[str]) -> tuple[str, list[str]]:
    """The property by which nodes of these types come first, and the types that have it."""
    weights = {name: weight(NODE_TYPES[name]) for name in types}
    first = "papers" if "papers" in weights.values() else "year"
    return first, [name for name in types if weights[name] == first]


def _question(search: Search, stage: Stage) -> str:
    """The question in the language of the index."""
    fields = _NAMES if stage.names_only else [*_NAMES, *_TEXTS]
    return " ".join(f"+({' '.join(_either(word, fields, typos=stage.typos))})" for word in search.words)


def _either(word: str, fields: list[str], *, typos: bool) -> list[str]:
    escaped = _SPECIAL.sub(r"\\\1", word)
    asked = [f"{field}:{escaped}*" for field in fields]
    if typos and may_differ(word):
        asked += [f"{field}:{escaped}~1" for field in fields]
    return asked


_TYPES = " ".join(f"WHEN '{node.name}' THEN {place}" for place, node in enumerate(SEARCHED))
_FORMS = f"coalesce({', '.join(f'node.`{name}`' if name == 'aliases' else f'[node.`{name}`]' for name in _NAMES)}, [])"
_FLAT = "replace(toLower(name), '-', ' ')"
"""A name as names are compared."""
_RANKED = f"""
        WITH *, head([label IN labels(node) WHERE label IN $types]) AS type WHERE type IS NOT NULL OR node IS NULL
        WITH *, [name IN {_FORMS} | {_FLAT}] AS names
        WITH *, CASE
            WHEN any(name IN names WHERE name = $wanted) THEN 0
            WHEN any(name IN names WHERE name STARTS WITH $wanted) THEN 1
            WHEN $alone OR any(name IN names WHERE name CONTAINS (' ' + $wanted)) THEN 2
            ELSE 3 END AS rank"""
_PLACE = (
    f"rank, 0 - coalesce(node.papers, 0) AS papers, CASE type {_TYPES} END AS place, "
    "0 - coalesce(node.year, 0) AS year, node.id AS id, type"
)
"""The columns by which nodes come in order, and their type."""
_ORDER = """
        ORDER BY rank, papers, place, year, id
        LIMIT $limit"""
