"""Answers as JSON has them: plain values, and the graph of the nodes and edges among them."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from pydantic_core import to_json

from loaders.store import Answer, Cell
from schema import NODE_TYPES, PRIVATE, Edge, Node, NodeRef

PLAIN = frozenset({str, int, float, bool, type(None)})
"""Types of values that need no turning."""
_AT_ONCE = 256
"""Rows that are written together."""


def key_of(ref: NodeRef) -> str:
    """How URLs and answers write a node: ``method:bert``."""
    return f"{ref.type.lower()}:{ref.id}"


def plain(cell: Cell) -> object:
    """A cell as JSON holds it: nodes and edges as objects with their key or ends.

    What is private of a node, only a statement that names the property gives.
    """
    if cell is None or isinstance(cell, str | int | float):
        return cell
    if isinstance(cell, Node):
        public = {name: value for name, value in cell.properties.items() if name not in PRIVATE}
        # what only stands at the end of an edge has none
        properties = {"id": cell.id, **public} if public else public
        return {"key": key_of(cell.ref), "type": cell.type, "id": cell.id, "properties": properties}
    if isinstance(cell, Edge):
        ends = {"source": key_of(cell.source), "target": key_of(cell.target)}
        return {"type": cell.type, **ends, "properties": cell.properties}
    if isinstance(cell, Mapping):
        return {name: plain(value) for name, value in cell.items()}
    return [plain(value) for value in cell]


Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Written:
    """Rows as text, or an answer as the text of a JSON object."""

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
    elements: list[Node | Edge] = []
    written = write_rows(
        answer.rows,
        rows_as_json,
        limit=limit,
        most_bytes=most_bytes,
        see=lambda rows: elements.extend(elements_of(rows)),
    )
    graph = graph_of(elements)
    took = round((time.perf_counter() - begun) * 1000, 2)
    body = b'{"columns":%b,"rows":[%b],"truncated":%b,"graph":%b,"plan":null,"took_ms":%b}' % (
        to_json(answer.columns),
        written.body,
        to_json(written.truncated),
        to_json(graph, inf_nan_mode="null"),
        to_json(took),
    )
    return Written(body, written.rows, written.truncated)


def write_rows(
    rows: Iterator[Sequence[Cell]],
    write: Callable[[Rows], bytes],
    *,
    limit: int,
    most_bytes: int,
    between: bytes = b",",
    see: Callable[[Rows], object] = lambda _: None,
) -> Written:
    """Read rows and write them, up to a number of rows and of bytes.

    Args:
        rows: those that an engine gives.
        write: writes some, with what stands between them.
        limit: rows after which they are cut.
        most_bytes: bytes after which they are cut.
        between: what stands between two rows.
        see: is shown the rows that are written.
    """
    parts: list[bytes] = []
    number, size, truncated = 0, 0, False
    while not truncated and (some := list(islice(rows, _AT_ONCE))):
        written = write(some)
        if number + len(some) > limit or size + len(written) > most_bytes:
            some, written = _cut(some, write, limit - number, most_bytes - size, between)
            truncated = True
        if some:
            parts.append(written)
            see(some)
        number, size = number + len(some), size + len(written) + len(between)
    return Written(between.join(parts), number, truncated)


def rows_as_json(rows: Rows) -> bytes:
    """Rows as lists of JSON, with commas between."""
    told = [[cell if type(cell) in PLAIN else plain(cell) for cell in row] for row in rows]
    return to_json(told, inf_nan_mode="null")[1:-1]


def _cut(
    rows: list[Sequence[Cell]], write: Callable[[Rows], bytes], most: int, most_bytes: int, between: bytes
) -> tuple[list[Sequence[Cell]], bytes]:
    """As many of the rows as there is room for."""
    kept: list[bytes] = []
    for row in rows[:most]:
        written = write([row])
        most_bytes -= len(written) + len(between)
        if most_bytes < 0:
            break
        kept.append(written)
    return rows[: len(kept)], between.join(kept)


def elements_of(rows: Rows) -> Iterator[Node | Edge]:
    """Every node and edge in rows, in their order."""
    return (found for row in rows for cell in row if type(cell) not in PLAIN for found in elements_in(cell))


def elements_in(value: object) -> Iterable[Node | Edge]:
    """Every node and edge in a cell, however deep."""
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
