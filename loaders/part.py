"""A part of a graph: chosen nodes and all edges among them."""

from collections.abc import Collection

from loaders.graph import returned, set_values
from loaders.store import Store
from schema import EDGE_TYPES, EVIDENCE, NODE_TYPES, Edge, Node, NodeRef

Part = tuple[list[Node], list[Edge]]


def read_part(store: Store, refs: Collection[NodeRef]) -> Part:
    """The nodes of a store among ``refs``, and every edge that joins two of them."""
    ids: dict[str, list[str]] = {}
    for ref in sorted(refs):
        ids.setdefault(ref.type, []).append(ref.id)
    nodes: list[Node] = []
    for name, wanted in ids.items():
        properties = NODE_TYPES[name].properties
        statement = (
            f"UNWIND $ids AS wanted MATCH (n:`{name}` {{id: wanted}}) RETURN {returned('n', properties)} ORDER BY id"
        )
        for row in store.query(statement, {"ids": wanted}).rows:
            values = set_values(properties, row)
            nodes.append(Node(name, str(values.pop("id")), values))
    edges: list[Edge] = []
    for name, edge_type in EDGE_TYPES.items():
        for source, target in edge_type.ends:
            if source in ids and target in ids:
                edges += _edges(store, (name, source, target), ids[source], set(ids[target]))
    return nodes, edges


def around(store: Store, center: NodeRef, *, depth: int, limit: int) -> set[NodeRef]:
    """The nodes within ``depth`` steps of one, the nearest first, ``limit`` at most, the centre among them."""
    found = {center}
    border = [center]
    for _ in range(depth):
        reached: set[NodeRef] = set()
        for name, edge_type in EDGE_TYPES.items():
            for source, target in edge_type.ends:
                reached |= _reached(
                    store, f"(n:`{source}` {{id: wanted}})-[:`{name}`]->(o:`{target}`)", border, source, target
                )
                reached |= _reached(
                    store, f"(n:`{target}` {{id: wanted}})<-[:`{name}`]-(o:`{source}`)", border, target, source
                )
        border = sorted(reached - found)[: limit - len(found)]
        found.update(border)
    return found


def _reached(store: Store, pattern: str, border: list[NodeRef], start: str, other: str) -> set[NodeRef]:
    ids = [ref.id for ref in border if ref.type == start]
    if not ids:
        return set()
    rows = store.query(f"UNWIND $ids AS wanted MATCH {pattern} RETURN DISTINCT o.id AS id", {"ids": ids}).rows
    return {NodeRef(other, str(node_id)) for (node_id,) in rows}


def _edges(store: Store, kind: tuple[str, str, str], sources: list[str], targets: set[str]) -> list[Edge]:
    name, source, target = kind
    statement = (
        f"UNWIND $ids AS wanted MATCH (a:`{source}` {{id: wanted}})-[r:`{name}`]->(b:`{target}`) "
        f"RETURN a.id AS source, b.id AS target, {returned('r', EVIDENCE)} ORDER BY source, target, paper"
    )
    return [
        Edge(name, NodeRef(source, str(source_id)), NodeRef(target, str(target_id)), set_values(EVIDENCE, row))
        for source_id, target_id, *row in store.query(statement, {"ids": sources}).rows
        if target_id in targets
    ]
