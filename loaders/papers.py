"""The papers of a store, each with all that it put into the graph: what was loaded, read back."""

import heapq
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import cast

from loaders.contribution import Contribution, understood
from loaders.graph import Range, ranges, returned, set_values
from loaders.naming import preferred_name
from loaders.store import Store
from schema import EDGE_TYPES, EVIDENCE, NODE_TYPES, Edge, Node, NodeRef

_AT_ONCE = 2_000
"""Papers that are read at a time: an engine holds all that it has to sort."""

_Part = tuple[str, Node | Edge]
"""The id of a paper, and an element of its contribution."""


def read_contributions(store: Store) -> Iterator[tuple[Contribution, Node | None]]:
    """Yield what each paper put into the graph, by the ids of the papers, and its Paper node as the store has it.

    The nodes of names come as the paper gave them, with its own aliases. No Paper node: edges name a paper that is not
    there, and the contribution consists of them.
    """
    counts = store.counts()
    for part in ranges(store, "Paper", max(1, -(-counts.nodes["Paper"] // _AT_ONCE))):
        yield from _contributions(store, part, [name for name, held in counts.edges.items() if held])


def _contributions(store: Store, part: Range, edge_types: Iterable[str]) -> Iterator[tuple[Contribution, Node | None]]:
    edges_of = (_edges_between(store, part, name, *ends) for name in edge_types for ends in EDGE_TYPES[name].ends)
    parts = heapq.merge(_papers(store, part), _results(store, part), *edges_of, key=itemgetter(0))
    for paper_id, found in groupby(parts, key=itemgetter(0)):
        elements = [element for _, element in found]
        edges = tuple(element for element in elements if isinstance(element, Edge))
        nodes = [element for element in elements if isinstance(element, Node)]
        held = next((node for node in nodes if node.type == "Paper"), None)
        own = [node for node in nodes if node.type != "Paper"]
        if held is not None:
            own = [_as_given(held), *_named(held), *own]
        yield Contribution(paper_id, tuple(own), edges), held


def _as_given(held: Node) -> Node:
    return Node(*held.ref, {key: value for key, value in held.properties.items() if key not in ("digest", "names")})


def _named(held: Node) -> Iterator[Node]:
    names = held.properties.get("names")
    given = [understood(name) for name in names if name.count(" ") >= 2] if isinstance(names, list) else []
    for ref, said in groupby(sorted(given), key=itemgetter(0)):
        aliases = [alias for _, alias in said]
        yield Node(ref.type, ref.id, {"name": preferred_name(ref.id, aliases), "aliases": aliases})


def _papers(store: Store, part: Range) -> Iterator[_Part]:
    properties = NODE_TYPES["Paper"].properties
    statement = f"MATCH (n:Paper){part.where('n.id')} RETURN {returned('n', properties)} ORDER BY id"
    for row in store.query(statement, part.parameters).rows:
        values = set_values(properties, row)
        paper = str(values.pop("id"))
        yield paper, Node("Paper", paper, values)


def _results(store: Store, part: Range) -> Iterator[_Part]:
    properties = NODE_TYPES["Result"].properties
    statement = (
        f"MATCH (p:Paper)-[:REPORTS]->(n:Result){part.where('p.id')} "
        f"RETURN p.id AS paper, {returned('n', properties)} ORDER BY paper, id"
    )
    for paper, *row in cast("Iterable[tuple[str, ...]]", store.query(statement, part.parameters).rows):
        values = set_values(properties, row)
        yield paper, Node("Result", str(values.pop("id")), values)


def _edges_between(store: Store, part: Range, name: str, source: str, target: str) -> Iterator[_Part]:
    statement = (
        f"MATCH (a:`{source}`)-[r:`{name}`]->(b:`{target}`){part.where('r.paper', unset=True)} "
        f"RETURN a.id AS source, b.id AS target, {returned('r', EVIDENCE)} ORDER BY paper, source, target"
    )
    for source_id, target_id, *row in cast("Iterable[tuple[str, ...]]", store.query(statement, part.parameters).rows):
        values = set_values(EVIDENCE, row)
        ends = NodeRef(source, source_id), NodeRef(target, target_id)
        yield str(values.get("paper", "")), Edge(name, *ends, values)
