"""The schema table as Ladybug tables: the statements that make them, and Arrow tables of nodes and edges."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

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

UNFIT = (pa.ArrowException, OverflowError, UnicodeError, TypeError)
"""What Arrow raises for a value that no column takes."""

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


def lacking(ask: Callable[[str], Sequence[Sequence[object]]]) -> str | None:
    """What a file of another version of the schema lacks, as ``Paper.reading``; None for a file without any table."""
    held = {str(row[0]) for row in ask("CALL show_tables() RETURN name")}
    if not held:
        return None
    wanted = {node.name: node.properties for node in NODE_TYPES.values()}
    wanted |= {edge.name: EVIDENCE for edge in EDGE_TYPES.values()}
    for name, properties in wanted.items():
        if name not in held:
            return name
        columns = {row[0] for row in ask(f"CALL table_info('{name}') RETURN name")}
        for prop in properties:
            if prop.name not in columns:
                return f"{name}.{prop.name}"
    return None


def node_table(type_name: str, nodes: Sequence[Node]) -> pa.Table:
    """Rows of one node type: ``key`` and each property as ``new_...``; raises ``UNFIT`` for a wrong value."""
    return _table({"key": [node.id for node in nodes]}, own_properties(type_name), nodes)


def change_table(type_name: str, names: Sequence[str], nodes: Sequence[Node]) -> pa.Table:
    """Rows that set the named properties of nodes that are there."""
    properties = [prop for prop in own_properties(type_name) if prop.name in names]
    return _table({"key": [node.id for node in nodes]}, properties, nodes)


def edge_table(edges: Sequence[Edge]) -> pa.Table:
    """Rows of one edge type between two node types: ``source``, ``target`` and the evidence as ``new_...``."""
    ends = {"source": [edge.source.id for edge in edges], "target": [edge.target.id for edge in edges]}
    return _table(ends, EVIDENCE, edges)


def own_properties(type_name: str) -> tuple[Property, ...]:
    """The properties of a node type but for the id."""
    return tuple(prop for prop in NODE_TYPES[type_name].properties if prop.name != "id")


def _column(prop: Property) -> str:
    return f"`{prop.name}` {_COLUMN[prop.type]}"


def _table(
    ids: Mapping[str, Sequence[str]], properties: Iterable[Property], elements: Sequence[Node | Edge]
) -> pa.Table:
    arrays = {name: pa.array(values, pa.string()) for name, values in ids.items()}
    fields = pa.struct([(prop.name, _ARROW[prop.type]) for prop in properties])
    rows = pa.array([element.properties for element in elements], fields)
    arrays |= {f"new_{field.name}": column for field, column in zip(fields, rows.flatten(), strict=True)}
    return pa.table(arrays)
