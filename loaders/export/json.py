"""JSON: one object with the lists ``nodes`` and ``edges``, a line for each element."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from schema import Edge, Node, NodeRef, Value


def generate_json(nodes: Iterable[Node], edges: Iterable[Edge]) -> Iterator[str]:
    """Yield the text of the object in pieces."""
    yield '{"nodes": ['
    yield from _lines({"type": node.type, "id": node.id, "properties": node.properties} for node in nodes)
    yield '],\n"edges": ['
    yield from _lines(
        {
            "type": edge.type,
            "source": _end(edge.source),
            "target": _end(edge.target),
            "properties": edge.properties,
        }
        for edge in edges
    )
    yield "]}\n"


def write_json(nodes: Iterable[Node], edges: Iterable[Edge], path: Path) -> None:
    """Write a JSON file."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(generate_json(nodes, edges))


def _end(ref: NodeRef) -> dict[str, str]:
    return {"type": ref.type, "id": ref.id}


def _lines(elements: Iterable[dict[str, str | dict[str, Value] | dict[str, str]]]) -> Iterator[str]:
    before = "\n"
    for element in elements:
        yield before + json.dumps(element, ensure_ascii=False, allow_nan=False)
        before = ",\n"
