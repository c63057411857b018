"""A store that waits for its server: one that goes away in the middle of a load and comes back costs time alone."""

import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from loaders.held import held_names, held_papers
from loaders.search import Found
from loaders.store import Answer, Beginning, Change, Counts, Store
from schema import StoreUnavailable, Value

PATIENCE_S = 300.0
"""How long a server may be away."""

_PAUSE_S = 1.0

_Given = TypeVar("_Given")


class PatientStore(Store):
    """Asks again when the server has gone away, until it answers or patience is out.

    A change that was under way may have been carried out although nobody said so: whether the store holds its papers
    tells, since a change is all or nothing.
    """

    def __init__(
        self,
        store: Store,
        *,
        patience_s: float = PATIENCE_S,
        tell: Callable[[str], None] = lambda _: None,
        on_return: Callable[[], None] = lambda: None,
    ) -> None:
        """Wrap an open store.

        Args:
            store: raises StoreUnavailable while its server is away.
            patience_s: seconds after which that error is raised on.
            tell: told when the waiting begins and ends.
            on_return: called when the server is back, before anything else is asked; raises StoreError to stop.
        """
        self.uri, self.engine, self.writers = store.uri, store.engine, store.writers
        self._store = store
        self._patience_s = patience_s
        self._tell = tell
        self._on_return = on_return
        self._waiting = threading.Lock()
        self._back = -math.inf
        """When the server came back last."""

    def prepare(self) -> None:
        """Make tables, constraints and indexes; see ``Store.prepare``."""
        self._patiently(self._store.prepare)

    def write(self, change: Change) -> None:
        """Carry out a change once; see ``Store.write``."""
        while True:
            asked = time.monotonic()
            try:
                self._store.write(change)
            except StoreUnavailable as error:
                self._wait(error, asked)
                if self._patiently(lambda: self._holds(change)):
                    return
            else:
                return

    def query(
        self,
        statement: str,
        parameters: Mapping[str, Value] | None = None,
        *,
        timeout_s: float | None = None,
        limit: int | None = None,
    ) -> Answer:
        """Run one statement that reads, and take all its rows; see ``Store.query``."""

        def ask() -> Answer:
            answer = self._store.query(statement, parameters, timeout_s=timeout_s, limit=limit)
            return Answer(answer.columns, iter(list(answer.rows)))

        return self._patiently(ask)

    def find(
        self, text: str, types: Sequence[str], *, names_only: bool = False, typos: bool = True, limit: int = 20
    ) -> list[Found]:
        """The nodes of these types that a search for a text finds; see ``Store.find``."""
        return self._patiently(lambda: self._store.find(text, types, names_only=names_only, typos=typos, limit=limit))

    def find_all(self, text: str, type_name: str) -> Beginning:
        """Every node of a type that a search for a text finds; see ``Store.find_all``."""
        return self._patiently(lambda: self._store.find_all(text, type_name))

    def counts(self) -> Counts:
        """Count nodes and edges by type."""
        return self._patiently(self._store.counts)

    def close(self) -> None:
        """Give the engine back."""
        self._store.close()

    def _patiently(self, ask: Callable[[], _Given]) -> _Given:
        while True:
            asked = time.monotonic()
            try:
                return ask()
            except StoreUnavailable as error:
                self._wait(error, asked)

    def _holds(self, change: Change) -> bool:
        if not change.new_nodes:
            return False  # what only changes and drops may be done twice
        first = next((node for node in change.new_nodes if node.type == "Paper"), change.new_nodes[0])
        if first.type != "Paper":
            return first.ref in held_names(self._store, [first.ref])
        held = held_papers(self._store, [first.id])
        return first.id in held and held[first.id].digest == first.properties.get("digest")

    def _wait(self, error: StoreUnavailable, asked: float) -> None:
        """Return when the server answers again; raise the error when patience is out.

        Of several threads one waits for all: who asked before the server came back may ask again.
        """
        with self._waiting:
            if asked < self._back:
                return
            begun = time.monotonic()
            self._tell(f"{error}; waiting for it up to {self._patience_s:.0f} s")
            while time.monotonic() - begun < self._patience_s:
                time.sleep(_PAUSE_S)
                try:
                    list(self._store.query("RETURN 1 AS one").rows)
                    self._on_return()
                except StoreUnavailable as still:
                    error = still
                    continue
                self._back = time.monotonic()
                self._tell(f"{self.uri}: answers again after {self._back - begun:.0f} s; going on")
                return
            raise error
