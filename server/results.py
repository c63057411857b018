"""The numbers that papers report, each with all that it is about."""

from collections.abc import Mapping
from typing import Any

from schema import EDGE_TYPES, NODE_TYPES, NodeRef, Value
from server.briefs import brief_columns, brief_of, briefs, key_of, paper_references
from server.evidence import evidence_columns, evidence_of, paper_of
from server.models import Brief, Leaderboard, MetricRanking, ResultRow, Results
from server.reader import Reader

_RESULT = NODE_TYPES["Result"]
_ABOUT = {"OF": "method", "ON": "measured_on", "FOR": "task", "MEASURES": "metric", "OVER": "baseline"}
"""Edge types from a result, and the field of a row that the node at the other end goes into."""

_BEST_FIRST = """CASE r.kind WHEN 'score' THEN 0 ELSE 1 END,
    CASE WHEN r.higher_is_better = false THEN r.value ELSE 0 - r.value END"""
_NEWEST_FIRST = "coalesce(p.year, 0) DESC, p.id"
_ORDERS = {"Paper": "said.field DESC, said.start", "Benchmark": _BEST_FIRST, "Dataset": _BEST_FIRST}
"""What goes first on the page of a type, where it is not the newest paper."""

_COLUMNS = """r.id AS id, r.value AS value, r.value_text AS value_text, r.unit AS unit, r.kind AS kind,
    r.higher_is_better AS higher_is_better"""


def results_at(reader: Reader, ref: NodeRef, *, limit: int, kind: str = "", metric: str = "") -> Results:
    """Results that a paper reports, of a method, on a benchmark or dataset, for a task or in a metric.

    Those on a benchmark or dataset come best first, those of a paper as it tells them, the others newest first.
    ``kind`` and ``metric`` (an id) narrow them down.
    """
    pattern, anchor = _pattern(ref.type)
    where = [f"{anchor}.id = $id"]
    given: dict[str, Value] = {"id": ref.id}
    if kind:
        where.append("r.kind = $kind")
        given["kind"] = kind
    if metric:
        pattern += ", (r)-[:MEASURES]->(m:Metric)"
        where.append("m.id = $metric")
        given["metric"] = metric
    matched = f"MATCH {pattern} WHERE {' AND '.join(where)}"
    total = reader.number(f"{matched} RETURN count(*) AS total", **given)
    records = reader.records(
        f"""{matched}
        RETURN {_COLUMNS}, {evidence_columns("said")}
        ORDER BY {_ORDERS.get(ref.type, _NEWEST_FIRST)}, r.id
        LIMIT $limit""",
        **given,
        limit=limit,
    )
    about = _about(reader, matched, given, [record["id"] for record in records])
    papers = paper_references(reader, map(paper_of, records))
    rows = [_row(record, about[record["id"]], evidence_of(record, papers)) for record in records]
    return Results(total=total, rows=rows)


def leaderboard(reader: Reader, benchmark: NodeRef, *, metric: str, limit: int) -> Leaderboard:
    """The scores on a benchmark, grouped by metric (an id; "" is all), best first."""
    results = results_at(reader, benchmark, limit=limit, kind="score", metric=metric)
    by_metric: dict[str, list[ResultRow]] = {}
    for row in results.rows:
        by_metric.setdefault(row.metric.key if row.metric else "", []).append(row)
    ranked = [MetricRanking(metric=rows[0].metric, rows=rows) for rows in by_metric.values()]
    ranked.sort(key=lambda one: (one.metric is None, -len(one.rows), one.metric.label if one.metric else ""))
    return Leaderboard(benchmark=briefs(reader, [benchmark])[benchmark], total=results.total, metrics=ranked)


def _pattern(type_name: str) -> tuple[str, str]:
    """What joins a node of the type, a result ``r``, its paper ``p`` and how that says it; and the node's variable."""
    reported = "(r:Result)<-[said:REPORTS]-(p:Paper)"
    if type_name in {"Result", "Paper"}:
        return reported, type_name[0].lower()
    edge = next(edge for edge in _ABOUT if ("Result", type_name) in EDGE_TYPES[edge].ends)
    return f"(n:`{type_name}`)<-[:`{edge}`]-{reported}", "n"


def _about(reader: Reader, matched: str, given: Mapping[str, Value], results: list[str]) -> dict[str, dict[str, Brief]]:
    """The nodes that each of the matched results is about, by the field of its row."""
    about: dict[str, dict[str, Brief]] = {result: {} for result in results}
    for edge, field in _ABOUT.items() if results else ():
        for _, type_name in EDGE_TYPES[edge].ends:
            node_type = NODE_TYPES[type_name]
            records = reader.records(
                f"""{matched} AND r.id IN $results
                MATCH (r)-[:`{edge}`]->(o:`{type_name}`)
                RETURN r.id AS result, {brief_columns(node_type, "o")} ORDER BY result, o.id""",
                **given,
                results=results,
            )
            for record in records:
                about[record["result"]].setdefault(field, brief_of(node_type, record))
    return about


def _row(record: Mapping[str, Any], about: Mapping[str, Brief], evidence: object) -> ResultRow:
    own = {name: record[name] for name in ("value", "value_text", "unit", "kind", "higher_is_better")}
    fields = dict.fromkeys(_ABOUT.values()) | dict(about)
    return ResultRow.model_validate(
        own | fields | {"key": key_of(NodeRef(_RESULT.name, record["id"])), "evidence": evidence}
    )
