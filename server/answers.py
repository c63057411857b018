"""Shapes as answers: written to JSON once, and not checked once more on the way out."""

from collections.abc import Mapping
from functools import cache

from fastapi import Response
from pydantic import TypeAdapter

from server.models import Shape


def answer(shape: Shape, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that a shape is; the route says in ``response_model`` which it promises."""
    body = _adapter(type(shape)).dump_json(shape, by_alias=True)
    return Response(body, media_type="application/json", headers=headers)


@cache
def _adapter(kind: type[Shape]) -> TypeAdapter[Shape]:
    """What writes bytes: the method of a shape makes text of them, which would be made bytes once more."""
    return TypeAdapter(kind)
