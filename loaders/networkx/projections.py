"""Projections: simple graphs whose weights count papers. Node attributes are those of the whole graph."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import TypeVar

import networkx as nx

_OWN = ("PROPOSES", "USES")

_Graph = TypeVar("_Graph", "nx.Graph[str]", "nx.DiGraph[str]")


def co_use(graph: "nx.MultiDiGraph[str]") -> "nx.Graph[str]":
    """Methods, joined where papers propose or use both; ``weight`` is the number of those papers."""
    methods: dict[str, set[str]] = defaultdict(set)
    for source, target, data in graph.edges(data=True):
        if data["type"] in _OWN and graph.nodes[target]["type"] == "Method":
            methods[source].add(target)
    weights: Counter[tuple[str, str]] = Counter()
    for together in methods.values():
        weights.update(combinations(sorted(together), 2))
    return _weighted(nx.Graph(), graph, set().union(*methods.values()), weights)


def method_benchmark(graph: "nx.MultiDiGraph[str]") -> "nx.Graph[str]":
    """Methods and benchmarks (``bipartite`` 0 and 1), joined where a paper has a result of the one on the other.

    A method that a paper proposes counts as measured on what the paper evaluates on. ``weight`` counts papers.
    """
    of: dict[str, set[str]] = defaultdict(set)
    on: dict[str, set[str]] = defaultdict(set)
    for source, target, data in graph.edges(data=True):
        kind = data["type"]
        if kind in {"OF", "PROPOSES"}:
            of[source].add(target)
        elif kind == "EVALUATES_ON" or (kind == "ON" and graph.nodes[target]["type"] == "Benchmark"):
            on[source].add(target)
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    reported = {target: source for source, target, data in graph.edges(data=True) if data["type"] == "REPORTS"}
    for where, methods in of.items():
        for method in methods:
            for benchmark in on.get(where, ()):
                said[method, benchmark].add(reported.get(where, where))
    weights = Counter({pair: len(papers) for pair, papers in said.items()})
    made: nx.Graph[str] = _weighted(nx.Graph(), graph, (), weights)
    for node, data in made.nodes(data=True):
        data["bipartite"] = int(graph.nodes[node]["type"] == "Benchmark")
    return made


def tournament(graph: "nx.MultiDiGraph[str]") -> "nx.DiGraph[str]":
    """From each method to those that it outperforms; ``weight`` is the number of papers that say so."""
    return _stated(graph, "OUTPERFORMS")


def lineage(graph: "nx.MultiDiGraph[str]") -> "nx.DiGraph[str]":
    """From each method to those that it is based on, as papers cite; ``weight`` is the number of papers that say so."""
    return _stated(graph, "BASED_ON")


def _stated(graph: "nx.MultiDiGraph[str]", relation: str) -> "nx.DiGraph[str]":
    edges = graph.edges(data=True)
    weights = Counter((source, target) for source, target, data in edges if data["type"] == relation)
    return _weighted(nx.DiGraph(), graph, (), weights)


def _weighted(
    made: _Graph, graph: "nx.MultiDiGraph[str]", nodes: Iterable[str], weights: Counter[tuple[str, str]]
) -> _Graph:
    """Fill a graph in an order that does not hang on the order of the papers."""
    named = set(nodes).union(*weights)
    made.add_nodes_from((node, dict(graph.nodes[node])) for node in sorted(named))
    made.add_edges_from((source, target, {"weight": weights[source, target]}) for source, target in sorted(weights))
    return made
