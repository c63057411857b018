"""Files of networkx: GEXF for Gephi, node-link JSON for networkx and D3, Cytoscape JSON.

GEXF has no lists and XML not all characters: lists are joined by ``; ``, what cannot be said becomes U+FFFD.
"""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import networkx as nx

from loaders.networkx.whole import graph_of
from schema import NODE_TYPES, Edge, Node

_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_gexf(nodes: Iterable[Node], edges: Iterable[Edge], path: Path) -> None:
    """Write GEXF 1.2, as Gephi reads it; nodes have their name as ``label``."""
    graph = graph_of(nodes, edges)
    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, data in graph.nodes(data=True):
        label = data.get(NODE_TYPES[data["type"]].caption, data["id"])
        flat.add_node(_flat(node), label=_flat(label), **_sayable(data))
    for number, (source, target, data) in enumerate(graph.edges(data=True)):
        # GEXF's own "type" of an edge is directed or not
        said = {"relation": data.pop("type"), **data}
        flat.add_edge(_flat(source), _flat(target), key=number, label=said["relation"], **_sayable(said))
    nx.write_gexf(flat, path)


def write_node_link(nodes: Iterable[Node], edges: Iterable[Edge], path: Path) -> None:
    """Write node-link JSON, which ``networkx.node_link_graph`` takes back without loss; the node's key is ``key``."""
    data = nx.node_link_data(graph_of(nodes, edges), edges="edges", name="key", key="number")
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def write_cytoscape(nodes: Iterable[Node], edges: Iterable[Edge], path: Path) -> None:
    """Write Cytoscape JSON (``.cyjs``); the id of a node there is its key, its own id is ``node_id``."""
    graph = graph_of(nodes, edges)
    elements: dict[str, list[dict[str, Any]]] = {"nodes": [], "edges": []}
    for node, data in graph.nodes(data=True):
        name = data.get(NODE_TYPES[data["type"]].caption, data["id"])
        elements["nodes"].append({"data": {**data, "node_id": data["id"], "id": node, "value": node, "name": name}})
    for number, (source, target, data) in enumerate(graph.edges(data=True)):
        own = {"id": f"edge:{number}", "key": number, "source": source, "target": target, "interaction": data["type"]}
        elements["edges"].append({"data": {**data, **own}})
    whole = {"format_version": "1.0", "generated_by": "kg", "data": {"name": path.stem}, "elements": elements}
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")


def _sayable(data: Mapping[str, Any]) -> dict[str, Any]:
    # "id", "start" and "end" are words of GEXF itself
    renamed = {"id": "node_id", "start": "start_offset", "end": "end_offset"}
    return {renamed.get(name, name): _flat(value) for name, value in data.items()}


def _flat(value: Any) -> Any:  # noqa: ANN401 - whatever an attribute is
    if isinstance(value, list):
        value = "; ".join(value)
    return _UNSAYABLE.sub("\ufffd", value) if isinstance(value, str) else value
