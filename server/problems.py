"""Errors as RFC 9457 problem details."""

from collections.abc import Callable, Coroutine, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from schema import OutOfMemory, ParameterError, QueryError, QueryTimeout, StoreError, StoreUnavailable
from server.access import REQUEST_ID, log_failure, request_id
from server.cypher import Refused
from server.cypher.ask import MalformedStatement
from server.models import Brief, Problem
from server.names import UnknownNode
from server.sparql.guard import MalformedQuery
from server.sparql.mirror import MirrorNotReady
from server.turns import Busy

MEDIA_TYPE = "application/problem+json"

_ALWAYS = (401, 422, 429, 500, 503, 504)
"""What may come of every route: no token, a wrong parameter, too much at once, and what the store says."""
_NARROWER = "ask for less (limit, depth) or narrow the question"


class BodyTooLong(HTTPException):
    """More bytes came than a body may have."""

    def __init__(self, most: int) -> None:
        super().__init__(413, f"a body has at most {most:,} bytes")


class UnknownQuery(ParameterError):
    """No named query has that name."""


class QueryFailed(QueryError):
    """The engine failed over a named query; says which, and why."""


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI document says of the errors of a route: of these, and of those that every route has."""
    return {
        status: {"description": HTTPStatus(status).phrase, "model": Problem} for status in sorted({*statuses, *_ALWAYS})
    }


def problem(
    status: int,
    slug: str,
    title: str,
    detail: str,
    *,
    parameter: str | None = None,
    near: list[Brief] | None = None,
    at: int | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """An answer that tells a problem; ``slug`` ends its type, which never changes."""
    kind = f"urn:kg:problem:{slug}"
    told = Problem(type=kind, title=title, status=status, detail=detail, parameter=parameter, near=near, at=at)
    body = told.model_dump(mode="json", exclude_none=True)
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


async def _invalid_request(_request: Request, error: RequestValidationError) -> JSONResponse:
    faults = [(_name(fault, error.body), str(fault["msg"])) for fault in error.errors()]
    name = faults[0][0]
    # a value that may be of several types has a fault for each
    said = ", or ".join(dict.fromkeys(reason for of, reason in faults if of == name))
    return problem(422, "invalid-parameter", "A parameter is wrong", f"{name}: {said}", parameter=name)


def _name(fault: dict[str, Any], body: object) -> str:
    """The parameter that a fault is in, or what of the body: its place may go on with types that a value could have."""
    place, *path = fault["loc"]
    if place == "body" and fault["type"] != "missing":
        path = path[: _depth(body, path)]
    return ".".join(map(str, path)) or str(place)


def _depth(body: Any, path: Sequence[Any]) -> int:  # noqa: ANN401 - it is whatever came
    """How far a path leads into a body."""
    for depth, part in enumerate(path):
        known = part in body if isinstance(body, dict) else isinstance(body, list) and isinstance(part, int)
        if not known:
            return depth
        body = body[part]
    return len(path)


def too_long(error: BodyTooLong) -> JSONResponse:
    """The answer to a body that is too long."""
    return problem(413, "too-large", "The body is too long", error.detail)


async def _too_long(_request: Request, error: BodyTooLong) -> JSONResponse:
    return too_long(error)


async def _unknown_node(_request: Request, error: UnknownNode) -> JSONResponse:
    near = error.near or None
    return problem(404, "unknown-node", "No such node", error.reason, parameter=error.parameter, near=near)


async def _unknown_query(_request: Request, error: UnknownQuery) -> JSONResponse:
    return problem(404, "unknown-query", "No such query", str(error), parameter=error.parameter)


async def _malformed_query(_request: Request, error: MalformedQuery) -> JSONResponse:
    """400, as the SPARQL Protocol has it."""
    return problem(400, "malformed-query", "The query is wrong", str(error), parameter=error.parameter)


async def _refused(_request: Request, error: Refused) -> JSONResponse:
    return problem(403, "refused", "This is not allowed", error.reason, parameter="statement", at=error.at)


async def _busy(_request: Request, error: Busy) -> JSONResponse:
    return problem(429, "busy", "Too much at once", str(error), headers={"Retry-After": "1"})


async def _malformed_statement(_request: Request, error: MalformedStatement) -> JSONResponse:
    return problem(400, "malformed-statement", "The statement is wrong", str(error), parameter="statement", at=error.at)


async def _wrong_parameter(_request: Request, error: ParameterError) -> JSONResponse:
    return problem(422, "invalid-parameter", "A parameter is wrong", str(error), parameter=error.parameter)


async def _query_failed(request: Request, error: QueryFailed) -> JSONResponse:
    log_failure(request.scope, error, foreseen=True)
    return problem(500, "query-failed", "The query failed", str(error))


async def _store_failed(request: Request, error: StoreError) -> JSONResponse:
    log_failure(request.scope, error, foreseen=isinstance(error, QueryTimeout | OutOfMemory | StoreUnavailable))
    if isinstance(error, QueryTimeout):
        return problem(504, "timeout", "The answer took too long", f"the store {error}; {_NARROWER}")
    if isinstance(error, OutOfMemory):
        return problem(503, "memory", "The answer took too much memory", f"the store {error}; {_NARROWER}")
    if isinstance(error, StoreUnavailable):
        detail, headers = "try again in a while", {"Retry-After": "5"}
        return problem(503, "store-unavailable", "The store does not answer", detail, headers=headers)
    return problem(500, "store-failed", "The store failed", "the server's log says why")


async def _not_ready(_request: Request, error: MirrorNotReady) -> JSONResponse:
    return problem(503, "not-ready", "Not ready yet", str(error), headers={"Retry-After": "30"})


async def _http_error(request: Request, error: HTTPException) -> JSONResponse:
    phrase = HTTPStatus(error.status_code).phrase
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and (methods := _methods(request)):
        headers["Allow"] = ", ".join(methods)
    slug = phrase.lower().replace(" ", "-")
    detail = "/docs lists what there is" if error.status_code == HTTPStatus.NOT_FOUND else str(error.detail)
    return problem(error.status_code, slug, phrase, detail, headers=headers)


def _methods(request: Request) -> list[str]:
    """The methods that a path has, whichever of its routes have them; none in a folder of files, which says its own."""
    found = {
        method
        for method in ("GET", "POST")
        for route in request.app.router.routes
        if route.matches({**request.scope, "method": method})[0] is Match.FULL
    }
    return sorted({*found, *({"HEAD"} if "GET" in found else ())})


async def _unforeseen(request: Request, _error: Exception) -> JSONResponse:
    """The answer to what was logged with its trace; it goes out past what else marks answers."""
    name = {REQUEST_ID: request_id(request.scope)}
    return problem(500, "internal-error", "The server failed", "the server's log says why", headers=name)


HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]] = {
    RequestValidationError: _invalid_request,
    BodyTooLong: _too_long,
    UnknownNode: _unknown_node,
    UnknownQuery: _unknown_query,
    MalformedQuery: _malformed_query,
    MalformedStatement: _malformed_statement,
    Refused: _refused,
    Busy: _busy,
    ParameterError: _wrong_parameter,
    QueryFailed: _query_failed,
    StoreError: _store_failed,
    MirrorNotReady: _not_ready,
    HTTPException: _http_error,
    Exception: _unforeseen,
}
"""Who answers for which error; the nearest class counts."""
