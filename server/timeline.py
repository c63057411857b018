"""How the best score on a benchmark grew over the years."""

from typing import Annotated

from pydantic import Field

from schema import NodeRef
from server.briefs import briefs
from server.models import Brief, Count, ResultRow, Shape
from server.models.results import Direction, RankedUnit
from server.reader import Reader
from server.results import result_rows
from server.scores import Measure, Score, rankings, scores_on


class Year(Shape):
    """The best score of a year: the highest, where nobody knows what is better."""

    year: int
    scores: Annotated[Count, Field(description="scores that papers of this year report")]
    record: Annotated[
        bool | None, Field(description="whether it is better than all of the years before; null where nobody knows")
    ]
    value: Annotated[float, Field(description="of the best, as a percentage where it is compared with such")]
    best: ResultRow


class MetricTimeline(Shape):
    """The years of a metric and unit, the earliest first."""

    metric: Annotated[Brief | None, Field(description="null where the papers name no metric")]
    unit: RankedUnit
    higher_is_better: Direction
    years: list[Year]


class Timeline(Shape):
    """The best score on a benchmark by year, metrics with most scores first; papers without a year are left out."""

    benchmark: Brief
    undated: Annotated[Count, Field(description="scores of papers whose year nobody knows")]
    metrics: list[MetricTimeline]


def timeline(reader: Reader, benchmark: NodeRef, *, metric: str) -> Timeline:
    """The timeline of a benchmark that is there; ``metric`` is an id, or "" for all."""
    scores = scores_on(reader, benchmark, metric=metric)
    dated: dict[Measure, dict[int, list[Score]]] = {}
    for measure, ranking in rankings(scores).items():
        for score in ranking:
            if score.year is not None:
                dated.setdefault(measure, {}).setdefault(score.year, []).append(score)
    rows = result_rows(reader, (ranking[0].result for years in dated.values() for ranking in years.values()))
    named = [NodeRef("Metric", metric) for metric in dict.fromkeys(one.metric for one in dated) if metric]
    known = briefs(reader, [benchmark, *named])
    order = sorted(dated, key=lambda one: (one.metric is None, -_count(dated[one]), one.metric or "", one.unit or ""))
    return Timeline(
        benchmark=known[benchmark],
        undated=len({score.result for score in scores if score.year is None}),
        metrics=[
            MetricTimeline(
                metric=known[NodeRef("Metric", one.metric)] if one.metric else None,
                unit=one.unit,
                higher_is_better=_direction(dated[one]),
                years=_years(dated[one], rows),
            )
            for one in order
        ],
    )


def _years(dated: dict[int, list[Score]], rows: dict[str, ResultRow]) -> list[Year]:
    """Years in order, from those of a ranking, each best first."""
    years: list[Year] = []
    known = _direction(dated) is not None
    record = float("inf")
    for year in sorted(dated):
        best = dated[year][0]
        years.append(
            Year(
                year=year,
                scores=len({one.result for one in dated[year]}),
                record=best.sunk < record if known else None,
                value=best.compared,
                best=rows[best.result],
            )
        )
        record = min(record, best.sunk)
    return years


def _direction(dated: dict[int, list[Score]]) -> bool | None:
    return next((ranking[0].higher_is_better for ranking in dated.values()), None)


def _count(dated: dict[int, list[Score]]) -> int:
    return sum(map(len, dated.values()))
