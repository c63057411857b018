"""Nodes and edges: the elements that a graph is made of, and what the schema table says of one."""

from dataclasses import dataclass
from typing import NamedTuple

from schema.errors import SchemaError
from schema.graph import EDGE_TYPES, EVIDENCE, NODE_TYPES, Property, ValueType

Value = str | int | float | bool | list[str] | None


class NodeRef(NamedTuple):
    """Which node is meant: its type and id."""

    type: str
    id: str


@dataclass(frozen=True, slots=True)
class Node:
    """A node; ``properties`` holds all but the id, and no property that is unset."""

    type: str
    id: str
    properties: dict[str, Value]

    @property
    def ref(self) -> NodeRef:
        """What edges point to."""
        return NodeRef(self.type, self.id)


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge with its evidence in ``properties`` (see ``schema.EVIDENCE``)."""

    type: str
    source: NodeRef
    target: NodeRef
    properties: dict[str, Value]

    @property
    def key(self) -> tuple[str, NodeRef, NodeRef, Value]:
        """What makes an edge one edge: two papers that state the same relation are two."""
        return self.type, self.source, self.target, self.properties.get("paper")


_PYTHON_TYPES: dict[ValueType, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "float": (int, float),
    "boolean": bool,
    "strings": list,
}
_NODE_PROPERTIES = {name: {prop.name: prop for prop in node.properties} for name, node in NODE_TYPES.items()}
_EVIDENCE = {prop.name: prop for prop in EVIDENCE}


def check_node(node: Node) -> None:
    """Raise SchemaError unless the schema table allows this node."""
    allowed = _NODE_PROPERTIES.get(node.type)
    if allowed is None:
        raise SchemaError(f"{node.type}: no such node type; there are {', '.join(NODE_TYPES)}")
    if not node.id:
        raise SchemaError(f"{node.type}: a node without an id")
    _check_properties(f"{node.type} {node.id!r}", node.properties, allowed)


def check_edge(edge: Edge) -> None:
    """Raise SchemaError unless the schema table allows this edge and its evidence is complete."""
    place = f"{edge.type} {edge.source.id!r} -> {edge.target.id!r}"
    edge_type = EDGE_TYPES.get(edge.type)
    if edge_type is None:
        raise SchemaError(f"{edge.type}: no such edge type; there are {', '.join(EDGE_TYPES)}")
    if (edge.source.type, edge.target.type) not in edge_type.ends:
        raise SchemaError(f"{place}: does not join a {edge.source.type} and a {edge.target.type}")
    _check_properties(place, edge.properties, _EVIDENCE)
    missing = [name for name in _EVIDENCE if edge.properties.get(name) is None]
    if missing:
        raise SchemaError(f"{place}: no {', '.join(missing)}")


def _check_properties(place: str, properties: dict[str, Value], allowed: dict[str, Property]) -> None:
    for name, value in properties.items():
        if name not in allowed:
            raise SchemaError(f"{place}: no property {name!r}; there are {', '.join(allowed)}")
        if value is not None and not isinstance(value, _PYTHON_TYPES[allowed[name].type]):
            raise SchemaError(f"{place}: {name} is {value!r}, not of type {allowed[name].type}")
