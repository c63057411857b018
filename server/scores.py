"""Scores in few columns: enough to rank thousands of them before the best are read in full."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from schema import EDGE_TYPES, NodeRef
from server.reader import Reader, around

_METRICS = ("bleu", "map", "miou", "ap", "f1", "fid", "rouge", "cider", "nds", "psnr")
_POINTS = ("point", "points", "pp", "pts", "pt", "% points", "percentage points")
_NUMBERS = frozenset({"", "%", *_POINTS, *_METRICS})
"""Units, in small letters, that measure nothing of their own: percent, points, and metrics in the place of a unit."""


class Measure(NamedTuple):
    """What scores share that can be compared; ``unit`` is None for percent, points and numbers without a unit."""

    place: NodeRef
    metric: str | None
    unit: str | None


class Score(NamedTuple):
    """A number that a paper reports as a score; ``method`` and ``metric`` are ids, None where the paper names none."""

    result: str
    value: float
    higher_is_better: bool | None
    place: NodeRef
    method: str | None
    metric: str | None
    paper: str
    year: int | None
    unit: str | None
    fraction: bool = False
    """Whether it is a part of one among percentages."""

    @property
    def compared(self) -> float:
        """The value as a percentage where it is compared with such."""
        return self.value * 100 if self.fraction else self.value

    @property
    def order(self) -> tuple[float, int, str, str]:
        """Sorts the best score of a metric first; among equals the earliest, who was there first."""
        return self.sunk, self.year or 9999, self.paper, self.result

    @property
    def sunk(self) -> float:
        """The value, turned so that less is better; where nobody knows what is, as if more were."""
        value = self.compared
        return value if self.higher_is_better is False else -value


_COLUMNS = """r.id AS result, r.value AS value, r.higher_is_better AS higher_is_better, n.id AS place, m.id AS method,
    x.id AS metric, p.id AS paper, p.year AS year, r.unit AS unit"""
"""The fields of a score in their order, the place as its id."""


def scores_on(reader: Reader, place: NodeRef, *, metric: str = "") -> list[Score]:
    """Every score on a benchmark or dataset, in no order; ``metric`` (an id) narrows them down."""
    statement = f"""
        MATCH (n:`{place.type}` {{id: $id}})<-[:`ON`]-(r:Result)<-[:REPORTS]-(p:Paper)
        WHERE r.kind = 'score' AND r.value IS NOT NULL
        OPTIONAL MATCH (r)-[:`OF`]->(m:Method)
        OPTIONAL MATCH (r)-[:MEASURES]->(x:Metric)
        WITH n, r, p, m, x WHERE $metric = '' OR x.id = $metric
        RETURN {_COLUMNS}"""
    return list(_scores(reader.columns(statement, id=place.id, metric=metric), repeat(place)))


def scores_of(reader: Reader, methods: Iterable[str]) -> list[Score]:
    """Every score of some methods (ids), wherever it was measured, in no order."""
    wanted = list(methods)
    found: list[Score] = []
    for _, type_name in EDGE_TYPES["ON"].ends:
        statement = f"""
            {around("Method", "m", "methods")}<-[:`OF`]-(r:Result)<-[:REPORTS]-(p:Paper)
            WHERE r.kind = 'score' AND r.value IS NOT NULL
            WITH m, r, p WHERE r.id IS NOT NULL
            OPTIONAL MATCH (r)-[:`ON`]->(n:`{type_name}`)
            WITH m, r, p, n WHERE n.id IS NOT NULL
            OPTIONAL MATCH (r)-[:MEASURES]->(x:Metric)
            RETURN {_COLUMNS}"""
        columns = reader.columns(statement, methods=wanted)
        found += _scores(columns, map(NodeRef, repeat(type_name), columns["place"]))
    return found


def _scores(columns: dict[str, Sequence[Any]], places: Iterable[NodeRef]) -> Iterator[Score]:
    return map(Score, *(columns | {"place": places}).values())


def rankings(scores: Iterable[Score]) -> dict[Measure, list[Score]]:
    """Scores that can be compared, by what they measure, each list best first.

    Where more is better and some values are percentages, one of at most 1 that is none counts as a part of a whole:
    0.728 mAP stands before 47.9 %. An error or a cost stays as it is, since less than one percent of it is common.
    """
    told: dict[tuple[NodeRef, str | None, str | None], list[Score]] = {}
    for score in scores:
        told.setdefault((score.place, score.metric, score.unit), []).append(score)
    found: dict[Measure, list[Score]] = {}
    for (place, metric, unit), alike in told.items():
        found.setdefault(Measure(place, metric, _own(unit, metric)), []).extend(alike)
    return {measure: sorted(_alike(alike), key=lambda one: one.order) for measure, alike in found.items()}


def _own(unit: str | None, metric: str | None) -> str | None:
    """A unit that is not compared with others, as seconds, bytes and the like."""
    small = (unit or "").lower()
    return None if small in _NUMBERS or small == metric else unit


def _alike(scores: list[Score]) -> list[Score]:
    if all(score.unit != "%" for score in scores):
        return scores
    return [
        score._replace(fraction=True)
        if score.higher_is_better and score.unit != "%" and 0 < score.value <= 1
        else score
        for score in scores
    ]


def best_of_each_method(ranking: Iterable[Score]) -> list[Score]:
    """The best score of each method in a ranking, best first; scores of no named method all stay."""
    best: dict[str, Score] = {}
    for score in ranking:
        best.setdefault(score.method or f"\0{score.result}", score)
    return list(best.values())
