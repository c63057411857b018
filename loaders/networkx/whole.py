"""The whole graph, or that part of it which fits some filters, in networkx."""

from collections.abc import Collection, Iterable, Iterator

import networkx as nx

from loaders.graph import key_of, read_edges, read_nodes
from loaders.store import Counts, Store
from schema import EDGE_TYPES, NODE_TYPES, Edge, Node, ParameterError


def graph_of(nodes: Iterable[Node], edges: Iterable[Edge]) -> "nx.MultiDiGraph[str]":
    """Put nodes and edges into networkx; see ``to_networkx``."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from((key_of(node.ref), {"type": node.type, "id": node.id, **node.properties}) for node in nodes)
    graph.add_edges_from(
        (key_of(edge.source), key_of(edge.target), {"type": edge.type, **edge.properties}) for edge in edges
    )
    return graph


def to_networkx(
    store: Store,
    *,
    types: Collection[str] | None = None,
    relations: Collection[str] | None = None,
    min_confidence: float = 0.0,
    since: int | None = None,
    until: int | None = None,
    properties: Collection[str] | None = None,
) -> "nx.MultiDiGraph[str]":
    """Read the graph into networkx.

    Nodes have keys like ``method:bert`` and the attributes ``type``, ``id`` and their properties; edges have their
    ``type`` and their evidence. Properties that are unset are absent.

    Args:
        store: where the graph is.
        types: node types to take, with the edges among them; None takes all.
        relations: edge types to take; None takes all.
        min_confidence: what an extractor has to be sure of an edge, 0 to 1.
        since: first year of the papers whose edges are taken; a paper without a year is left out.
        until: last year of them.
        properties: of nodes and edges to take, beside ``paper`` and ``confidence`` of edges; None takes all, which is
            a lot of text for a large graph.

    Where edges are left out for their confidence or year, nodes that no edge is left of are left out too.

    Raises:
        ParameterError: there is no such type.
        StoreError: the store cannot be read.
    """
    counts = store.counts()
    wanted = Counts(
        _only(counts.nodes, types, NODE_TYPES, "types"), _only(counts.edges, relations, EDGE_TYPES, "relations")
    )
    nodes = {node.ref: node for node in read_nodes(store, wanted, properties)}
    papers = None if since is None and until is None else _papers(store, since, until)
    said = None if properties is None else {"confidence", *properties}
    edges = (edge for edge in read_edges(store, wanted, said) if edge.source in nodes and edge.target in nodes)
    if papers is not None or min_confidence > 0:
        kept = list(_sure(edges, papers, min_confidence))
        touched = {ref for edge in kept for ref in (edge.source, edge.target)}
        return graph_of((node for ref, node in nodes.items() if ref in touched), kept)
    return graph_of(nodes.values(), edges)


def _only(
    held: dict[str, int], wanted: Collection[str] | None, known: Collection[str], parameter: str
) -> dict[str, int]:
    if isinstance(wanted, str):
        raise ParameterError(f"{parameter}: {wanted!r} is text; right is a list of names", parameter=parameter)
    if wanted is not None and (unknown := sorted(set(wanted) - set(known))):
        raise ParameterError(f"{parameter}: no {unknown[0]!r}; there are {', '.join(known)}", parameter=parameter)
    return {name: count if wanted is None or name in wanted else 0 for name, count in held.items()}


def _papers(store: Store, since: int | None, until: int | None) -> frozenset[str]:
    statement = "MATCH (p:Paper) WHERE p.year >= $since AND p.year <= $until RETURN p.id AS id"
    years = {"since": -(2**31) if since is None else since, "until": 2**31 if until is None else until}
    return frozenset(str(paper) for (paper,) in store.query(statement, years).rows)


def _sure(edges: Iterable[Edge], papers: frozenset[str] | None, min_confidence: float) -> Iterator[Edge]:
    for edge in edges:
        confidence, paper = edge.properties["confidence"], edge.properties["paper"]
        sure = isinstance(confidence, int | float) and confidence >= min_confidence
        if sure and (papers is None or paper in papers):
            yield edge
