"""Shapes as answers: written to JSON once, and not checked once more on the way out."""

from collections.abc import Mapping

from fastapi import Response

from server.models import Shape


def answer(shape: Shape, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that a shape is; the route says in ``response_model`` which it promises."""
    return Response(shape.model_dump_json(by_alias=True), media_type="application/json", headers=headers)
