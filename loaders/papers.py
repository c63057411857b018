"""The papers of a store, each with all that it put into the graph: what was loaded, read back."""

import heapq
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import cast

from loaders.contribution import Contribution, understood
from loaders.graph import returned, set_values
from loaders.naming import preferred_name
from loaders.store import Store
from schema import EDGE_TYPES, EVIDENCE, NODE_TYPES, Edge, Node, NodeRef

_Part = tuple[str, Node | Edge]
"""The id of a paper, and an element of its contribution."""


def read_contributions(store: Store) -> Iterator[tuple[Contribution, Node | None]]:
    """Yield what each paper put into the graph, by the ids of the papers, and its Paper node as the store has it.

    The nodes of names come as the paper gave them, with its own aliases. No Paper node: edges name a paper that is not
    there, and the contribution consists of them.
    """
    parts = heapq.merge(_papers(store), _results(store), *_edges(store), key=itemgetter(0))
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


def _papers(store: Store) -> Iterator[_Part]:
    properties = NODE_TYPES["Paper"].properties
    statement = f"MATCH (n:Paper) RETURN {returned('n', properties)} ORDER BY id"
    for row in store.query(statement).rows:
        values = set_values(properties, row)
        paper = str(values.pop("id"))
        yield paper, Node("Paper", paper, values)


def _results(store: Store) -> Iterator[_Part]:
    properties = NODE_TYPES["Result"].properties
    statement = (
        f"MATCH (p:Paper)-[:REPORTS]->(n:Result) RETURN p.id AS paper, {returned('n', properties)} ORDER BY paper, id"
    )
    for paper, *row in cast("Iterable[tuple[str, ...]]", store.query(statement).rows):
        values = set_values(properties, row)
        yield paper, Node("Result", str(values.pop("id")), values)


def _edges(store: Store) -> Iterator[Iterator[_Part]]:
    held = store.counts().edges
    for name, edge_type in EDGE_TYPES.items():
        if held[name]:
            for source, target in edge_type.ends:
                yield _edges_between(store, name, source, target)


def _edges_between(store: Store, name: str, source: str, target: str) -> Iterator[_Part]:
    statement = (
        f"MATCH (a:`{source}`)-[r:`{name}`]->(b:`{target}`) "
        f"RETURN a.id AS source, b.id AS target, {returned('r', EVIDENCE)} ORDER BY paper, source, target"
    )
    for source_id, target_id, *row in cast("Iterable[tuple[str, ...]]", store.query(statement).rows):
        values = set_values(EVIDENCE, row)
        ends = NodeRef(source, source_id), NodeRef(target, target_id)
        yield str(values.get("paper", "")), Edge(name, *ends, values)
