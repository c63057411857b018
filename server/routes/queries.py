"""The named queries, each at a path of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic_core import to_json

from loaders import Cell
from loaders.plain import elements_in, graph_of
from schema import ParameterError, QueryError, QueryTimeout, Value
from server.cells import csv_lines, plain
from server.models import Queries, QueryAnswer, QueryParameterShape, QueryShape, StatementGraph
from server.named_queries import RESERVED, NamedQuery, QueryParameter, bind
from server.problems import QueryFailed, UnknownQuery, problem_responses
from server.router import Router
from server.service import Service, ServiceDep

Format = Annotated[
    Literal["json", "csv", "graph"],
    Query(description="how the answer is written; graph is the nodes and edges in it, for queries that answer such"),
]
Limit = Annotated[int | None, Query(ge=1, description="rows after which the answer is cut; the server has its own")]

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
            response_model=QueryAnswer | StatementGraph,
            responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}, **problem_responses(404, 500)},
            openapi_extra={"parameters": [_parameter(parameter) for parameter in query.parameters]},
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
    def answer(request: Request, service: ServiceDep, format: Format = "json", limit: Limit = None) -> Response:  # noqa: A002
        rows = min(limit or service.row_limit, service.row_limit)
        parameters = bind(service.reader, query, given_in(request))
        columns, found = rows_of(service, query, parameters, limit=rows + 1)
        shown = found[:rows]
        if format == "graph":
            return Response(to_json(_graph(query, shown)), media_type="application/json")
        if format == "csv":
            name = {"Content-Disposition": f'attachment; filename="{query.name}.csv"'}
            return StreamingResponse(csv_lines(columns, shown), media_type="text/csv", headers=name)
        said = QueryAnswer(
            query=query.name,
            title=query.title,
            parameters=parameters,
            columns=list(columns),
            rows=[dict(zip(columns, map(plain, row), strict=True)) for row in shown],
            truncated=len(found) > rows,
        )
        return Response(said.model_dump_json(), media_type="application/json")

    return answer


def rows_of(
    service: Service, query: NamedQuery, parameters: Mapping[str, Value], *, limit: int
) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    """Columns and rows of a named query; raises QueryTimeout and QueryFailed that name it."""
    timeout_s = service.limits.named_s
    try:
        answer = service.store.query(query.statement, parameters, timeout_s=timeout_s, limit=limit)
        return answer.columns, list(answer.rows)
    except QueryTimeout as error:
        raise QueryTimeout(f"stopped @{query.name} after {timeout_s:g} s, the limit of named queries here") from error
    except QueryError as error:
        raise QueryFailed(f"@{query.name}: {error}") from error


def _graph(query: NamedQuery, rows: Sequence[Sequence[Cell]]) -> dict[str, Any]:
    graph = graph_of([element for row in rows for element in elements_in(row)])
    if graph is None and rows:
        raise ParameterError(f"@{query.name} answers no nodes and no edges: ask for json or csv", parameter="format")
    return graph or {"nodes": [], "edges": []}


def given_in(request: Request) -> dict[str, str]:
    """The parameters of a query as a request gives them; raises ParameterError for one that is given twice."""
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in given:
            raise ParameterError(f"{name[:80]}: given twice", parameter=name)
        if name not in RESERVED:
            given[name] = value
    return given


def _parameter(parameter: QueryParameter) -> dict[str, Any]:
    """A parameter as the OpenAPI document has it."""
    schema: dict[str, Any] = {"type": _OPENAPI_TYPES.get(parameter.type, "string")}
    if not parameter.required:
        schema["default"] = parameter.default
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.says,
        "schema": schema,
    }
