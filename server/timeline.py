"""How the best score on a benchmark grew over the years."""

from typing import Annotated

from pydantic import Field

from schema import NodeRef
from server.briefs import briefs
from server.models import Brief, Count, ResultRow, Shape
from server.reader import Reader
from server.results import result_rows
from server.scores import Score, scores_on


class Year(Shape):
    """The best score of a year."""

    year: int
    scores: Annotated[Count, Field(description="scores that papers of this year report")]
    record: Annotated[bool, Field(description="whether it is better than all of the years before")]
    best: ResultRow


class MetricTimeline(Shape):
    """The years of a metric, the earliest first."""

    metric: Annotated[Brief | None, Field(description="null where the papers name no metric")]
    higher_is_better: Annotated[bool | None, Field(description="null where nobody knows; more then counts as better")]
    years: list[Year]


class Timeline(Shape):
    """The best score on a benchmark by year, metrics with most scores first; papers without a year are left out."""

    benchmark: Brief
    undated: Annotated[Count, Field(description="scores of papers whose year nobody knows")]
    metrics: list[MetricTimeline]


def timeline(reader: Reader, benchmark: NodeRef, *, metric: str) -> Timeline:
    """The timeline of a benchmark that is there; ``metric`` is an id, or "" for all."""
    dated: dict[str | None, dict[int, list[Score]]] = {}
    undated: set[str] = set()
    for score in scores_on(reader, benchmark, metric=metric):
        if score.year is None:
            undated.add(score.result)
        else:
            dated.setdefault(score.metric, {}).setdefault(score.year, []).append(score)
    best = {one: {year: min(found, key=_order) for year, found in years.items()} for one, years in dated.items()}
    rows = result_rows(reader, (score.result for years in best.values() for score in years.values()))
    known = briefs(reader, [benchmark, *(NodeRef("Metric", one) for one in dated if one)])
    order = sorted(dated, key=lambda one: (one is None, -sum(map(len, dated[one].values())), one or ""))
    return Timeline(
        benchmark=known[benchmark],
        undated=len(undated),
        metrics=[
            MetricTimeline(
                metric=known[NodeRef("Metric", one)] if one else None,
                higher_is_better=next((score.higher_is_better for score in best[one].values()), None),
                years=_years(dated[one], best[one], rows),
            )
            for one in order
        ],
    )


def _years(dated: dict[int, list[Score]], best: dict[int, Score], rows: dict[str, ResultRow]) -> list[Year]:
    years: list[Year] = []
    record = float("inf")
    for year in sorted(best):
        score = best[year]
        scores = len({one.result for one in dated[year]})
        years.append(Year(year=year, scores=scores, record=score.sunk < record, best=rows[score.result]))
        record = min(record, score.sunk)
    return years


def _order(score: Score) -> tuple[float, int, str, str]:
    return score.order
