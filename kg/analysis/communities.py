"""Which methods belong together: fields, and the communities that they divide into."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import networkx as nx

from loaders.networkx import co_use

_SEED = 7
_SHOWN = 3
_LARGEST = 100
"""Methods of a community; one that is larger is divided again, as long as it comes apart."""
_AT_LEAST = 2
"""Papers that use or propose a method that is put into a community: one paper alone ties nothing together."""


@dataclass(frozen=True, slots=True)
class Community:
    """Methods that papers use together, with a name that people understand."""

    name: str
    field: str
    """The first methods of the field that it is a part of."""
    methods: tuple[str, ...]
    """Keys, the one that is most the community's own first."""
    names: tuple[str, ...]
    papers: int
    """Those that use two of the methods or more."""


def communities(graph: "nx.MultiDiGraph[str]") -> list[Community]:
    """Communities of the co-use projection, those of most papers first; methods of one paper alone are in none.

    Fields are what modularity finds best; a field of more than 100 methods is divided in the same way, and so on.
    Source: Blondel et al., Fast unfolding of communities in large networks, 2008 (Louvain), with a fixed seed.
    """
    projection = shared(graph)
    users, tasks = _users(graph), _tasks_of(graph)
    totals = Counter(task for paper in tasks for task in tasks[paper])
    found: list[Community] = []
    for field in _louvain(projection):
        called = ", ".join(_names(graph, _own_first(projection, field)[:_SHOWN]))
        for group in _divided(projection, field):
            methods = _own_first(projection, group)
            used = Counter(paper for method in methods for paper in users[method])
            papers = [paper for paper, count in used.items() if count > 1]
            names = _names(graph, methods)
            addressed = Counter(task for paper in papers for task in tasks.get(paper, ()))
            name = _name(names, addressed, totals, len(papers) / max(1, len(tasks)))
            found.append(Community(name, called, methods, names, len(papers)))
    return _told_apart(sorted(found, key=lambda one: (-one.papers, -len(one.methods), one.methods)))


def shared(graph: "nx.MultiDiGraph[str]") -> "nx.Graph[str]":
    """The co-use projection of the methods of two papers or more, without those that are used with no other."""
    projection = co_use(graph)
    users = _users(graph)
    projection.remove_nodes_from([node for node in projection if len(users[node]) < _AT_LEAST])
    projection.remove_nodes_from(list(nx.isolates(projection)))
    return projection


def _louvain(projection: "nx.Graph[str]") -> list[set[str]]:
    if not len(projection):
        return []
    return list(nx.community.louvain_communities(projection, weight="weight", seed=_SEED))


def _divided(projection: "nx.Graph[str]", group: set[str]) -> Iterator[set[str]]:
    if len(group) <= _LARGEST:
        yield group
        return
    part: nx.Graph[str] = nx.Graph()
    part.add_nodes_from(sorted(group))
    part.add_edges_from(sorted(projection.subgraph(group).edges(data=True), key=lambda edge: edge[:2]))
    parts = _louvain(part)
    for one in parts:
        if len(parts) > 1:
            yield from _divided(projection, one)
        else:
            yield one


def _own_first(projection: "nx.Graph[str]", group: Iterable[str]) -> tuple[str, ...]:
    """Strength inside times the share of it that is inside, highest first: what is used everywhere comes later."""
    inside = set(group)

    def own(node: str) -> float:
        weights = [(data["weight"], neighbour in inside) for neighbour, data in projection[node].items()]
        return float(sum(weight for weight, within in weights if within) ** 2 / sum(weight for weight, _ in weights))

    strength = {node: own(node) for node in inside}
    return tuple(sorted(inside, key=lambda node: (-strength[node], node)))


def _name(names: Sequence[str], tasks: Counter[str], totals: Counter[str], share: float) -> str:
    """The task that is most the community's own, and its first methods: ``object detection: YOLO, DETR``.

    Most its own: how often its papers address the task, times the logarithm of how much oftener than its share of all
    papers tells. Source: the terms of Dunning's log-likelihood ratio, 1993.
    """
    first = ", ".join(names[:_SHOWN])
    telling = {task: count * math.log(count / (totals[task] * share)) for task, count in tasks.items()}
    if not telling or max(telling.values()) <= 0:
        return first
    return f"{min(telling, key=lambda task: (-telling[task], task))}: {first}"


def _told_apart(found: Iterable[Community]) -> list[Community]:
    """Names that come again get a number."""
    taken: Counter[str] = Counter()
    told: list[Community] = []
    for one in found:
        taken[one.name] += 1
        name = one.name if taken[one.name] == 1 else f"{one.name} ({taken[one.name]})"
        told.append(Community(name, one.field, one.methods, one.names, one.papers))
    return told


def _names(graph: "nx.MultiDiGraph[str]", methods: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(graph.nodes[method].get("name", method)) for method in methods)


def _users(graph: "nx.MultiDiGraph[str]") -> dict[str, set[str]]:
    papers: dict[str, set[str]] = defaultdict(set)
    for source, target, data in graph.edges(data=True):
        if data["type"] in {"PROPOSES", "USES"}:
            papers[target].add(source)
    return papers


def _tasks_of(graph: "nx.MultiDiGraph[str]") -> dict[str, set[str]]:
    tasks: dict[str, set[str]] = defaultdict(set)
    for source, target, data in graph.edges(data=True):
        if data["type"] == "ADDRESSES":
            tasks[source].add(str(graph.nodes[target].get("name", target)))
    return tasks
