"""Stops statements that take too long: one thread watches all of them.

The engine's own time limit costs a millisecond of each statement, however short that is.
"""

import heapq
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_AGAIN_S = 0.05
"""Seconds until a statement that goes on all the same is told again."""


@dataclass(slots=True, order=True)
class _Watched:
    """A statement that runs; earlier deadlines come first."""

    deadline: float
    number: int
    stop: Callable[[], None] | None = field(compare=False)


class Deadlines:
    """Watches what runs, from a thread that starts with the first statement that has a limit."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watched: list[_Watched] = []
        self._count = 0
        self._thread: threading.Thread | None = None

    @contextmanager
    def within(self, seconds: float | None, stop: Callable[[], None]) -> Iterator[None]:
        """Call ``stop``, again and again, if the block is not over after so many seconds; None is no limit."""
        if seconds is None:
            yield
            return
        watched = self._watch(time.monotonic() + seconds, stop)
        try:
            yield
        finally:
            with self._changed:
                # the thread finds it when its time comes, and lets it go
                watched.stop = None

    def _watch(self, deadline: float, stop: Callable[[], None]) -> _Watched:
        with self._changed:
            self._count += 1
            watched = _Watched(deadline, self._count, stop)
            heapq.heappush(self._watched, watched)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="deadlines", daemon=True)
                self._thread.start()
            elif self._watched[0] is watched:
                self._changed.notify()
        return watched

    def _run(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                while self._watched and (self._watched[0].stop is None or self._watched[0].deadline <= now):
                    watched = heapq.heappop(self._watched)
                    if watched.stop is not None:
                        watched.stop()
                        # an engine that still plans what it is to do does not hear it
                        watched.deadline = now + _AGAIN_S
                        heapq.heappush(self._watched, watched)
                self._changed.wait(self._watched[0].deadline - now if self._watched else None)
