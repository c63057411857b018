"""The named queries, each at a path of its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from itertools import cycle, repeat
from typing import Annotated, Any, Literal

from fastapi import Header, Query, Request, Response
from pydantic_core import to_json

from loaders import Answer, Cell
from loaders.plain import Rows, Written, elements_of, graph_of, rows_as_json, write_rows
from schema import Edge, Node, OutOfMemory, ParameterError, QueryError, QueryTimeout, Value
from server.cells import csv_rows, plain
from server.headers import TRUNCATED, cut
from server.models import Queries, QueryAnswer, QueryGraph, QueryParameterShape, QueryShape
from server.named_queries import RESERVED, NamedQuery, QueryParameter, bind
from server.negotiation import choose
from server.parameters import EXAMPLES
from server.problems import QueryFailed, UnknownQuery, problem_responses
from server.router import Router
from server.service import Service, ServiceDep

Format = Annotated[
    Literal["json", "csv", "graph"] | None,
    Query(
        description="how the answer is written, before the header Accept; graph is the nodes and edges in it, for"
        " queries that answer such"
    ),
]
Accept = Annotated[str | None, Header(include_in_schema=False)]
Limit = Annotated[
    int | None,
    Query(ge=1, description="rows after which the answer is cut, 1,000 if not given; the server has its own"),
]

_FORMATS = {"application/json": "json", "text/csv": "csv"}
_VARY = {"Vary": "Accept"}
_CSV = {
    "content": {"text/csv": {"schema": {"type": "string"}, "example": "method,papers\r\nBERT,12\r\n"}},
    "headers": {TRUNCATED: {"description": "`true` if rows of CSV were left out", "schema": {"type": "string"}}},
}
_OPENAPI_TYPES = {"integer": "integer", "float": "number", "boolean": "boolean"}


def router(queries: Mapping[str, NamedQuery]) -> Router:
    """The routes of these queries."""
    routes = Router(prefix="/api/queries", tags=["queries"])
    routes.get("", summary="List the named queries", responses=problem_responses())(list_queries)
    for query in queries.values():
        routes.get(
            f"/{query.name}",
            name=query.name,
            summary=query.title,
            description=query.answers,
            response_model=QueryAnswer | QueryGraph,
            responses={200: _CSV, **problem_responses(404)},
            openapi_extra={"parameters": _parameters(query)},
        )(_answerer(query))
    routes.get("/{name}", include_in_schema=False)(refuse)
    return routes


def list_queries(service: ServiceDep) -> Queries:
    """What each query answers, the parameters that it takes, and its Cypher."""
    return Queries(
        queries=[
            QueryShape(
                name=query.name,
                title=query.title,
                answers=query.answers,
                parameters=[QueryParameterShape.model_validate(asdict(one)) for one in query.parameters],
                statement=query.statement,
            )
            for query in service.queries.values()
        ]
    )


def refuse(service: ServiceDep, name: str) -> None:
    """Tell which queries there are."""
    known = ", ".join(service.queries)
    raise UnknownQuery(f"no query is named {name[:80]!r}; there are {known}", parameter="name")


def _answerer(query: NamedQuery) -> Callable[..., Response]:
    def answer(
        request: Request,
        service: ServiceDep,
        accept: Accept = None,
        format: Format = None,  # noqa: A002
        limit: Limit = None,
    ) -> Response:
        rows = min(limit or service.limits.named_rows, service.row_limit)
        parameters = bind(service.reader, query, given_in(request))
        written = format or _FORMATS[choose(accept, tuple(_FORMATS), otherwise="application/json")]
        if written == "graph":
            return _as_graph(service, query, parameters, rows)
        found = answer_of(service, query, parameters, limit=rows)
        write = partial(write_rows, found.rows, limit=rows, most_bytes=service.limits.answer_bytes)
        if written == "csv":
            return _as_csv(query, found.columns, write)
        return _as_json(query, parameters, found.columns, write)

    return answer


def answer_of(service: Service, query: NamedQuery, parameters: Mapping[str, Value], *, limit: int) -> Answer:
    """The answer of a named query with a row more than the limit, if there is one.

    Raises QueryTimeout, OutOfMemory and QueryFailed that name the query, also while rows are read.
    """
    timeout_s = service.limits.named_s
    with _named(query, timeout_s):
        found = service.store.query(query.statement, parameters, timeout_s=timeout_s, limit=limit + 1)

    def rows() -> Iterator[tuple[Cell, ...]]:
        with _named(query, timeout_s):
            yield from found.rows

    return Answer(found.columns, rows())


def elements_asked(
    service: Service, query: NamedQuery, parameters: Mapping[str, Value], *, limit: int
) -> tuple[list[Node | Edge], Written]:
    """The nodes and edges that a named query answers, and the rows that they are in, within the limits."""
    found = answer_of(service, query, parameters, limit=limit)
    elements: list[Node | Edge] = []
    written = write_rows(
        found.rows,
        rows_as_json,
        limit=limit,
        most_bytes=service.limits.answer_bytes,
        see=lambda rows: elements.extend(elements_of(rows)),
    )
    return elements, written


@contextmanager
def _named(query: NamedQuery, timeout_s: float) -> Iterator[None]:
    try:
        yield
    except QueryTimeout as error:
        raise QueryTimeout(f"stopped @{query.name} after {timeout_s:g} s, the limit of named queries here") from error
    except OutOfMemory as error:
        raise OutOfMemory(f"{error} over @{query.name}") from error
    except QueryError as error:
        raise QueryFailed(f"@{query.name}: {error}") from error


def _as_json(
    query: NamedQuery, parameters: Mapping[str, Value], columns: Sequence[str], write: Callable[..., Written]
) -> Response:
    def objects(rows: Rows) -> bytes:
        told = [dict(zip(columns, map(plain, row), strict=True)) for row in rows]
        return to_json(told, inf_nan_mode="null")[1:-1]

    written = write(objects)
    body = b'{"query":%b,"title":%b,"parameters":%b,"columns":%b,"rows":[%b],"truncated":%b}' % (
        to_json(query.name),
        to_json(query.title),
        to_json(parameters),
        to_json(columns),
        written.body,
        to_json(written.truncated),
    )
    return Response(body, media_type="application/json", headers=_VARY)


def _as_csv(query: NamedQuery, columns: Sequence[str], write: Callable[..., Written]) -> Response:
    def lines(rows: Rows) -> bytes:
        return "".join(csv_rows(rows)).encode()

    written = write(lines, between=b"")
    headers = {
        "Content-Disposition": f'attachment; filename="{query.name}.csv"',
        **_VARY,
        **cut(truncated=written.truncated),
    }
    return Response(lines([columns]) + written.body, media_type="text/csv", headers=headers)


def _as_graph(service: Service, query: NamedQuery, parameters: Mapping[str, Value], limit: int) -> Response:
    elements, written = elements_asked(service, query, parameters, limit=limit)
    if not elements and written.rows:
        raise ParameterError(f"@{query.name} answers no nodes and no edges: ask for json or csv", parameter="format")
    graph = graph_of(elements) or {"nodes": [], "edges": []}
    body = to_json({**graph, "truncated": written.truncated}, inf_nan_mode="null")
    return Response(body, media_type="application/json", headers=_VARY)


def given_in(request: Request) -> dict[str, str]:
    """The parameters of a query as a request gives them; raises ParameterError for one that is given twice."""
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in given:
            raise ParameterError(f"{name[:80]}: given twice", parameter=name)
        if name not in RESERVED:
            given[name] = value
    return given


def _parameters(query: NamedQuery) -> list[dict[str, Any]]:
    """The parameters of a query as the OpenAPI document has them; two of one node type get different examples."""
    examples = {name: cycle(known) for name, known in EXAMPLES.items()}
    return [_parameter(one, next(examples.get(one.type, repeat(None)))) for one in query.parameters]


def _parameter(parameter: QueryParameter, example: str | None) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": _OPENAPI_TYPES.get(parameter.type, "string")}
    if not parameter.required:
        schema["default"] = parameter.default
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.says,
        "schema": schema,
        **({"example": example} if example and parameter.required else {}),
    }
