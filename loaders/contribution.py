"""What one paper puts into the graph: the unit that is loaded, replaced and removed as a whole."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from schema import NODE_TYPES, Edge, Node, NodeRef, Value

NAMED = tuple(
    node.name for node in NODE_TYPES.values() if {"aliases", "papers"} <= {prop.name for prop in node.properties}
)
"""Node types that papers share; a node of another type belongs to one paper."""

_SAID = frozenset({"id", "name", "aliases", "papers"})
FIGURES = {
    name: found
    for name in NAMED
    if (found := [prop.name for prop in NODE_TYPES[name].properties if prop.name not in _SAID])
}
"""By node type: what no paper says of a node, but an analysis of the whole graph."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """The nodes and edges of one paper; ``paper`` is the id of its Paper node, every edge's evidence names it."""

    paper: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    spoken: dict[NodeRef, set[str]] = field(init=False, repr=False, compare=False)
    """The aliases, the name among them, of the shared nodes with an edge: one without would not outlive the load."""
    told: list[str] = field(init=False, repr=False, compare=False)
    """The same as a Paper node remembers it: ``Method bert BERT``, sorted."""
    digest: str = field(init=False)
    """A fingerprint of all that goes into the graph."""

    @property
    def own(self) -> Iterator[Node]:
        """The nodes that only this paper can have."""
        return (node for node in self.nodes if node.type not in NAMED)

    def __post_init__(self) -> None:
        spoken = _aliases_in(self)
        object.__setattr__(self, "spoken", spoken)
        object.__setattr__(
            self, "told", sorted(f"{ref.type} {ref.id} {form}" for ref in spoken for form in spoken[ref])
        )
        object.__setattr__(self, "digest", _digest(self))


def _aliases_in(contribution: Contribution) -> dict[NodeRef, set[str]]:
    wanted = {ref for edge in contribution.edges for ref in (edge.source, edge.target) if ref.type in NAMED}
    spoken: dict[NodeRef, set[str]] = {}
    for node in contribution.nodes:
        if node.ref in wanted:
            aliases, name = node.properties.get("aliases"), node.properties.get("name")
            forms = spoken.setdefault(node.ref, set())
            forms.update(aliases if isinstance(aliases, list) else ())
            forms.update([name] if isinstance(name, str) else ())
    return spoken


def understood(name: str) -> tuple[NodeRef, str]:
    """What one of ``Contribution.told`` says."""
    type_name, node_id, alias = name.split(" ", 2)
    return NodeRef(type_name, node_id), alias


def _digest(contribution: Contribution) -> str:
    """32 hexadecimal digits of BLAKE2b over sorted JSON lines."""
    lines = [json.dumps([node.type, node.id, _set(node.properties)], sort_keys=True) for node in contribution.own]
    lines += [json.dumps(name) for name in contribution.told]
    lines += [
        json.dumps([edge.type, edge.source, edge.target, _set(edge.properties)], sort_keys=True)
        for edge in contribution.edges
    ]
    return hashlib.blake2b("\n".join(sorted(lines)).encode(), digest_size=16).hexdigest()


def _set(properties: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in properties.items() if value is not None}
