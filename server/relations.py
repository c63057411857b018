"""What papers state: edges by their subject, relation and object, each with its evidence."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from schema import EDGE_TYPES, NODE_TYPES, EdgeType, NodeRef, NodeType, ParameterError, Value
from server.briefs import brief_of, brief_values, paper_references
from server.cursor import Place, read_cursor, write_cursor
from server.evidence import evidence_columns, evidence_of, paper_of
from server.models import Brief, Count, Evidence, Shape
from server.reader import Reader


@dataclass(slots=True, kw_only=True)
class Statement:
    """One edge: that a paper says so, and in which words."""

    subject: Brief
    relation: Annotated[str, Field(examples=["OUTPERFORMS"])]
    reads: Annotated[str, Field(description="the relation from subject to object", examples=["outperforms"])]
    object: Brief
    evidence: Evidence


class Statements(Shape):
    """A slice of the statements that were asked for."""

    total: Count
    statements: list[Statement]
    next: Annotated[str | None, Field(description="cursor of the next slice; null behind the last")]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which statements are wanted; what is None may be anything."""

    subject: NodeRef | None = None
    relation: EdgeType | None = None
    object: NodeRef | None = None
    paper: str | None = None
    confidence: float = 0.0


def relation_named(name: str, *, parameter: str) -> EdgeType:
    """The edge type of a name in any case; raises ParameterError."""
    found = EDGE_TYPES.get(name.strip().upper().replace("-", "_").replace(" ", "_"))
    if found is None:
        raise ParameterError(
            f"{parameter}: no relation {name[:80]!r}; there are {', '.join(EDGE_TYPES)}", parameter=parameter
        )
    return found


def relations(reader: Reader, asked: Asked, *, limit: int, cursor: str = "") -> Statements:
    """The statements in the order of the schema table, then by ids, from a cursor on."""
    begins, after = _begin(cursor)
    segments = _segments(asked)
    statements: list[Statement] = []
    end: Place | None = None
    for number, (edge, source, target) in enumerate(segments):
        if number < begins or end is not None:
            continue
        room = limit - len(statements)
        behind = after if number == begins else ()
        records = _slice(reader, asked, edge, (source, target), behind, limit=room + 1)
        papers = paper_references(reader, map(paper_of, records[:room]))
        statements += [_statement(edge, source, target, record, papers) for record in records[:room]]
        if len(records) > room:
            end = [number, *_ends(statements[-1])] if room else [number - 1, *_ends(statements[-1])]
    total = sum(_count(reader, asked, *segment) for segment in segments)
    return Statements(total=total, statements=statements, next=write_cursor(end) if end else None)


def _begin(cursor: str) -> tuple[int, tuple[str, ...]]:
    if not cursor:
        return 0, ()
    segment, *after = read_cursor(cursor, (int, str, str, str))
    return int(str(segment)), tuple(map(str, after))


def _segments(asked: Asked) -> list[tuple[EdgeType, NodeType, NodeType]]:
    return [
        (edge, NODE_TYPES[source], NODE_TYPES[target])
        for edge in ([asked.relation] if asked.relation else EDGE_TYPES.values())
        for source, target in edge.ends
        if (asked.subject is None or asked.subject.type == source)
        and (asked.object is None or asked.object.type == target)
    ]


def _pattern(asked: Asked, edge: EdgeType, source: NodeType, target: NodeType) -> tuple[str, list[str], dict[str, Any]]:
    """What is asked of one kind of edge; what a paper says itself, or its results, is found from the paper on."""
    match = f"MATCH (s:`{source.name}`)-[e:`{edge.name}`]->(o:`{target.name}`)"
    where: list[str] = []
    given: dict[str, Value] = {}
    if asked.subject:
        where.append("s.id = $subject")
        given["subject"] = asked.subject.id
    if asked.object:
        where.append("o.id = $object")
        given["object"] = asked.object.id
    if asked.paper is not None:
        where.append("s.id = $paper" if source.name == "Paper" else "e.paper = $paper")
        given["paper"] = asked.paper
        if source.name == "Result":
            match = f"MATCH (:Paper {{id: $paper}})-[:REPORTS]->(s) {match}"
    if asked.confidence:
        where.append("e.confidence >= $confidence")
        given["confidence"] = asked.confidence
    return match, where, given


def _count(reader: Reader, asked: Asked, edge: EdgeType, source: NodeType, target: NodeType) -> int:
    pattern, where, given = _pattern(asked, edge, source, target)
    return reader.number(f"{pattern}{_clause(where)} RETURN count(e) AS total", **given)


def _slice(
    reader: Reader,
    asked: Asked,
    edge: EdgeType,
    ends: tuple[NodeType, NodeType],
    behind: tuple[str, ...],
    *,
    limit: int,
) -> list[dict[str, Any]]:
    source, target = ends
    pattern, where, given = _pattern(asked, edge, source, target)
    if behind:
        given |= dict(zip(("last_s", "last_o", "last_p"), behind, strict=True))
        where.append(
            "(s.id > $last_s OR (s.id = $last_s AND (o.id > $last_o OR (o.id = $last_o AND e.paper > $last_p))))"
        )
    columns = f"{brief_values(source, 's')} AS subject, {brief_values(target, 'o')} AS object"
    return reader.records(
        f"""{pattern}{_clause(where)}
        WITH s, e, o ORDER BY s.id, o.id, e.paper LIMIT $limit
        RETURN {columns}, {evidence_columns("e")}, s.id AS s_id, o.id AS o_id
        ORDER BY s_id, o_id, evidence_paper""",
        **given,
        limit=limit,
    )


def _clause(where: list[str]) -> str:
    return f" WHERE {' AND '.join(where)}" if where else ""


def _statement(edge: EdgeType, source: NodeType, target: NodeType, record: dict[str, Any], papers: Any) -> Statement:  # noqa: ANN401
    return Statement(
        subject=brief_of(source, record["subject"]),
        relation=edge.name,
        reads=edge.forward,
        object=brief_of(target, record["object"]),
        evidence=evidence_of(record, papers),
    )


def _ends(statement: Statement) -> Place:
    return [statement.subject.id, statement.object.id, statement.evidence.paper.id]
