"""A search as Neo4j's full-text index takes it."""

import re
from functools import cache

from loaders.search import SEARCHED, Search, Stage, may_differ, text_properties

INDEX = "kg_search"

_NAMES = sorted({text_properties(node)[0] for node in SEARCHED})
_TEXTS = sorted({text for node in SEARCHED if (text := text_properties(node)[1])})
_SPECIAL = re.compile(r"([^\w])")


def index_statement() -> str:
    """The statement that makes the index where it is missing."""
    labels = "|".join(f"`{node.name}`" for node in SEARCHED)
    properties = ", ".join(f"n.`{name}`" for name in (*_NAMES, *_TEXTS))
    return (
        f"CREATE FULLTEXT INDEX `{INDEX}` IF NOT EXISTS FOR (n:{labels}) ON EACH [{properties}] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words'}}"
    )


@cache
def search_statement() -> str:
    """The statement that finds ``$limit`` nodes of ``$types`` by the question ``$asked``, named ``$wanted`` first.

    ``$alone`` says that one word is asked for, which begins a word of what is found wherever that is.
    """
    names = "coalesce(" + ", ".join(f"node.`{name}`" if name == "aliases" else f"[node.`{name}`]" for name in _NAMES)
    return f"""
        CALL db.index.fulltext.queryNodes('{INDEX}', $asked) YIELD node
        WITH node, head([label IN labels(node) WHERE label IN $types]) AS type WHERE type IS NOT NULL
        WITH node, type, [name IN {names}, []) | replace(toLower(name), '-', ' ')] AS names
        RETURN type, node.id AS id, CASE
            WHEN any(name IN names WHERE name = $wanted) THEN 0
            WHEN any(name IN names WHERE name STARTS WITH $wanted) THEN 1
            WHEN $alone OR any(name IN names WHERE name CONTAINS (' ' + $wanted)) THEN 2
            ELSE 3 END AS rank
        ORDER BY rank, coalesce(node.papers, 0) DESC, {_place()}, coalesce(node.year, 0) DESC, id
        LIMIT $limit"""


def question(search: Search, stage: Stage) -> str:
    """The question in the language of the index."""
    fields = _NAMES if stage.names_only else [*_NAMES, *_TEXTS]
    return " ".join(f"+({' '.join(_either(word, fields, typos=stage.typos))})" for word in search.words)


def _either(word: str, fields: list[str], *, typos: bool) -> list[str]:
    escaped = _SPECIAL.sub(r"\\\1", word)
    asked = [f"{field}:{escaped}*" for field in fields]
    if typos and may_differ(word):
        asked += [f"{field}:{escaped}~1" for field in fields]
    return asked


def _place() -> str:
    """The place of a type among equals, as an expression."""
    cases = " ".join(f"WHEN '{node.name}' THEN {place}" for place, node in enumerate(SEARCHED))
    return f"CASE type {cases} END"
