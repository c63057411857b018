"""A change as the statements that Neo4j carries out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from loaders.batches import STATED_AMONG_NAMES, ids_by_type, nodes_by_properties, nodes_by_type, slices
from loaders.neo4j.edges import EDGES_STATEMENT, edge_parameters
from loaders.store import Change
from schema import NODE_TYPES

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
        properties = NODE_TYPES[name].properties
        values = ", ".join(f"`{prop.name}`: row[{number}]" for number, prop in enumerate(properties))
        yield from _counted(
            f"new nodes {name}",
            f"UNWIND $rows AS row CREATE (n:`{name}` {{{values}}})",
            [
                [node.id if prop.name == "id" else node.properties.get(prop.name) for prop in properties]
                for node in nodes
            ],
        )
    for (name, names), nodes in nodes_by_properties(change.changed_nodes).items():
        values = ", ".join(f"n.`{prop}` = row[{number}]" for number, prop in enumerate(names, 1))
        yield from _counted(
            f"changed nodes {name}",
            f"UNWIND $rows AS row MATCH (n:`{name}` {{id: row[0]}}) SET {values}",
            [[node.id, *(node.properties[prop] for prop in names)] for node in nodes],
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
