"""Which methods more papers speak of than before."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass

import networkx as nx

_SPEAKS = frozenset({"PROPOSES", "USES", "COMPARES"})
_YEARS = 2
"""Years that are compared with as many before them."""


@dataclass(frozen=True, slots=True)
class Rising:
    """A method with its papers by year, and by how much it rises (a fall is negative)."""

    method: str
    name: str
    by_year: dict[int, int]
    recent: float
    """Share of the papers of the last two years that propose, use or compare it."""
    before: float
    """Share of those of the two years before."""
    rise: float
    """The difference of the shares in standard errors, each share with a paper more of either kind."""


def rising_methods(graph: "nx.MultiDiGraph[str]") -> list[Rising]:
    """Every method that papers of the last four years speak of, the one that rises most first.

    Papers without a year are left out; the last year is that of the latest paper.
    """
    years = {
        node: int(data["year"]) for node, data in graph.nodes(data=True) if data["type"] == "Paper" and "year" in data
    }
    if not years:
        return []
    last = max(years.values())
    totals = Counter(years.values())
    papers: dict[str, set[str]] = defaultdict(set)
    for source, target, data in graph.edges(data=True):
        if data["type"] in _SPEAKS and graph.nodes[target]["type"] == "Method" and source in years:
            papers[target].add(source)
    recent = range(last - _YEARS + 1, last + 1)
    before = range(last - 2 * _YEARS + 1, last - _YEARS + 1)
    new, old = (sum(totals[year] for year in window) for window in (recent, before))
    found: list[Rising] = []
    for method, speaking in papers.items():
        by_year = Counter(years[paper] for paper in speaking)
        is_new, was_old = (sum(by_year[year] for year in window) for window in (recent, before))
        if is_new or was_old:
            found.append(
                Rising(
                    method,
                    str(graph.nodes[method].get("name", method)),
                    dict(sorted(by_year.items())),
                    is_new / new,
                    was_old / old if old else 0.0,
                    _z(is_new, new, was_old, old),
                )
            )
    return sorted(found, key=lambda one: (-one.rise, one.method))


def _z(hits: int, of: int, hits_before: int, of_before: int) -> float:
    """How many standard errors two shares are apart; 0 where nothing can be said.

    A success and a failure are added to each, so that a handful of papers tells little.
    Source: Agresti and Caffo, Simple and effective confidence intervals for proportions, 2000.
    """
    if not of or not of_before:
        return 0.0
    new, old = (hits + 1) / (of + 2), (hits_before + 1) / (of_before + 2)
    return (new - old) / math.sqrt(new * (1 - new) / (of + 2) + old * (1 - old) / (of_before + 2))
