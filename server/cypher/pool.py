"""Caged workers over one Ladybug file, each with one statement at a time."""

import logging
import threading
from pathlib import Path
from typing import Any

from loaders.ladybug import Identity, identity_of
from schema import QueryTimeout, StoreUnavailable
from server.cage import Caged, Overrun

_WORKER = Path(__file__).with_name("worker.py")
_START_S = 60.0
_GRACE_S = 0.3
"""How long after its time limit the engine may take to notice, before the worker is killed."""

_log = logging.getLogger("kg.server")


class Pool:
    """Workers that wait for statements; to be closed, which ends them."""

    def __init__(self, *, memory_bytes: int) -> None:
        self._memory = memory_bytes
        self._lock = threading.Lock()
        self._idle: list[tuple[Identity | None, Caged]] = []
        self._busy: set[Caged] = set()
        self._closed = False
        self.walls: list[str] = []
        """What keeps the worker that started last from doing harm."""

    def ask(self, path: Path, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Put a question to a worker over the file that is at the path now.

        Raises QueryTimeout if the worker had to be killed, and StoreUnavailable if it cannot open the file.
        """
        identity = identity_of(path)
        worker = self._take(identity) or self._start(path)
        try:
            said, body = worker.ask(asked, asked["timeout_s"] + _GRACE_S)
        except Overrun as error:
            self._forget(worker)
            # the next statement finds a worker that is starting already
            self._spare(path, identity)
            limit = f"{asked['timeout_s']:g} s"
            raise QueryTimeout(
                f"stopped after {limit}"
                if error.late
                else f"ended the statement: its worker {error}, most likely for lack of memory"
            ) from error
        except BaseException:
            self._forget(worker)
            raise
        with self._lock:
            self._busy.discard(worker)
            if not self._closed:
                self._idle.append((identity, worker))
                return said, body
        worker.kill()
        return said, body

    def close(self) -> None:
        """End the workers."""
        with self._lock:
            self._closed = True
            workers = [*(worker for _, worker in self._idle), *self._busy]
            self._idle.clear()
            self._busy.clear()
        for worker in workers:
            worker.kill()

    def _take(self, identity: Identity | None) -> Caged | None:
        with self._lock:
            if self._closed:
                raise StoreUnavailable("the server ends")
            old = [worker for known, worker in self._idle if known != identity]
            self._idle = [(known, worker) for known, worker in self._idle if known == identity]
            found = self._idle.pop()[1] if self._idle else None
            if found is not None:
                self._busy.add(found)
        for worker in old:
            worker.kill()
        return found

    def _start(self, path: Path) -> Caged:
        worker = Caged(_WORKER)
        with self._lock:
            self._busy.add(worker)
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

    def _spare(self, path: Path, identity: Identity | None) -> None:
        def start() -> None:
            try:
                worker = self._start(path)
            except StoreUnavailable as error:
                _log.warning("%s", error)
                return
            with self._lock:
                self._busy.discard(worker)
                if not self._closed:
                    self._idle.append((identity, worker))
                    return
            worker.kill()

        threading.Thread(target=start, name="kg-cypher-spare", daemon=True).start()

    def _forget(self, worker: Caged) -> None:
        with self._lock:
            self._busy.discard(worker)
        worker.kill()
