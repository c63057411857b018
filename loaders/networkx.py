"""The graph as networkx takes it."""

from collections.abc import Iterable

import networkx as nx

from loaders.graph import key_of, read_edges, read_nodes
from loaders.store import Store
from schema import Edge, Node


def graph_of(nodes: Iterable[Node], edges: Iterable[Edge]) -> "nx.MultiDiGraph[str]":
    """Put nodes and edges into networkx; see ``to_networkx``."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from((key_of(node.ref), {"type": node.type, "id": node.id, **node.properties}) for node in nodes)
    graph.add_edges_from(
        (key_of(edge.source), key_of(edge.target), {"type": edge.type, **edge.properties}) for edge in edges
    )
    return graph


def to_networkx(store: Store) -> "nx.MultiDiGraph[str]":
    """Read the whole graph into networkx.

    Nodes have keys like ``method:bert`` and the attributes ``type``, ``id`` and their properties; edges have their
    ``type`` and their evidence. Properties that are unset are absent.
    """
    counts = store.counts()
    return graph_of(read_nodes(store, counts), read_edges(store, counts))
