"""A graph as the writers of networkx take it."""

from typing import Any, TypeVar

import networkx as nx

_Graph = TypeVar("_Graph", "nx.Graph[str]", "nx.DiGraph[str]", "nx.MultiDiGraph[str]")

_OF_NODES = {"id": "node_id"}
_OF_EDGES = {"type": "relation", "start": "start_offset", "end": "end_offset"}
"""Attributes that GEXF has a meaning of its own for, by the names that ``kg export graph.gexf`` gives them."""


def writable(graph: _Graph) -> _Graph:
    """A copy of a graph or projection that ``networkx.write_graphml`` and ``write_gexf`` take, and Gephi opens.

    Lists are joined by ``; ``, the names that GEXF takes for itself are others, and ``label`` is what a node is called.
    """
    copy: _Graph = graph.copy()
    for node, data in copy.nodes(data=True):
        called = data.get("name") or data.get("title") or data.get("value_text") or node
        _set(data, {"label": called, **_flat(data, _OF_NODES)})
    for *_, data in copy.edges(data=True):
        _set(data, _flat(data, _OF_EDGES))
    return copy


def _flat(data: dict[str, Any], renamed: dict[str, str]) -> dict[str, Any]:
    return {
        renamed.get(name, name): "; ".join(value) if isinstance(value, list) else value for name, value in data.items()
    }


def _set(data: dict[str, Any], values: dict[str, Any]) -> None:
    data.clear()
    data.update(values)
