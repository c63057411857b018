"""A change as the statements that Neo4j carries out."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from loaders.batches import STATED_AMONG_NAMES, edges_by_kind, ids_by_type, nodes_by_properties, nodes_by_type
from loaders.store import Change
from schema import EVIDENCE, NODE_TYPES, Property

_BATCH = 2000
"""Rows that one statement of a load takes."""


class Step(NamedTuple):
    """A statement with its rows; if ``counted``, it returns how many of them it dealt with."""

    statement: str
    rows: Sequence[object]
    counted: bool = False


def steps_of(change: Change) -> Iterator[Step]:
    """The statements of a change, in order; rows are lists, which travel and are read faster than maps."""
    yield from _forget(change.forget_papers)
    for name, nodes in nodes_by_type(change.new_nodes).items():
        properties = NODE_TYPES[name].properties
        yield from _counted(
            f"UNWIND $rows AS row CREATE (n:`{name}` {{{_values(properties, first=0)}}})",
            [
                [node.id if prop.name == "id" else node.properties.get(prop.name) for prop in properties]
                for node in nodes
            ],
        )
    for (name, names), nodes in nodes_by_properties(change.changed_nodes).items():
        values = ", ".join(f"n.`{prop}` = row[{number}]" for number, prop in enumerate(names, 1))
        yield from _counted(
            f"UNWIND $rows AS row MATCH (n:`{name}` {{id: row[0]}}) SET {values}",
            [[node.id, *(node.properties[prop] for prop in names)] for node in nodes],
        )
    for (name, source, target), edges in edges_by_kind(change.new_edges).items():
        yield from _counted(
            f"UNWIND $rows AS row MATCH (a:`{source}` {{id: row[0]}}) MATCH (b:`{target}` {{id: row[1]}}) "
            f"CREATE (a)-[:`{name}` {{{_values(EVIDENCE, first=2)}}}]->(b)",
            [
                [edge.source.id, edge.target.id, *(edge.properties.get(prop.name) for prop in EVIDENCE)]
                for edge in edges
            ],
        )
    for name, ids in ids_by_type(change.dropped_nodes).items():
        yield from _batches(f"UNWIND $rows AS row MATCH (n:`{name}` {{id: row}}) DETACH DELETE n", ids)


def _values(properties: Sequence[Property], *, first: int) -> str:
    """Properties from a row that holds them in order from this place on."""
    return ", ".join(f"`{prop.name}`: row[{number}]" for number, prop in enumerate(properties, first))


def _forget(papers: Sequence[str]) -> Iterator[Step]:
    start = "UNWIND $rows AS row MATCH"
    yield from _batches(f"{start} (:Paper {{id: row}})-[:REPORTS]->(r:Result) DETACH DELETE r", papers)
    yield from _batches(f"{start} (p:Paper {{id: row}}) DETACH DELETE p", papers)
    for name in STATED_AMONG_NAMES:
        yield from _batches(f"{start} ()-[r:`{name}` {{paper: row}}]->() DELETE r", papers)


def _counted(statement: str, rows: Sequence[object]) -> Iterator[Step]:
    for step in _batches(f"{statement} RETURN count(*)", rows):
        yield step._replace(counted=True)


def _batches(statement: str, rows: Sequence[object]) -> Iterator[Step]:
    for start in range(0, len(rows), _BATCH):
        yield Step(statement, rows[start : start + _BATCH])
