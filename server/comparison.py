"""Methods side by side: what each scores where, and what papers say of one and the other."""

from typing import Annotated

from pydantic import Field

from schema import NodeRef
from server.briefs import briefs, key_of
from server.models import Brief, Count, GraphEdge, ResultRow, Shape
from server.models.results import RankedUnit
from server.neighbourhood import edges_among
from server.reader import Reader
from server.results import result_rows
from server.scores import Measure, Score, rankings, scores_of

MOST = 10
"""Methods that one table compares."""


class ComparisonCell(Shape):
    """The best score of a method in a row of the table."""

    result: ResultRow
    scores: Annotated[Count, Field(description="scores that papers report for it there")]
    best: Annotated[
        bool, Field(description="whether no other method of the table is better there; false where nobody knows")
    ]


class ComparisonRow(Shape):
    """A benchmark or dataset, a metric and a unit; ``cells`` go by the keys of the methods that have a score there."""

    measured_on: Brief
    metric: Annotated[Brief | None, Field(description="null where the papers name no metric")]
    unit: RankedUnit
    cells: dict[str, ComparisonCell]


class Comparison(Shape):
    """A table of methods by benchmarks, rows that most of the methods share first, and the edges between the methods.

    Scores of different papers are seldom measured alike: each cell holds the sentence to judge it by.
    """

    methods: list[Brief]
    total: Annotated[Count, Field(description="rows that there are; the answer may hold fewer")]
    rows: list[ComparisonRow]
    edges: list[GraphEdge]


def compare(reader: Reader, methods: list[NodeRef], *, limit: int) -> Comparison:
    """Compare methods that are there; at most ``limit`` rows."""
    table: dict[Measure, dict[str, list[Score]]] = {}
    for measure, ranking in rankings(scores_of(reader, (method.id for method in methods))).items():
        row = table.setdefault(measure, {})
        for score in ranking:
            row.setdefault(score.method or "", []).append(score)
    order = sorted(
        table, key=lambda one: (-len(table[one]), one.place, one.metric is None, one.metric or "", one.unit or "")
    )
    shown = order[:limit]
    results = result_rows(reader, (scores[0].result for one in shown for scores in table[one].values()))
    places = [one.place for one in shown] + [NodeRef("Metric", one.metric) for one in shown if one.metric]
    known = briefs(reader, [*methods, *places])
    rows = [
        ComparisonRow(
            measured_on=known[one.place],
            metric=known[NodeRef("Metric", one.metric)] if one.metric else None,
            unit=one.unit,
            cells=_cells(table[one], results),
        )
        for one in shown
    ]
    return Comparison(
        methods=[known[method] for method in methods],
        total=len(order),
        rows=rows,
        edges=edges_among(reader, methods),
    )


def _cells(row: dict[str, list[Score]], results: dict[str, ResultRow]) -> dict[str, ComparisonCell]:
    """The cells of a row, from the scores of each method, best first."""
    top = min(scores[0].sunk for scores in row.values())
    return {
        key_of(NodeRef("Method", method)): ComparisonCell(
            result=results[scores[0].result],
            scores=len(scores),
            best=scores[0].sunk == top and scores[0].higher_is_better is not None,
        )
        for method, scores in row.items()
    }
