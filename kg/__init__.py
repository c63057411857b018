"""From the abstracts of machine-learning papers to a knowledge graph that can be asked.

In a notebook: ``graph = kg.build(papers)``, ``graph.query(...)``, ``graph.to_networkx()``, ``graph.show()``. They are
loaded when they are first asked for: the extractor alone, as in worker processes, needs neither store nor server.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kg.paper import Paper

if TYPE_CHECKING:
    from kg.notebook import Graph, build, open_graph
    from loaders import Neo4jCredentials

__all__ = ["Graph", "Neo4jCredentials", "Paper", "build", "open_graph"]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("kg.notebook"), name)
