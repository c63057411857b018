"""The schema table as Ladybug tables: the statements that make them, and Arrow tables of nodes and edges."""

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa

from schema import EDGE_TYPES, EVIDENCE, NODE_TYPES, Edge, Node, Property, ValueType

_COLUMN: dict[ValueType, str] = {
    "string": "STRING",
    "integer": "INT64",
    "float": "DOUBLE",
    "boolean": "BOOL",
    "strings": "STRING[]",
}
_ARROW: dict[ValueType, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "float": pa.float64(),
    "boolean": pa.bool_(),
    "strings": pa.list_(pa.string()),
}

MACROS = {"TYPE": "CREATE MACRO type(r) AS label(r)"}
"""Functions of other engines, by the name in the catalogue, so that one statement runs on all."""


def statements() -> Iterator[str]:
    """Yield what makes every table of the schema, and adds the columns and ends that an older file lacks."""
    for node in NODE_TYPES.values():
        columns = ", ".join(_column(prop) for prop in node.properties)
        yield f"CREATE NODE TABLE IF NOT EXISTS `{node.name}`({columns}, PRIMARY KEY(`id`))"
        for prop in node.properties:
            yield f"ALTER TABLE `{node.name}` ADD IF NOT EXISTS {_column(prop)}"
    for edge in EDGE_TYPES.values():
        ends = [f"FROM `{source}` TO `{target}`" for source, target in edge.ends]
        columns = ", ".join([*ends, *(_column(prop) for prop in EVIDENCE)])
        yield f"CREATE REL TABLE IF NOT EXISTS `{edge.name}`({columns})"
        for pair in ends:
            yield f"ALTER TABLE `{edge.name}` ADD IF NOT EXISTS {pair}"
        for prop in EVIDENCE:
            yield f"ALTER TABLE `{edge.name}` ADD IF NOT EXISTS {_column(prop)}"


def columns_of(properties: Iterable[Property]) -> str:
    """The column list of a COPY, so that the order in the file does not matter."""
    return ", ".join(f"`{prop.name}`" for prop in properties)


def node_table(type_name: str, nodes: Sequence[Node]) -> pa.Table:
    """Rows of one node table, in the column order of the schema; raises what Arrow raises for a wrong value."""
    columns: dict[str, list[object]] = {"id": [node.id for node in nodes]}
    for prop in _properties(type_name):
        columns.setdefault(prop.name, [node.properties.get(prop.name) for node in nodes])
    return _table(_properties(type_name), columns)


def edge_table(edges: Sequence[Edge]) -> pa.Table:
    """Rows of one edge table between two node types: ``from``, ``to`` and the evidence."""
    columns: dict[str, list[object]] = {
        "from": [edge.source.id for edge in edges],
        "to": [edge.target.id for edge in edges],
    }
    for prop in EVIDENCE:
        columns[prop.name] = [edge.properties.get(prop.name) for edge in edges]
    fields = (Property("from", "string", "source"), Property("to", "string", "target"), *EVIDENCE)
    return _table(fields, columns)


def change_table(type_name: str, names: Sequence[str], nodes: Sequence[Node]) -> pa.Table:
    """Rows that set the named properties: the ids as ``key``, each property under ``new_`` and its name."""
    fields = [Property("key", "string", "id")]
    columns: dict[str, list[object]] = {"key": [node.id for node in nodes]}
    for prop in _properties(type_name):
        if prop.name in names:
            fields.append(Property(f"new_{prop.name}", prop.type, prop.says))
            columns[f"new_{prop.name}"] = [node.properties[prop.name] for node in nodes]
    return _table(fields, columns)


def _properties(type_name: str) -> tuple[Property, ...]:
    return NODE_TYPES[type_name].properties


def _column(prop: Property) -> str:
    return f"`{prop.name}` {_COLUMN[prop.type]}"


def _table(properties: Iterable[Property], columns: dict[str, list[object]]) -> pa.Table:
    arrays = {prop.name: pa.array(columns[prop.name], _ARROW[prop.type]) for prop in properties}
    return pa.table(arrays)
