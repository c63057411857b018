"""Which methods are central: PageRank on each projection."""

from collections.abc import Collection
from dataclasses import dataclass

import networkx as nx

from loaders.networkx import co_use, lineage, tournament


@dataclass(frozen=True, slots=True)
class Central:
    """A method with its PageRanks; each projection's add up to 1, and 0 is a method that is not in it."""

    method: str
    name: str
    system: bool
    """Whether it has a name of its own (ResNet); else it is a class of methods (graph neural network)."""
    papers: int
    co_use: float
    lineage: float
    wins: float


def central_methods(graph: "nx.MultiDiGraph[str]", systems: Collection[str] = ()) -> list[Central]:
    """Every method of a graph by PageRank (damping 0.85) on co-use, highest first; told which ones are ``systems``.

    ``lineage`` passes rank from a method to what it is based on, ``wins`` from a method to what outperforms it.
    Source: Page et al., The PageRank Citation Ranking, 1999.
    """
    ranks = [_ranks(co_use(graph)), _ranks(lineage(graph)), _ranks(tournament(graph).reverse())]
    found = [
        Central(
            node,
            str(data.get("name", data["id"])),
            node in systems,
            int(data.get("papers", 0)),
            *(rank.get(node, 0.0) for rank in ranks),
        )
        for node, data in graph.nodes(data=True)
        if data["type"] == "Method"
    ]
    return sorted(found, key=lambda one: (-one.co_use, -one.lineage, -one.wins, one.method))


def _ranks(projection: "nx.Graph[str]") -> dict[str, float]:
    return dict(nx.pagerank(projection, weight="weight", max_iter=500)) if len(projection) else {}
