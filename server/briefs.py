"""Nodes in few words: the form in which every answer names a node."""

from collections.abc import Iterable, Mapping
from typing import Any

from loaders.plain import key_of
from schema import NODE_TYPES, NodeRef, NodeType
from server.models import Brief, PaperReference
from server.reader import Reader

__all__ = ["brief_columns", "brief_of", "brief_values", "briefs", "key_of", "paper_references", "with_unit"]

_WANTED = ("papers", "year", "aliases", "unit")


def brief_columns(node_type: NodeType, variable: str) -> str:
    """The columns of a statement from which ``brief_of`` makes a brief of the node in the variable."""
    return ", ".join(f"{variable}.{name} AS {column}" for column, name in _columns(node_type).items())


def brief_values(node_type: NodeType, variable: str) -> str:
    """The expression whose value ``brief_of`` makes a brief of: for statements that answer several nodes in a row."""
    return f"{{{', '.join(f'{column}: {variable}.{name}' for column, name in _columns(node_type).items())}}}"


def brief_of(node_type: NodeType, record: Mapping[str, Any]) -> Brief:
    """A brief from the columns of ``brief_columns``."""
    ref = NodeRef(node_type.name, record["id"])
    return Brief(
        key=key_of(ref),
        type=ref.type,
        id=ref.id,
        label=with_unit(record["label"] or ref.id, record.get("unit")),
        papers=record.get("papers"),
        year=record.get("year"),
        aliases=record.get("aliases") or [],
    )


def _columns(node_type: NodeType) -> dict[str, str]:
    names = {prop.name for prop in node_type.properties}
    return {"id": "id", "label": node_type.caption} | {name: name for name in _WANTED if name in names}


def with_unit(value_text: str, unit: str | None) -> str:
    """A number as people write it: ``85.9%``, ``3x``, ``2.1 points``."""
    if not unit:
        return value_text
    return f"{value_text}{unit}" if unit in ("%", "x") else f"{value_text} {unit}"


def briefs(reader: Reader, refs: Iterable[NodeRef]) -> dict[NodeRef, Brief]:
    """The briefs of nodes, by reference; nodes that the store does not hold are left out."""
    found: dict[NodeRef, Brief] = {}
    by_type: dict[str, dict[str, None]] = {}
    for ref in refs:
        by_type.setdefault(ref.type, {})[ref.id] = None
    for type_name, ids in by_type.items():
        node_type = NODE_TYPES[type_name]
        statement = (
            f"UNWIND $ids AS wanted MATCH (n:`{type_name}` {{id: wanted}}) RETURN {brief_columns(node_type, 'n')}"
        )
        for record in reader.records(statement, ids=list(ids)):
            found[NodeRef(type_name, record["id"])] = brief_of(node_type, record)
    return found


def paper_references(reader: Reader, ids: Iterable[str]) -> dict[str, PaperReference]:
    """Title, year and address of papers, by id."""
    wanted = list(dict.fromkeys(ids))
    statement = (
        "UNWIND $ids AS wanted MATCH (p:Paper {id: wanted}) "
        "RETURN p.id AS id, p.title AS title, p.year AS year, p.url AS url"
    )
    records = reader.records(statement, ids=wanted) if wanted else []
    known = {record["id"]: PaperReference.model_validate(record) for record in records}
    return {paper: known.get(paper) or PaperReference(id=paper, title=None, year=None, url=None) for paper in wanted}
