"""A change as the statements that Neo4j carries out."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from loaders.batches import STATED_AMONG_NAMES, ids_by_type, nodes_by_properties, nodes_by_type, slices
from loaders.neo4j.edges import EDGES_STATEMENT, edge_parameters
from loaders.neo4j.search import search_properties, stored_properties
from loaders.store import Change
from schema import NODE_TYPES, Node

_BATCH = 2000
"""Rows that one statement of a load takes."""
_EDGES = 10_000
"""Edges that one statement takes: many of them share what is sent once."""


class Step(NamedTuple):
    """A statement with its parameters; unless ``wanted`` is None, it returns that many if all went well."""

    what: str
    statement: str
    parameters: Mapping[str, object]
    wanted: int | None = None


def steps_of(change: Change) -> Iterator[Step]:
    """The statements of a change, in order; rows are lists, which travel and are read faster than maps."""
    yield from _forget(change.forget_papers)
    for name, nodes in nodes_by_type(change.new_nodes).items():
        columns = stored_properties(Node(name, "", {}))
        values = ", ".join(f"`{column}`: row[{number}]" for number, column in enumerate(columns))
        yield from _counted(
            f"new nodes {name}",
            f"UNWIND $rows AS row CREATE (n:`{name}` {{{values}}})",
            [list(stored_properties(node).values()) for node in nodes],
        )
    for (name, names), nodes in nodes_by_properties(change.changed_nodes).items():
        searched = partial(search_properties, NODE_TYPES[name])
        columns = dict.fromkeys(names) | searched(dict.fromkeys(names))
        values = ", ".join(f"n.`{column}` = row[{number}]" for number, column in enumerate(columns, 1))
        yield from _counted(
            f"changed nodes {name}",
            f"UNWIND $rows AS row MATCH (n:`{name}` {{id: row[0]}}) SET {values}",
            [
                [node.id, *(node.properties[prop] for prop in names), *searched(node.properties).values()]
                for node in nodes
            ],
        )
    for edges in slices(change.new_edges, _EDGES):
        yield Step("new edges", EDGES_STATEMENT, edge_parameters(edges), len(edges))
    for name, ids in ids_by_type(change.dropped_nodes).items():
        yield from _dropped(f"UNWIND $rows AS row MATCH (n:`{name}` {{id: row}}) DETACH DELETE n", ids)


def _forget(papers: Sequence[str]) -> Iterator[Step]:
    start = "UNWIND $rows AS row MATCH"
    yield from _dropped(f"{start} (:Paper {{id: row}})-[:REPORTS]->(r:Result) DETACH DELETE r", papers)
    yield from _dropped(f"{start} (p:Paper {{id: row}}) DETACH DELETE p", papers)
    for name in STATED_AMONG_NAMES:
        yield from _dropped(f"{start} ()-[r:`{name}` {{paper: row}}]->() DELETE r", papers)


def _counted(what: str, statement: str, rows: Sequence[object]) -> Iterator[Step]:
    for some in slices(rows, _BATCH):
        yield Step(what, f"{statement} RETURN count(*)", {"rows": some}, len(some))


def _dropped(statement: str, rows: Sequence[object]) -> Iterator[Step]:
    for some in slices(rows, _BATCH):
        yield Step("what goes", statement, {"rows": some})
