"""The embedded store: a graph in one Ladybug file."""

import ctypes
import re
import shutil
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, cast

import ladybug
import pyarrow as pa

from loaders.batches import shortfall
from loaders.graph import fingerprint
from loaders.ladybug import tables
from loaders.ladybug.cells import InternalID, rows_of
from loaders.ladybug.change import Step, steps_of
from loaders.ladybug.columns import columns_of
from loaders.ladybug.deadlines import Deadlines
from loaders.ladybug.fulltext import FullText, index_path, make_index, open_index
from loaders.ladybug.lock import FileLock, Identity
from loaders.ladybug.question import check_question
from loaders.ladybug.session import FEW_THREADS, Session, Sessions, single
from loaders.parameters import check_parameters
from loaders.search import parse
from loaders.store import Answer, Cell, Change, Counts, Store
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
_PLACED = re.compile(r".*?\(line: \d+, offset: \d+\)", re.DOTALL)
_CHUNK = 256
"""Rows that are taken from the engine at a time."""

_BUFFER_BYTES = 2 << 30
"""Memory that the engine may keep pages in; by itself it would take four fifths of the machine's."""

_SPARE_BYTES = 64 << 20
"""Disk that must be free beside what the log takes before anything is written."""

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
    ) -> None:
        """Open or make the file; raise StoreUnavailable, and leave the file alone, if it cannot be used.

        ``address_bytes``, a power of two above the size of the file, is the address space that the engine reserves;
        by itself it takes 8 TiB, which a process with a limit does not have.
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
                checkpoint_threshold=_WRITE_AHEAD_BYTES,
                # a process that is killed leaves half an entry at the end of the log: one that was not committed
                throw_on_wal_replay_failure=False,
            )
        except RuntimeError as error:
            self._lock.release(unmade=True)
            raise StoreUnavailable(f"{path}: {_first_line(error)}") from error
        if not self._lock.is_current:
            self._database.close()
            self._lock.release()
            raise StoreUnavailable(f"{path}: another file took its place while it was opened; try again")
        self._sessions = Sessions(self._database, self.uri, read_only=read_only, buffer_bytes=buffer_bytes)
        self._writing = threading.Lock()
        self._labels: dict[int, str] | None = None
        self._broken = False
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

    def prepare(self) -> None:
        """Make the tables of the schema, and the columns and ends that an older file lacks."""
        with self._writing:
            connection = self._writer()
            try:
                connection.execute("BEGIN TRANSACTION")
                for statement in tables.statements():
                    connection.execute(statement)
                connection.execute("COMMIT")
                for statement in tables.MACROS.values():
                    _make_macro(connection, statement)
            except RuntimeError as error:
                raise StoreError(f"{self.uri}: {_first_line(error)}") from error
            finally:
                connection.close()
        self._labels = None

    def write(self, change: Change) -> None:
        """Carry out a change in one transaction; raise LoadError with the engine's reason, and change nothing."""
        try:
            steps = list(steps_of(change))
        except (pa.ArrowException, OverflowError, UnicodeError, TypeError) as error:
            raise LoadError(f"{self.uri}: {error}") from error
        self._forget_index()
        with self._writing:
            connection = self._writer()
            try:
                self._check_space()
                connection.execute("BEGIN TRANSACTION")
                for step in steps:
                    _carry_out(connection, step)
                connection.execute("COMMIT")
            except RuntimeError as error:
                raise self._refusal(error) from error
            finally:
                # rolls back what is not committed, and drops the plans that hold on to the rows
                connection.close()

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
                table = result.get_as_arrow(0)
                result.close()
        except RuntimeError as error:
            raise QueryError(_first_line(error)) from error
        finally:
            self._sessions.give(session)
        return dict(columns_of(table))

    def _begin(
        self, statement: str, parameters: Mapping[str, Value], timeout_s: float | None, **more: int
    ) -> tuple[Session, ladybug.QueryResult]:
        """Have a session run a statement; whoever reads the result gives it back."""
        check_parameters(parameters)
        check_question(statement, parameters)
        session = self._sessions.take()
        try:
            with session.lock, _DEADLINES.within(timeout_s, session.connection.interrupt):
                result = session.run(statement, parameters, **more)
        except RuntimeError as error:
            self._sessions.drop(session)
            if self._sessions.closed:
                raise StoreError(f"{self.uri} was closed during the question") from error
            if timeout_s is not None and "Interrupted" in str(error):
                raise QueryTimeout(f"stopped after {timeout_s:g} s") from error
            raise QueryError(_first_line(error)) from error
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
        except RuntimeError as error:
            self._sessions.drop(session)
            raise QueryError(_first_line(error)) from error
        self._sessions.give(session)
        return str(plan)

    def find(self, text: str, types: Sequence[str], *, names_only: bool = False, limit: int = 20) -> list[NodeRef]:
        """The nodes of these types that a search for a text finds; see ``Store.find``.

        The index is in a file that a build left beside the store; without one it is made in memory when it is needed.
        """
        search = parse(text)
        if search is None or limit < 1:
            return []
        with self._indexing:
            if self._index is None:
                made_of = fingerprint(self)
                self._index = open_index(index_path(Path(self.uri), made_of), made_of) or make_index(self, made_of)
            return self._index.find(search, types, names_only=names_only, limit=limit)

    def counts(self) -> Counts:
        """Count nodes and edges by type."""
        session = self._sessions.take()
        try:
            with session.lock:
                present = set(self._tables(session).values())
                nodes = {name: _count(session, f"(x:`{name}`)") if name in present else 0 for name in NODE_TYPES}
                edges = {name: _count(session, f"()-[x:`{name}`]->()") if name in present else 0 for name in EDGE_TYPES}
        except RuntimeError as error:
            self._sessions.drop(session)
            raise StoreError(f"{self.uri}: {_first_line(error)}") from error
        self._sessions.give(session)
        return Counts(nodes, edges)

    def close(self) -> None:
        """Stop the questions that run, and give the file back."""
        if not self._sessions.close():
            return
        self._forget_index()
        with self._writing:
            if self._broken:
                _keep_for_good(self._database)
            else:
                self._database.close()
            self._lock.release()

    def _lacking(self) -> str | None:
        session = self._sessions.take()
        lack = tables.lacking(lambda statement: session.table(statement, {}))
        self._sessions.give(session)
        return lack

    def _writer(self) -> ladybug.Connection:
        if self._sessions.closed:
            raise StoreError(f"{self.uri} is closed")
        if self.read_only:
            raise StoreError(f"{self.uri} was opened to be read")
        return ladybug.Connection(self._database)

    def _forget_index(self) -> None:
        with self._indexing:
            if self._index is not None:
                self._index.close()
                self._index = None

    def _check_space(self) -> None:
        """Raise StoreError while there is still room to work the log into the file: the engine would not survive it."""
        log = Path(f"{self.uri}.wal")
        needed = _SPARE_BYTES + 2 * (log.stat().st_size if log.exists() else 0)
        if (free := shutil.disk_usage(Path(self.uri).absolute().parent).free) < needed:
            raise StoreError(f"{self.uri}: the disk is full: {free >> 20} MiB are free, {needed >> 20} are needed")

    def _refusal(self, error: RuntimeError) -> StoreError:
        reason = f"{self.uri}: {_first_line(error)}"
        if "IO exception" not in reason:
            return LoadError(reason)
        self._broken = True
        return StoreError(reason)

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
                return list(rows_of(rows, lambda wanted: self._ends(session, wanted)))
            except RuntimeError as error:
                raise QueryError(_first_line(error)) from error

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


