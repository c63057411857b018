"""The numbers that papers report, each with all that it is about."""

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any, Literal

from schema import EDGE_TYPES, NODE_TYPES, NodeRef
from server.briefs import HEADS, brief_columns, briefs, told
from server.evidence import evidence_columns
from server.models import Brief, Evidence, Leaderboard, MetricRanking, PaperReference, ResultRow, Results
from server.reader import Reader, any_of, around, type_in
from server.scores import Measure, Score, best_of_each_method, rankings, scores_on

_RESULT, _NAMED = NODE_TYPES["Result"], NODE_TYPES["Task"]
_ABOUT = {"OF": "method", "ON": "measured_on", "FOR": "task", "MEASURES": "metric", "OVER": "baseline"}
"""Edge types from a result, and the field of a row that the node at the other end goes into."""

_ENDS = [(edge, name) for edge in _ABOUT for _, name in EDGE_TYPES[edge].ends]
_PLACES = {end: place for place, end in enumerate(_ENDS)}
_ASKS_ABOUT = (
    f"{around('Result', 'r', 'results')}-[e:{any_of(_ABOUT)}]->(o:{any_of(name for _, name in _ENDS)}) "
    f"RETURN wanted AS result, type(e) AS edge, labels(o) AS other, {brief_columns(_NAMED, 'o')}"
)

_BEST_FIRST = """CASE r.kind WHEN 'score' THEN 0 ELSE 1 END,
    CASE WHEN r.higher_is_better = false THEN r.value ELSE 0 - r.value END"""
_NEWEST_FIRST = "coalesce(p.year, 0) DESC, p.id"
_ORDERS = {"Paper": "said.field DESC, said.start", "Benchmark": _BEST_FIRST, "Dataset": _BEST_FIRST}
"""What goes first on the page of a type, where it is not the newest paper."""

_COLUMNS = """r.id AS id, r.value AS value, r.value_text AS value_text, r.unit AS unit, r.kind AS kind,
    r.higher_is_better AS higher_is_better, p.title AS paper_title, p.year AS paper_year, p.url AS paper_url"""
"""A result, and the paper that reports it, which is also the one that the evidence behind these columns names."""
_REPORTED = _COLUMNS.count(" AS ")
"""The place of the paper's id, the first of the evidence: null where no paper reports a result."""


def results_at(reader: Reader, ref: NodeRef, *, limit: int) -> Results:
    """Results that a paper reports, of a method, on a benchmark or dataset, for a task or in a metric.

    Those on a benchmark or dataset come best first, those of a paper as it tells them, the others newest first.
    """
    pattern, anchor = _pattern(ref.type)
    matched = f"MATCH {pattern} WHERE {anchor}.id = $id"
    found = list(
        reader.rows(
            f"""{matched}
            RETURN {_COLUMNS}, {evidence_columns("said")}
            ORDER BY {_ORDERS.get(ref.type, _NEWEST_FIRST)}, r.id
            LIMIT $limit""",
            id=ref.id,
            limit=limit + 1,
        )
    )
    more = len(found) > limit
    total = reader.number(f"{matched} RETURN count(*) AS total", id=ref.id) if more else len(found)
    about = _about(reader, [row[0] for row in found[:limit]])
    return Results(total=total, rows=[_result_row(row, about[row[0]]) for row in found[:limit]])


def result_rows(reader: Reader, results: Iterable[str]) -> dict[str, ResultRow]:
    """Results by id, in full; those that the store does not hold are left out."""
    wanted = list(dict.fromkeys(results))
    if not wanted:
        return {}
    asked = reader.beside(_about, wanted)
    statement = (
        f"{around('Result', 'r', 'results')}<-[said:REPORTS]-(p:Paper) RETURN {_COLUMNS}, {evidence_columns('said')}"
    )
    found = [row for row in reader.rows(statement, results=wanted) if row[_REPORTED] is not None]
    about = asked()
    rows = {row[0]: _result_row(row, about[row[0]]) for row in found}
    return {result: rows[result] for result in wanted if result in rows}


def leaderboard(
    reader: Reader, benchmark: NodeRef, *, metric: str, limit: int, each: Literal["method", "result"] = "method"
) -> Leaderboard:
    """The scores on a benchmark, grouped by metric (an id; "" is all) and unit, best first, ``limit`` in all.

    Of a method, its best score counts, or, by ``each``, every result.
    """
    ranked: dict[Measure, list[Score]] = {}
    for measure, scores in rankings(scores_on(reader, benchmark, metric=metric)).items():
        counted = best_of_each_method(scores) if each == "method" else scores
        # a result of two methods is one row
        ranked[measure] = list({score.result: score for score in counted}.values())
    order = sorted(ranked, key=lambda one: (one.metric is None, -len(ranked[one]), one.metric or "", one.unit or ""))
    chosen = [(measure, score.result) for measure in order for score in ranked[measure]][:limit]
    named = [NodeRef("Metric", metric) for metric in dict.fromkeys(one.metric for one in order) if metric is not None]
    asked = reader.beside(briefs, [benchmark, *named])
    rows = result_rows(reader, (result for _, result in chosen))
    known = asked()
    shown: dict[Measure, list[ResultRow]] = {}
    for measure, result in chosen:
        if result in rows:
            shown.setdefault(measure, []).append(rows[result])
    return Leaderboard(
        benchmark=known[benchmark],
        total=sum(map(len, ranked.values())),
        metrics=[
            MetricRanking(
                metric=None if one.metric is None else known[NodeRef("Metric", one.metric)],
                unit=one.unit,
                higher_is_better=next((score.higher_is_better for score in ranked[one]), None),
                total=len(ranked[one]),
                rows=shown[one],
            )
            for one in order
            if one in shown
        ],
    )


def _pattern(type_name: str) -> tuple[str, str]:
    """What joins a node of the type, a result ``r``, its paper ``p`` and how that says it; and the node's variable."""
    reported = "(r:Result)<-[said:REPORTS]-(p:Paper)"
    if type_name in {"Result", "Paper"}:
        return reported, type_name[0].lower()
    edge = next(edge for edge in _ABOUT if ("Result", type_name) in EDGE_TYPES[edge].ends)
    return f"(n:`{type_name}`)<-[:`{edge}`]-{reported}", "n"


def _about(reader: Reader, results: list[str]) -> dict[str, dict[str, Brief]]:
    """The nodes that each of the results is about, by the field of its row."""
    about: dict[str, dict[str, Brief]] = {result: {} for result in results}
    if not results:
        return about
    found = [
        (_PLACES[edge, type_in(labels)], node, result, rest)
        for result, edge, labels, node, *rest in reader.rows(_ASKS_ABOUT, results=results)
        if node is not None
    ]
    for place, node, result, rest in sorted(found, key=itemgetter(0, 1)):
        edge, name = _ENDS[place]
        about[result].setdefault(_ABOUT[edge], Brief(*told(name, node, *rest)))
    return about


def _result_row(row: tuple[Any, ...], about: Mapping[str, Brief]) -> ResultRow:
    """A result in full, from the values of ``_COLUMNS`` and ``evidence_columns`` and the nodes that it is about."""
    result, value, value_text, unit, kind, higher_is_better, title, year, url, paper, *said = row
    return ResultRow(
        HEADS[_RESULT.name] + result,
        value,
        value_text,
        unit,
        kind,
        higher_is_better,
        about.get("method"),
        about.get("measured_on"),
        about.get("task"),
        about.get("metric"),
        about.get("baseline"),
        Evidence(PaperReference(paper, title, year, url), *said),
    )
