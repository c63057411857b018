"""Finding nodes by words of their names, aliases and titles."""

from collections.abc import Sequence
from typing import Literal, get_args

from schema import NODE_TYPES, NodeType
from server.briefs import brief_columns, brief_of
from server.models import Hit
from server.reader import Reader, unwind_names, weight

Match = Literal["exact", "prefix", "word", "part", "words"]
_RANKS: tuple[Match, ...] = get_args(Match)

SEARCHED = tuple(node for node in NODE_TYPES.values() if node.caption in ("name", "title"))
"""The node types that have a name to search."""

LONGEST = 200
"""Characters of a search that count."""

_WORDS = 8


def search(reader: Reader, text: str, types: Sequence[NodeType] = SEARCHED, *, limit: int = 20) -> list[Hit]:
    """Nodes that all words of the text occur in: whole name first, then its start, a word, a part; then by papers.

    A single letter finds what begins with it.
    """
    hits = [hit for node_type in types for hit in _search_type(reader, text, node_type, limit)]
    order = {node_type.name: index for index, node_type in enumerate(SEARCHED)}
    hits.sort(
        key=lambda hit: (
            _RANKS.index(hit.match),
            -(hit.node.papers or 0),
            order[hit.node.type],
            -(hit.node.year or 0),
            hit.node.label,
            hit.node.id,
        )
    )
    return hits[:limit]


def rank(name: str, text: str) -> int | None:
    """How well a name fits a text, 0 best, case and hyphens aside; None if a word of the text is missing."""
    low, text = _flat(name), _flat(text)
    if any(word not in low for word in text.split()):
        return None
    if low == text:
        return 0
    if low.startswith(text):
        return 1
    if f" {text}" in low:
        return 2
    return 3 if text in low else 4


def _flat(text: str) -> str:
    return text.lower().replace("-", " ")


def _search_type(reader: Reader, text: str, node_type: NodeType, limit: int) -> list[Hit]:
    words = _flat(text[:LONGEST]).split()[:_WORDS]
    if not words:
        return []
    wanted = " ".join(words)
    parameters = {f"word{number}": word for number, word in enumerate(words)}
    begins = "STARTS WITH" if len(wanted) == 1 else "CONTAINS"
    fits = " AND ".join(f"low {begins} ${name}" for name in parameters)
    records = reader.records(_statement(node_type, fits), q=wanted, limit=limit, **parameters)
    hits = []
    for record in records:
        node = brief_of(node_type, record)
        called = sorted({node.label, *node.aliases}, key=lambda name: (name != node.label, name))
        ranked = [(place, name) for name in called if (place := rank(name, wanted)) is not None]
        place, matched = min(ranked, key=lambda pair: pair[0], default=(int(record["rank"]), node.label))
        hits.append(Hit(node=node, match=_RANKS[place], matched=matched))
    return hits


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
