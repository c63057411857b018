"""The embedded store: a graph in one Ladybug file."""

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, cast

import ladybug

from loaders.graph import fingerprint
from loaders.ladybug import tables
from loaders.ladybug.cells import InternalID, rows_of
from loaders.ladybug.change import steps_of
from loaders.ladybug.columns import columns_of
from loaders.ladybug.deadlines import Deadlines
from loaders.ladybug.fulltext import FullText, index_path, make_index, open_index
from loaders.ladybug.lock import FileLock, Identity
from loaders.ladybug.question import check_question
from loaders.ladybug.session import ENGINE_ERRORS, FEW_THREADS, Session, Sessions, first_line, query_error
from loaders.ladybug.spool import FileSpool
from loaders.ladybug.writer import Writer
from loaders.parameters import check_parameters
from loaders.search import Found, parse
from loaders.store import Answer, Beginning, Cell, Change, Counts, Store, nodes_with
from schema import (
    EDGE_TYPES,
    NODE_TYPES,
    LoadError,
    NodeRef,
    QueryError,
    QueryTimeout,
    StoreError,
    StoreUnavailable,
    Value,
)

_DEADLINES = Deadlines()
_CHUNK = 256
"""Rows that are taken from the engine at a time."""

_BUFFER_BYTES = 2 << 30
"""Memory that the engine may keep pages in; by itself it would take four fifths of the machine's."""

_WRITE_AHEAD_BYTES = 256 << 20
"""How much may wait in the log before it is worked into the file, which takes longer the larger the graph is."""


