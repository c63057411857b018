"""Puts what an analysis says of methods back into the graph."""

from collections.abc import Iterator

from kg.analysis.analysis import Analysis
from loaders import Store
from loaders.figures import write_figures
from schema import Node, Value


def write_back(store: Store, analysis: Analysis) -> int:
    """Set ``centrality``, ``community`` and ``rise`` of every method, unset where there is none; return how many.

    A later build leaves them as they are.

    Raises:
        StoreError: the store cannot be written to.
    """
    store.prepare()
    community_of = {method: one.name for one in analysis.communities for method in one.methods}
    rise_of = {one.method: one.rise for one in analysis.rising}
    nodes = list(_nodes(analysis, community_of, rise_of))
    write_figures(store, nodes)
    return len(nodes)


def _nodes(analysis: Analysis, community_of: dict[str, str], rise_of: dict[str, float]) -> Iterator[Node]:
    for one in analysis.central:
        properties: dict[str, Value] = {
            "centrality": one.co_use,
            "community": community_of.get(one.method),
            "rise": rise_of.get(one.method),
        }
        yield Node("Method", one.method.removeprefix("method:"), properties)
