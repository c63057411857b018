"""The whole analysis of a graph."""

from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.analysis.bridges import Bridge, bridges
from kg.analysis.central import Central, central_methods
from kg.analysis.communities import Community, communities
from kg.analysis.contested import Contest, contested_claims
from kg.analysis.rising import Rising, rising_methods
from kg.analysis.systems import named_systems
from loaders import Store
from loaders.networkx import to_networkx

_TYPES = ("Paper", "Method", "Task")
_RELATIONS = ("PROPOSES", "USES", "COMPARES", "ADDRESSES", "OUTPERFORMS", "BASED_ON")
_PROPERTIES = ("name", "title", "papers", "year")


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a graph tells as a whole, each list with the most telling first and nothing left out."""

    central: tuple[Central, ...]
    communities: tuple[Community, ...]
    bridges: tuple[Bridge, ...]
    rising: tuple[Rising, ...]
    contested: tuple[Contest, ...]


def analyze(
    store: Store, *, min_confidence: float = 0.0, since: int | None = None, until: int | None = None
) -> Analysis:
    """Analyse the graph of a store; the same graph gives the same analysis.

    Args:
        store: where the graph is.
        min_confidence: what an extractor has to be sure of an edge that counts.
        since: first year of the papers that count.
        until: last year of them.

    Raises:
        StoreError: the store cannot be read.
    """
    chosen = {"min_confidence": min_confidence, "since": since, "until": until}
    # the sentences of what is stated, and of nothing else, and not longer than they are needed
    claims = _read(store, ("OUTPERFORMS",), ("sentence",), chosen)
    systems = named_systems(store)
    contested = contested_claims(claims, systems)
    del claims
    graph = _read(store, _RELATIONS, (), chosen)
    found = communities(graph)
    return Analysis(
        tuple(central_methods(graph, systems)),
        tuple(found),
        tuple(bridges(graph, found)),
        tuple(rising_methods(graph)),
        tuple(contested),
    )


def _read(
    store: Store, relations: tuple[str, ...], properties: tuple[str, ...], chosen: dict[str, Any]
) -> "nx.MultiDiGraph[str]":
    return to_networkx(store, types=_TYPES, relations=relations, properties=(*_PROPERTIES, *properties), **chosen)
