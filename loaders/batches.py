"""A change sorted into batches of one type, as every engine takes them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from schema import EDGE_TYPES, NODE_TYPES, Edge, LoadError, Node, NodeRef, SchemaError

EdgeKind = tuple[str, str, str]
"""Type of an edge, of its source and of its target."""

_Item = TypeVar("_Item")

STATED_AMONG_NAMES = tuple(
    edge.name for edge in EDGE_TYPES.values() if not {"Paper", "Result"} & {end for pair in edge.ends for end in pair}
)
"""Edge types that do not go when a paper's own nodes go: both ends are shared with other papers."""


def shortfall(done: int, wanted: int, what: str) -> LoadError:
    """The error of an engine that dealt with fewer rows than it was given; ``what`` they are, or the statement."""
    return LoadError(f"{wanted - done} of {wanted} rows did not find their nodes: {what}")


def nodes_by_type(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    """Group by type; raise SchemaError for one that the schema table lacks."""
    groups: dict[str, list[Node]] = {}
    for node in nodes:
        groups.setdefault(node.type, []).append(node)
    _check(groups)
    return groups


def nodes_by_properties(nodes: Iterable[Node]) -> dict[tuple[str, tuple[str, ...]], list[Node]]:
    """Group by type and the names of the properties that are given; raise SchemaError for an unknown type or name."""
    groups: dict[tuple[str, tuple[str, ...]], list[Node]] = {}
    for node in nodes:
        groups.setdefault((node.type, tuple(sorted(node.properties))), []).append(node)
    _check(type_name for type_name, _ in groups)
    for type_name, names in groups:
        if unknown := set(names) - {prop.name for prop in NODE_TYPES[type_name].properties}:
            raise SchemaError(f"{type_name}: no property {', '.join(sorted(unknown))}")
    return groups


def ids_by_type(refs: Iterable[NodeRef]) -> dict[str, list[str]]:
    """Group ids by type; raise SchemaError for one that the schema table lacks."""
    groups: dict[str, list[str]] = {}
    for ref in refs:
        groups.setdefault(ref.type, []).append(ref.id)
    _check(groups)
    return groups


def edges_by_kind(edges: Iterable[Edge]) -> dict[EdgeKind, list[Edge]]:
    """Group by type and types of the ends; raise SchemaError for what the schema table lacks."""
    groups: dict[EdgeKind, list[Edge]] = {}
    for edge in edges:
        groups.setdefault((edge.type, edge.source.type, edge.target.type), []).append(edge)
    for name, source, target in groups:
        if name not in EDGE_TYPES or (source, target) not in EDGE_TYPES[name].ends:
            raise SchemaError(f"no edge type {name} from {source} to {target}")
    return groups


def slices(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    """The items in order, ``size`` at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _check(type_names: Iterable[str]) -> None:
    for type_name in type_names:
        if type_name not in NODE_TYPES:
            raise SchemaError(f"{type_name}: no such node type; there are {', '.join(NODE_TYPES)}")
