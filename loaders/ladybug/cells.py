"""Values as Ladybug returns them, turned into nodes, edges, paths and plain values."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from loaders.store import Cell
from schema import Edge, Node, NodeRef

InternalID = tuple[int, int]
"""Number of the table, and the row in it."""

_PLAIN = frozenset("STRING BOOL INT64 INT32 INT16 INT8 UINT64 UINT32 UINT16 UINT8 DOUBLE FLOAT SERIAL".split())
"""Types of columns whose values need no turning."""

_INTERNAL = frozenset({"_ID", "_LABEL", "_SRC", "_DST"})


def rows_of(
    rows: list[list[Any]], types: Iterable[str], look_up: Callable[[set[InternalID]], dict[InternalID, NodeRef]]
) -> Iterator[tuple[Cell, ...]]:
    """Convert rows whose columns have these types of the engine.

    ``look_up`` is asked once for the ends of edges that no node in these rows gives.
    """
    if _PLAIN.issuperset(types):
        yield from map(tuple, rows)
        return
    known: dict[InternalID, NodeRef] = {}
    wanted: set[InternalID] = set()
    for value in _elements(rows):
        if "_SRC" in value:
            wanted |= {_internal(value["_SRC"]), _internal(value["_DST"])}
        else:
            known[_internal(value["_ID"])] = NodeRef(value["_LABEL"], str(value.get("id", "")))
    if unknown := wanted - known.keys():
        known |= look_up(unknown)
    for row in rows:
        yield tuple(_cell(value, known) for value in row)


def _elements(value: object) -> Iterator[dict[str, Any]]:
    """Every node and edge in a value, however deep."""
    if isinstance(value, list):
        for item in value:
            yield from _elements(item)
    elif isinstance(value, dict):
        if "_LABEL" in value and "_ID" in value:
            yield value
        else:
            yield from _elements(list(value.values()))


def _cell(value: object, known: Mapping[InternalID, NodeRef]) -> Cell:
    if isinstance(value, dict):
        return _element(value, known)
    if isinstance(value, list):
        return [_cell(item, known) for item in value]
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _element(value: dict[str, Any], known: Mapping[InternalID, NodeRef]) -> Cell:
    if "_NODES" in value and "_RELS" in value:
        return _path(value["_NODES"], value["_RELS"], known)
    if "_LABEL" in value and "_SRC" in value:
        source, target = known[_internal(value["_SRC"])], known[_internal(value["_DST"])]
        return Edge(value["_LABEL"], source, target, _properties(value))
    if "_LABEL" in value and "_ID" in value:
        properties = _properties(value)
        return Node(value["_LABEL"], str(properties.pop("id", "")), properties)
    return {str(key): _cell(item, known) for key, item in value.items()}


def _path(nodes: Iterable[Any], edges: Iterable[Any], known: Mapping[InternalID, NodeRef]) -> list[Cell]:
    """A path as its elements in order; the variable of a pattern of several steps (``-[r*1..3]-``) as its edges."""
    stops = [_cell(node, known) for node in nodes]
    steps = [_cell(edge, known) for edge in edges]
    if len(stops) <= len(steps):
        return steps
    elements: list[Cell] = [stops[0]]
    for step, stop in zip(steps, stops[1:], strict=True):
        elements += (step, stop)
    return elements


def _properties(value: dict[str, Any]) -> dict[str, Any]:
    return {name: item for name, item in value.items() if item is not None and name not in _INTERNAL}


def _internal(value: dict[str, int]) -> InternalID:
    return value["table"], value["offset"]
