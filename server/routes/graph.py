"""Pictures of what is around a node: as data, and as a page of its own."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from loaders.export.picture import picture
from schema import EDGE_TYPES, NODE_TYPES, Edge, Node, NodeRef, ParameterError
from server.answers import answer
from server.headers import CSP, PICTURE_POLICY, TRUNCATED, cut
from server.models import Brief, Chosen, Graph, GraphEdge, Subgraph
from server.named_queries import bind
from server.names import CALLED, find_key, find_node, read_key
from server.neighbourhood import DEEPEST, Direction, Ways, neighbourhood, subgraph
from server.paths import LONGEST, shortest_paths
from server.problems import UnknownQuery, problem_responses
from server.reader import KEYS
from server.relations import relation_named
from server.router import Router
from server.routes.cypher import CypherQuestion, answer_to
from server.routes.queries import elements_asked, given_in
from server.service import ReaderDep, ServiceDep

router = Router(tags=["graph"])

_MOST = 1500
"""Nodes that a browser draws in a time that people wait."""

Depth = Annotated[int, Query(ge=0, le=DEEPEST, description="steps from the centre")]
Limit = Annotated[int, Query(ge=1, le=_MOST, description="at most so many nodes")]
Types = Annotated[list[str] | None, Query(description="only nodes of this type; may be given again")]
Relations = Annotated[list[str] | None, Query(description="only edges of this type; may be given again")]
Confidence = Annotated[float, Query(ge=0, le=1, description="only edges that the extractor is so sure of")]

_PICTURE: dict[str, Any] = {
    "content": {"text/html": {"schema": {"type": "string"}, "example": '<!doctype html>\n<html lang="en">...</html>'}},
    "headers": {TRUNCATED: {"description": "`true` if a limit left something out", "schema": {"type": "string"}}},
}
_PARAMETERS = {
    "name": "parameters",
    "in": "query",
    "required": False,
    "description": "those of the query, each by its own name, as `/api/queries` lists them",
    "style": "form",
    "explode": True,
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
    "example": {"benchmark": "imagenet"},
}
"""OpenAPI has no parameters that differ by path."""


def ways_of(
    types: list[str] | None, relations: list[str] | None, confidence: float, direction: Direction = "any"
) -> Ways:
    """Which edges to follow, from the parameters of a request; raises ParameterError."""
    for name in types or []:
        if name.lower() not in CALLED:
            raise ParameterError(f"type: no type {name[:80]!r}; there are {', '.join(KEYS)}", parameter="type")
    return Ways(
        relations=frozenset(relation_named(name, parameter="relation").name for name in relations or []),
        direction=direction,
        types=frozenset(CALLED[name.lower()].name for name in types or []),
        confidence=confidence,
    )


@router.get("/api/graph", summary="What is around a node", response_model=Graph, responses=problem_responses(404))
def graph(
    *,
    reader: ReaderDep,
    center: Annotated[str, Query(description="type and id, or name", examples=["method:maformer"])],
    depth: Depth = 2,
    limit: Limit = 200,
    relation: Relations = None,
    direction: Annotated[Direction, Query(description="follow edges this way, as seen from the centre")] = "any",
    type: Types = None,  # noqa: A002 - the name in the URL
    confidence: Confidence = 0.0,
) -> Response:
    """The nodes around `center`, the nearest kept first, all edges between them, and what the limit cut.

    With `relation`, `direction`, `type` or `confidence` the way goes along such edges and nodes alone.
    """
    ways = ways_of(type, relation, confidence, direction)
    found = find_key(reader, center, parameter="center")
    return answer(neighbourhood(reader, found, depth=depth, limit=limit, ways=ways))


@router.post("/api/graph", summary="What joins some nodes", response_model=Subgraph, responses=problem_responses())
def join(reader: ReaderDep, chosen: Chosen) -> Response:
    """The nodes with these keys and all edges between them; changes nothing, and is POST for the length of the list."""
    return answer(subgraph(reader, [read_key(key, parameter="nodes") for key in chosen.nodes]))


@router.get(
    "/graph/path",
    summary="Picture of the shortest paths",
    response_class=Response,
    responses={200: _PICTURE, **problem_responses(404)},
)
def draw_path(
    *,
    reader: ReaderDep,
    start: Annotated[str, Query(alias="from", description="type and id, or name", examples=["method:bert"])],
    end: Annotated[str, Query(alias="to", description="type and id, or name", examples=["benchmark:imagenet"])],
    max: Annotated[int, Query(ge=1, le=LONGEST, description="edges of a path at most")] = 4,  # noqa: A002
    limit: Annotated[int, Query(ge=1, le=50, description="at most so many paths")] = 5,
) -> HTMLResponse:
    """The shortest paths between two nodes as one HTML page; without a path, the two nodes alone."""
    ends = find_key(reader, start, parameter="from"), find_key(reader, end, parameter="to")
    found = shortest_paths(reader, *ends, longest=max, limit=limit, ways=Ways())
    shown = found if found.paths else subgraph(reader, ends)
    nodes, edges = _elements(shown.nodes, shown.edges)
    return _page(nodes, edges, f"{start} to {end}", truncated=found.truncated)


@router.get(
    "/graph/queries/{name}",
    summary="Picture of a named query",
    response_class=Response,
    responses={200: _PICTURE, **problem_responses(404)},
    openapi_extra={"parameters": [_PARAMETERS]},
)
def draw_query(
    request: Request,
    service: ServiceDep,
    name: Annotated[str, Path(description="name of the query", examples=["leaderboard"])],
    limit: Annotated[int, Query(ge=1, le=_MOST, description="rows of its answer that are drawn")] = _MOST,
) -> HTMLResponse:
    """The nodes and edges that a named query answers as one HTML page; its parameters are those of the query."""
    query = service.queries.get(name)
    if query is None:
        raise UnknownQuery(f"no query is named {name[:80]!r}", parameter="name")
    parameters = bind(service.reader, query, given_in(request))
    found, written = elements_asked(service, query, parameters, limit=min(limit, service.row_limit))
    nodes = {element.ref: element for element in found if isinstance(element, Node)}
    edges = {element.key: element for element in found if isinstance(element, Edge)}
    if not found:
        raise ParameterError(f"@{name} answers no nodes and no edges that could be drawn", parameter="name")
    ends = {ref for edge in edges.values() for ref in (edge.source, edge.target)} - nodes.keys()
    drawn = [*nodes.values(), *(Node(*ref, {}) for ref in sorted(ends))]
    truncated = written.truncated or len(drawn) > _MOST
    return _page(drawn[:_MOST], list(edges.values()), query.title, truncated=truncated)


@router.post(
    "/graph/cypher",
    summary="Picture of a statement",
    response_class=Response,
    responses={200: _PICTURE, **problem_responses(400, 403, 413)},
)
def draw_statement(service: ServiceDep, asked: CypherQuestion) -> HTMLResponse:
    """The nodes and edges that a statement answers as one HTML page; what may be asked is as in `/api/cypher`."""
    answered = json.loads(answer_to(service, asked))
    told = answered["graph"]
    if told is None:
        reason = "the statement answers no nodes and no edges that could be drawn: RETURN some, as in RETURN a, r, b"
        raise ParameterError(reason, parameter="statement")
    known = [node for node in told["nodes"] if node["type"] in NODE_TYPES]
    nodes = {node["key"]: Node(node["type"], node["id"], node["properties"]) for node in known[:_MOST]}
    edges = [
        Edge(edge["type"], nodes[edge["source"]].ref, nodes[edge["target"]].ref, edge["properties"])
        for edge in told["edges"]
        if edge["type"] in EDGE_TYPES and edge["source"] in nodes and edge["target"] in nodes
    ]
    return _page(list(nodes.values()), edges, "Answer", truncated=answered["truncated"] or len(known) > _MOST)


@router.get(
    "/graph/{type}/{id:path}",
    summary="Picture of a node",
    response_class=Response,
    responses={200: _PICTURE, **problem_responses(404)},
)
def show_picture(
    *,
    reader: ReaderDep,
    type: Annotated[str, Path(description="type of the node, or its plural", examples=["method"])],  # noqa: A002
    id: Annotated[str, Path(description="id, name or alias", examples=["maformer"])],  # noqa: A002 - as in the URL
    depth: Depth = 1,
    limit: Limit = 150,
) -> HTMLResponse:
    """What is around a node as one HTML page that needs no network, to look at or to keep."""
    if type.lower() not in CALLED:
        raise ParameterError(f"type: no type {type[:80]!r}; there are {', '.join(KEYS)}", parameter="type")
    center = find_node(reader, CALLED[type.lower()], id, parameter="id")
    around = neighbourhood(reader, center, depth=depth, limit=limit)
    nodes, edges = _elements(around.nodes, around.edges)
    title = next(node.label for node in around.nodes if node.key == around.center)
    return _page(nodes, edges, title, truncated=around.cut.nodes > 0 or not around.cut.complete)


def _page(nodes: list[Node], edges: list[Edge], title: str, *, truncated: bool) -> HTMLResponse:
    page = picture(nodes, edges, title=f"{title} (cut: there is more)" if truncated else title)
    headers = {CSP: PICTURE_POLICY, "Cross-Origin-Opener-Policy": "unsafe-none"}
    return HTMLResponse(page, headers=headers | cut(truncated=truncated))


def _elements(drawn: Sequence[Brief], joined: Sequence[GraphEdge]) -> tuple[list[Node], list[Edge]]:
    """The nodes and edges of a neighbourhood as the schema has them, with what their briefs tell."""
    refs = {node.key: NodeRef(node.type, node.id) for node in drawn}
    nodes = [
        Node(
            node.type,
            node.id,
            {NODE_TYPES[node.type].caption: node.label}
            | {name: value for name in ("papers", "year") if (value := getattr(node, name)) is not None},
        )
        for node in drawn
    ]
    edges = [
        Edge(edge.relation, refs[edge.source], refs[edge.target], asdict(said) | {"paper": said.paper.id})
        for edge in joined
        for said in edge.evidence
    ]
    return nodes, edges
