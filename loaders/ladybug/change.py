"""A change as the statements that Ladybug carries out."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyarrow as pa

from loaders.batches import (
    STATED_AMONG_NAMES,
    EdgeKind,
    edges_by_kind,
    ids_by_type,
    nodes_by_properties,
    nodes_by_type,
)
from loaders.ladybug import tables
from loaders.store import Change
from schema import EVIDENCE, Property


class Step(NamedTuple):
    """A statement with its rows; those of an Arrow table are counted."""

    statement: str
    rows: list[str] | pa.Table


def steps_of(change: Change) -> Iterator[Step]:
    """The statements of a change, in order.

    Not COPY: into tables that hold rows it takes longer the more there are.
    """
    yield from _forget(list(change.forget_papers))
    for name, nodes in nodes_by_type(change.new_nodes).items():
        statement = f"LOAD FROM $rows CREATE (:`{name}` {{`id`: key, {_values(tables.own_properties(name))}}})"
        yield Step(statement, tables.node_table(name, nodes))
    for (name, names), nodes in nodes_by_properties(change.changed_nodes).items():
        values = ", ".join(f"n.`{prop}` = new_{prop}" for prop in names)
        yield Step(
            f"LOAD FROM $rows MATCH (n:`{name}` {{id: key}}) SET {values}", tables.change_table(name, names, nodes)
        )
    for kind, edges in edges_by_kind(change.new_edges).items():
        yield Step(_create_edges(kind), tables.edge_table(edges))
    for name, ids in ids_by_type(change.dropped_nodes).items():
        yield Step(f"UNWIND $rows AS gone MATCH (n:`{name}` {{id: gone}}) DETACH DELETE n", ids)


def _create_edges(kind: EdgeKind) -> str:
    """Both ends by their keys, one after the other: together the engine would join all with all."""
    name, source, target = kind
    carried = ", ".join(f"new_{prop.name}" for prop in EVIDENCE)
    return (
        f"LOAD FROM $rows MATCH (a:`{source}` {{id: source}}) WITH a, target, {carried} "
        f"MATCH (b:`{target}` {{id: target}}) CREATE (a)-[:`{name}` {{{_values(EVIDENCE)}}}]->(b)"
    )


def _values(properties: Iterable[Property]) -> str:
    return ", ".join(f"`{prop.name}`: new_{prop.name}" for prop in properties)


def _forget(papers: list[str]) -> Iterator[Step]:
    if papers:
        start = "UNWIND $rows AS gone MATCH"
        yield Step(f"{start} (:Paper {{id: gone}})-[:REPORTS]->(r:Result) DETACH DELETE r", papers)
        yield Step(f"{start} (p:Paper {{id: gone}}) DETACH DELETE p", papers)
        for name in STATED_AMONG_NAMES:
            yield Step(f"{start} ()-[r:`{name}`]->() WHERE r.paper = gone DELETE r", papers)
