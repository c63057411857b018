"""Values as Neo4j returns them, turned into nodes, edges, paths and plain values."""

from collections.abc import Iterator, Mapping
from typing import cast

from neo4j import graph

from loaders.neo4j.search import SEARCH_NAMES, SEARCH_WEIGHT
from loaders.store import Cell
from schema import NODE_TYPES, Edge, Node, NodeRef

_OUR_OWN = frozenset({"id", SEARCH_NAMES, SEARCH_WEIGHT})
"""What is no property of a node."""


def elements_in(value: object) -> Iterator[graph.Entity]:
    """Every node and edge in a value, however deep."""
    if isinstance(value, graph.Entity):
        yield value
    elif isinstance(value, graph.Path):
        yield from (*value.nodes, *value.relationships)
    elif isinstance(value, list):
        for item in value:
            yield from elements_in(item)
    elif isinstance(value, dict):
        yield from elements_in(list(value.values()))


def cell_of(value: object, ends: Mapping[str, NodeRef]) -> Cell:
    """Convert a value; ``ends`` gives the nodes that its edges join by their element ids."""
    if isinstance(value, graph.Entity | graph.Path):
        return _element(value, ends)
    if isinstance(value, list):
        return [cell_of(item, ends) for item in value]
    if isinstance(value, dict):
        return {str(key): cell_of(item, ends) for key, item in value.items()}
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _element(value: graph.Entity | graph.Path, ends: Mapping[str, NodeRef]) -> Cell:
    if isinstance(value, graph.Path):
        return _path(value, ends)
    if isinstance(value, graph.Relationship):
        source, target = (ends[end.element_id] for end in value.nodes if end is not None)
        return Edge(value.type, source, target, dict(value.items()))
    node = cast("graph.Node", value)
    return Node(*ref_of(node), {name: item for name, item in node.items() if name not in _OUR_OWN})


def _path(path: graph.Path, ends: Mapping[str, NodeRef]) -> list[Cell]:
    elements: list[Cell] = [cell_of(path.start_node, ends)]
    for step, stop in zip(path.relationships, path.nodes[1:], strict=True):
        elements += (cell_of(step, ends), cell_of(stop, ends))
    return elements


def ref_of(node: graph.Node) -> NodeRef:
    """The type and id of a node; of a node that is not of the schema, its labels and element id."""
    label = next((label for label in sorted(node.labels) if label in NODE_TYPES), "")
    return NodeRef(label or ":".join(sorted(node.labels)), str(node.get("id", node.element_id)))
