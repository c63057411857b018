"""Caged workers over one Ladybug file, each with one statement at a time."""

import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.ladybug import Identity, identity_of
from schema import OutOfMemory, QueryTimeout, StoreUnavailable
from server.cage import Caged, Overrun
from server.turns import Busy

_WORKER = Path(__file__).with_name("worker.py")
_START_S = 60.0
"""How long a worker may take to start, and a statement wait for the first over a file."""
_GRACE_S = 0.3
"""How long after its time limit the engine may take to notice, before the worker is killed."""
_PATIENCE_S = 5.0
"""How long a statement waits for another, however short its own limit is: one that starts takes a second or more."""
_LEAST_S = 1.0
"""What a statement has when it gets a worker, however long it waited, unless its limit is shorter."""

_log = logging.getLogger("kg.server")


@dataclass(slots=True)
class _Failure:
    """Why a worker did not start, once that is known."""

    reason: str = ""


class Pool:
    """Workers that wait for statements; to be closed, which ends them.

    Starting one takes far longer than most statements: who finds none idle has one started, and takes whichever comes
    free first.
    """

    def __init__(self, *, most: int, memory_bytes: int) -> None:
        """Take how many workers there may be, and the memory of one besides the pages of the graph."""
        self._most, self._memory = most, memory_bytes
        self._count = 0
        """Workers that there are or that start."""
        self._lock = threading.Condition()
        self._idle: list[tuple[Identity | None, Caged]] = []
        self._busy: set[Caged] = set()
        self._starting: list[threading.Thread] = []
        self._started: Identity | None = None
        """The file over which a worker started last."""
        self._closed = False
        self.walls: list[str] = []
        """What keeps the worker that started last from doing harm."""

    def ask(self, path: Path, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Put a question to a worker over the file that is at the path now.

        The time that it waits for one counts, so that it has what is left of its ``timeout_s``.

        Raises:
            Busy: no worker came free in time.
            QueryTimeout: it took too long.
            OutOfMemory: it took too much memory, or ended its worker, which is most likely for that.
            StoreUnavailable: a worker cannot open the file, or the pool is closed.
        """
        identity = identity_of(path)
        limit = asked["timeout_s"]
        begun = time.monotonic()
        patience = _PATIENCE_S if identity == self._started else _START_S
        worker = self._take(path, identity, begun + max(limit, patience))
        left = max(limit - (time.monotonic() - begun), min(limit, _LEAST_S))
        try:
            said, body = worker.ask(asked | {"timeout_s": left}, left + _GRACE_S)
        except Overrun as error:
            self._replace(worker, path)
            if self._closed:
                raise StoreUnavailable("the server ends") from error
            if error.late:
                raise QueryTimeout(f"stopped after {limit:g} s") from error
            raise OutOfMemory("ran out of memory") from error
        except BaseException:
            self._forget(worker)
            raise
        if said.get("error") == "memory":
            # it keeps what it took: the next statement would have none
            self._replace(worker, path)
            raise OutOfMemory("ran out of memory")
        with self._lock:
            self._busy.discard(worker)
            if not self._closed:
                self._idle.append((identity, worker))
                self._lock.notify_all()
                return said, body
        worker.kill()
        return said, body

    def spare(self, path: Path) -> None:
        """Have a worker over the file that is at the path now start, for whoever comes next."""
        with self._lock:
            self._begin(path, identity_of(path), _Failure())

    def close(self) -> None:
        """End the workers, those too that start."""
        with self._lock:
            self._closed = True
            for worker in self._busy:
                worker.stop()
            idle = [worker for _, worker in self._idle]
            self._idle.clear()
            self._lock.notify_all()
        for worker in idle:
            worker.kill()
        for thread in self._starting:
            thread.join()

    def _take(self, path: Path, identity: Identity | None, deadline: float) -> Caged:
        """A worker over this file: one that waits, or else the first that is free or has started by then."""
        failure = _Failure()
        begun = False
        with self._lock:
            while True:
                if self._closed:
                    raise StoreUnavailable("the server ends")
                if failure.reason:
                    raise StoreUnavailable(failure.reason)
                for known, worker in self._idle:
                    if known != identity:
                        self._count -= 1
                        worker.kill()
                self._idle = [(known, worker) for known, worker in self._idle if known == identity]
                if self._idle:
                    _, found = self._idle.pop()
                    self._busy.add(found)
                    return found
                begun = begun or self._begin(path, identity, failure)
                if not self._lock.wait(deadline - time.monotonic()):
                    raise Busy("no worker for statements came free in time; try again in a second")

    def _begin(self, path: Path, identity: Identity | None, failure: "_Failure") -> bool:
        """Have one more worker start, if there may be one more."""
        if self._closed or self._count >= self._most:
            return False
        self._count += 1
        thread = threading.Thread(target=self._add, args=(path, identity, failure), daemon=True)
        thread.start()
        self._starting = [*filter(threading.Thread.is_alive, self._starting), thread]
        return True

    def _add(self, path: Path, identity: Identity | None, failure: "_Failure") -> None:
        """Start a worker and let it wait; whoever waits for it is told if it does not start."""
        try:
            worker = self._start(path)
        except StoreUnavailable as error:
            with self._lock:
                if not self._closed:
                    _log.warning("%s", error)
                failure.reason = str(error)
                self._lock.notify_all()
            return
        with self._lock:
            self._busy.discard(worker)
            self._started = identity
            if not self._closed:
                self._idle.append((identity, worker))
                self._lock.notify_all()
                return
        worker.kill()

    def _start(self, path: Path) -> Caged:
        try:
            worker = Caged(_WORKER)
        except OSError as error:
            with self._lock:
                self._count -= 1
            raise StoreUnavailable(f"the worker for statements did not start: {error}") from error
        with self._lock:
            self._busy.add(worker)
            closed = self._closed
        if closed:
            self._forget(worker)
            raise StoreUnavailable("the server ends")
        try:
            said, _ = worker.ask({"path": str(path.absolute()), "memory": self._memory}, _START_S)
        except Overrun as error:
            self._forget(worker)
            raise StoreUnavailable(f"{path}: the worker for statements did not start: {error}") from error
        if "error" in said:
            self._forget(worker)
            raise StoreUnavailable(said["reason"])
        if said["walls"] != self.walls:
            self.walls = said["walls"]
            _log.info("workers for statements stand behind: %s", ", ".join(self.walls))
        return worker

    def _replace(self, worker: Caged, path: Path) -> None:
        """End a worker; the next statement finds one that is starting already."""
        self._forget(worker)
        self.spare(path)

    def _forget(self, worker: Caged) -> None:
        with self._lock:
            self._busy.discard(worker)
            self._count -= 1
            self._lock.notify_all()
        worker.kill()
