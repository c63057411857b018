"""Finding nodes by words of their names, aliases, titles and abstracts."""

from collections.abc import Sequence
from typing import Literal, get_args

from loaders.search import LONGEST, SEARCHED, flat
from schema import NodeRef, NodeType
from server.briefs import brief_columns, brief_of, briefs
from server.models import Brief, Hit
from server.reader import Reader, unwind_names, weight

__all__ = ["LONGEST", "RANKS", "SEARCHED", "rank", "search"]

Match = Literal["exact", "prefix", "word", "part", "words", "near"]
RANKS: tuple[Match, ...] = get_args(Match)
"""How a name fits, best first; ``near`` is a typo, or an abstract that fits in the place of the name."""

_WORDS = 8


def search(
    reader: Reader, text: str, types: Sequence[NodeType] = SEARCHED, *, limit: int = 20, names_only: bool = False
) -> list[Hit]:
    """Nodes that all words of the text occur in, as ``loaders.search`` says; ``names_only`` leaves abstracts out.

    Where no word begins so, nor but for a typo, the words are looked for within words.
    """
    refs = reader.store.find(text, [node_type.name for node_type in types], names_only=names_only, limit=limit)
    known = briefs(reader, refs)
    hits = [_hit(known[ref], text) for ref in refs if ref in known]
    return hits or _within(reader, text, types, limit)


def rank(name: str, text: str) -> int | None:
    """How well a name fits a text, 0 best, case and hyphens aside; None if a word of the text is missing."""
    low, text = flat(name), flat(text)
    if any(word not in low for word in text.split()):
        return None
    if low == text:
        return 0
    if low.startswith(text):
        return 1
    if f" {text}" in low:
        return 2
    return 3 if text in low else 4


def _hit(node: Brief, text: str) -> Hit:
    called = sorted({node.label, *node.aliases}, key=lambda name: (name != node.label, name))
    ranked = [(place, name) for name in called if (place := rank(name, text[:LONGEST])) is not None]
    place, matched = min(ranked, key=lambda pair: pair[0], default=(len(RANKS) - 1, node.label))
    return Hit(node=node, match=RANKS[place], matched=matched)


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
    return [_hit(row[4], text) for row in found[:limit]]


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
