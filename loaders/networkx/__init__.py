"""The graph as networkx takes it: whole, in part, and as the projections that people analyse."""

from loaders.networkx.projections import co_use, lineage, method_benchmark, tournament
from loaders.networkx.whole import graph_of, to_networkx
from loaders.networkx.writable import writable

__all__ = [
    "co_use",
    "graph_of",
    "lineage",
    "method_benchmark",
    "to_networkx",
    "tournament",
    "writable",
]
