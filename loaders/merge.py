"""What contributions change in a graph that holds some of their papers and names already."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from loaders.contribution import NAMED, Contribution, understood
from loaders.naming import preferred_name
from loaders.store import Change
from schema import Node, NodeRef, Value


def names_in(contributions: Iterable[Contribution]) -> set[NodeRef]:
    """The shared nodes that the contributions say something about."""
    return {ref for contribution in contributions for ref in contribution.spoken}


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
    own = own_change(contributions, replaced)
    names = names_change(contributions, replaced, stored)
    return replace(own, new_nodes=(*own.new_nodes, *names.new_nodes), changed_nodes=names.changed_nodes)


def own_change(contributions: Sequence[Contribution], replaced: Iterable[str]) -> Change:
    """That part of ``change_for`` which touches no shared node: papers, their results, and all edges."""
    own: list[Node] = []
    for contribution in contributions:
        for node in contribution.nodes:
            if node.type == "Paper":
                own.append(
                    Node(*node.ref, {**node.properties, "digest": contribution.digest, "names": contribution.told})
                )
            elif node.type not in NAMED:
                own.append(node)
    return Change(
        forget_papers=tuple(replaced),
        new_nodes=tuple(own),
        new_edges=tuple(edge for contribution in contributions for edge in contribution.edges),
    )


def names_change(
    contributions: Sequence[Contribution],
    replaced: Mapping[str, Sequence[str]],
    stored: Mapping[NodeRef, frozenset[str]],
) -> Change:
    """That part of ``change_for`` which makes and changes shared nodes."""
    aliases: dict[NodeRef, set[str]] = {}
    papers: Counter[NodeRef] = Counter()
    names: set[tuple[str, str]] = set()
    for contribution in contributions:
        papers.update(contribution.spoken.keys())
        for ref, forms in contribution.spoken.items():
            aliases.setdefault(ref, set()).update(forms)
        if contribution.paper in replaced:
            names.update((contribution.paper, name) for name in contribution.told)
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
        new_nodes=tuple(
            Node(*ref, {**named(ref, forms), "papers": papers[ref]})
            for ref, forms in aliases.items()
            if ref not in stored
        ),
        changed_nodes=tuple(Node(*ref, properties) for ref, properties in changed.items()),
    )


def doubted(names: Change) -> Change:
    """The same, with ``papers`` unset: what papers say of these nodes is still to come, or may never come."""
    return Change(
        new_nodes=tuple(Node(*node.ref, {**node.properties, "papers": None}) for node in names.new_nodes),
        changed_nodes=tuple(Node(*node.ref, {**node.properties, "papers": None}) for node in names.changed_nodes),
    )


def certain(names: Change, papers: Mapping[NodeRef, int | None], doubtful: Collection[NodeRef]) -> Change:
    """Set ``papers`` again after ``doubted``, but for nodes that were unset before, or are ``doubtful``."""
    counts = [(node.ref, node.properties["papers"]) for node in names.new_nodes]
    counts += [(node.ref, papers[node.ref]) for node in names.changed_nodes if "papers" not in node.properties]
    return Change(
        changed_nodes=tuple(
            Node(*ref, {"papers": count}) for ref, count in counts if count is not None and ref not in doubtful
        )
    )


def named(ref: NodeRef, aliases: Iterable[str]) -> dict[str, Value]:
    """The properties of a shared node that follow from its aliases."""
    forms = sorted(aliases)
    return {"name": preferred_name(ref.id, forms), "aliases": list(forms)}
