"""Whether a contribution can be loaded, replaced and removed as a whole."""

from loaders.contribution import Contribution
from schema import NodeRef, SchemaError, check_edge, check_node


def check_contribution(contribution: Contribution) -> None:
    """Raise SchemaError that says what is wrong, unless the contribution is sound.

    Sound means: the schema allows all of it, no element stands there twice, every edge joins nodes of the
    contribution and names its paper, and what goes with the paper (its node and its results) hangs on it.
    """
    paper = NodeRef("Paper", contribution.paper)
    refs: set[NodeRef] = set()
    for node in contribution.nodes:
        check_node(node)
        if node.ref in refs:
            raise SchemaError(f"{node.type} {node.id!r} is there twice")
        refs.add(node.ref)
    if {ref for ref in refs if ref.type == "Paper"} != {paper}:
        raise SchemaError(f"a contribution holds its own Paper node and no other: {paper.id!r}")
    keys = set()
    reported = set()
    for edge in contribution.edges:
        check_edge(edge)
        place = f"{edge.type} {edge.source.id!r} -> {edge.target.id!r}"
        if edge.properties["paper"] != contribution.paper:
            raise SchemaError(f"{place}: its evidence names the paper {edge.properties['paper']!r}")
        if missing := {edge.source, edge.target} - refs:
            raise SchemaError(f"{place}: the contribution lacks {', '.join(map(str, missing))}")
        if edge.key in keys:
            raise SchemaError(f"{place} is there twice")
        keys.add(edge.key)
        if edge.type == "REPORTS":
            reported.add(edge.target)
    if loose := {ref for ref in refs if ref.type == "Result"} - reported:
        raise SchemaError(f"no REPORTS edge leads to Result {min(loose).id!r}")
