"""What one paper puts into the graph: the unit that is loaded, replaced and removed as a whole."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from schema import NODE_TYPES, Edge, Node, NodeRef, Value

NAMED = tuple(
    node.name for node in NODE_TYPES.values() if {"aliases", "papers"} <= {prop.name for prop in node.properties}
)
"""Node types that papers share; a node of another type belongs to one paper."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """The nodes and edges of one paper; ``paper`` is the id of its Paper node, every edge's evidence names it."""

    paper: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", _digest(self))


def touched(contribution: Contribution) -> set[NodeRef]:
    """Shared nodes with an edge: one without says nothing, and would not outlive the load."""
    return {ref for edge in contribution.edges for ref in (edge.source, edge.target) if ref.type in NAMED}


def aliases_in(contribution: Contribution) -> dict[NodeRef, set[str]]:
    """The aliases, the name among them, that a contribution gives to the shared nodes it says something about."""
    wanted = touched(contribution)
    spoken: dict[NodeRef, set[str]] = {}
    for node in contribution.nodes:
        if node.ref in wanted:
            aliases, name = node.properties.get("aliases"), node.properties.get("name")
            forms = spoken.setdefault(node.ref, set())
            forms.update(aliases if isinstance(aliases, list) else ())
            forms.update([name] if isinstance(name, str) else ())
    return spoken


def names_of(aliases: Mapping[NodeRef, Iterable[str]]) -> list[str]:
    """How a Paper node remembers the aliases that it gives: ``Method bert BERT``, sorted."""
    return sorted(f"{ref.type} {ref.id} {form}" for ref, forms in aliases.items() for form in forms)


def understood(name: str) -> tuple[NodeRef, str]:
    """What one of ``names_of`` says."""
    type_name, node_id, alias = name.split(" ", 2)
    return NodeRef(type_name, node_id), alias


def _digest(contribution: Contribution) -> str:
    """A fingerprint of all that goes into the graph: 32 hexadecimal digits of BLAKE2b over sorted JSON lines."""
    lines = [
        json.dumps([node.type, node.id, _set(node.properties)], sort_keys=True)
        for node in contribution.nodes
        if node.type not in NAMED
    ]
    lines += [json.dumps(name) for name in names_of(aliases_in(contribution))]
    lines += [
        json.dumps([edge.type, edge.source, edge.target, _set(edge.properties)], sort_keys=True)
        for edge in contribution.edges
    ]
    return hashlib.blake2b("\n".join(sorted(lines)).encode(), digest_size=16).hexdigest()


def _set(properties: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in properties.items() if value is not None}
