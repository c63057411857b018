"""Turns: so many things run at once, and who gets no turn in time is told so."""

import threading
from types import TracebackType

from schema import KGError


class Busy(KGError):
    """As much runs as may run at once."""


class Turns:
    """So many turns at once; ``with`` takes one and raises Busy if none comes free in time."""

    def __init__(self, most: int, *, wait_s: float = 0.0) -> None:
        self._free = threading.BoundedSemaphore(most)
        self._wait_s = wait_s

    def __enter__(self) -> None:
        if not self._free.acquire(timeout=self._wait_s):
            raise Busy("as many questions run as may run at once; try again in a second")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._free.release()
