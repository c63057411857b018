"""Methods side by side: what each scores where, and what papers say of one and the other."""

from typing import Annotated

from pydantic import Field

from schema import NodeRef
from server.briefs import briefs, key_of
from server.models import Brief, Count, GraphEdge, ResultRow, Shape
from server.neighbourhood import edges_among
from server.reader import Reader
from server.results import result_rows
from server.scores import Score, scores_of

MOST = 10
"""Methods that one table compares."""


class ComparisonCell(Shape):
    """The best score of a method in a row of the table."""

    result: ResultRow
    scores: Annotated[Count, Field(description="scores that papers report for it there")]
    best: Annotated[bool, Field(description="whether no other method of the table is better there")]


class ComparisonRow(Shape):
    """A benchmark or dataset and a metric; ``cells`` go by the keys of the methods, those without a score left out."""

    measured_on: Brief
    metric: Annotated[Brief | None, Field(description="null where the papers name no metric")]
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
    table: dict[tuple[NodeRef, str | None], dict[str, list[Score]]] = {}
    for score in scores_of(reader, (method.id for method in methods)):
        scores = table.setdefault((score.place, score.metric), {})
        scores.setdefault(score.method or "", []).append(score)
    order = sorted(table, key=lambda row: (-len(table[row]), row[0], row[1] is None, row[1] or ""))
    shown = order[:limit]
    best = {row: {method: min(found, key=_order) for method, found in table[row].items()} for row in shown}
    results = result_rows(reader, (score.result for row in shown for score in best[row].values()))
    places = [place for place, _ in shown] + [NodeRef("Metric", metric) for _, metric in shown if metric]
    known = briefs(reader, [*methods, *places])
    rows = []
    for row in shown:
        top = min(score.sunk for score in best[row].values())
        place, metric = row
        cells = {
            key_of(NodeRef("Method", method)): ComparisonCell(
                result=results[score.result], scores=len(table[row][method]), best=score.sunk == top
            )
            for method, score in best[row].items()
        }
        measure = known[NodeRef("Metric", metric)] if metric else None
        rows.append(ComparisonRow(measured_on=known[place], metric=measure, cells=cells))
    return Comparison(
        methods=[known[method] for method in methods],
        total=len(order),
        rows=rows,
        edges=edges_among(reader, methods),
    )


def _order(score: Score) -> tuple[float, int, str, str]:
    return score.order
