"""The whole graph, read from a store."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple, cast

from loaders.store import Cell, Counts, Store
from schema import EDGE_TYPES, EVIDENCE, NODE_TYPES, Edge, Node, NodeRef, Property, Value

_AT_ONCE = 3_000
"""Nodes or edges that are asked for at a time: an engine holds all that it has to sort."""

_MARK = 500
"""How many ids of a type lie between two places where one question may end and the next begin."""

_ORDERED_ALIKE = "\ud800"
"""Below it UTF-8 and UTF-16 order alike; above, Neo4j finds nothing between two ids that UTF-16 orders differently."""


class Range(NamedTuple):
    """Ids of a type from ``first`` to before ``behind``; None: from the start, or to the end."""

    first: str | None = None
    behind: str | None = None

    def where(self, variable: str, *, unset: bool = False) -> str:
        """The condition that a value lies in it, with `` WHERE `` before it; the first one may take those ``unset``."""
        tests = [] if self.first is None else [f"{variable} >= $first"]
        tests += [] if self.behind is None else [f"{variable} < $behind"]
        condition = " AND ".join(tests)
        if condition and unset and self.first is None:
            condition += f" OR {variable} IS NULL"
        return f" WHERE {condition}" if condition else ""

    @property
    def parameters(self) -> dict[str, Value]:
        """What the condition names."""
        return {name: value for name, value in self._asdict().items() if value is not None}


def read_nodes(store: Store, counts: Counts | None = None, only: Collection[str] | None = None) -> Iterator[Node]:
    """Yield every node, by type and id.

    ``counts`` of the store spare it to be asked again; of the properties come all, or ``only`` those.
    """
    held = counts or store.counts()
    for name, node_type in NODE_TYPES.items():
        wanted = tuple(prop for prop in node_type.properties if only is None or prop.name in {"id", *only})
        for part in ranges(store, name, -(-held.nodes[name] // _AT_ONCE)):
            statement = f"MATCH (n:`{name}`){part.where('n.id')} RETURN {returned('n', wanted)} ORDER BY id"
            for row in store.query(statement, part.parameters).rows:
                values = set_values(wanted, row)
                yield Node(name, str(values.pop("id")), values)


def read_edges(store: Store, counts: Counts | None = None, only: Collection[str] | None = None) -> Iterator[Edge]:
    """Yield every edge with its evidence (or ``only`` that part of it), by type, source, target and paper."""
    held = counts or store.counts()
    wanted = tuple(prop for prop in EVIDENCE if only is None or prop.name in {"paper", *only})
    for name, edge_type in EDGE_TYPES.items():
        for source, target in edge_type.ends:
            for part in ranges(store, source, -(-held.edges[name] // _AT_ONCE)):
                statement = (
                    f"MATCH (a:`{source}`)-[r:`{name}`]->(b:`{target}`){part.where('a.id')} "
                    f"RETURN a.id AS source, b.id AS target, {returned('r', wanted)} ORDER BY source, target, paper"
                )
                for source_id, target_id, *row in store.query(statement, part.parameters).rows:
                    ends = NodeRef(source, str(source_id)), NodeRef(target, str(target_id))
                    yield Edge(name, *ends, set_values(wanted, row))


def ranges(store: Store, type_name: str, parts: int) -> Iterator[Range]:
    """The ids of a type cut into so many parts, in order, or into fewer where they are few."""
    if parts < 2:
        yield from [Range()] * parts
        return
    statement = f"MATCH (n:`{type_name}`) RETURN n.id AS id ORDER BY id"
    ids = cast("Iterable[tuple[str]]", store.query(statement).rows)
    marks = [node_id for (node_id,) in islice(ids, _MARK, None, _MARK) if max(node_id) < _ORDERED_ALIKE]
    step = max(1, len(marks) // parts)
    for first, behind in pairwise([None, *marks[step - 1 :: step], None]):
        yield Range(first, behind)


def fingerprint(store: Store) -> str:
    """12 hexadecimal digits of the papers and what each put into the graph: equal for equal graphs on any engine."""
    digest = hashlib.blake2b(digest_size=6)
    for paper, made in store.query("MATCH (p:Paper) RETURN p.id AS id, p.digest AS digest ORDER BY id").rows:
        digest.update(f"{paper} {made}\n".encode())
    return digest.hexdigest()


def most_connected(store: Store, size: int) -> set[NodeRef]:
    """The nodes with most edges, ``size`` of them at most; among equals those first by type and id."""
    degrees: list[tuple[int, NodeRef]] = []
    for name in NODE_TYPES:
        statement = (
            f"MATCH (n:`{name}`)-[r]-() RETURN n.id AS id, count(r) AS edges ORDER BY edges DESC, id LIMIT $size"
        )
        for node_id, edges in cast("Iterable[tuple[str, int]]", store.query(statement, {"size": size}).rows):
            degrees.append((-edges, NodeRef(name, node_id)))
    return {ref for _, ref in sorted(degrees)[:size]}


def key_of(ref: NodeRef) -> str:
    """The key of a node where types and ids share one space: ``method:bert``."""
    return f"{ref.type.lower()}:{ref.id}"


def returned(variable: str, properties: tuple[Property, ...]) -> str:
    """The properties of a variable as the columns of a statement, each under its name."""
    return ", ".join(f"{variable}.`{prop.name}` AS `{prop.name}`" for prop in properties)


def set_values(properties: tuple[Property, ...], values: Sequence[Cell]) -> dict[str, Value]:
    """Those of the properties that are set, from the row of ``returned``."""
    named = zip((prop.name for prop in properties), cast("Sequence[Value]", values), strict=True)
    return {name: value for name, value in named if value is not None}
