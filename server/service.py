"""What the routes answer from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from loaders import Store
from server.named_queries import NamedQuery
from server.reader import Reader


@dataclass(frozen=True, slots=True)
class Service:
    """A store, the named queries, and the limits of one question: seconds and rows."""

    store: Store
    queries: Mapping[str, NamedQuery]
    timeout_s: float
    row_limit: int

    @property
    def reader(self) -> Reader:
        """For the server's own statements."""
        return Reader(self.store, self.timeout_s)


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def _reader(request: Request) -> Reader:
    return _service(request).reader


ServiceDep = Annotated[Service, Depends(_service)]
ReaderDep = Annotated[Reader, Depends(_reader)]
