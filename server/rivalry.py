"""Who beat whom, by the words of the papers, and who contests it."""

from collections import defaultdict
from typing import Annotated

from pydantic import Field

from schema import NodeRef
from server.briefs import briefs, paper_references
from server.evidence import evidence_columns, evidence_of, paper_of
from server.models import Brief, Count, Evidence, Shape
from server.reader import Reader


class Rival(Shape):
    """A method that papers call better or worse."""

    node: Brief
    won: Annotated[Count, Field(description="papers that say the method outperforms this rival")]
    lost: Annotated[Count, Field(description="papers that say this rival outperforms the method")]
    contested: Annotated[bool, Field(description="whether papers say both")]
    wins: list[Evidence]
    losses: list[Evidence]


class Rivals(Shape):
    """The rivals of a method, those that most papers speak of first."""

    method: Brief
    total: Count
    rivals: list[Rival]


def rivals(reader: Reader, method: NodeRef, *, limit: int) -> Rivals:
    """The methods that a method outperforms or is outperformed by, at most ``limit``, with every sentence."""
    won, lost = (
        {record["id"]: record["papers"] for record in reader.records(_counts(arrow), id=method.id)}
        for arrow in ("-[e:OUTPERFORMS]->", "<-[e:OUTPERFORMS]-")
    )
    ids = sorted({*won, *lost}, key=lambda one: (-won.get(one, 0) - lost.get(one, 0), -won.get(one, 0), one))
    shown = ids[:limit]
    wins = _evidence(reader, method.id, shown, "-[e:OUTPERFORMS]->")
    losses = _evidence(reader, method.id, shown, "<-[e:OUTPERFORMS]-")
    known = briefs(reader, [method, *(NodeRef("Method", one) for one in shown)])
    return Rivals(
        method=known[method],
        total=len(ids),
        rivals=[
            Rival(
                node=known[NodeRef("Method", one)],
                won=won.get(one, 0),
                lost=lost.get(one, 0),
                contested=one in won and one in lost,
                wins=wins[one],
                losses=losses[one],
            )
            for one in shown
        ],
    )


def _counts(arrow: str) -> str:
    return (
        f"MATCH (m:Method {{id: $id}}){arrow}(o:Method) WHERE o.id <> $id "
        "RETURN o.id AS id, count(DISTINCT e.paper) AS papers"
    )


def _evidence(reader: Reader, method: str, others: list[str], arrow: str) -> defaultdict[str, list[Evidence]]:
    found: defaultdict[str, list[Evidence]] = defaultdict(list)
    records = reader.records(
        f"""MATCH (m:Method {{id: $id}}){arrow}(o:Method) WHERE o.id IN $others
        RETURN o.id AS id, {evidence_columns("e")} ORDER BY id, evidence_paper""",
        id=method,
        others=others,
    )
    papers = paper_references(reader, map(paper_of, records))
    for record in records:
        found[record["id"]].append(evidence_of(record, papers))
    return found
