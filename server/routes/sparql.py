"""SPARQL 1.1 Protocol: queries, never updates."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Header, HTTPException, Request, Response
from pyoxigraph import QueryResultsFormat, RdfFormat, parse_query_results
from starlette.concurrency import run_in_threadpool

from server.negotiation import choose
from server.problems import problem_responses
from server.router import Router
from server.service import Service, ServiceDep
from server.sparql import Mirror
from server.sparql.guard import LONGEST, MalformedQuery

router = Router(tags=["linked data"])

ROWS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
"""Media types of rows."""
GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/json": RdfFormat.JSON_LD,
}
"""Media types of graphs."""
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"

AcceptHeader = Annotated[str | None, Header(include_in_schema=False)]


async def _mirror(request: Request) -> Mirror:
    mirror: Mirror = request.app.state.mirror
    return mirror


MirrorDep = Annotated[Mirror, Depends(_mirror)]

_ANSWERS = {
    200: {"content": {media: {"schema": {"type": "string"}} for media in [*ROWS, *GRAPHS] if "json" not in media}},
    **problem_responses(400, 406, 415),
}
_PARAMETER = {
    "name": "query",
    "in": "query",
    "required": True,
    "description": "SPARQL 1.1: SELECT, ASK, CONSTRUCT or DESCRIBE",
    "schema": {"type": "string"},
}


@router.get("/sparql", summary="Ask in SPARQL", responses=_ANSWERS, openapi_extra={"parameters": [_PARAMETER]})
def ask(request: Request, service: ServiceDep, mirror: MirrorDep, accept: AcceptHeader = None) -> Response:
    """SPARQL 1.1 Protocol over the graph and its ontology; `Accept` says in which form the answer comes.

    `SERVICE`, `LOAD` and updates are refused. Rows beyond the server's limit are left out; the header
    `X-SPARQL-MaxRows` then says how many there are.
    """
    return _answer(service, mirror, _only_query(request.query_params.multi_items()), accept)


@router.post(
    "/sparql",
    summary="Ask in SPARQL by POST",
    responses=_ANSWERS,
    openapi_extra={"requestBody": {"content": {media: {"schema": {"type": "string"}} for media in (_FORM, _QUERY)}}},
)
async def ask_by_post(
    request: Request, service: ServiceDep, mirror: MirrorDep, accept: AcceptHeader = None
) -> Response:
    """As GET; the query is the body, or a field of a form."""
    text = await _body(request)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == _FORM:
        fields = parse_qsl(text, keep_blank_values=True)
    elif media == _QUERY:
        fields = [*request.query_params.multi_items(), ("query", text)]
    elif media == "application/sparql-update":
        raise MalformedQuery("update: nothing here changes the graph", parameter="update")
    else:
        raise HTTPException(415, f"the body is {_FORM} or {_QUERY}")
    return await run_in_threadpool(_answer, service, mirror, _only_query(fields), accept)


async def _body(request: Request) -> str:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > 8 * LONGEST:
            raise MalformedQuery(f"query: more than the {LONGEST:,} characters that are enough", parameter="query")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise MalformedQuery("query: is not UTF-8", parameter="query") from error


def _only_query(fields: list[tuple[str, str]]) -> str:
    names = [name for name, _ in fields]
    if "update" in names:
        raise MalformedQuery("update: nothing here changes the graph", parameter="update")
    for name in ("default-graph-uri", "named-graph-uri"):
        if name in names:
            raise MalformedQuery(f"{name}: there is one graph, and it is always asked", parameter=name)
    if names.count("query") != 1:
        raise MalformedQuery("query: one is wanted, as in /sparql?query=ASK{?s ?p ?o}", parameter="query")
    return dict(fields)["query"]


def _answer(service: Service, mirror: Mirror, query: str, accept: str | None) -> Response:
    graph = choose(accept, list(GRAPHS)) if _takes(accept, GRAPHS) else "text/turtle"
    found = mirror.ask(service.store, query, media=graph, timeout_s=service.timeout_s, limit=service.row_limit)
    headers = {"Vary": "Accept"}
    if found.cut:
        headers["X-SPARQL-MaxRows"] = str(service.row_limit)
    if found.kind == "graph":
        return Response(found.body, media_type=choose(accept, list(GRAPHS)), headers=headers)
    media = choose(accept, list(ROWS))
    if ROWS[media] is QueryResultsFormat.JSON:
        return Response(found.body, media_type=media, headers=headers)
    body = parse_query_results(found.body, format=QueryResultsFormat.JSON).serialize(format=ROWS[media])
    return Response(body, media_type=media, headers=headers)


def _takes(accept: str | None, offers: dict[str, RdfFormat]) -> bool:
    try:
        choose(accept, list(offers))
    except HTTPException:
        return False
    return True
