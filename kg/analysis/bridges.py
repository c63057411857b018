"""Which methods join one field to another."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx

from kg.analysis.communities import Community, shared


@dataclass(frozen=True, slots=True)
class Bridge:
    """A method that papers use together with methods of two fields."""

    method: str
    name: str
    field: str
    """Its own field, by its first methods."""
    joins: str
    """The field that it joins its own to."""
    inside: int
    """Papers in common with methods of its own field, each method counted."""
    outside: int
    """Papers in common with methods of the field that it joins."""
    excess: float
    """By how much the one and the other exceed what chance would give, the smaller of both; below 0 it is no bridge."""


def bridges(graph: "nx.MultiDiGraph[str]", found: Sequence[Community]) -> list[Bridge]:
    """Methods that join their field to another, the one with more ties to both than chance would give first.

    What is used everywhere has with each field about the ties that chance gives, and is no bridge. Chance is that of
    the configuration model. Source: Newman, Modularity and community structure in networks, 2006.
    """
    field_of = {method: community.field for community in found for method in community.methods}
    projection = shared(graph)
    ties: dict[str, Counter[str]] = {}
    for node in field_of:
        ties[node] = Counter()
        for neighbour, data in projection[node].items():
            ties[node][field_of[neighbour]] += data["weight"]
    strength: Counter[str] = Counter()
    for node, field in field_of.items():
        strength[field] += ties[node].total()
    joined: list[Bridge] = []
    for node, own in field_of.items():
        share = ties[node].total() / strength.total()
        excess = {field: weight - share * strength[field] for field, weight in ties[node].items()}
        others = sorted((field for field in excess if field != own), key=lambda field: (-excess[field], field))
        if others and own in excess:
            name = str(graph.nodes[node].get("name", node))
            weights = ties[node][own], ties[node][others[0]]
            joined.append(Bridge(node, name, own, others[0], *weights, min(excess[own], excess[others[0]])))
    return sorted(joined, key=lambda one: (-one.excess, one.method))
