"""Statements of papers, and the ways that they make between nodes."""

from typing import Annotated

from fastapi import Query, Request, Response

from server.answers import answer
from server.cursor import next_link
from server.names import find_key
from server.paths import LONGEST, Paths, shortest_paths
from server.problems import problem_responses
from server.relations import Asked, Statements, relation_named, relations
from server.router import Router
from server.routes.graph import Confidence, Relations, Types, ways_of
from server.service import ReaderDep

router = Router(prefix="/api", tags=["graph"])


@router.get(
    "/relations",
    summary="Statements by subject, relation and object",
    response_model=Statements,
    responses=problem_responses(404),
)
def show_relations(
    *,
    request: Request,
    reader: ReaderDep,
    subject: Annotated[str | None, Query(description="type and id, or name", examples=["method:bert"])] = None,
    relation: Annotated[str | None, Query(description="an edge type", examples=["OUTPERFORMS"])] = None,
    object: Annotated[str | None, Query(description="type and id, or name", examples=["method:elmo"])] = None,  # noqa: A002
    paper: Annotated[str | None, Query(description="id of the paper that says so", max_length=1000)] = None,
    confidence: Confidence = 0.0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[str, Query(description="where the slice before ended")] = "",
) -> Response:
    """What papers state, each statement with its sentence; the header `Link` leads to the next slice."""
    asked = Asked(
        subject=find_key(reader, subject, parameter="subject") if subject else None,
        relation=relation_named(relation, parameter="relation") if relation else None,
        object=find_key(reader, object, parameter="object") if object else None,
        paper=find_key(reader, f"paper:{paper}", parameter="paper").id if paper else None,
        confidence=confidence,
    )
    found = relations(reader, asked, limit=limit, cursor=cursor)
    return answer(found, next_link(request, found.next))


@router.get("/path", summary="Shortest paths between two nodes", response_model=Paths, responses=problem_responses(404))
def show_path(
    *,
    reader: ReaderDep,
    start: Annotated[str, Query(alias="from", description="type and id, or name", examples=["method:bert"])],
    end: Annotated[str, Query(alias="to", description="type and id, or name", examples=["benchmark:imagenet"])],
    max: Annotated[int, Query(ge=1, le=LONGEST, description="edges of a path at most")] = 4,  # noqa: A002
    limit: Annotated[int, Query(ge=1, le=50, description="at most so many paths")] = 5,
    type: Types = None,  # noqa: A002 - the name in the URL
    relation: Relations = None,
    confidence: Confidence = 0.0,
) -> Response:
    """The shortest ways from one node to another, along edges in either direction, with the sentences.

    `type` says what may stand between the two, `relation` which edges may be taken.
    """
    found = shortest_paths(
        reader,
        find_key(reader, start, parameter="from"),
        find_key(reader, end, parameter="to"),
        longest=max,
        limit=limit,
        ways=ways_of(type, relation, confidence),
    )
    return answer(found)
