"""Routes that are found and read quickly, and are otherwise those of FastAPI.

FastAPI tries the pattern of every route until one fits, finds out for every request anew how each parameter is to be
read, and keeps what dependencies may leave open until they are closed: together that takes longer than looking a node
up.
"""

import asyncio
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.params import Body
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic_core import from_json
from starlette.datastructures import URLPath
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_THREADS = ThreadPoolExecutor(40, thread_name_prefix="answer")
"""So many requests are answered at once, as in FastAPI, whose own way to a thread takes twice as long."""

_JSON = re.compile(r"application/(?:[\w.-]+\+)?json", re.ASCII | re.IGNORECASE)
_NO_MATCH: tuple[Match, Scope] = (Match.NONE, {})
_SCALARS = frozenset({str, int, float, bool, type(None)})


class Route(APIRoute):
    """A route that reads plain parameters and JSON itself, and leaves lists and what is missing or wrong to FastAPI."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **settings: Any) -> None:  # noqa: ANN401
        """Take what FastAPI's route takes."""
        super().__init__(path, endpoint, **settings)
        self.head = path.partition("{")[0]
        """What stands before the first parameter of the path."""
        self.app = self._quick(self.app)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether this answers a request; a server behind a prefix finds it in front of the path."""
        return super().matches(scope) if self.head in scope.get("path", "") else _NO_MATCH

    def _quick(self, careful: ASGIApp) -> ASGIApp:
        """What answers a request; ``careful`` is what FastAPI answers it with."""
        asked, answer = self.dependant, self.endpoint
        steps: list[tuple[str, Any]] = [(str(one.name), one.call) for one in asked.dependencies]
        if (
            asked.cookie_params
            or not all(map(_is_model, asked.body_params))
            or len(asked.body_params) > 1
            or asked.response_param_name
            or inspect.iscoroutinefunction(answer)
            or not _is_response(inspect.signature(answer).return_annotation)
            or not all(map(_takes_the_request_alone, asked.dependencies))
        ):
            return careful
        in_path, in_query, in_head = map(_fields, (asked.path_params, asked.query_params, asked.header_params))

        async def handle(scope: Scope, receive: Receive, send: Send) -> None:
            request = Request(scope, receive, send)
            values: dict[str, Any] = {}
            read = (
                _read(in_path, request.path_params, values)
                and _read(in_query, request.query_params, values)
                and _read(in_head, request.headers, values)
            )
            if not read:
                await careful(scope, receive, send)
                return
            if asked.body_params and not await _read_body(asked.body_params[0], request, values):
                await careful(scope, _again(request), send)
                return
            for name, call in steps:
                values[name] = await call(request)
            if asked.request_param_name:
                values[asked.request_param_name] = request
            response = await asyncio.get_running_loop().run_in_executor(_THREADS, partial(answer, **values))
            await response(scope, receive, send)

        return handle


@dataclass(frozen=True, slots=True)
class _Field:
    """A parameter, and what checks it, or None where it is a list or more."""

    name: str
    check: Callable[..., tuple[Any, Any]] | None


@dataclass(frozen=True, slots=True)
class _Fields:
    """Parameters by what requests call them: those that must be given, and what the others are if they are not."""

    by_alias: dict[str, _Field]
    required: frozenset[str]
    defaults: dict[str, object]


def _fields(fields: Iterable[Any]) -> _Fields:
    by_alias: dict[str, _Field] = {}
    required: set[str] = set()
    defaults: dict[str, object] = {}
    for field in fields:
        alias = field.alias.replace("_", "-") if field.field_info.in_.value == "header" else field.alias
        by_alias[alias] = _Field(field.name, field.validate if _is_scalar(field.field_info.annotation) else None)
        # what could be changed, FastAPI copies
        if field.field_info.is_required() or isinstance(field.default, list | dict | set):
            required.add(alias)
        else:
            defaults[field.name] = field.default
    return _Fields(by_alias, frozenset(required), defaults)


def _read(fields: _Fields, given: Mapping[str, Any], values: dict[str, Any]) -> bool:
    """Add the values of parameters; False if one is missing, wrong, or not plain."""
    if any(alias not in given for alias in fields.required):
        return False
    values |= fields.defaults
    for alias in fields.by_alias.keys() & given.keys():
        field = fields.by_alias[alias]
        if field.check is None:
            return False
        values[field.name], wrong = field.check(given[alias], {}, loc=())
        if wrong:
            return False
    return True


async def _read_body(field: Any, request: Request, values: dict[str, Any]) -> bool:  # noqa: ANN401
    """Add the value of a body of JSON; False if it does not fit. Raises RequestValidationError if it is none."""
    media = request.headers.get("content-type", "").partition(";")[0].strip()
    if not _JSON.fullmatch(media):
        reason = f"its type is {media[:80]}" if media else "it has no type"
        raise _no_json(f"{reason}; send JSON with Content-Type: application/json")
    try:
        # quicker than what Python brings along, and stricter: no NaN, no half of a character, and no nesting that is
        # too deep for whoever reads on
        told = from_json(await request.body(), allow_inf_nan=False)
    except ClientDisconnect:
        return False
    except ValueError as error:
        raise _no_json(f"no JSON that can be read: {error}") from error
    values[field.name], wrong = field.validate(told, {}, loc=())
    return not wrong


def _no_json(reason: str) -> RequestValidationError:
    return RequestValidationError([{"type": "json_invalid", "loc": ("body",), "msg": reason}])


def _again(request: Request) -> Receive:
    """Receives the body that a request may have read, and then what comes after it."""
    told = False

    async def receive() -> Message:
        nonlocal told
        if told:
            return await request.receive()
        told = True
        return {"type": "http.request", "body": await request.body(), "more_body": False}

    return receive


def _is_model(field: Any) -> bool:  # noqa: ANN401
    """Whether a parameter is the whole body."""
    kind = field.field_info.annotation
    plain = type(field.field_info) is Body and not field.field_info.embed
    return plain and isinstance(kind, type) and issubclass(kind, BaseModel)


def _is_response(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Response)


def _is_scalar(annotation: object) -> bool:
    kind = get_origin(annotation)
    if kind in {Union, UnionType}:
        return all(map(_is_scalar, get_args(annotation)))
    return annotation in _SCALARS or kind is Literal


def _takes_the_request_alone(step: Any) -> bool:  # noqa: ANN401
    """Whether a dependency is a coroutine that needs nothing but the request."""
    more = (step.path_params, step.query_params, step.header_params, step.cookie_params, step.body_params)
    return (
        bool(step.request_param_name) and inspect.iscoroutinefunction(step.call) and not any((*more, step.dependencies))
    )


class Table(BaseRoute):
    """Stands before routes and finds those whose path has no parameter at once; the others are tried in turn."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._routes: dict[str, Route] = {}
        for route in routes:
            if isinstance(route, Route) and route.head == route.path:
                self._routes.setdefault(route.path, route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether one of its routes answers a request."""
        route = self._routes.get(scope.get("path", ""))
        return _NO_MATCH if route is None else route.matches(scope)

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:  # noqa: ANN401
        """Raise NoMatchFound: the routes themselves are asked for their paths."""
        raise NoMatchFound(name, path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the route answer that was found."""
        await scope["route"].handle(scope, receive, send)


class Router(APIRouter):
    """A router of such routes, to be taken as they are: FastAPI looks for those that it includes twice."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401
        """Take what FastAPI's router takes."""
        super().__init__(route_class=Route, generate_unique_id_function=_operation_id, **settings)


def _operation_id(route: APIRoute) -> str:
    """The name that a generated client gives a function: ``methods_show_rivals``, ``queries_leaderboard``."""
    return re.sub(r"\W+", "_", f"{route.tags[0] if route.tags else ''} {route.name}".strip())
