"""Routes that are found and read quickly, and are otherwise those of FastAPI.

FastAPI tries the pattern of every route until one fits, and finds out for every request anew how each parameter is to
be read: together that takes longer than looking a node up.
"""

import asyncio
import inspect
import re
from collections.abc import Callable, Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from fastapi import APIRouter, Request, Response
from fastapi.params import Body
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import ClientDisconnect
from starlette.routing import Match
from starlette.types import Scope

_THREADS = ThreadPoolExecutor(40, thread_name_prefix="answer")
"""So many requests are answered at once, as in FastAPI, whose own way to a thread takes twice as long."""

_SCALARS = frozenset({str, int, float, bool, type(None)})


class Route(APIRoute):
    """A route that reads plain parameters and JSON itself, and leaves lists and what is missing or wrong to FastAPI."""

    @cached_property
    def _head(self) -> str:
        """What stands before the first parameter of the path."""
        return self.path.partition("{")[0]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether this answers a request; a server behind a prefix finds it in front of the path."""
        return super().matches(scope) if self._head in scope.get("path", "") else (Match.NONE, {})

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What answers a request."""
        careful = super().get_route_handler()
        asked, answer = self.dependant, self.endpoint
        steps: list[tuple[str, Any]] = [(str(one.name), one.call) for one in asked.dependencies]
        if (
            asked.cookie_params
            or not all(map(_is_model, asked.body_params))
            or len(asked.body_params) > 1
            or asked.response_param_name
            or inspect.iscoroutinefunction(answer)
            or inspect.signature(answer).return_annotation is not Response
            or not all(map(_takes_the_request_alone, asked.dependencies))
        ):
            return careful
        in_path, in_query, in_head = map(_fields, (asked.path_params, asked.query_params, asked.header_params))

        async def handle(request: Request) -> Response:
            values: dict[str, Any] = {}
            read = (
                _read(in_path, request.path_params, values)
                and _read(in_query, request.query_params, values)
                and _read(in_head, request.headers, values)
                and (not asked.body_params or await _read_body(asked.body_params[0], request, values))
            )
            if not read:
                return await careful(request)
            for name, call in steps:
                values[name] = await call(request)
            if asked.request_param_name:
                values[asked.request_param_name] = request
            return await asyncio.get_running_loop().run_in_executor(_THREADS, partial(answer, **values))

        return handle


@dataclass(frozen=True, slots=True)
class _Field:
    """A parameter: what checks it, or None where it is a list or more; and what it is if it is not given."""

    name: str
    alias: str
    check: Callable[..., tuple[Any, Any]] | None
    required: bool
    default: object


def _fields(fields: Iterable[Any]) -> list[_Field]:
    return [
        _Field(
            name=field.name,
            alias=field.alias.replace("_", "-") if field.field_info.in_.value == "header" else field.alias,
            check=field.validate if _is_scalar(field.field_info.annotation) else None,
            # what could be changed, FastAPI copies
            required=field.field_info.is_required() or isinstance(field.default, list | dict | set),
            default=field.default,
        )
        for field in fields
    ]


def _read(fields: list[_Field], given: Mapping[str, Any], values: dict[str, Any]) -> bool:
    """Add the values of parameters; False if one is missing, wrong, or not plain."""
    for field in fields:
        text = given.get(field.alias)
        if text is None:
            if field.required:
                return False
            values[field.name] = field.default
            continue
        if field.check is None:
            return False
        values[field.name], wrong = field.check(text, {}, loc=())
        if wrong:
            return False
    return True


async def _read_body(field: Any, request: Request, values: dict[str, Any]) -> bool:  # noqa: ANN401
    """Add the value of a body of JSON; False if it is none, or wrong."""
    if request.headers.get("content-type") != "application/json":
        return False
    try:
        told = await request.json()
    except (ValueError, ClientDisconnect):
        return False
    values[field.name], wrong = field.validate(told, {}, loc=())
    return not wrong


def _is_model(field: Any) -> bool:  # noqa: ANN401
    """Whether a parameter is the whole body."""
    kind = field.field_info.annotation
    plain = type(field.field_info) is Body and not field.field_info.embed
    return plain and isinstance(kind, type) and issubclass(kind, BaseModel)


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


class Router(APIRouter):
    """A router of such routes, to be taken as they are: FastAPI looks for those that it includes twice."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401
        """Take what FastAPI's router takes."""
        super().__init__(route_class=Route, generate_unique_id_function=_operation_id, **settings)


def _operation_id(route: APIRoute) -> str:
    """The name that a generated client gives a function: ``methods_show_rivals``, ``queries_leaderboard``."""
    return re.sub(r"\W+", "_", f"{route.tags[0] if route.tags else ''} {route.name}".strip())
