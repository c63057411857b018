"""What contributions change in a graph that holds some of their papers and names already."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from loaders.contribution import NAMED, Contribution, aliases_in, names_of, touched, understood
from loaders.naming import preferred_name
from loaders.store import Change
from schema import Node, NodeRef, Value


def names_in(contributions: Iterable[Contribution]) -> set[NodeRef]:
    """The shared nodes that the contributions say something about."""
    return {ref for contribution in contributions for ref in touched(contribution)}


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
        spoken = aliases_in(contribution)
        papers.update(spoken.keys())
        for ref, forms in spoken.items():
            aliases.setdefault(ref, set()).update(forms)
        told = names_of(spoken)
        names.update((contribution.paper, name) for name in told)
        for node in contribution.nodes:
            if node.type == "Paper":
                own.append(Node(*node.ref, {**node.properties, "digest": contribution.digest, "names": told}))
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
