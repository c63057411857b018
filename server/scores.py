"""Scores in few columns: enough to rank thousands of them before the best are read in full."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from schema import EDGE_TYPES, NodeRef
from server.reader import Reader, around


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

    @property
    def order(self) -> tuple[float, int, str, str]:
        """Sorts the best score of a metric first; among equals the earliest, who was there first."""
        return self.sunk, self.year or 9999, self.paper, self.result

    @property
    def sunk(self) -> float:
        """The value, turned so that less is better."""
        return self.value if self.higher_is_better is False else -self.value


_COLUMNS = """r.id AS result, r.value AS value, r.higher_is_better AS higher_is_better, n.id AS place, m.id AS method,
    x.id AS metric, p.id AS paper, p.year AS year"""
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


def best_of_each_method(scores: Iterable[Score]) -> list[Score]:
    """The best score of each method in each metric, best first; scores of no named method all stay."""
    best: dict[tuple[str | None, str], Score] = {}
    for score in sorted(scores, key=lambda one: one.order):
        best.setdefault((score.metric, score.method or f"\0{score.result}"), score)
    return list(best.values())
