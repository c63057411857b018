"""The application: a store, its questions and its pages behind HTTP."""

from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

from loaders import Store
from loaders.rdf.terms import DEFAULT_BASE, check_base
from server.access import REQUEST_ID, Access, Metrics
from server.compression import Compressed
from server.cypher import Cypher
from server.entry import BodyLimit, Protect, Token
from server.headers import TRUNCATED, HeadAsGet, SecurityHeaders
from server.limits import DEFAULTS, Limits
from server.named_queries import NamedQuery, load_queries
from server.problems import HANDLERS, MEDIA_TYPE
from server.pulse import Pulse
from server.router import Table
from server.routes import routers
from server.routes.pages import STATIC_FOLDERS
from server.service import Service
from server.sparql import Mirror
from server.turns import Turns
from server.versions import Versioned, version_of

_AT_ONCE = 8
"""Statements of the server itself that run at once."""
_WAIT_S = 2.0
"""How long one of them waits for its turn: those that wait hold the threads in which all requests are answered."""

_ABOUT = """What machine-learning papers say of methods, datasets, benchmarks, tasks and results, as a graph in which
every edge has its evidence: the paper, the sentence and where it stands. Nothing here changes the graph.

Errors are problem details (RFC 9457): `application/problem+json` with a stable `type`, and the `parameter` at fault."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """Who may come in: everybody, unless there is a token; and pages of which other sites may read answers."""

    token: str = field(default="", repr=False)
    protect: Protect = "all"
    origins: tuple[str, ...] = ()


OPEN = Entrance()


_TOKEN = {"type": "http", "scheme": "bearer", "description": "if the server has a token (`KG_TOKEN`)"}


class _Application(FastAPI):
    """FastAPI, whose document also says what the middleware does: the token, long bodies, the media type of errors."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            document["components"]["securitySchemes"] = {"token": _TOKEN}
            document["security"] = [{}, {"token": []}]
            for path in document["paths"].values():
                for operation in path.values():
                    _complete(operation)
        return super().openapi()


def _complete(operation: dict[str, Any]) -> None:
    """Say of an operation what no route says of itself."""
    responses = operation["responses"]
    if "requestBody" in operation:
        responses["413"] = responses["422"] | {"description": HTTPStatus.REQUEST_ENTITY_TOO_LARGE.phrase}
    for status, response in list(responses.items()):
        if int(status) >= HTTPStatus.BAD_REQUEST:
            responses[status] = response | {"content": {MEDIA_TYPE: response["content"]["application/json"]}}


def create_app(
    store: Store,
    *,
    queries: Mapping[str, NamedQuery] | None = None,
    timeout_s: float = 30.0,
    row_limit: int = 10_000,
    close_store: bool = False,
    base_iri: str = DEFAULT_BASE,
    limits: Limits = DEFAULTS,
    entrance: Entrance = OPEN,
) -> FastAPI:
    """Make the application over an open store.

    Args:
        store: read only, from several threads.
        queries: named queries to serve; those that come with kg if None.
        timeout_s: seconds after which a question is stopped.
        row_limit: rows that the answer of a named query has at most, whatever a request asks for.
        close_store: whether to close the store when the application ends.
        base_iri: what the IRIs of things begin with: where the application is found.
        limits: what statements of visitors may take.
        entrance: who may come in, and from which other sites.
    """
    cypher = Cypher(at_once=limits.statements_at_once, memory_bytes=limits.worker_bytes)
    mirror = Mirror(check_base(base_iri))
    threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="beside")
    pulse = Pulse()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        threads.shutdown(wait=False)
        pulse.close()
        mirror.close()
        cypher.close()
        if close_store:
            store.close()

    named = load_queries() if queries is None else queries
    app = _Application(
        title="kg",
        summary="A knowledge graph of machine-learning papers",
        description=_ABOUT,
        version=version("kg"),
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        # they would lead to http and to whatever host a request names
        redirect_slashes=False,
        exception_handlers=HANDLERS,
        # FastAPI would ask the environment three times in each request whether somebody wants to be told of it
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    turns = Turns(_AT_ONCE, wait_s=_WAIT_S)
    app.state.service = Service(store, named, timeout_s, row_limit, cypher, limits, turns, threads)
    app.state.pulse = pulse
    app.state.metrics = metrics = Metrics()
    app.state.mirror, app.state.base_iri = mirror, base_iri
    # the last one added is the first that a request meets
    app.add_middleware(Versioned, version=lambda: version_of(store), salt=_salt(named, row_limit, limits))
    app.add_middleware(Compressed, minimum_size=1_000)
    app.add_middleware(BodyLimit)
    if entrance.token:
        app.add_middleware(Token, token=entrance.token, protect=entrance.protect)
    if entrance.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(entrance.origins),
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["Authorization", "Content-Type", REQUEST_ID],
            expose_headers=["ETag", "Link", "Retry-After", REQUEST_ID, TRUNCATED],
        )
    app.add_middleware(SecurityHeaders)
    app.add_middleware(HeadAsGet)
    app.add_middleware(Access, metrics=metrics)
    routes = [route for router in routers(named) for route in router.routes]
    app.router.routes[:] = [Table(routes), *app.router.routes, *routes]
    for name, folder in STATIC_FOLDERS.items():
        app.mount(f"/static/{name}", StaticFiles(directory=folder), name=name)
    return app


def _salt(queries: Mapping[str, NamedQuery], row_limit: int, limits: Limits) -> str:
    """What answers are made of besides the graph."""
    return "\n".join([version("kg"), str(row_limit), repr(limits), *map(repr, queries.values())])
