"""CSV: a folder with a file for each node type and each edge type, the header from the schema table.

An unset property is an empty cell; a list is a JSON array.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from schema import EDGE_TYPES, EVIDENCE, NODE_TYPES, Edge, Node, Value

_ENDS = ("source_type", "source", "target_type", "target")


def node_rows(name: str, nodes: Iterable[Node]) -> Iterator[list[str]]:
    """Yield the header and a row for each node of one type."""
    names = [prop.name for prop in NODE_TYPES[name].properties]
    yield names
    for node in nodes:
        values: dict[str, Value] = {**node.properties, "id": node.id}
        yield [_text(values.get(name)) for name in names]


def edge_rows(edges: Iterable[Edge]) -> Iterator[list[str]]:
    """Yield the header and a row for each edge of one type."""
    names = [prop.name for prop in EVIDENCE]
    yield [*_ENDS, *names]
    for edge in edges:
        yield [*edge.source, *edge.target, *(_text(edge.properties.get(name)) for name in names)]


def write_csv(nodes: Iterable[Node], edges: Iterable[Edge], folder: Path) -> None:
    """Write ``nodes-TYPE.csv`` and ``edges-TYPE.csv`` into a folder; elements of one type must come together."""
    for name in NODE_TYPES:
        _write(folder / f"nodes-{name}.csv", node_rows(name, ()))
    for name in EDGE_TYPES:
        _write(folder / f"edges-{name}.csv", edge_rows(()))
    for name, some_nodes in groupby(nodes, lambda node: node.type):
        _write(folder / f"nodes-{name}.csv", node_rows(name, some_nodes))
    for name, some_edges in groupby(edges, lambda edge: edge.type):
        _write(folder / f"edges-{name}.csv", edge_rows(some_edges))


def _write(path: Path, rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)
