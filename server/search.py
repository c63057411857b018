"""Finding nodes by words of their names, aliases, titles and abstracts."""

from collections.abc import Sequence
from typing import Literal, get_args

from loaders.search import LONGEST, SEARCHED, flat
from schema import NodeRef, NodeType
from server.briefs import HEADS, brief_columns, brief_of
from server.models import Brief, Hit
from server.reader import Reader, unwind_names, weight

__all__ = ["LONGEST", "RANKS", "SEARCHED", "rank", "search", "suggestions"]

Match = Literal["exact", "prefix", "word", "part", "words", "near"]
RANKS: tuple[Match, ...] = get_args(Match)
"""How a name fits, best first; ``near`` is a typo, or an abstract that fits in the place of the name."""

_WORDS = 8
_FIRST = 50
"""Nodes of all types among which suggestions are looked for, before any type is asked for its own."""
_BETWEEN = " \0 "
"""Stands between names that are looked through at once: no store holds a name with it."""


def search(
    reader: Reader, text: str, types: Sequence[NodeType] = SEARCHED, *, limit: int = 20, names_only: bool = False
) -> list[Hit]:
    """Nodes that all words of the text occur in, as ``loaders.search`` says; ``names_only`` leaves abstracts out.

    Where no word begins so, nor but for a typo, the words are looked for within words.
    """
    hits = _found(reader, text, types, names_only=names_only, limit=limit)
    return hits or _within(reader, text, types, limit)


def suggestions(reader: Reader, text: str, *, limit: int) -> list[list[Hit]]:
    """The best nodes of each type that a search of names finds, so many of a type; the type with the best one first."""
    hits = search(reader, text, limit=_FIRST, names_only=True)
    by_type = {node_type.name: [hit for hit in hits if hit.node.type == node_type.name] for node_type in SEARCHED}
    if len(hits) == _FIRST:
        # there may be more of each type; with typos only where nothing fits without
        asked = {
            one.name: reader.beside(_found, text, [one], names_only=True, typos=hits[0].match == "near", limit=limit)
            for one in SEARCHED
            if len(by_type[one.name]) < limit
        }
        by_type |= {name: some for name, found in asked.items() if (some := found())}
    groups = [some[:limit] for some in by_type.values() if some]
    return sorted(groups, key=lambda some: (RANKS.index(some[0].match), -(some[0].node.papers or 0)))


def sought(text: str) -> tuple[str, ...]:
    """What stands in a line of names that a text fits: all of a name, its start, that of a word, any part."""
    wanted = flat(text[:LONGEST])
    return f"{_BETWEEN}{wanted}{_BETWEEN}", f"{_BETWEEN}{wanted}", f" {wanted}", wanted


def rank(names: Sequence[str], parts: tuple[str, ...]) -> tuple[int, int] | None:
    """How well the best of some names fits a text, of which ``sought`` tells, and which one it is, the first of equals.

    0 is best; None if no name holds all words of the text.
    """
    line = f" {flat(_BETWEEN.join(('', *names, '')))} "
    for place, part in enumerate(parts):
        found = line.find(part)
        if found >= 0:
            return place, line.count(_BETWEEN, 0, found + len(_BETWEEN)) - 1
    words = parts[-1].split()
    return next(((4, at) for at, name in enumerate(map(flat, names)) if all(word in name for word in words)), None)


def _found(
    reader: Reader, text: str, types: Sequence[NodeType], *, names_only: bool, limit: int, typos: bool = True
) -> list[Hit]:
    names = [node_type.name for node_type in types]
    found = reader.store.find(text, names, names_only=names_only, typos=typos, limit=limit)
    parts = sought(text)
    return [
        _hit(Brief(HEADS[name] + node, name, node, label or node, papers, year, list(aliases)), parts)
        for name, node, label, papers, year, aliases in found
    ]


def _hit(node: Brief, parts: tuple[str, ...]) -> Hit:
    names = [node.label, *node.aliases]
    place, at = rank(names, parts) or (len(RANKS) - 1, 0)
    return Hit(node=node, match=RANKS[place], matched=names[at])


def _within(reader: Reader, text: str, types: Sequence[NodeType], limit: int) -> list[Hit]:
    words = flat(text[:LONGEST]).split()[:_WORDS]
    if not any(map(str.isalnum, "".join(words))):
        return []
    wanted = " ".join(words)
    parameters = {f"word{number}": word for number, word in enumerate(words)}
    begins = "STARTS WITH" if len(wanted) == 1 else "CONTAINS"
    fits = " AND ".join(f"low {begins} ${name}" for name in parameters)
    order = {node_type.name: place for place, node_type in enumerate(SEARCHED)}
    found: list[tuple[int, int, int, NodeRef, Brief]] = []
    for node_type in types:
        for record in reader.scan(_statement(node_type, fits), q=wanted, limit=limit, **parameters):
            node = brief_of(node_type, record)
            ref = NodeRef(node.type, node.id)
            found.append((int(record["rank"]), -(node.papers or 0), order[node.type], ref, node))
    found.sort(key=lambda row: (row[0], row[1], row[2], -(row[4].year or 0), row[3]))
    parts = sought(text)
    return [_hit(row[4], parts) for row in found[:limit]]


def _statement(node_type: NodeType, fits: str) -> str:
    """Look through every name; a store of 84,000 papers has half a million, so the first condition is a cheap one."""
    return f"""
        MATCH (n:`{node_type.name}`)
        {unwind_names(node_type, "n")}
        WITH id, toLower(name) AS low
        WHERE {fits}
        WITH id, replace(low, '-', ' ') AS low
        WITH id, min(CASE
            WHEN low = $q THEN 0
            WHEN low STARTS WITH $q THEN 1
            WHEN low CONTAINS (' ' + $q) THEN 2
            WHEN low CONTAINS $q THEN 3
            ELSE 4 END) AS rank
        MATCH (n:`{node_type.name}`) WHERE n.id = id
        RETURN {brief_columns(node_type, "n")}, rank
        ORDER BY rank, {weight(node_type, "n")} DESC, n.id
        LIMIT $limit"""
