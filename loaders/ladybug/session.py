"""Connections to a Ladybug database, each in the hands of one question at a time."""

import os
import re
import threading
from collections.abc import Mapping
from typing import Any, cast
from weakref import WeakSet

import ladybug

from schema import KGError, OutOfMemory, ParameterError, QueryError, StoreError

ENGINE_ERRORS = (RuntimeError, ValueError, LookupError, MemoryError, OverflowError)
"""What the engine raises: errors of its own, and those of the C++ library where the pages of a file make no sense."""

_OUT_OF_MEMORY = ("std::bad_alloc", "Buffer manager exception")
_UNTYPED = "create a vector with ANY type"
_PLACED = re.compile(r".*?\(line: \d+, offset: \d+\)", re.DOTALL)
_IDLE = 8
"""Connections that are kept for the next question."""

THREADS = min(4, os.cpu_count() or 1)
"""Threads of one statement: each needs memory of its own, more than there are cores only wait for one another, and
other questions run beside it."""

FEW_THREADS = 1
"""Threads of a statement that begins at a few nodes: it is over before several have agreed on who does what."""

_MOST_KEPT_MB = 128.0
"""Memory in its plans at which a connection is replaced: it keeps every plan that it ever made."""

_KEPT_SHARE = 16
"""In a small pool the plans of a connection get no more than this part of it: pages and sorting need the half that all
of them leave."""

_PLAN_MB, _JOIN_MB = 1.5, 5.5
"""What a plan keeps of the engine's memory, and what each of its outer joins adds, as measured."""


class Session:
    """A connection in the hands of one question at a time; ``lock`` keeps a closing store from pulling it away."""

    def __init__(self, database: ladybug.Database, *, read_only: bool) -> None:
        self.connection = ladybug.Connection(database, num_threads=THREADS)
        self.lock = threading.Lock()
        self.kept_mb = 0.0
        self._planned: set[str] = set()
        self._read_only = read_only

    def run(self, statement: str, parameters: Mapping[str, object], *, threads: int = THREADS) -> ladybug.QueryResult:
        """Execute one statement in a transaction that cannot write; in a database opened to be read, none can."""
        self.connection.set_max_threads_for_exec(threads)
        self.kept_mb += self.more_mb(statement)
        self._planned.add(statement)
        if self._read_only:
            return single(self.connection.execute(statement, dict(parameters)))
        self.connection.execute("BEGIN TRANSACTION READ ONLY")
        result = single(self.connection.execute(statement, dict(parameters)))
        self.connection.execute("COMMIT")
        return result

    def more_mb(self, statement: str) -> float:
        """Memory that it would take to plan a statement; 0 if it has the plan."""
        return 0.0 if statement in self._planned else _PLAN_MB + _JOIN_MB * statement.count("OPTIONAL MATCH")

    def table(self, statement: str, parameters: Mapping[str, object]) -> list[list[Any]]:
        """Execute one statement and take all its rows."""
        return cast("list[list[Any]]", self.run(statement, parameters).get_all())

    def close(self) -> None:
        """Stop what runs on it, wait until it has stopped, and give it back to the engine."""
        while not self.lock.acquire(timeout=0.05):
            self.connection.interrupt()
        try:
            self.connection.close()
        finally:
            self.lock.release()


class Sessions:
    """The sessions of a database: handed out, taken back and, at the end, closed."""

    def __init__(self, database: ladybug.Database, uri: str, *, read_only: bool, buffer_bytes: int) -> None:
        self.closed = False
        self._most_kept_mb = min(_MOST_KEPT_MB, buffer_bytes / _KEPT_SHARE / 2**20)
        self._database, self._uri, self._read_only = database, uri, read_only
        # reentrant: the collector may free a forgotten answer at any point
        self._state = threading.RLock()
        self._idle: list[Session] = []
        # weak: an answer that nobody reads any more frees its session
        self._busy: WeakSet[Session] = WeakSet()

    def take(self, statement: str = "") -> Session:
        """One that nobody has: with a plan of the statement, or with room for it; raise StoreError after ``close``."""
        with self._state:
            if self.closed:
                raise StoreError(f"{self._uri} is closed")
            more = [session.more_mb(statement) for session in self._idle]
            fits = (at for at, one in enumerate(self._idle) if one.kept_mb + more[at] < self._most_kept_mb)
            at = more.index(0.0) if 0.0 in more else next(fits, None)
            session = Session(self._database, read_only=self._read_only) if at is None else self._idle.pop(at)
            self._busy.add(session)
            return session

    def give(self, session: Session) -> None:
        """Take one back whose question is answered; of too many, the one that has waited longest goes."""
        with self._state:
            self._busy.discard(session)
            if not self.closed and session.kept_mb < self._most_kept_mb:
                self._idle.append(session)
                if len(self._idle) <= _IDLE:
                    return
                session = self._idle.pop(0)
        session.close()

    def drop(self, session: Session) -> None:
        """Close the session of a question that failed: its transaction may still be open."""
        with self._state:
            self._busy.discard(session)
        session.close()

    def close(self) -> bool:
        """Stop the questions that run and close every session; False if that was done before."""
        with self._state:
            if self.closed:
                return False
            self.closed = True
            sessions = [*self._idle, *self._busy]
        for session in sessions:
            session.close()
        return True


def single(result: ladybug.QueryResult | list[ladybug.QueryResult]) -> ladybug.QueryResult:
    """The result of the one statement that was asked; raise QueryError for several."""
    if isinstance(result, list):
        raise QueryError("one statement at a time")
    return result


def query_error(error: Exception, parameters: Mapping[str, object]) -> KGError:
    """What an error of the engine over a statement is to whoever asked."""
    if isinstance(error, MemoryError) or any(sign in str(error) for sign in _OUT_OF_MEMORY):
        return OutOfMemory("ran out of memory")
    if _UNTYPED in str(error):
        for name, value in parameters.items():
            if isinstance(value, list) and all(one is None for one in value):
                reason = f"${name}: a list without values has no type here; CAST(${name} AS STRING[]) gives it one"
                return ParameterError(reason, parameter=name)
    return QueryError(first_line(error))


def first_line(error: Exception) -> str:
    """What the engine says on one line, its place in the statement included, without the statement drawn below it."""
    said = str(error).strip()
    placed = _PLACED.match(said)
    return " ".join(placed[0].split()) if placed else said.partition("\n")[0]
