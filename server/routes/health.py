"""Whether the server is well."""

from typing import Literal

from fastapi import APIRouter

from server.models import Shape
from server.problems import problem_responses
from server.service import ReaderDep

router = APIRouter(tags=["health"])


class Health(Shape):
    """The server runs and its store answers."""

    status: Literal["ok"] = "ok"


@router.get("/healthz", summary="Whether the server and its store answer", responses=problem_responses())
def healthz(reader: ReaderDep) -> Health:
    """200 if the store answers a question, 503 if it does not."""
    reader.number("RETURN 1 AS one")
    return Health()
