"""Answers as JSON has them: plain values, and the graph of the nodes and edges among them."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pydantic_core import to_json

from loaders.store import Answer, Cell
from schema import NODE_TYPES, Edge, Node, NodeRef


def key_of(ref: NodeRef) -> str:
    """How URLs and answers write a node: ``method:bert``."""
    return f"{ref.type.lower()}:{ref.id}"


def plain(cell: Cell) -> object:
    """A cell as JSON holds it: nodes and edges as objects with their key or ends."""
    if cell is None or isinstance(cell, str | int | float):
        return cell
    if isinstance(cell, Node):
        return {"key": key_of(cell.ref), "type": cell.type, "id": cell.id, "properties": cell.properties}
    if isinstance(cell, Edge):
        ends = {"source": key_of(cell.source), "target": key_of(cell.target)}
        return {"type": cell.type, **ends, "properties": cell.properties}
    if isinstance(cell, Mapping):
        return {name: plain(value) for name, value in cell.items()}
    return [plain(value) for value in cell]


@dataclass(frozen=True, slots=True)
class Written:
    """An answer as the text of a JSON object."""

    body: bytes
    rows: int
    truncated: bool


def write_answer(answer: Answer, *, limit: int, most_bytes: int, begun: float) -> Written:
    """Read rows and write ``columns``, ``rows``, ``truncated``, ``graph`` and ``took_ms``.

    Args:
        answer: rows that have not been read.
        limit: rows after which it is cut.
        most_bytes: bytes of rows after which it is cut; the graph has no more elements than they.
        begun: when the question was asked, by ``time.perf_counter``.
    """
    rows: list[bytes] = []
    size, truncated = 0, False
    elements: list[Node | Edge] = []
    for row in answer.rows:
        written = to_json([plain(cell) for cell in row], inf_nan_mode="null")
        size += len(written) + 1
        truncated = len(rows) == limit or size > most_bytes
        if truncated:
            break
        rows.append(written)
        elements += elements_in(row)
    graph = graph_of(elements)
    took = round((time.perf_counter() - begun) * 1000, 2)
    body = b'{"columns":%b,"rows":[%b],"truncated":%b,"graph":%b,"plan":null,"took_ms":%b}' % (
        to_json(answer.columns),
        b",".join(rows),
        to_json(truncated),
        to_json(graph, inf_nan_mode="null"),
        to_json(took),
    )
    return Written(body, len(rows), truncated)


def elements_in(value: object) -> Iterable[Node | Edge]:
    """Every node and edge in a row or a cell, however deep."""
    if isinstance(value, Node | Edge):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from elements_in(item)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from elements_in(item)


def graph_of(elements: Sequence[Node | Edge]) -> dict[str, Any] | None:
    """The nodes and edges, each once; nodes at the ends of edges that the answer does not hold have no properties."""
    if not elements:
        return None
    nodes = {element.ref: element for element in elements if isinstance(element, Node)}
    edges = {element.key: element for element in elements if isinstance(element, Edge)}
    ends = {end: Node(*end, {}) for edge in edges.values() for end in (edge.source, edge.target) if end not in nodes}
    return {
        "nodes": [
            {**_object(node), "label": node.properties.get(_caption(node), node.id)} for node in (nodes | ends).values()
        ],
        "edges": [_object(edge) for edge in edges.values()],
    }


def _object(element: Node | Edge) -> dict[str, Any]:
    return cast("dict[str, Any]", plain(element))


def _caption(node: Node) -> str:
    known = NODE_TYPES.get(node.type)
    return known.caption if known else "id"
