"""What the routes answer from."""

from collections.abc import Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request

from loaders import Store
from server.cypher import Cypher
from server.limits import Limits
from server.named_queries import NamedQuery
from server.reader import Reader


@dataclass(frozen=True, slots=True)
class Service:
    """A store, the named queries, who asks statements, and the limits of one question: seconds and rows."""

    store: Store
    queries: Mapping[str, NamedQuery]
    timeout_s: float
    row_limit: int
    cypher: Cypher
    limits: Limits
    turns: AbstractContextManager[object]
    """For the server's own statements, so many at once; who gets none raises Busy."""
    threads: Executor
    """For those of a request that run beside another of it."""

    @property
    def reader(self) -> Reader:
        """For the server's own statements."""
        return Reader(self.store.snapshot(), self.timeout_s, self.turns, self.threads)


# neither waits for anything: as plain functions they would each be handed to a thread and back
async def _service(request: Request) -> Service:
    return _current(request)


ServiceDep = Annotated[Service, Depends(_service)]
"""What one request is answered from: the store as it is when the request comes."""


# not by way of the service: each step that FastAPI resolves takes time
async def _reader(request: Request) -> Reader:
    service: Service = request.app.state.service
    return service.reader


ReaderDep = Annotated[Reader, Depends(_reader)]


def _current(request: Request) -> Service:
    service: Service = request.app.state.service
    return replace(service, store=service.store.snapshot())
