"""Whether the server is well."""

from typing import Literal

from fastapi import Request, Response

from server.access import Metrics
from server.models import Shape
from server.problems import problem_responses
from server.router import Router
from server.service import ReaderDep, ServiceDep

router = Router(tags=["health"])


class Health(Shape):
    """The server runs and its store answers."""

    status: Literal["ok"] = "ok"


class Readiness(Shape):
    """The store answers, and holds a graph."""

    status: Literal["ready"] = "ready"
    engine: str


_NOT_KEPT = {"Cache-Control": "no-store"}


@router.get("/healthz", summary="Whether the server and its store answer", responses=problem_responses())
def healthz(reader: ReaderDep, response: Response) -> Health:
    """200 if the store answers a question, 503 if it does not."""
    response.headers.update(_NOT_KEPT)
    reader.number("RETURN 1 AS one")
    return Health()


@router.get("/readyz", summary="Whether questions can be answered", responses=problem_responses())
def readyz(service: ServiceDep, response: Response) -> Readiness:
    """200 if the store has the tables of the graph and answers questions about it, 503 if it does not."""
    response.headers.update(_NOT_KEPT)
    service.reader.number("MATCH (p:Paper) RETURN count(p) AS papers")
    return Readiness(engine=service.store.engine)


@router.get(
    "/metrics",
    summary="Figures for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **problem_responses()},
)
def metrics(request: Request) -> Response:
    """Requests by route, method and status, seconds by route, and how many requests run."""
    told: Metrics = request.app.state.metrics
    return Response(told.text(), media_type="text/plain; version=0.0.4; charset=utf-8", headers=_NOT_KEPT)