class LadybugStore(Store):
    """A graph in one Ladybug file; safe to use from several threads, with one writer at a time.

    Ladybug checks its time limit between steps of a plan, so that a single long step (``UNWIND range(1, 1000000000)``)
    runs past it.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        read_only: bool = False,
        buffer_bytes: int = _BUFFER_BYTES,
        address_bytes: int | None = None,
        engine_threads: int = 0,
        gathers: bool = False,
    ) -> None:
        """Open or make the file; raise StoreUnavailable, and leave the file alone, if it cannot be used.

        ``address_bytes``, a power of two above the size of the file, is the address space that the engine reserves;
        by itself it takes 8 TiB, which a process with a limit does not have. ``engine_threads`` run the statements of
        all who ask, each a few of them, and a statement that finds none waits; 0 is one for each core. A store that
        ``gathers`` takes what a load puts into an empty file at its end, all at once.
        """
        self.uri = str(path)
        self.engine = f"Ladybug {ladybug.__version__}"
        self.read_only = read_only
        self._lock = FileLock(Path(path), read_only=read_only)
        try:
            # the engine takes "" and ":memory:" for no file, and ~ for the home directory: an absolute path is none
            self._database = ladybug.Database(
                str(Path(path).absolute()),
                read_only=read_only,
                buffer_pool_size=buffer_bytes,
                max_db_size=address_bytes,
                max_num_threads=engine_threads,
                checkpoint_threshold=_WRITE_AHEAD_BYTES,
                # a process that is killed leaves half an entry at the end of the log: one that was not committed
                throw_on_wal_replay_failure=False,
            )
        except ENGINE_ERRORS as error:
            self._lock.release(unmade=True)
            raise StoreUnavailable(f"{path}: cannot be opened: {first_line(error)}") from error
        if not self._lock.is_current:
            self._database.close()
            self._lock.release()
            raise StoreUnavailable(f"{path}: another file took its place while it was opened; try again")
        self._sessions = Sessions(self._database, self.uri, read_only=read_only, buffer_bytes=buffer_bytes)
        self._labels: dict[int, str] | None = None
        self._writer = Writer(self._database, self.uri, read_only=read_only)
        self.spool = FileSpool(Path(path), self._writer.fill) if gathers else None
        self._indexing = threading.Lock()
        self._index: FullText | None = None
        if read_only and (lack := self._lacking()) is not None:
            self.close()
            raise StoreUnavailable(
                f"{path}: was made by another version of kg: it lacks {lack}; build it again, or let "
                f"kg build --changed --store {path} read its papers again"
            )

    @property
    def identity(self) -> Identity:
        """Which file this is."""
        return self._lock.identity

    @property
    def is_there(self) -> bool:
        """Whether the file is still at its path, and a store: it may be deleted or written over while it is open."""
        return not self._sessions.closed and self._lock.holds_store

    def prepare(self) -> None:
        """Make the tables of the schema, and the columns and ends that an older file lacks.

        What waits in the spool since a load was killed goes in.
        """
        self._writer.prepare()
        self._labels = None
        if self.spool is not None:
            self.spool.pour()

    def write(self, change: Change) -> None:
        """Carry out a change in one transaction; raise LoadError with the engine's reason, and change nothing."""
        try:
            steps = list(steps_of(change))
        except tables.UNFIT as error:
            raise LoadError(f"{self.uri}: {error}") from error
        self._forget_index()
        self._writer.write(steps)

    def query(
        self,
        statement: str,
        parameters: Mapping[str, Value] | None = None,
        *,
        timeout_s: float | None = None,
        limit: int | None = None,
    ) -> Answer:
        """Run one statement that reads; see ``Store.query``."""
        session, result = self._begin(statement, parameters or {}, timeout_s)
        rows = self._rows(session, result, limit)
        next(rows)
        return Answer(tuple(result.get_column_names()), rows)

    def columns(
        self, statement: str, parameters: Mapping[str, Value] | None = None, *, timeout_s: float | None = None
    ) -> dict[str, Sequence[Cell]]:
        """All rows of a statement that answers plain values, by column; see ``Store.columns``."""
        session, result = self._begin(statement, parameters or {}, timeout_s, threads=FEW_THREADS)
        try:
            with session.lock:
                if self._sessions.closed:
                    raise StoreError(f"{self.uri} was closed before its answer was read")
                columns = columns_of(result)
                result.close()
        except ENGINE_ERRORS as error:
            raise query_error(error, parameters or {}) from error
        finally:
            self._sessions.give(session)
        return columns

    def _begin(
        self, statement: str, parameters: Mapping[str, Value], timeout_s: float | None, **more: int
    ) -> tuple[Session, ladybug.QueryResult]:
        """Have a session run a statement; whoever reads the result gives it back."""
        check_parameters(parameters)
        check_question(statement, parameters)
        session = self._sessions.take(statement)
        try:
            with session.lock, _DEADLINES.within(timeout_s, session.connection.interrupt):
                result = session.run(statement, parameters, **more)
        except ENGINE_ERRORS as error:
            self._sessions.drop(session)
            if self._sessions.closed:
                raise StoreError(f"{self.uri} was closed during the question") from error
            if timeout_s is not None and "Interrupted" in str(error):
                raise QueryTimeout(f"stopped after {timeout_s:g} s") from error
            raise query_error(error, parameters) from error
        except BaseException:
            self._sessions.drop(session)
            raise
        return session, result

    def explain(self, statement: str, parameters: Mapping[str, Value] | None = None) -> str:
        """The plan that the engine makes for a statement that reads, drawn as text; raises what ``query`` raises."""
        parameters = parameters or {}
        check_parameters(parameters)
        check_question(statement, parameters)
        session = self._sessions.take()
        try:
            with session.lock:
                [[plan]] = session.table(f"EXPLAIN {statement}", parameters)
        except ENGINE_ERRORS as error:
            self._sessions.drop(session)
            raise query_error(error, parameters) from error
        self._sessions.give(session)
        return str(plan)

    def find(
        self, text: str, types: Sequence[str], *, names_only: bool = False, typos: bool = True, limit: int = 20
    ) -> list[Found]:
        """The nodes of these types that a search for a text finds; see ``Store.find``."""
        search = parse(text)
        if search is None or limit < 1:
            return []
        with self._searched() as index:
            return index.find(search, types, names_only=names_only, typos=typos, limit=limit)

    def find_all(self, text: str, type_name: str) -> Beginning:
        """Every node of a type that a search for a text finds; see ``Store.find_all``."""
        search = parse(text)
        if search is None:
            return nodes_with(type_name, [])
        with self._searched() as index:
            return nodes_with(type_name, index.find_all(search, type_name))

    def counts(self) -> Counts:
        """Count nodes and edges by type."""
        session = self._sessions.take()
        try:
            with session.lock:
                present = set(self._tables(session).values())
                nodes = {name: _count(session, f"(x:`{name}`)") if name in present else 0 for name in NODE_TYPES}
                edges = {name: _count(session, f"()-[x:`{name}`]->()") if name in present else 0 for name in EDGE_TYPES}
        except ENGINE_ERRORS as error:
            self._sessions.drop(session)
            raise StoreError(f"{self.uri}: {first_line(error)}") from error
        self._sessions.give(session)
        return Counts(nodes, edges)

    def close(self) -> None:
        """Stop the questions that run, and give the file back."""
        if not self._sessions.close():
            return
        self._forget_index()
        if self.spool is not None:
            self.spool.close()
        self._writer.close()
        self._lock.release()

    def _lacking(self) -> str | None:
        session = self._sessions.take()
        try:
            lack = tables.lacking(lambda statement: session.table(statement, {}))
        except ENGINE_ERRORS as error:
            self._sessions.drop(session)
            self.close()
            raise StoreUnavailable(f"{self.uri}: cannot be read: {first_line(error)}") from error
        self._sessions.give(session)
        return lack

    @contextmanager
    def _searched(self) -> Iterator[FullText]:
        """The index: in a file that a build left beside the store, or else made in memory when it is first needed."""
        with self._indexing:
            if self._index is None:
                made_of = fingerprint(self)
                self._index = open_index(index_path(Path(self.uri), made_of), made_of) or make_index(self, made_of)
            yield self._index

    def _forget_index(self) -> None:
        with self._indexing:
            if self._index is not None:
                self._index.close()
                self._index = None

    def _rows(self, session: Session, result: ladybug.QueryResult, limit: int | None) -> Iterator[tuple[Cell, ...]]:
        try:
            yield ()  # taken by ``query``: once begun, it cleans up even if nobody reads it
            remaining = limit
            while remaining is None or remaining > 0:
                size = _CHUNK if remaining is None else min(_CHUNK, remaining)
                chunk = self._chunk(session, result, size)
                yield from chunk
                if len(chunk) < size:
                    break
                remaining = None if remaining is None else remaining - size
        finally:
            with session.lock:
                result.close()
            self._sessions.give(session)

    def _chunk(self, session: Session, result: ladybug.QueryResult, size: int) -> list[tuple[Cell, ...]]:
        with session.lock:
            if self._sessions.closed:
                raise StoreError(f"{self.uri} was closed before its answer was read")
            try:
                rows = cast("list[list[Any]]", list(islice(result, size)))
                types = result.get_column_data_types()
                return list(rows_of(rows, types, lambda wanted: self._ends(session, wanted)))
            except ENGINE_ERRORS as error:
                raise query_error(error, {}) from error

    def _ends(self, session: Session, wanted: set[InternalID]) -> dict[InternalID, NodeRef]:
        """Which nodes stand at these places: an edge without its nodes in the row knows no more of its ends."""
        offsets: dict[int, list[int]] = defaultdict(list)
        for table, offset in sorted(wanted):
            offsets[table].append(offset)
        found: dict[InternalID, NodeRef] = {}
        labels = self._tables(session)
        for table, places in offsets.items():
            label = labels[table]
            if label not in NODE_TYPES:
                raise QueryError(f"an edge at a {label}, which is no node type")
            statement = f"UNWIND $places AS place MATCH (n:`{label}`) WHERE offset(id(n)) = place RETURN place, n.id"
            for place, node_id in session.table(statement, {"places": places}):
                found[table, place] = NodeRef(label, node_id)
        if missing := wanted - found.keys():
            raise QueryError(f"{len(missing)} ends of edges went away while the answer was read; ask again")
        return found

    def _tables(self, session: Session) -> dict[int, str]:
        """Names of the tables in the file by their numbers."""
        if self._labels is None:
            rows = session.table("CALL show_tables() RETURN id, name", {})
            self._labels = {row[0]: row[1] for row in rows}
        return self._labels


def _count(session: Session, pattern: str) -> int:
    [[count]] = session.table(f"MATCH {pattern} RETURN count(*)", {})
    return int(count)
