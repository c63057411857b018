"""Whatever store file stands at a path: when another takes its place, the next question goes to that one."""

import logging
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from loaders.ladybug.lock import Identity, identity_of
from loaders.ladybug.session import THREADS
from loaders.ladybug.store import LadybugStore
from loaders.search import Found
from loaders.store import Answer, Beginning, Cell, Change, Counts, Store
from schema import StoreError, StoreUnavailable, Value

_GRACE_S = 120.0
"""How long a file that was replaced is kept for the answers that are still read from it."""

_TRIES = 3
_ENGINE_THREADS = 12 * THREADS
"""So many that a dozen slow questions leave room for others; with one for each core, as many as there are cores would
hold up all that come after them."""

_log = logging.getLogger("kg.loaders")


class CurrentStore(Store):
    """The store at a path, opened to be read; a build that puts a new file there interrupts no question."""

    read_only = True

    def __init__(self, path: Path | str, *, grace_s: float = _GRACE_S) -> None:
        """Raise StoreUnavailable if there is no store that can be read."""
        self.uri = str(path)
        self._path = Path(path)
        self._grace_s = grace_s
        self._lock = threading.Lock()
        self._store = self._open()
        self.engine = self._store.engine
        self._replaced: dict[LadybugStore, threading.Timer] = {}
        self._closed = False
        self._refused: Identity | None = None
        """The file that could not be opened and was told of: every question tries it again."""

    def snapshot(self) -> Store:
        """The store in the file that is there now; the one before it if the new one cannot be opened (yet)."""
        # None: a file that is gone is being replaced by hand; the one that is open serves on
        if identity_of(self._path) not in (self._store.identity, None):
            with self._lock:
                self._take_new()
        return self._store

    def prepare(self) -> None:
        """Raise StoreError: this one is read."""
        raise StoreError(f"{self.uri} was opened to be read")

    def write(self, change: Change) -> None:
        """Raise StoreError: this one is read."""
        raise StoreError(f"{self.uri} was opened to be read, and {len(change.new_nodes)} nodes cannot go in")

    def query(
        self,
        statement: str,
        parameters: Mapping[str, Value] | None = None,
        *,
        timeout_s: float | None = None,
        limit: int | None = None,
    ) -> Answer:
        """Run one statement that reads; see ``Store.query``."""
        return self.snapshot().query(statement, parameters, timeout_s=timeout_s, limit=limit)

    def columns(
        self, statement: str, parameters: Mapping[str, Value] | None = None, *, timeout_s: float | None = None
    ) -> dict[str, Sequence[Cell]]:
        """All rows of a statement by column; see ``Store.columns``."""
        return self.snapshot().columns(statement, parameters, timeout_s=timeout_s)

    def find(
        self, text: str, types: Sequence[str], *, names_only: bool = False, typos: bool = True, limit: int = 20
    ) -> list[Found]:
        """The nodes of these types that a search for a text finds; see ``Store.find``."""
        return self.snapshot().find(text, types, names_only=names_only, typos=typos, limit=limit)

    def find_all(self, text: str, type_name: str) -> Beginning:
        """Every node of a type that a search for a text finds; see ``Store.find_all``."""
        return self.snapshot().find_all(text, type_name)

    def counts(self) -> Counts:
        """Count nodes and edges by type."""
        return self.snapshot().counts()

    def close(self) -> None:
        """Stop the questions that run, and give the files back."""
        with self._lock:
            self._closed = True
            for store, timer in self._replaced.items():
                timer.cancel()
                store.close()
            self._store.close()

    def _take_new(self) -> None:
        if self._closed or identity_of(self._path) in (self._store.identity, None):
            return
        try:
            new = self._open()
        except StoreUnavailable as error:
            if self._refused != (refused := identity_of(self._path)):
                self._refused = refused
                _log.warning("%s; the one before it serves on", error)
            return
        old, self._store = self._store, new
        timer = threading.Timer(self._grace_s, old.close)
        timer.daemon = True
        self._replaced = {store: timer for store, timer in self._replaced.items() if timer.is_alive()} | {old: timer}
        timer.start()

    def _open(self) -> LadybugStore:
        for _ in range(_TRIES - 1):
            try:
                return self._open_file()
            except StoreUnavailable:
                if identity_of(self._path) is None:
                    raise
        return self._open_file()

    def _open_file(self) -> LadybugStore:
        return LadybugStore(self._path, read_only=True, engine_threads=_ENGINE_THREADS)