def _carry_out(connection: ladybug.Connection, step: Step) -> None:
    if isinstance(step.rows, list):
        connection.execute(step.statement, {"rows": step.rows})
        return
    result = single(connection.execute(f"{step.statement} RETURN count(*)", {"rows": step.rows}))
    [[done]] = cast("list[list[int]]", result.get_all())
    if done != len(step.rows):
        raise shortfall(done, len(step.rows), step.statement)


def _keep_for_good(database: ladybug.Database) -> None:
    """Never free a database that could not be written to: the engine would write again, and end this process."""
    for kept in (database, database._database):  # noqa: SLF001 - the engine behind it
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(kept))


def _make_macro(connection: ladybug.Connection, statement: str) -> None:
    """Make a macro; the engine has no IF NOT EXISTS for one."""
    try:
        connection.execute(statement)
    except RuntimeError as error:
        if "already exists" not in str(error):
            raise


def _count(session: Session, pattern: str) -> int:
    [[count]] = session.table(f"MATCH {pattern} RETURN count(*)", {})
    return int(count)


def _first_line(error: Exception) -> str:
    """What the engine says on one line, its place in the statement included, without the statement drawn below it."""
    said = str(error).strip()
    placed = _PLACED.match(said)
    return " ".join(placed[0].split()) if placed else said.partition("\n")[0]
