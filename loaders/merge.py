"""What contributions change in a graph that holds some of their papers and names already."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from loaders.contribution import Contribution, understood
from loaders.naming import preferred_name
from loaders.store import Change
from schema import Node, NodeRef, Value


def names_in(contributions: Iterable[Contribution]) -> set[NodeRef]:
    """The shared nodes that the contributions say something about."""
    return {ref for contribution in contributions for ref in contribution.spoken}


def change_for(
    contributions: Sequence[Contribution],
    replaced: Mapping[str, Sequence[str]],
    stored: Collection[NodeRef],
) -> Change:
    """The change that puts contributions into the graph, and takes out papers that it holds in another form.

    A shared node that is there gets its name, aliases and number of papers at the end of the load (or of the next one,
    should this be killed), which finds it by its number of papers. Where a paper in another form says the same number
    of things in other words, that is unset.

    Args:
        contributions: of different papers, each sound.
        replaced: papers that go first, with the names that each remembers.
        stored: those nodes in ``names_in(contributions)`` that the graph holds.
    """
    own = own_change(contributions, replaced)
    names = names_change(contributions, replaced, stored)
    return replace(own, new_nodes=(*own.new_nodes, *names.new_nodes), changed_nodes=names.changed_nodes)


def own_change(contributions: Sequence[Contribution], replaced: Iterable[str]) -> Change:
    """That part of ``change_for`` which touches no shared node: papers, their results, and all edges."""
    own: list[Node] = []
    for contribution in contributions:
        for node in contribution.own:
            if node.type == "Paper":
                own.append(
                    Node(*node.ref, {**node.properties, "digest": contribution.digest, "names": contribution.told})
                )
            else:
                own.append(node)
    return Change(
        forget_papers=tuple(replaced),
        new_nodes=tuple(own),
        new_edges=tuple(edge for contribution in contributions for edge in contribution.edges),
    )


def names_change(
    contributions: Sequence[Contribution],
    replaced: Mapping[str, Sequence[str]],
    stored: Collection[NodeRef],
) -> Change:
    """That part of ``change_for`` which makes and changes shared nodes."""
    forms: dict[NodeRef, Counter[str]] = {}
    papers: Counter[NodeRef] = Counter()
    told: dict[str, list[str]] = {}
    for contribution in contributions:
        told[contribution.paper] = contribution.told
        papers.update(contribution.spoken.keys())
        for ref, said in contribution.spoken.items():
            forms.setdefault(ref, Counter()).update(said)
    new = {ref: said for ref, said in forms.items() if ref not in stored}
    retold = {name for paper, before in replaced.items() for name in set(before) ^ set(told.get(paper, ()))}
    doubtful = {ref for ref, _ in map(understood, retold)} - new.keys()
    return Change(
        new_nodes=tuple(Node(*ref, {**named(ref, said), "papers": papers[ref]}) for ref, said in new.items()),
        changed_nodes=tuple(Node(*ref, {"papers": None}) for ref in sorted(doubtful)),
    )


def doubted(names: Change) -> Change:
    """The same, with no more than a name: what papers say of these nodes is still to come, or may never come."""
    return replace(
        names, new_nodes=tuple(Node(*node.ref, {"name": node.properties["name"]}) for node in names.new_nodes)
    )


def certain(names: Change, doubtful: Collection[NodeRef]) -> Change:
    """Set what ``doubted`` left out of the new nodes, but for those that are ``doubtful``."""
    return Change(
        changed_nodes=tuple(
            Node(*node.ref, {name: node.properties[name] for name in ("aliases", "papers")})
            for node in names.new_nodes
            if node.ref not in doubtful
        )
    )


def named(ref: NodeRef, forms: Mapping[str, int]) -> dict[str, Value]:
    """The properties of a shared node that follow from how many papers write each of its forms."""
    return {"name": preferred_name(ref.id, forms), "aliases": sorted(forms)}
