"""Nodes and edges: the elements that a graph is made of, and what the schema table says of one."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
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


_SURROGATE = re.compile("[\ud800-\udfff]")
_INTEGERS = range(-(2**63), 2**63)


def check_node(node: Node) -> None:
    """Raise SchemaError unless the schema table allows this node."""
    allowed = _NODE_PROPERTIES.get(node.type)
    if allowed is None:
        raise SchemaError(f"{node.type}: no such node type; there are {', '.join(NODE_TYPES)}")
    if not node.id or not _is_string(node.id):
        raise SchemaError(f"{node.type} {node.id!r}: an id is text, and not empty")
    _check_properties(node, allowed)


def check_edge(edge: Edge) -> None:
    """Raise SchemaError unless the schema table allows this edge and its evidence is complete."""
    edge_type = EDGE_TYPES.get(edge.type)
    if edge_type is None:
        raise SchemaError(f"{edge.type}: no such edge type; there are {', '.join(EDGE_TYPES)}")
    if (edge.source.type, edge.target.type) not in edge_type.ends:
        raise SchemaError(f"{_place(edge)}: does not join a {edge.source.type} and a {edge.target.type}")
    _check_properties(edge, _EVIDENCE)
    if len(edge.properties) < len(_EVIDENCE) or None in edge.properties.values():
        missing = [name for name in _EVIDENCE if edge.properties.get(name) is None]
        raise SchemaError(f"{_place(edge)}: no {', '.join(missing)}")


def check_edges(edges: Sequence[Edge]) -> None:
    """Raise SchemaError for the first edge that ``check_edge`` refuses.

    Edges are by far the most that is checked, and those of a paper share most of their evidence: each value is looked
    at once.
    """
    kinds = {(edge.type, edge.source.type, edge.target.type) for edge in edges}
    if not (kinds <= _EDGE_KINDS and _is_evidence([edge.properties for edge in edges])):
        for edge in edges:
            check_edge(edge)


def _is_evidence(said: Sequence[dict[str, Value]]) -> bool:
    """Whether each is complete, fits, and has nothing else."""
    if any(len(properties) != len(_EVIDENCE) for properties in said):
        return False
    try:
        for name, (_, fits) in _EVIDENCE.items():
            values = [properties[name] for properties in said]
            # of one type, no two values differ that are equal: 1 and True are the same number
            alike = len(set(map(type, values))) == 1
            if not all(map(fits, set(values) if alike else values)):
                return False
    except (KeyError, TypeError):
        return False
    return True


def _check_properties(element: Node | Edge, allowed: "_Allowed") -> None:
    for name, value in element.properties.items():
        found = allowed.get(name)
        if found is None:
            raise SchemaError(f"{_place(element)}: no property {name!r}; there are {', '.join(allowed)}")
        value_type, fits = found
        if value is not None and not fits(value):
            raise SchemaError(f"{_place(element)}: {name} is {_shortened(value)}, not of type {value_type}")


def _place(element: Node | Edge) -> str:
    if isinstance(element, Node):
        return f"{element.type} {element.id!r}"
    return f"{element.type} {element.source.id!r} -> {element.target.id!r}"


def _is_string(value: Value) -> bool:
    return isinstance(value, str) and "\0" not in value and (value.isascii() or _SURROGATE.search(value) is None)


def _is_strings(value: Value) -> bool:
    return isinstance(value, list) and all(map(_is_string, value))


def _is_integer(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in _INTEGERS


def _is_float(value: Value) -> bool:
    return math.isfinite(value) if isinstance(value, float) else _is_integer(value)


def _is_boolean(value: Value) -> bool:
    return isinstance(value, bool)


def _shortened(value: Value) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:77]}..."


_FITS: dict[ValueType, Callable[[Value], bool]] = {
    "string": _is_string,
    "strings": _is_strings,
    "integer": _is_integer,
    "float": _is_float,
    "boolean": _is_boolean,
}
"""Whether every store can hold a value: text without NUL or lone surrogates, numbers of 64 bits, none infinite."""


_Allowed = dict[str, tuple[ValueType, Callable[[Value], bool]]]
"""The properties that an element may have, by name: the type of each, and what fits it."""


def _allowed(properties: Iterable[Property]) -> _Allowed:
    return {prop.name: (prop.type, _FITS[prop.type]) for prop in properties}


_NODE_PROPERTIES = {name: _allowed(node.properties) for name, node in NODE_TYPES.items()}
_EVIDENCE = _allowed(EVIDENCE)
_EDGE_KINDS = {(name, *ends) for name, edge_type in EDGE_TYPES.items() for ends in edge_type.ends}
