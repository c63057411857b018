"""Edges' evidence in statements and in answers."""

from collections.abc import Mapping
from typing import Any

from schema import EVIDENCE
from server.models import Evidence, PaperReference

_NAMES = tuple(prop.name for prop in EVIDENCE)
_COLUMNS = {name: f"evidence_{name}" for name in _NAMES if name != "paper"}


def evidence_columns(variable: str) -> str:
    """The columns of a statement from which ``evidence_of`` makes the evidence of the edge in the variable."""
    return ", ".join(f"{variable}.`{name}` AS evidence_{name}" for name in _NAMES)


def evidence_values(variable: str) -> str:
    """The expression whose value ``evidence_of`` makes evidence of: for statements that collect it."""
    return f"{{{', '.join(f'evidence_{name}: {variable}.`{name}`' for name in _NAMES)}}}"


def evidence_of(record: Mapping[str, Any], papers: Mapping[str, PaperReference]) -> Evidence:
    """Evidence from the columns of ``evidence_columns``; ``papers`` holds the paper that it names."""
    said = {name: record[column] for name, column in _COLUMNS.items()}
    return Evidence(paper=papers[record["evidence_paper"]], **said)


def paper_of(record: Mapping[str, Any]) -> str:
    """The id of the paper that says so."""
    return str(record["evidence_paper"])
