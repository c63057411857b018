"""Whether a contribution can be loaded, replaced and removed as a whole."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from loaders.contribution import NAMED, Contribution
from schema import Edge, Node, SchemaError, check_edges, check_node

_LONGEST = 1_000
"""Characters of the longest id and name; what is longer is none, and Neo4j cannot index it."""

_BLANK = re.compile(r"\s")


def check_contribution(contribution: Contribution) -> None:
    """Raise SchemaError that says what is wrong, unless the contribution is sound.

    Sound means: the schema allows all of it, no element stands there twice, every edge joins nodes of the
    contribution and names its paper, and what goes with the paper (its node and its results) hangs on it.
    """
    refs = _checked_refs(contribution.nodes)
    if refs.get("Paper", ()) != {contribution.paper}:
        raise SchemaError(f"a contribution holds its own Paper node and no other: {contribution.paper!r}")
    check_edges(contribution.edges)
    for edge in contribution.edges:
        if edge.properties["paper"] != contribution.paper:
            raise SchemaError(f"{_place(edge)}: its evidence names the paper {edge.properties['paper']!r}")
    _check_ends(contribution.edges, refs)
    if len({(edge.type, edge.source, edge.target) for edge in contribution.edges}) < len(contribution.edges):
        [(twice, _)] = Counter(edge.key for edge in contribution.edges).most_common(1)
        raise SchemaError(f"{twice[0]} {twice[1].id!r} -> {twice[2].id!r} is there twice")
    if "Result" in refs:
        reported = {edge.target.id for edge in contribution.edges if edge.type == "REPORTS"}
        if loose := refs["Result"] - reported:
            raise SchemaError(f"no REPORTS edge leads to Result {min(loose)!r}")


def _checked_refs(nodes: tuple[Node, ...]) -> dict[str, set[str]]:
    """The ids of the nodes by type."""
    refs: dict[str, set[str]] = {}
    for node in nodes:
        check_node(node)
        ids = refs.setdefault(node.type, set())
        if node.id in ids:
            raise SchemaError(f"{node.type} {node.id!r} is there twice")
        if len(node.id) > _LONGEST:
            raise SchemaError(
                f"{node.type} {node.id[:40]!r}...: an id of {len(node.id):,} characters; no index takes it"
            )
        if node.type in NAMED:
            _check_named(node)
        ids.add(node.id)
    return refs


def _check_named(node: Node) -> None:
    if _BLANK.search(node.id):
        raise SchemaError(f"{node.type} {node.id!r}: the id of a name holds no blank")
    aliases = node.properties.get("aliases")
    for name in (node.properties.get("name"), *(aliases if isinstance(aliases, list) else ())):
        if isinstance(name, str) and len(name) > _LONGEST:
            raise SchemaError(f"{node.type} {node.id[:40]!r}: {name[:40]!r}... is a name of {len(name):,} characters")


def _check_ends(edges: Sequence[Edge], refs: Mapping[str, Collection[str]]) -> None:
    ends = {edge.source for edge in edges} | {edge.target for edge in edges}
    missing = min((end for end in ends if end.id not in refs.get(end.type, ())), default=None)
    if missing is not None:
        edge = next(edge for edge in edges if missing in (edge.source, edge.target))
        raise SchemaError(f"{_place(edge)}: the contribution lacks {missing.type} {missing.id!r}")


def _place(edge: Edge) -> str:
    return f"{edge.type} {edge.source.id!r} -> {edge.target.id!r}"
