"""Nodes in few words: the form in which every answer names a node."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from loaders.plain import key_of
from schema import NODE_TYPES, NodeRef, NodeType
from server.models import Brief, PaperReference
from server.reader import Reader, together

__all__ = [
    "BRIEF_COLUMNS",
    "HEADS",
    "brief_columns",
    "brief_of",
    "brief_rows",
    "brief_values",
    "briefs",
    "key_of",
    "paper_references",
    "told",
    "told_in_brief",
    "with_unit",
]

_WANTED = {"papers": "0", "year": "0", "aliases": "['']", "unit": "''"}
"""What is told of a node if its type has it, and a value of the same type: Ladybug has no null without one."""

BRIEF_COLUMNS = ("id", "label", *_WANTED)
"""What the columns of a brief are called, in their order."""

HEADS = {name: key_of(NodeRef(name, "")) for name in NODE_TYPES}
"""What the keys of the nodes of a type begin with; the id is the rest."""

_FIELDS = tuple(one.name for one in fields(Brief))


def brief_columns(node_type: NodeType, variable: str) -> str:
    """The columns of a statement from which ``brief_of`` makes a brief of the node in the variable.

    They are the same for each type.
    """
    return _brief_columns(node_type.name, variable)


def brief_values(node_type: NodeType, variable: str) -> str:
    """The expression whose value ``brief_of`` makes a brief of: for statements that answer several nodes in a row."""
    return f"{{{', '.join(f'{column}: {value}' for column, value in _columns(node_type, variable).items())}}}"


def brief_of(node_type: NodeType, record: Mapping[str, Any]) -> Brief:
    """A brief from the columns of ``brief_columns``."""
    return Brief(**told_in_brief(node_type, record))


def told_in_brief(node_type: NodeType, record: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a brief from the columns of ``brief_columns``, for shapes that tell more."""
    return dict(zip(_FIELDS, told(node_type.name, record["id"], *map(record.get, BRIEF_COLUMNS[1:])), strict=True))


def told(name: str, node: str, *values: Any) -> tuple[Any, ...]:  # noqa: ANN401
    """The fields of a brief in their order, from the name of a type and what ``brief_columns`` gives, in its order."""
    label, papers, year, aliases, unit = values
    return HEADS[name] + node, name, node, with_unit(label or node, unit), papers, year, aliases or []


@cache
def _brief_columns(type_name: str, variable: str) -> str:
    columns = _columns(NODE_TYPES[type_name], variable)
    return ", ".join(f"{value} AS {column}" for column, value in columns.items())


def _columns(node_type: NodeType, variable: str) -> dict[str, str]:
    names = {prop.name for prop in node_type.properties}
    return {"id": f"{variable}.id", "label": f"{variable}.{node_type.caption}"} | {
        name: f"{variable}.{name}" if name in names else f"CASE WHEN 1 = 0 THEN {some} END"
        for name, some in _WANTED.items()
    }


def with_unit(value_text: str, unit: str | None) -> str:
    """A number as people write it: ``85.9%``, ``3x``, ``2.1 points``."""
    if not unit:
        return value_text
    return f"{value_text}{unit}" if unit in ("%", "x") else f"{value_text} {unit}"


def briefs(reader: Reader, refs: Iterable[NodeRef]) -> dict[NodeRef, Brief]:
    """The briefs of nodes, by reference; nodes that the store does not hold are left out."""
    return {ref: Brief(*values) for ref, values in brief_rows(reader, refs).items()}


def brief_rows(reader: Reader, refs: Iterable[NodeRef]) -> dict[NodeRef, tuple[Any, ...]]:
    """What ``briefs`` makes briefs of, for shapes that tell more: the values in the order of their fields."""
    ids = ids_by_type(refs)
    if not ids:
        return {}
    return {NodeRef(*row[:2]): told(*row) for row in reader.rows(_statement(tuple(ids)), **ids)}


@cache
def _statement(names: tuple[str, ...]) -> str:
    """What is asked for briefs of nodes of these types; nothing is asked so often."""
    return together(
        f"UNWIND ${name} AS wanted MATCH (n:`{name}` {{id: wanted}}) "
        f"RETURN '{name}' AS type, {brief_columns(NODE_TYPES[name], 'n')}"
        for name in names
    )


def ids_by_type(refs: Iterable[NodeRef]) -> dict[str, list[str]]:
    """The ids of nodes, each once, by type in the order of the schema table: alike questions are alike statements."""
    ids: dict[str, dict[str, None]] = {}
    for ref in refs:
        ids.setdefault(ref.type, {})[ref.id] = None
    return {name: list(ids[name]) for name in NODE_TYPES if name in ids}


def paper_references(reader: Reader, ids: Iterable[str]) -> dict[str, PaperReference]:
    """Title, year and address of papers, by id."""
    wanted = list(dict.fromkeys(ids))
    statement = (
        "UNWIND $ids AS wanted MATCH (p:Paper {id: wanted}) "
        "RETURN p.id AS id, p.title AS title, p.year AS year, p.url AS url"
    )
    known = {row[0]: PaperReference(*row) for row in reader.rows(statement, ids=wanted)} if wanted else {}
    return {paper: known.get(paper) or PaperReference(id=paper, title=None, year=None, url=None) for paper in wanted}
