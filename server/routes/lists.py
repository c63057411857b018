"""Lists of nodes by type, as JSON and as CSV."""

from collections import Counter
from typing import Annotated, Any, Literal

from fastapi import Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from loaders.search import SEARCHED
from schema import NODE_TYPES, NodeType, ParameterError
from server.answers import answer
from server.cells import csv_lines
from server.cursor import next_link
from server.filters import COMPARISONS, MOST, MOST_JOINS
from server.listing import (
    Listing,
    Order,
    facets_of,
    fields_of,
    filters_by_type,
    listing,
    node_list,
    order_of,
    rows_of_list,
)
from server.models import NodeList
from server.negotiation import choose
from server.problems import problem_responses
from server.reader import Reader, public_properties
from server.router import Router
from server.service import ReaderDep
from server.streaming import StreamedLines

_OWN = frozenset({"q", "relation", "sort", "fields", "facet", "format", "limit", "offset", "cursor"})
_JSON, _CSV = "application/json", "text/csv"
_TYPES = {"integer": "integer", "float": "number", "boolean": "boolean"}

Accept = Annotated[str | None, Header(include_in_schema=False)]


def routers() -> list[Router]:
    """A router for each node type of the schema table."""
    return [_router(node_type) for node_type in NODE_TYPES.values()]


def _router(node_type: NodeType) -> Router:
    router = Router(tags=[node_type.plural])
    words = Query(
        description="words of names, titles and abstracts", max_length=1000, include_in_schema=node_type in SEARCHED
    )

    def list_nodes(
        *,
        request: Request,
        reader: ReaderDep,
        accept: Accept = None,
        q: Annotated[str, words] = "",
        relation: Annotated[str, Query(description="the edge type by which nodes are joined to those named")] = "",
        sort: Annotated[str, Query(description="a property; - before it sorts downwards", examples=["-year"])] = "",
        fields: Annotated[str, Query(description="properties to tell, with commas between", examples=["id"])] = "",
        facet: Annotated[str, Query(description="properties or types to count by, with commas between")] = "",
        format: Annotated[Literal["json", "csv"] | None, Query(description="before the header Accept")] = None,  # noqa: A002
        limit: Annotated[int | None, Query(ge=1, le=500, description="50 if not given; all in CSV")] = None,
        offset: Annotated[int, Query(ge=0, le=2**31)] = 0,
        cursor: Annotated[str, Query(description="where the slice before ended")] = "",
    ) -> Response:
        wanted = listing(reader, node_type, _filters(request), q=q, relation=relation)
        order, shown = order_of(node_type, sort), fields_of(node_type, fields)
        if format == "csv" or (format is None and choose(accept, (_JSON, _CSV), otherwise=_JSON) == _CSV):
            return _csv(request, reader, wanted, order, fields=shown, limit=limit)
        if cursor and offset:
            raise ParameterError("offset: a cursor says where to begin already", parameter="offset")
        found = node_list(reader, wanted, order, fields=shown, limit=limit or 50, offset=offset, cursor=cursor)
        if facet:
            found = found.model_copy(update={"facets": facets_of(reader, wanted, facet)})
        headers = {"Vary": "Accept", **next_link(request, found.next)}
        return answer(found, headers)

    def list_as_csv(
        *,
        request: Request,
        reader: ReaderDep,
        q: Annotated[str, words] = "",
        relation: Annotated[str, Query(description="the edge type by which nodes are joined to those named")] = "",
        sort: Annotated[str, Query(description="a property; - before it sorts downwards", examples=["-year"])] = "",
        fields: Annotated[str, Query(description="the columns, with commas between", examples=["id"])] = "",
        limit: Annotated[int | None, Query(ge=1, le=500, description="all if not given")] = None,
    ) -> Response:
        wanted = listing(reader, node_type, _filters(request), q=q, relation=relation)
        order, shown = order_of(node_type, sort), fields_of(node_type, fields)
        return _csv(request, reader, wanted, order, fields=shown, limit=limit)

    filters = {"parameters": _parameters(node_type)}
    csv = {"content": {_CSV: {"schema": {"type": "string"}}}}
    router.get(
        f"/api/{node_type.plural}",
        name=f"list_{node_type.plural}",
        summary=f"List {node_type.plural}",
        description=f"A {node_type.name.lower()} is {node_type.says}. Papers come newest first, the others by number of"
        f" papers. Up to {MOST} filters all count, {MOST_JOINS} of them by what nodes are joined to; `year>=2020` is"
        " understood as `year__gte=2020`, `year>2019` as `year__gt=2019`. The header `Link` leads to the next slice.",
        response_model=NodeList,
        responses={200: csv, **problem_responses(404)},
        openapi_extra=filters,
    )(list_nodes)
    router.get(
        f"/api/{node_type.plural}.csv",
        name=f"list_{node_type.plural}_as_csv",
        summary=f"List {node_type.plural} as CSV",
        description="All that fulfil the filters, a line each, as they are read.",
        response_class=StreamingResponse,
        responses={200: csv, **problem_responses(404)},
        openapi_extra=filters,
    )(list_as_csv)
    return router


def _filters(request: Request) -> list[tuple[str, str]]:
    """The parameters that choose nodes; raises ParameterError for any other that is given twice."""
    given = request.query_params.multi_items()
    counted = Counter(name for name, _ in given if name in _OWN)
    if twice := next((name for name, times in counted.items() if times > 1), None):
        raise ParameterError(f"{twice}: given twice", parameter=twice)
    return [(name, text) for name, text in given if name not in _OWN]


def _csv(
    request: Request, reader: Reader, wanted: Listing, order: Order, *, fields: list[str], limit: int | None
) -> Response:
    for name in ("cursor", "offset", "facet"):
        if request.query_params.get(name, "0") not in {"", "0"}:
            raise ParameterError(f"{name}: CSV holds all rows", parameter=name)
    columns = fields or public_properties(wanted.node_type)
    lines = csv_lines(columns, rows_of_list(reader, wanted, order, columns, limit))
    name = f'attachment; filename="{wanted.node_type.plural}.csv"'
    headers = {"Content-Disposition": name, "Vary": "Accept"}
    return StreamedLines(lines, media_type=_CSV, headers=headers)


def _parameters(node_type: NodeType) -> list[dict[str, Any]]:
    """The filters of a list as the OpenAPI document has them."""
    parameters = [
        _parameter(name, f"joined to this {name}: id, name or alias", {"type": "string"})
        for name in filters_by_type(node_type.name)
    ]
    shown = public_properties(node_type)
    for prop in node_type.properties:
        if prop.name not in shown:
            continue
        schema = {"type": _TYPES.get(prop.type, "string")}
        parameters.append(_parameter(prop.name, prop.says, schema))
        if prop.type in {"integer", "float"}:
            parameters += [
                _parameter(f"{prop.name}{how}", f"{prop.says}: {how.strip('_')}", schema)
                for how in COMPARISONS
                if how not in {"", "__contains"}
            ]
        elif prop.type == "string":
            parameters.append(_parameter(f"{prop.name}__contains", f"{prop.says}: a part of it", schema))
    return parameters


def _parameter(name: str, says: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": says, "schema": schema}
