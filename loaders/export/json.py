"""JSON, written as a stream: our own, node-link for networkx and D3, and that of Cytoscape."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from loaders.export.markup import label_of
from loaders.graph import key_of
from schema import Edge, Node, NodeRef, Value


def generate_json(nodes: Iterable[Node], edges: Iterable[Edge]) -> Iterator[str]:
    """Yield the text of one object with the lists ``nodes`` and ``edges``, a line for each element."""
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


def generate_node_link(nodes: Iterable[Node], edges: Iterable[Edge]) -> Iterator[str]:
    """Yield node-link JSON; ``node_link_graph(data, edges="edges", name="key")`` of networkx takes all of it back."""
    yield '{"directed": true, "multigraph": true, "graph": {}, "nodes": ['
    yield from _lines({"type": node.type, "id": node.id, **node.properties, "key": key_of(node.ref)} for node in nodes)
    yield '],\n"edges": ['
    yield from _lines(
        {"type": edge.type, **edge.properties, "source": key_of(edge.source), "target": key_of(edge.target)}
        for edge in edges
    )
    yield "]}\n"


def generate_cytoscape(nodes: Iterable[Node], edges: Iterable[Edge], *, name: str) -> Iterator[str]:
    """Yield the JSON of Cytoscape (``.cyjs``); the id of a node there is its key, its own id is ``node_id``.

    ``value`` of nodes and ``key`` of edges are what ``networkx.cytoscape_graph`` asks for.
    """
    head = {"format_version": "1.0", "generated_by": "kg", "directed": True, "multigraph": True, "data": {"name": name}}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "elements": {"nodes": ['
    yield from _lines({"data": _cytoscape_node(node)} for node in nodes)
    yield '],\n"edges": ['
    yield from _lines({"data": _cytoscape_edge(edge, number)} for number, edge in enumerate(edges))
    yield "]}}\n"


def _cytoscape_node(node: Node) -> dict[str, Value]:
    key = key_of(node.ref)
    own: dict[str, Value] = {"id": key, "node_id": node.id, "value": key, "name": label_of(node)}
    return {"type": node.type, **node.properties, **own}


def _cytoscape_edge(edge: Edge, number: int) -> dict[str, Value]:
    ends: dict[str, Value] = {"source": key_of(edge.source), "target": key_of(edge.target)}
    return {
        "type": edge.type,
        **edge.properties,
        "id": f"edge:{number}",
        "key": number,
        **ends,
        "interaction": edge.type,
    }


def _end(ref: NodeRef) -> dict[str, str]:
    return {"type": ref.type, "id": ref.id}


def _lines(elements: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    before = "\n"
    for element in elements:
        yield before + json.dumps(element, ensure_ascii=False, allow_nan=False)
        before = ",\n"
