"""Which methods belong together, and which join one field to another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import networkx as nx

from loaders.networkx import co_use

_SEED = 7
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Community:
    """Methods that papers use together, with a name that people understand."""

    name: str
    methods: tuple[str, ...]
    """Keys, the one with most papers in common with the others first."""
    names: tuple[str, ...]
    papers: int


@dataclass(frozen=True, slots=True)
class Bridge:
    """A method that papers use together with methods of several communities."""

    method: str
    name: str
    community: str
    joins: tuple[str, ...]
    """Names of the other communities, the one with most papers first."""
    outside: int
    """Papers in common with methods of other communities."""
    participation: float
    """0: all its neighbours are in one community; towards 1: spread evenly over many."""


def communities(graph: "nx.MultiDiGraph[str]") -> list[Community]:
    """Communities of the co-use projection, largest first; methods that are used with no other are in none.

    Source: Blondel et al., Fast unfolding of communities in large networks, 2008 (Louvain), with a fixed seed.
    """
    projection = co_use(graph)
    projection.remove_nodes_from(list(nx.isolates(projection)))
    if not len(projection):
        return []
    groups = nx.community.louvain_communities(projection, weight="weight", seed=_SEED)
    papers = _papers_of(graph)
    tasks = _tasks_of(graph)
    totals = Counter(task for paper in tasks for task in tasks[paper])
    named: list[Community] = []
    taken: Counter[str] = Counter()
    for group in sorted(groups, key=lambda group: (-len(group), min(group))):
        methods = sorted(group, key=lambda node: (-_strength(projection, node, group), node))
        used_in = set().union(*(papers[node] for node in group))
        names = tuple(str(graph.nodes[node].get("name", node)) for node in methods)
        name = _name(names, Counter(task for paper in used_in for task in tasks.get(paper, ())), totals)
        taken[name] += 1
        shown = name if taken[name] == 1 else f"{name} ({taken[name]})"
        named.append(Community(shown, tuple(methods), names, len(used_in)))
    return named


def bridges(graph: "nx.MultiDiGraph[str]", found: Sequence[Community]) -> list[Bridge]:
    """Methods that join communities, by papers outside their own times participation, highest first.

    Source of the participation coefficient: Guimera and Amaral, Functional cartography of metabolic networks, 2005.
    """
    community_of = {method: number for number, community in enumerate(found) for method in community.methods}
    projection = co_use(graph)
    joined: list[Bridge] = []
    for node, own in community_of.items():
        weights: Counter[int] = Counter()
        for neighbour, data in projection[node].items():
            weights[community_of[neighbour]] += data["weight"]
        total = sum(weights.values())
        outside = total - weights[own]
        if not outside:
            continue
        participation = 1 - sum((weight / total) ** 2 for weight in weights.values())
        others = sorted((number for number in weights if number != own), key=lambda number: (-weights[number], number))
        joins = tuple(found[number].name for number in others)
        name = str(graph.nodes[node].get("name", node))
        joined.append(Bridge(node, name, found[own].name, joins, outside, participation))
    return sorted(joined, key=lambda one: (-one.outside * one.participation, one.method))


def _name(names: Sequence[str], tasks: Counter[str], totals: Counter[str]) -> str:
    """The task that is most the community's own, and its first methods: ``object detection: YOLO, DETR``."""
    first = ", ".join(names[:_SHOWN])
    if not tasks:
        return first
    task = min(tasks, key=lambda task: (-(tasks[task] ** 2) / totals[task], task))
    return f"{task}: {first}"


def _strength(projection: "nx.Graph[str]", node: str, group: Iterable[str]) -> int:
    inside = set(group)
    return sum(data["weight"] for neighbour, data in projection[node].items() if neighbour in inside)


def _papers_of(graph: "nx.MultiDiGraph[str]") -> dict[str, set[str]]:
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
