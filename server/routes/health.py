"""Whether the server is well."""

from typing import Literal

from fastapi import Request, Response

from loaders import Store
from loaders.ladybug import LadybugStore
from schema import StoreUnavailable
from server.access import Metrics
from server.models import Shape
from server.problems import problem_responses
from server.pulse import Pulse
from server.reader import Reader
from server.router import Router
from server.service import ServiceDep

router = Router(tags=["health"])


class Health(Shape):
    """The server runs and its store answers."""

    status: Literal["ok"] = "ok"


class Readiness(Shape):
    """The store answers, and holds a graph."""

    status: Literal["ready"] = "ready"
    engine: str


_NOT_KEPT = {"Cache-Control": "no-store"}


# coroutines: a plain function would wait for a thread while slow questions have them all
@router.get("/healthz", summary="Whether the server and its store answer", responses=problem_responses())
async def healthz(request: Request, service: ServiceDep, response: Response) -> Health:
    """200 if the store answers a question, 503 if it does not."""
    response.headers.update(_NOT_KEPT)
    await _feel(request, service.store, "RETURN 1 AS one")
    return Health()


@router.get("/readyz", summary="Whether questions can be answered", responses=problem_responses())
async def readyz(request: Request, service: ServiceDep, response: Response) -> Readiness:
    """200 if the store has the tables of the graph, is where it was, and answers questions about it, 503 if not."""
    response.headers.update(_NOT_KEPT)
    if isinstance(service.store, LadybugStore) and not service.store.is_there:
        raise StoreUnavailable(f"{service.store.uri}: the file that is open is no longer there, or no store any more")
    await _feel(request, service.store, "MATCH (p:Paper) RETURN count(p) AS papers")
    return Readiness(engine=service.store.engine)


async def _feel(request: Request, store: Store, statement: str) -> None:
    pulse: Pulse = request.app.state.pulse
    await pulse.feel(Reader(store), statement)


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
