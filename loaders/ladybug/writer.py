"""The one who writes to a Ladybug database."""

import ctypes
import shutil
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

import ladybug

from loaders.batches import shortfall
from loaders.ladybug import tables
from loaders.ladybug.change import Step
from loaders.ladybug.session import ENGINE_ERRORS, first_line, single
from loaders.ladybug.spool import Copy
from schema import LoadError, StoreError

_SPARE_BYTES = 64 << 20
"""Disk that must be free beside what the log takes before anything is written."""

TOGETHER_BYTES = 8 << 20
"""Rows after which tables that are filled are committed: the engine keeps in memory what is not."""


class Writer:
    """Writes to a database, one transaction after the other, whichever threads ask it to."""

    def __init__(self, database: ladybug.Database, uri: str, *, read_only: bool) -> None:
        self._database, self._uri, self._read_only = database, uri, read_only
        self._writing = threading.Lock()
        self._closed = False
        self._broken = False

    def prepare(self) -> None:
        """Make the tables of the schema, and the columns and ends that an older file lacks."""
        with self._writing:
            connection = self._connection()
            try:
                connection.execute("BEGIN TRANSACTION")
                for statement in tables.statements():
                    connection.execute(statement)
                connection.execute("COMMIT")
                for statement in tables.MACROS.values():
                    _make_macro(connection, statement)
            except ENGINE_ERRORS as error:
                raise StoreError(f"{self._uri}: {first_line(error)}") from error
            finally:
                connection.close()

    def write(self, steps: Iterable[Step]) -> None:
        """Carry out steps in one transaction; raise LoadError with the engine's reason, and change nothing."""
        with self._writing:
            connection = self._connection()
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

    def fill(self, copies: Iterator[Copy]) -> None:
        """Fill tables one after the other, small ones in one transaction; pass over those that hold rows already."""
        with self._writing:
            more = True
            while more:
                connection = self._connection()
                try:
                    connection.execute("BEGIN TRANSACTION")
                    more = self._fill_some(connection, copies)
                    connection.execute("COMMIT")
                except RuntimeError as error:
                    raise self._refusal(error) from error
                finally:
                    connection.close()

    def _fill_some(self, connection: ladybug.Connection, copies: Iterator[Copy]) -> bool:
        """Fill as many tables as one transaction is to hold; whether there may be more."""
        filled = 0
        for copy in copies:
            self._check_space(copy.rows.nbytes)
            held = single(connection.execute(f"MATCH {copy.pattern} RETURN count(*)"))
            if held.get_all() == [[0]]:
                connection.execute(copy.statement, {"rows": copy.rows})
            filled += copy.rows.nbytes
            if filled >= TOGETHER_BYTES:
                return True
        return False

    def close(self) -> None:
        """Give the database back, once what is being written is."""
        with self._writing:
            self._closed = True
            if self._broken:
                _keep_for_good(self._database)
            else:
                self._database.close()

    def _connection(self) -> ladybug.Connection:
        if self._closed:
            raise StoreError(f"{self._uri} is closed")
        if self._read_only:
            raise StoreError(f"{self._uri} was opened to be read")
        return ladybug.Connection(self._database)

    def _check_space(self, coming: int = 0) -> None:
        """Raise StoreError while there is still room to work the log into the file: the engine would not survive it.

        ``coming`` is how many bytes go into the file past the log.
        """
        log = Path(f"{self._uri}.wal")
        needed = _SPARE_BYTES + coming + 2 * (log.stat().st_size if log.exists() else 0)
        if (free := shutil.disk_usage(Path(self._uri).absolute().parent).free) < needed:
            raise StoreError(f"{self._uri}: the disk is full: {free >> 20} MiB are free, {needed >> 20} are needed")

    def _refusal(self, error: RuntimeError) -> StoreError:
        reason = f"{self._uri}: {first_line(error)}"
        if "IO exception" not in reason:
            return LoadError(reason)
        self._broken = True
        return StoreError(reason)


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
