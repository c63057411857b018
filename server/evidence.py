"""Edges' evidence in statements and in answers."""

from collections.abc import Mapping
from typing import Any

from schema import EVIDENCE
from server.models import Evidence, PaperReference

_NAMES = tuple(prop.name for prop in EVIDENCE)
EVIDENCE_COLUMNS = tuple(f"evidence_{name}" for name in _NAMES)
"""What the columns of evidence are called, the paper's first."""


def evidence_columns(variable: str) -> str:
    """The columns of a statement from which ``evidence_of`` makes the evidence of the edge in the variable."""
    names = zip(_NAMES, EVIDENCE_COLUMNS, strict=True)
    return ", ".join(f"{variable}.`{name}` AS {column}" for name, column in names)


def collected_evidence(variable: str, most: int | None) -> str:
    """The columns in which a statement that counts edges gives what ``most`` of them say: a list for each property.

    ``zip`` makes of them what ``Evidence`` takes, with the id of the paper in front. No property is ever null.
    """
    part = "" if most is None else f"[0..{most}]"
    names = zip(_NAMES, EVIDENCE_COLUMNS, strict=True)
    return ", ".join(f"collect({variable}.`{name}`){part} AS {column}" for name, column in names)


def evidence_of(record: Mapping[str, Any], papers: Mapping[str, PaperReference]) -> Evidence:
    """Evidence from the columns of ``evidence_columns``; ``papers`` holds the paper that it names."""
    paper, *said = (record[column] for column in EVIDENCE_COLUMNS)
    return Evidence(papers[paper], *said)


def paper_of(record: Mapping[str, Any]) -> str:
    """The id of the paper that says so."""
    return str(record["evidence_paper"])
