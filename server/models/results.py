"""Numbers that papers report, and their rankings."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from server.models.parts import Brief, Count, Evidence, Key, Shape


@dataclass(slots=True)
class ResultRow:
    """A number that a paper reports, with all that it is about."""

    key: Key
    value: Annotated[float | None, Field(examples=[85.9])]
    value_text: Annotated[str | None, Field(description="as the paper writes it", examples=["85.9"])]
    unit: Annotated[str | None, Field(examples=["%"])]
    kind: Annotated[str | None, Field(description="score, gain, reduction or speedup", examples=["score"])]
    higher_is_better: bool | None
    method: Brief | None
    measured_on: Annotated[Brief | None, Field(description="a benchmark or dataset")]
    task: Brief | None
    metric: Brief | None
    baseline: Brief | None
    evidence: Evidence


class Results(Shape):
    """Results of, on or for a node; ``total`` counts those that the answer left out too."""

    total: Count
    rows: list[ResultRow]


Direction = Annotated[
    bool | None, Field(description="null where nobody knows; the order is then by value alone, the highest first")
]
RankedUnit = Annotated[
    str | None,
    Field(description="what all values are in; null for percent, points and plain numbers, which are compared as one"),
]


class MetricRanking(Shape):
    """The scores in one metric and unit, best first; a part of one among percentages is placed as the percentage."""

    metric: Annotated[Brief | None, Field(description="null where the papers name no metric")]
    unit: RankedUnit
    higher_is_better: Direction
    total: Annotated[Count, Field(description="rows in this metric and unit; the answer may hold fewer")]
    rows: list[ResultRow]


class Leaderboard(Shape):
    """The scores on a benchmark; metrics with most scores first."""

    benchmark: Brief
    total: Count
    metrics: list[MetricRanking]
