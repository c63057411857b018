"""Puts what an analysis says of methods back into the graph."""

from collections.abc import Iterator

from kg.analysis.analysis import Analysis
from loaders import Change, Store
from schema import Node, Value

_AT_ONCE = 10_000


def write_back(store: Store, analysis: Analysis) -> int:
    """Set ``centrality``, ``community`` and ``rise`` of every method, unset where there is none; return how many.

    A later build leaves them as they are.

    Raises:
        StoreError: the store cannot be written to.
    """
    store.prepare()
    community_of = {method: one.name for one in analysis.communities for method in one.methods}
    rise_of = {one.method: one.rise for one in analysis.rising}
    count = 0
    for nodes in _batches(list(_nodes(analysis, community_of, rise_of))):
        store.write(Change(changed_nodes=tuple(nodes)))
        count += len(nodes)
    return count


def _nodes(analysis: Analysis, community_of: dict[str, str], rise_of: dict[str, float]) -> Iterator[Node]:
    for one in analysis.central:
        properties: dict[str, Value] = {
            "centrality": one.co_use,
            "community": community_of.get(one.method),
            "rise": rise_of.get(one.method),
        }
        yield Node("Method", one.method.removeprefix("method:"), properties)


def _batches(nodes: list[Node]) -> Iterator[list[Node]]:
    for start in range(0, len(nodes), _AT_ONCE):
        yield nodes[start : start + _AT_ONCE]
