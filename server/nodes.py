"""All that the graph says about one node."""

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
    RelationCount,
    RelationCounts,
    RelationGroup,
)
from server.reader import Reader, public_properties, weight
from server.results import results_at


def node_page(reader: Reader, ref: NodeRef, *, limit: int) -> NodePage | None:
    """A node with its properties, its results and its edges by relation, ``limit`` each; None if there is none."""
    node_type = NODE_TYPES[ref.type]
    columns = ", ".join(f"n.`{name}` AS `{name}`" for name in public_properties(node_type))
    records = reader.records(f"MATCH (n:`{ref.type}`) WHERE n.id = $id RETURN {columns}", id=ref.id)
    if not records:
        return None
    (properties,) = records
    groups = [_group(reader, ref, end, limit) for end in ends_at(ref.type)]
    return PAGES[ref.type].model_validate(
        {
            "key": key_of(ref),
            "type": ref.type,
            "id": ref.id,
            "label": with_unit(properties[node_type.caption] or ref.id, properties.get("unit")),
            "properties": properties,
            "results": results_at(reader, ref, limit=limit),
            "relations": [group for group in groups if group.total],
        }
    )


def relation_counts(reader: Reader, ref: NodeRef) -> RelationCounts:
    """How many edges and nodes each kind of edge joins a node to."""
    counts: list[RelationCount] = []
    for edge, direction, other in ends_at(ref.type):
        arrow = f"-[e:`{edge.name}`]->" if direction == "out" else f"<-[e:`{edge.name}`]-"
        (record,) = reader.records(
            f"MATCH (n:`{ref.type}` {{id: $id}}){arrow}(o:`{other}`) "
            "RETURN count(e) AS edges, count(DISTINCT o.id) AS nodes",
            id=ref.id,
        )
        if record["edges"]:
            reads = edge.forward if direction == "out" else edge.backward
            counts.append(
                RelationCount.model_validate(
                    record | {"relation": edge.name, "direction": direction, "reads": reads, "type": other}
                )
            )
    return RelationCounts(key=key_of(ref), relations=counts)


class End(NamedTuple):
    """A way in which an edge may touch a node: its type, its direction, the type of the node at the other end."""

    edge: EdgeType
    direction: Literal["out", "in"]
    other: str


def ends_at(type_name: str) -> list[End]:
    """Every way in which an edge may touch a node of a type."""
    ends: list[End] = []
    for edge in EDGE_TYPES.values():
        ends += [End(edge, "out", target) for source, target in edge.ends if source == type_name]
        ends += [End(edge, "in", source) for source, target in edge.ends if target == type_name]
    return ends


def _group(reader: Reader, ref: NodeRef, end: End, limit: int) -> RelationGroup:
    edge, direction, other = end
    node_type = NODE_TYPES[other]
    arrow = f"-[e:`{edge.name}`]->" if direction == "out" else f"<-[e:`{edge.name}`]-"
    pattern = f"MATCH (n:`{ref.type}`){arrow}(o:`{other}`) WHERE n.id = $id"
    total = reader.number(f"{pattern} RETURN count(e) AS total", id=ref.id)
    records = []
    if total:
        records = reader.records(
            f"""{pattern} RETURN {brief_columns(node_type, "o")}, {evidence_columns("e")}
            ORDER BY {weight(node_type, "o")} DESC, o.id, e.paper LIMIT $limit""",
            id=ref.id,
            limit=limit,
        )
    return RelationGroup(
        relation=edge.name,
        direction=direction,
        reads=edge.forward if direction == "out" else edge.backward,
        type=other,
        total=total,
        neighbours=_neighbours(reader, node_type, records),
    )


def _neighbours(reader: Reader, node_type: NodeType, records: list[dict[str, Any]]) -> list[Neighbour]:
    papers = paper_references(reader, map(paper_of, records))
    nodes: dict[str, Brief] = {}
    evidence: dict[str, list[Evidence]] = {}
    for record in records:
        nodes.setdefault(record["id"], brief_of(node_type, record))
        evidence.setdefault(record["id"], []).append(evidence_of(record, papers))
    return [Neighbour(node=node, evidence=evidence[node_id]) for node_id, node in nodes.items()]
