"""All that the graph says about one node."""

from collections.abc import Iterator, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from schema import EDGE_TYPES, NODE_TYPES, EdgeType, NodeRef
from server.briefs import BRIEF_COLUMNS, brief_columns, key_of, paper_references, told, with_unit
from server.evidence import evidence_columns
from server.models import (
    PAGES,
    Brief,
    Evidence,
    Neighbour,
    NodePage,
    RelationCount,
    RelationCounts,
    RelationGroup,
    Results,
)
from server.reader import Reader, any_of, public_properties, together, type_in, weight
from server.results import results_at

_BRIEF = 3
"""The place in ``_edge_columns`` of the type of the other node; its brief stands behind it."""
_PAPER = _BRIEF + 1 + len(BRIEF_COLUMNS)
"""The place of the paper's id, the first of the evidence."""
_ORDER = itemgetter(_BRIEF - 1, _BRIEF + 1, _PAPER)
"""By weight, id and paper."""


def node_page(reader: Reader, ref: NodeRef, *, limit: int) -> NodePage | None:
    """A node with its properties, its results and its edges by relation, ``limit`` each; None if there is none."""
    node_type = NODE_TYPES[ref.type]
    columns = ", ".join(f"n.`{name}` AS `{name}`" for name in public_properties(node_type))
    counted = reader.beside(_counts, ref)
    records = reader.records(f"MATCH (n:`{ref.type}`) WHERE n.id = $id RETURN {columns}", id=ref.id)
    if not records:
        return None
    (properties,) = records
    counts = counted()
    has_results = ref.type == "Result" or any(end.other == "Result" for end in counts)
    found = reader.beside(results_at, ref, limit=limit) if has_results else lambda: Results(total=0, rows=[])
    groups = _groups(reader, ref, counts, limit)
    return PAGES[ref.type].model_validate(
        {
            "key": key_of(ref),
            "type": ref.type,
            "id": ref.id,
            "label": with_unit(properties[node_type.caption] or ref.id, properties.get("unit")),
            "properties": properties,
            "results": found(),
            "relations": groups,
        }
    )


def relation_counts(reader: Reader, ref: NodeRef) -> RelationCounts:
    """How many edges and nodes each kind of edge joins a node to."""
    counts = _counts(reader, ref, ", count(DISTINCT o.id) AS nodes")
    return RelationCounts(
        key=key_of(ref),
        relations=[
            RelationCount.model_validate(
                record | {"relation": end.edge.name, "direction": end.direction, "reads": end.reads, "type": end.other}
            )
            for end, record in counts.items()
        ],
    )


_ARROWS = {"out": ("-", "->"), "in": ("<-", "-")}


class End(NamedTuple):
    """A way in which an edge may touch a node: its type, its direction, the type of the node at the other end."""

    edge: EdgeType
    direction: Literal["out", "in"]
    other: str

    @property
    def reads(self) -> str:
        """The relation as people say it from the node."""
        return self.edge.forward if self.direction == "out" else self.edge.backward


@cache
def ends_at(type_name: str) -> tuple[End, ...]:
    """Every way in which an edge may touch a node of a type."""
    ends: list[End] = []
    for edge in EDGE_TYPES.values():
        ends += [End(edge, "out", target) for source, target in edge.ends if source == type_name]
        ends += [End(edge, "in", source) for source, target in edge.ends if target == type_name]
    return tuple(ends)


def _counts(reader: Reader, ref: NodeRef, more: str = "") -> dict[End, dict[str, int]]:
    """How many ``edges`` each end has, and what ``more`` counts, in the order of the schema table; no end without."""
    ends = ends_at(ref.type)
    branches = [
        f"{_from(ref.type, way)} RETURN '{way[0].direction}' AS direction, type(e) AS relation, labels(o) AS other, "
        f"count(e) AS edges{more}"
        for direction in _ARROWS
        if (way := [end for end in ends if end.direction == direction])
    ]
    found = {
        (record.pop("relation"), record.pop("direction"), type_in(record.pop("other"))): record
        for record in reader.records(together(branches), id=ref.id)
    }
    keys = {end: (end.edge.name, end.direction, end.other) for end in ends}
    return {end: found[key] for end, key in keys.items() if key in found}


def _from(type_name: str, ways: Sequence[End]) -> str:
    """The pattern of ``n``, ``e`` and ``o`` for ends of one direction."""
    left, right = _ARROWS[ways[0].direction]
    relations, others = any_of(end.edge.name for end in ways), any_of(end.other for end in ways)
    return f"MATCH (n:`{type_name}` {{id: $id}}){left}[e:{relations}]{right}(o:{others})"


def _groups(reader: Reader, ref: NodeRef, counts: dict[End, dict[str, int]], limit: int) -> list[RelationGroup]:
    """The edges of a node by their end, ``limit`` each: in many papers or of late years first."""
    if not counts:
        return []
    few = all(count["edges"] <= limit for count in counts.values())
    rows = list(_all_edges(reader, ref) if few else _first_edges(reader, ref, list(counts), limit))
    papers = paper_references(reader, (row[_PAPER] for row in rows))
    by_end: dict[tuple[str, ...], dict[str, Neighbour]] = {}
    for row in sorted(rows, key=_ORDER):
        direction, relation, _, other, node = row[: _BRIEF + 2]
        paper, *said = row[_PAPER:]
        neighbours = by_end.setdefault((relation, direction, other), {})
        if node not in neighbours:
            neighbours[node] = Neighbour(Brief(*told(*row[_BRIEF:_PAPER])), [])
        neighbours[node].evidence.append(Evidence(papers[paper], *said))
    return [
        RelationGroup(
            relation=end.edge.name,
            direction=end.direction,
            reads=end.reads,
            type=end.other,
            total=count["edges"],
            neighbours=list(by_end[end.edge.name, end.direction, end.other].values()),
        )
        for end, count in counts.items()
    ]


def _all_edges(reader: Reader, ref: NodeRef) -> Iterator[tuple[Any, ...]]:
    """The edges of a node that has few: in Ladybug, putting them in order takes ten times as long as finding them."""
    ways: dict[tuple[str, str], list[End]] = {}
    for end in ends_at(ref.type):
        ways.setdefault((end.direction, end.other), []).append(end)
    statement = together(
        f"{_from(ref.type, ends)} RETURN {_edge_columns(direction, 'type(e)', other)}"
        for (direction, other), ends in ways.items()
    )
    return reader.rows(statement, id=ref.id)


def _first_edges(reader: Reader, ref: NodeRef, ends: list[End], limit: int) -> Iterator[tuple[Any, ...]]:
    """The first edges of each end."""
    statement = together(
        f"""{_from(ref.type, [end])} RETURN {_edge_columns(end.direction, f"'{end.edge.name}'", end.other)}
        ORDER BY sunk, id, evidence_paper LIMIT $limit"""
        for end in ends
    )
    return reader.rows(statement, id=ref.id, limit=limit)


def _edge_columns(direction: str, relation: str, other: str) -> str:
    """What ``_groups`` takes apart: which end, the weight turned so that less goes first, the node, the evidence."""
    other_type = NODE_TYPES[other]
    return (
        f"'{direction}' AS direction, {relation} AS relation, 0 - {weight(other_type, 'o')} AS sunk, "
        f"'{other}' AS other, {brief_columns(other_type, 'o')}, {evidence_columns('e')}"
    )
