"""Files for ``neo4j-admin database import full``: the way into Neo4j for graphs of many millions of edges.

A header and a data file for each node type and for each pair of ends of an edge type. Strings are always quoted, so
that an empty one is told from one that is not there.
"""

import shlex
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from loaders.graph import read_edges, read_nodes
from loaders.store import Counts, Store
from schema import EVIDENCE, NODE_TYPES, Node, ParameterError, Property, Value, ValueType

COMMAND = "import.sh"
_BETWEEN = "\x1f"
"""What stands between the items of a list: a control character that no name has."""

_TYPES: dict[ValueType, str] = {
    "string": "string",
    "integer": "long",
    "float": "double",
    "boolean": "boolean",
    "strings": "string[]",
}
_OPTIONS = ("--array-delimiter=U+001F", "--multiline-fields=true")


def export_for_import(store: Store, folder: str | Path, *, database: str = "neo4j") -> tuple[Counts, str]:
    """Write the files of a whole graph into a new or empty folder; return how much that is, and the command to run.

    The command stands in ``import.sh`` too. Constraints and indexes are made by the next ``kg build`` or ``kg sync``.
    The import tool leaves out a property that is an empty list.

    Raises:
        ParameterError: the folder is not empty or cannot be written to, or a name holds the character U+001F; the
            folder is left empty.
        StoreError: the store cannot be read.
    """
    target = Path(folder).absolute()
    try:
        target.mkdir(parents=True, exist_ok=True)
        if any(target.iterdir()):
            raise ParameterError(f"{folder} is not empty", parameter="path")
        try:
            return _write_all(store, target, database)
        except BaseException:
            for file in target.iterdir():
                file.unlink()
            raise
    except OSError as error:
        raise ParameterError(f"{folder}: {error.strerror or error}", parameter="path") from error


def _write_all(store: Store, folder: Path, database: str) -> tuple[Counts, str]:
    counts = store.counts()
    parts = [*_write_nodes(store, folder, counts), *_write_edges(store, folder, counts)]
    command = shlex.join(["neo4j-admin", "database", "import", "full", database, *_OPTIONS, *parts])
    (folder / COMMAND).write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    (folder / COMMAND).chmod(0o755)
    return counts, command


def _write_nodes(store: Store, folder: Path, counts: Counts) -> Iterator[str]:
    from loaders.neo4j.search import stored_properties  # noqa: PLC0415  Neo4j's driver comes along: .5 s of every command

    for name, nodes in groupby(read_nodes(store, counts), lambda node: node.type):
        columns = {prop.name: _column(prop) for prop in NODE_TYPES[name].properties} | {"id": f"id:ID({name})"}
        header = [columns.get(column, f"{column}:string") for column in stored_properties(Node(name, "", {}))]
        rows = (list(stored_properties(node).values()) for node in nodes)
        yield f"--nodes={name}={_write(folder, f'nodes-{name}', header, rows)}"


def _write_edges(store: Store, folder: Path, counts: Counts) -> Iterator[str]:
    edges = groupby(read_edges(store, counts), lambda edge: (edge.type, edge.source.type, edge.target.type))
    for (name, source, target), some in edges:
        header = [f":START_ID({source})", f":END_ID({target})", *map(_column, EVIDENCE)]
        rows = (
            [edge.source.id, edge.target.id, *(edge.properties.get(prop.name) for prop in EVIDENCE)] for edge in some
        )
        yield f"--relationships={name}={_write(folder, f'edges-{name}-{source}-{target}', header, rows)}"


def _write(folder: Path, name: str, header: list[str], rows: Iterable[list[Value]]) -> str:
    """Write both files, and name them as the command does."""
    paths = folder / f"{name}.header.csv", folder / f"{name}.csv"
    paths[0].write_text(",".join(header) + "\n", encoding="utf-8")
    with paths[1].open("w", encoding="utf-8", newline="") as file:
        for row in rows:
            file.write(",".join(map(_cell, row)) + "\n")
    return ",".join(map(str, paths))


def _column(prop: Property) -> str:
    return f"{prop.name}:{_TYPES[prop.type]}"


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list):
        for item in value:
            if _BETWEEN in item:
                raise ParameterError(
                    f"{item[:40]!r}: a name with U+001F, which the import takes for its own", parameter="path"
                )
        value = _BETWEEN.join(value)
    return '"' + value.replace('"', '""') + '"'
