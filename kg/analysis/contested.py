"""Which claims contradict one another: cycles among methods that are said to outperform each other."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

import networkx as nx

from loaders.networkx import tournament

_MOST = 10_000
"""Cycles that are looked at, so that a dense knot of claims does not take for ever."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One paper that says that one method outperforms another."""

    winner: str
    loser: str
    paper: str
    title: str
    sentence: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Contest:
    """Methods each of which is said to outperform the next, and the last one the first, with all who say so."""

    methods: tuple[str, ...]
    names: tuple[str, ...]
    systems: int
    """How many of the methods have a name of their own; the others are classes of methods."""
    papers: int
    """Papers behind the step of the circle that fewest stand for."""
    claims: tuple[Claim, ...]


def contested_claims(graph: "nx.MultiDiGraph[str]", systems: Collection[str] = ()) -> list[Contest]:
    """Cycles of two and three methods: first those of systems alone, of them those with most papers for each step.

    A circle that one paper alone tells is none: it compares under two conditions.
    """
    stated = tournament(graph)
    said: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for winner, loser, data in graph.edges(data=True):
        if data["type"] == "OUTPERFORMS":
            said[winner, loser].append(_claim(graph, winner, loser, data))
    contests: list[Contest] = []
    for methods in islice(_cycles(stated), _MOST):
        pairs = list(zip(methods, (*methods[1:], methods[0]), strict=True))
        claims = [claim for pair in pairs for claim in sorted(said[pair], key=lambda one: (-one.confidence, one.paper))]
        if len({claim.paper for claim in claims}) < 2:
            continue
        fewest = min(len({claim.paper for claim in said[pair]}) for pair in pairs)
        named = sum(method in systems for method in methods)
        names = tuple(str(graph.nodes[node].get("name", node)) for node in methods)
        contests.append(Contest(methods, names, named, fewest, tuple(claims)))
    return sorted(contests, key=_order)


def _order(one: Contest) -> tuple[object, ...]:
    """Systems before classes, pairs before circles of three, then by papers and by how sure the surest claim is."""
    surest = max(claim.confidence for claim in one.claims)
    return len(one.methods) - one.systems, len(one.methods), -one.papers, -len(one.claims), -surest, one.methods


def _cycles(stated: "nx.DiGraph[str]") -> Iterator[tuple[str, ...]]:
    """Cycles of two, then of three, each once, from its smallest member on; networkx would need days for many nodes."""
    beats = {node: set(stated.successors(node)) for node in stated}
    for first in sorted(stated):
        for second in sorted(beats[first]):
            if second > first and first in beats[second]:
                yield first, second
    for first in sorted(stated):
        beaten_by = set(stated.predecessors(first))
        for second in sorted(beats[first]):
            if second > first:
                for third in sorted(beats[second] & beaten_by):
                    if third > first and third != second:
                        yield first, second, third


def _claim(graph: "nx.MultiDiGraph[str]", winner: str, loser: str, data: dict[str, object]) -> Claim:
    first, second = (str(graph.nodes[node].get("name", node)) for node in (winner, loser))
    paper = str(data["paper"])
    title = graph.nodes.get(f"paper:{paper}", {}).get("title", paper)
    return Claim(first, second, paper, str(title), str(data["sentence"]), float(str(data["confidence"])))
