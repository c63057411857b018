"""All that the graph says about one node."""

from functools import cache
from typing import Any, Literal, NamedTuple

from schema import EDGE_TYPES, NODE_TYPES, EdgeType, NodeRef, NodeType
from server.briefs import brief_columns, brief_of, key_of, paper_references, with_unit
from server.evidence import evidence_columns, evidence_of, paper_of
from server.models import (
    PAGES,
    Brief,
    Evidence,
    Neighbour,
    NodePage,
    PaperReference,
    RelationCount,
    RelationCounts,
    RelationGroup,
)
from server.reader import Reader, any_of, public_properties, together, type_in, weight
from server.results import results_at


def node_page(reader: Reader, ref: NodeRef, *, limit: int) -> NodePage | None:
    """A node with its properties, its results and its edges by relation, ``limit`` each; None if there is none."""
    node_type = NODE_TYPES[ref.type]
    columns = ", ".join(f"n.`{name}` AS `{name}`" for name in public_properties(node_type))
    records = reader.records(f"MATCH (n:`{ref.type}`) WHERE n.id = $id RETURN {columns}", id=ref.id)
    if not records:
        return None
    (properties,) = records
    return PAGES[ref.type].model_validate(
        {
            "key": key_of(ref),
            "type": ref.type,
            "id": ref.id,
            "label": with_unit(properties[node_type.caption] or ref.id, properties.get("unit")),
            "properties": properties,
            "results": results_at(reader, ref, limit=limit),
            "relations": _groups(reader, ref, limit),
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


class End(NamedTuple):
    """A way in which an edge may touch a node: its type, its direction, the type of the node at the other end."""

    edge: EdgeType
    direction: Literal["out", "in"]
    other: str

    @property
    def reads(self) -> str:
        """The relation as people say it from the node."""
        return self.edge.forward if self.direction == "out" else self.edge.backward

    def pattern(self, type_name: str) -> str:
        """The edge and the nodes at its ends as ``n``, ``e`` and ``o``."""
        arrow = f"-[e:`{self.edge.name}`]->" if self.direction == "out" else f"<-[e:`{self.edge.name}`]-"
        return f"(n:`{type_name}` {{id: $id}}){arrow}(o:`{self.other}`)"


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
    branches = []
    for direction, (left, right) in {"out": ("-", "->"), "in": ("<-", "-")}.items():
        relations = any_of(end.edge.name for end in ends if end.direction == direction)
        others = any_of(end.other for end in ends if end.direction == direction)
        if relations:
            branches.append(
                f"MATCH (n:`{ref.type}` {{id: $id}}){left}[e:{relations}]{right}(o:{others}) "
                f"RETURN '{direction}' AS direction, type(e) AS relation, labels(o) AS other, count(e) AS edges{more}"
            )
    found = {
        (record.pop("relation"), record.pop("direction"), type_in(record.pop("other"))): record
        for record in reader.records(together(branches), id=ref.id)
    }
    keys = {end: (end.edge.name, end.direction, end.other) for end in ends}
    return {end: found[key] for end, key in keys.items() if key in found}


def _groups(reader: Reader, ref: NodeRef, limit: int) -> list[RelationGroup]:
    """The edges of a node by their end, ``limit`` each: in many papers or of late years first."""
    counts = _counts(reader, ref)
    if not counts:
        return []
    statement = together(
        f"""MATCH {end.pattern(ref.type)}
        RETURN {place} AS place, {brief_columns(NODE_TYPES[end.other], "o")}, {evidence_columns("e")},
            {weight(NODE_TYPES[end.other], "o")} AS weight
        ORDER BY weight DESC, id, evidence_paper LIMIT $limit"""
        for place, end in enumerate(counts)
    )
    by_place: list[list[dict[str, Any]]] = [[] for _ in counts]
    records = reader.records(statement, id=ref.id, limit=limit)
    for record in sorted(records, key=lambda one: (-one["weight"], one["id"], one["evidence_paper"])):
        by_place[record["place"]].append(record)
    papers = paper_references(reader, map(paper_of, records))
    return [
        RelationGroup(
            relation=end.edge.name,
            direction=end.direction,
            reads=end.reads,
            type=end.other,
            total=count["edges"],
            neighbours=_neighbours(NODE_TYPES[end.other], found, papers),
        )
        for (end, count), found in zip(counts.items(), by_place, strict=True)
    ]


def _neighbours(
    node_type: NodeType, records: list[dict[str, Any]], papers: dict[str, PaperReference]
) -> list[Neighbour]:
    nodes: dict[str, Brief] = {}
    evidence: dict[str, list[Evidence]] = {}
    for record in records:
        nodes.setdefault(record["id"], brief_of(node_type, record))
        evidence.setdefault(record["id"], []).append(evidence_of(record, papers))
    return [Neighbour(node=node, evidence=evidence[node_id]) for node_id, node in nodes.items()]
