"""From the abstracts of machine-learning papers to a knowledge graph that can be asked.

In a notebook: ``graph = kg.build(papers)``, ``graph.query(...)``, ``graph.to_networkx()``, ``graph.show()``.
"""

from kg.notebook import Graph, build, open_graph
from kg.paper import Paper

__all__ = ["Graph", "Paper", "build", "open_graph"]
