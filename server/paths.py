"""The shortest ways between two nodes: a search from both ends, each step from the end with fewer nodes to look at."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from schema import EDGE_TYPES, NODE_TYPES, NodeRef
from server.briefs import briefs, key_of
from server.models import Brief, GraphEdge, Key, Shape
from server.neighbourhood import Ways, edges_among
from server.nodes import ends_at
from server.reader import Reader, any_of, around

LONGEST = 6
_LOOKED_AT = 100_000
"""How many nodes a search may meet before it gives up."""


class Paths(Shape):
    """The shortest paths between two nodes, edges taken in either direction, and all that joins the nodes on them."""

    start: Annotated[Key, Field(alias="from")]
    end: Annotated[Key, Field(alias="to")]
    length: Annotated[int | None, Field(description="edges of the shortest paths; null if there is none so short")]
    paths: Annotated[list[list[Key]], Field(description="the nodes of each, from one end to the other")]
    truncated: Annotated[bool, Field(description="whether there are more paths of this length")]
    complete: Annotated[bool, Field(description="false if the search gave up before it had looked everywhere")]
    nodes: list[Brief]
    edges: list[GraphEdge]


@dataclass(slots=True)
class _Side:
    """What has been found from one end: each node with the nodes before it on shortest ways."""

    before: dict[NodeRef, set[NodeRef]]
    frontier: list[NodeRef]


def shortest_paths(reader: Reader, start: NodeRef, end: NodeRef, *, longest: int, limit: int, ways: Ways) -> Paths:
    """The shortest paths of at most ``longest`` edges, ``limit`` of them; ``ways.types`` is for what is between."""
    sides = (_Side({start: set()}, [start]), _Side({end: set()}, [end]))
    meeting = {start} & {end}
    length, complete = 0, True
    while not meeting and length < longest and all(side.frontier for side in sides):
        length += 1
        near, far = sorted(sides, key=lambda side: len(side.frontier))
        _advance(reader, near, ways, keep=set(far.frontier) if length == longest else None, goals={start, end})
        meeting = {ref for ref in near.frontier if ref in far.before}
        if sum(len(side.before) for side in sides) > _LOOKED_AT and not meeting:
            complete = False
            break
    found = _join(sides, meeting, limit + 1)
    shown = found[:limit]
    known = briefs(reader, dict.fromkeys(ref for path in shown for ref in path))
    return Paths.model_validate(
        {
            "from": key_of(start),
            "to": key_of(end),
            "length": length if meeting else None,
            "paths": [list(map(key_of, path)) for path in shown],
            "truncated": len(found) > limit,
            "complete": complete,
            "nodes": list(known.values()),
            "edges": edges_among(reader, known, relations=ways.relations or EDGE_TYPES, confidence=ways.confidence),
        }
    )


def _advance(reader: Reader, side: _Side, ways: Ways, *, keep: set[NodeRef] | None, goals: set[NodeRef]) -> None:
    """Go one step; ``keep`` are the only nodes that are of use in the last one."""
    new: dict[NodeRef, set[NodeRef]] = {}
    for source, other, ids in _turns(side.frontier, ways, {ref.type for ref in goals}):
        relations = [
            end.edge.name
            for end in ends_at(source)
            if end.other == other and (not ways.relations or end.edge.name in ways.relations)
        ]
        if not relations:
            continue
        wanted = None if keep is None else [ref.id for ref in keep if ref.type == other]
        if wanted == []:
            continue
        narrowed = "" if wanted is None else " AND o.id IN $wanted"
        given = {} if wanted is None else {"wanted": wanted}
        records = reader.records(
            f"""{around(source, "n", "ids")}-[e:{any_of(relations)}]-(o:`{other}`)
            WHERE e.confidence >= $confidence{narrowed}
            WITH DISTINCT n.id AS source, o.id AS target WHERE target IS NOT NULL
            RETURN source, target LIMIT {_LOOKED_AT}""",
            ids=ids,
            confidence=ways.confidence,
            **given,
        )
        for record in records:
            target = NodeRef(other, record["target"])
            if target not in side.before and (not ways.types or other in ways.types or target in goals):
                new.setdefault(target, set()).add(NodeRef(source, record["source"]))
    side.before |= new
    side.frontier = sorted(new)


def _turns(frontier: list[NodeRef], ways: Ways, ends: set[str]) -> list[tuple[str, str, list[str]]]:
    ids: dict[str, list[str]] = {}
    for ref in frontier:
        ids.setdefault(ref.type, []).append(ref.id)
    others = {source: dict.fromkeys(end.other for end in ends_at(source)) for source in ids}
    return [
        (source, other, ids[source])
        for source in ids
        for other in others[source]
        if not ways.types or other in ways.types or other in ends
    ]


def _join(sides: tuple[_Side, _Side], meeting: set[NodeRef], limit: int) -> list[tuple[NodeRef, ...]]:
    """Up to so many of the paths through the nodes where both sides met."""
    first, last = sides
    paths: list[tuple[NodeRef, ...]] = []
    order = {name: place for place, name in enumerate(NODE_TYPES)}
    for ref in sorted(meeting, key=lambda ref: (order[ref.type], ref.id)):
        for head in _ways(first, ref, limit):
            for tail in _ways(last, ref, limit):
                paths.append((*reversed(head), *tail[1:]))
                if len(paths) == limit:
                    return paths
    return paths


def _ways(side: _Side, ref: NodeRef, limit: int) -> list[tuple[NodeRef, ...]]:
    """Up to so many ways from a node back to where the side began."""
    ways: list[tuple[NodeRef, ...]] = [(ref,)]
    while side.before[ways[0][-1]]:
        ways = [(*way, before) for way in ways for before in sorted(side.before[way[-1]])][:limit]
    return ways
