"""What contributions change in a graph that holds some of their names already."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from loaders.contribution import Contribution
from loaders.naming import preferred_name
from loaders.store import Change
from schema import NODE_TYPES, Node, NodeRef, Value

NAMED = tuple(
    node.name for node in NODE_TYPES.values() if {"aliases", "papers"} <= {prop.name for prop in node.properties}
)
"""Node types that papers share; a node of another type belongs to one paper."""


def names_in(contributions: Iterable[Contribution]) -> set[NodeRef]:
    """The shared nodes that the contributions say something about."""
    return {ref for contribution in contributions for ref in _touched(contribution)}


def change_for(
    contributions: Sequence[Contribution], replaced: Iterable[str], stored: Mapping[NodeRef, frozenset[str]]
) -> Change:
    """The change that puts contributions into the graph.

    Args:
        contributions: of different papers, each sound.
        replaced: those of the papers that the graph holds in another form.
        stored: the aliases of those shared nodes that the graph holds, of ``names_in(contributions)``.
    """
    own: list[Node] = []
    aliases: dict[NodeRef, set[str]] = {}
    papers: Counter[NodeRef] = Counter()
    for contribution in contributions:
        touched = _touched(contribution)
        papers.update(touched)
        for node in contribution.nodes:
            if node.type == "Paper":
                own.append(Node(node.type, node.id, {**node.properties, "digest": contribution.digest}))
            elif node.type not in NAMED:
                own.append(node)
            elif node.ref in touched:
                aliases.setdefault(node.ref, set()).update(_aliases(node))
    new = [
        Node(*ref, {**_named(ref, said), "papers": papers[ref]}) for ref, said in aliases.items() if ref not in stored
    ]
    changed = [
        Node(*ref, _named(ref, said | stored[ref]))
        for ref, said in aliases.items()
        if ref in stored and not said <= stored[ref]
    ]
    return Change(
        forget_papers=tuple(replaced),
        new_nodes=(*own, *new),
        changed_nodes=tuple(changed),
        new_edges=tuple(edge for contribution in contributions for edge in contribution.edges),
    )


def _touched(contribution: Contribution) -> set[NodeRef]:
    """Shared nodes with an edge: one without says nothing, and would not outlive the load."""
    return {ref for edge in contribution.edges for ref in (edge.source, edge.target) if ref.type in NAMED}


def _named(ref: NodeRef, aliases: Iterable[str]) -> dict[str, Value]:
    return {"name": preferred_name(ref.id, aliases), "aliases": sorted(aliases)}


def _aliases(node: Node) -> set[str]:
    """The aliases of a node, its name included."""
    aliases, name = node.properties.get("aliases"), node.properties.get("name")
    said = set(aliases) if isinstance(aliases, list) else set()
    return said | {name} if isinstance(name, str) else said
