"""What contributions change in a graph that holds some of their papers and names already."""

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


def said(ref: NodeRef, alias: str) -> str:
    """How a Paper node remembers that it writes a name so: ``Method bert BERT``."""
    return f"{ref.type} {ref.id} {alias}"


def understood(name: str) -> tuple[NodeRef, str]:
    """What ``said`` was told."""
    type_name, node_id, alias = name.split(" ", 2)
    return NodeRef(type_name, node_id), alias


def names_in(contributions: Iterable[Contribution]) -> set[NodeRef]:
    """The shared nodes that the contributions say something about."""
    return {ref for contribution in contributions for ref in _touched(contribution)}


def change_for(
    contributions: Sequence[Contribution],
    replaced: Mapping[str, Sequence[str]],
    stored: Mapping[NodeRef, frozenset[str]],
) -> Change:
    """The change that puts contributions into the graph, and takes out papers that it holds in another form.

    A shared node that an old form of a paper gave an alias may have to lose it: its ``papers`` is unset, which tells
    the end of the load (or the next one, should this be killed) to look at it again.

    Args:
        contributions: of different papers, each sound.
        replaced: papers that go first, with the names that each remembers.
        stored: aliases of those nodes in ``names_in(contributions)`` that the graph holds.
    """
    own: list[Node] = []
    aliases: dict[NodeRef, set[str]] = {}
    papers: Counter[NodeRef] = Counter()
    names: set[tuple[str, str]] = set()
    for contribution in contributions:
        spoken = _aliases(contribution)
        papers.update(spoken.keys())
        for ref, forms in spoken.items():
            aliases.setdefault(ref, set()).update(forms)
        told = sorted(said(ref, form) for ref, forms in spoken.items() for form in forms)
        names.update((contribution.paper, name) for name in told)
        for node in contribution.nodes:
            if node.type == "Paper":
                own.append(Node(*node.ref, {**node.properties, "digest": contribution.digest, "names": list(told)}))
            elif node.type not in NAMED:
                own.append(node)
    new = [Node(*ref, {**named(ref, aliases[ref]), "papers": papers[ref]}) for ref in aliases if ref not in stored]
    changed: dict[NodeRef, dict[str, Value]] = {
        ref: named(ref, forms | stored[ref])
        for ref, forms in aliases.items()
        if ref in stored and not forms <= stored[ref]
    }
    for paper, before in replaced.items():
        for name in before:
            if (paper, name) not in names:
                changed.setdefault(understood(name)[0], {})["papers"] = None
    return Change(
        forget_papers=tuple(replaced),
        new_nodes=(*own, *new),
        changed_nodes=tuple(Node(*ref, properties) for ref, properties in changed.items()),
        new_edges=tuple(edge for contribution in contributions for edge in contribution.edges),
    )


def named(ref: NodeRef, aliases: Iterable[str]) -> dict[str, Value]:
    """The properties of a shared node that follow from its aliases."""
    forms = sorted(aliases)
    return {"name": preferred_name(ref.id, forms), "aliases": list(forms)}


def _touched(contribution: Contribution) -> set[NodeRef]:
    """Shared nodes with an edge: one without says nothing, and would not outlive the load."""
    return {ref for edge in contribution.edges for ref in (edge.source, edge.target) if ref.type in NAMED}


def _aliases(contribution: Contribution) -> dict[NodeRef, set[str]]:
    """The aliases, the name among them, that a contribution gives to the shared nodes it says something about."""
    touched = _touched(contribution)
    spoken: dict[NodeRef, set[str]] = {}
    for node in contribution.nodes:
        if node.ref in touched:
            aliases, name = node.properties.get("aliases"), node.properties.get("name")
            forms = spoken.setdefault(node.ref, set())
            forms.update(aliases if isinstance(aliases, list) else ())
            forms.update([name] if isinstance(name, str) else ())
    return spoken
