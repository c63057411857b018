"""The server store: a graph in a Neo4j database."""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from math import ceil
from typing import Any, cast

import neo4j
from neo4j import graph
from neo4j.exceptions import ConfigurationError, DriverError, Neo4jError

from loaders.batches import shortfall
from loaders.credentials import Neo4jCredentials
from loaders.neo4j.cells import cell_of, elements_in, ref_of
from loaders.neo4j.change import Step, steps_of
from loaders.neo4j.faults import error_of, query_error, why_unavailable
from loaders.neo4j.indexes import has_search_index, make_constraints, make_search_index
from loaders.neo4j.lock import BuildLock
from loaders.neo4j.plan import Plan, operator_of
from loaders.neo4j.reading import ReadingSessions
from loaders.neo4j.search import INDEX, SEARCH_WEIGHT, SEARCHED_BY, find, find_all
from loaders.parameters import check_parameters
from loaders.plain import PLAIN
from loaders.search import Found, parse
from loaders.store import Answer, Beginning, Cell, Change, Counts, Store, nodes_with
from schema import (
    EDGE_TYPES,
    NODE_TYPES,
    LoadError,
    Node,
    NodeRef,
    ParameterError,
    QueryError,
    StoreError,
    StoreUnavailable,
    Value,
)

_CHUNK = 256
"""Rows of an answer that are turned at a time."""

_FETCHED = 1000
"""Rows that the server sends at a time."""

_CHANGED = 10_000
"""Nodes that are completed in one transaction."""

_OLDEST = (5, 23)
"""The first version that knows ``CALL (variables) { }``."""

_PATIENCE_S = 4.0
"""How long a server may take to answer a connection; several addresses of one name are tried in turn."""

_IDLE_S = 30.0
"""How long a connection may lie idle before it is tested: the server may have gone and come again."""

# what the driver logs, it raises too: nothing goes to standard error unless the program sets up logging
logging.getLogger("neo4j").addHandler(logging.NullHandler())


class Neo4jStore(Store):
    """A graph in a Neo4j database; safe to use from several threads.

    Neo4j checks time limits every other second unless ``db.transaction.monitor.check.interval`` says otherwise.
    """

    writers = 2

    def __init__(self, uri: str, credentials: Neo4jCredentials | None = None, *, read_only: bool = False) -> None:
        """Connect.

        Raises:
            ParameterError: the URI is no address.
            StoreUnavailable: no server, a wrong password or no such database; says which, within 10 s.
        """
        self.uri = uri
        self.read_only = read_only
        self._database = credentials.database if credentials else None
        self._closed = False
        self._build_lock: BuildLock | None = None
        try:
            self._driver = neo4j.GraphDatabase.driver(
                uri,
                auth=(credentials.user, credentials.password) if credentials else None,
                connection_timeout=_PATIENCE_S,
                connection_acquisition_timeout=2 * _PATIENCE_S,
                liveness_check_timeout=_IDLE_S,
                max_transaction_retry_time=8.0,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
            )
        except (ConfigurationError, ValueError) as error:
            raise ParameterError(f"{uri}: {error}", parameter="uri") from error
        self._reading = ReadingSessions(self._driver, self._database)
        try:
            self.engine = self._ask_version()
            check_version(self.engine)
        except (Neo4jError, DriverError, ValueError, StoreUnavailable) as error:
            self._driver.close()
            raise StoreUnavailable(f"{uri}: {why_unavailable(error, credentials)}") from error

    def hold(self) -> None:
        """Be the only one that builds into this database, until the store is closed; also after the server was away.

        Raises:
            StoreUnavailable: another process builds into it; says which.
        """
        self._check_writable()
        if self._build_lock is None:
            self._build_lock = BuildLock(self._driver, self._database, self.uri)
        try:
            self._build_lock.take()
        except (Neo4jError, DriverError) as error:
            raise self._error(error, StoreUnavailable) from error

    def prepare(self) -> None:
        """Make the constraints and indexes of the schema table where they are missing."""
        self._check_writable()
        try:
            with self._session(neo4j.WRITE_ACCESS) as session:
                make_constraints(session)
                if not has_search_index(session):
                    self._complete_nodes()
                    make_search_index(session)
        except (Neo4jError, DriverError) as error:
            raise self._error(error, StoreError) from error

    def _complete_nodes(self) -> None:
        """Give nodes that an older kg wrote what searches need."""
        for name, said in SEARCHED_BY.items():
            values = ", ".join(f"n.`{prop}`" for prop in said)
            statement = f"MATCH (n:`{name}`) WHERE n.`{SEARCH_WEIGHT}` IS NULL RETURN n.id, {values}"
            rows = cast("Iterator[tuple[str, Value, Value]]", iter(self.query(statement).rows))
            while some := tuple(islice(rows, _CHANGED)):
                nodes = (Node(name, node_id, dict(zip(said, row, strict=True))) for node_id, *row in some)
                self.write(Change(changed_nodes=tuple(nodes)))

    def write(self, change: Change) -> None:
        """Carry out a change in one transaction; raise LoadError with the reason, and change nothing.

        StoreUnavailable leaves open whether a server that went away has carried it out.
        """
        self._check_writable()
        steps = list(steps_of(change))
        committed = False

        def attempt(transaction: neo4j.ManagedTransaction) -> None:
            nonlocal committed
            if committed:
                raise StoreUnavailable(f"{self.uri}: nobody said whether a change was carried out")
            self._carry_out(transaction, steps)
            committed = True

        try:
            with self._session(neo4j.WRITE_ACCESS) as session:
                session.execute_write(attempt)
        except (Neo4jError, DriverError) as error:
            raise self._error(error, LoadError) from error
        except (OverflowError, UnicodeError, TypeError, ValueError) as error:
            raise LoadError(f"{self.uri}: {error}") from error

    def query(
        self,
        statement: str,
        parameters: Mapping[str, Value] | None = None,
        *,
        timeout_s: float | None = None,
        limit: int | None = None,
    ) -> Answer:
        """Run one statement that reads; see ``Store.query``."""
        parameters = parameters or {}
        check_parameters(parameters)
        self._check_open()
        session = self._session(neo4j.READ_ACCESS, fetch_size=_at_a_time(limit))
        try:
            # without a transaction of its own: BEGIN and ROLLBACK would be two more turns on the wire
            result = session.run(_timed(statement, timeout_s), dict(parameters))
            columns = tuple(result.keys())
        except (Neo4jError, DriverError) as error:
            session.close()
            raise self._query_error(error, timeout_s) from error
        except BaseException:
            session.close()
            raise
        rows = self._rows(session, result, limit, timeout_s)
        next(rows)
        return Answer(columns, rows)

    def columns(
        self, statement: str, parameters: Mapping[str, Value] | None = None, *, timeout_s: float | None = None
    ) -> dict[str, Sequence[Cell]]:
        """All rows of a statement that answers plain values, by column; see ``Store.columns``."""
        parameters = parameters or {}
        check_parameters(parameters)
        self._check_open()
        try:
            with self._reading.one() as session:
                result = session.run(_timed(statement, timeout_s), dict(parameters))
                names = result.keys()
                records = list(result)
        except (Neo4jError, DriverError) as error:
            raise self._query_error(error, timeout_s) from error
        # a record's own iterator looks at each value for a date that could not be read
        rows = map(tuple.__iter__, records)
        return dict(zip(names, zip(*rows, strict=True) if records else [()] * len(names), strict=True))

    def explain(self, statement: str, parameters: Mapping[str, Value] | None = None) -> Plan:
        """The plan that the server makes for a statement, which is not run; raises what ``query`` raises."""
        parameters = parameters or {}
        check_parameters(parameters)
        self._check_open()
        try:
            with self._session(neo4j.READ_ACCESS) as session:
                summary = session.run(f"EXPLAIN {statement}", dict(parameters)).consume()
        except (Neo4jError, DriverError) as error:
            raise self._query_error(error, None) from error
        if summary.plan is None or summary.query_type is None:
            raise QueryError("the server makes no plan for this")
        return Plan(summary.query_type, operator_of(summary.plan))

    def find(
        self, text: str, types: Sequence[str], *, names_only: bool = False, typos: bool = True, limit: int = 20
    ) -> list[Found]:
        """The nodes of these types that a search for a text finds; see ``Store.find``."""
        search = parse(text)
        if search is None or limit < 1 or not types:
            return []
        with self._searching():
            return find(self.columns, search, types, names_only=names_only, typos=typos, limit=limit)

    def find_all(self, text: str, type_name: str) -> Beginning:
        """Every node of a type that a search for a text finds; see ``Store.find_all``."""
        search = parse(text)
        if search is None:
            return nodes_with(type_name, [])
        with self._searching():
            return find_all(self.columns, search, type_name)

    def counts(self) -> Counts:
        """Count nodes and edges by type."""
        self._check_open()
        try:
            with self._session(neo4j.READ_ACCESS) as session:
                nodes = {name: _count(session, f"(x:`{name}`)") for name in NODE_TYPES}
                edges = {name: _count(session, f"()-[x:`{name}`]->()") for name in EDGE_TYPES}
        except (Neo4jError, DriverError) as error:
            raise self._error(error, StoreError) from error
        return Counts(nodes, edges)

    def close(self) -> None:
        """Give the connections back."""
        self._closed = True
        if self._build_lock is not None:
            self._build_lock.release()
        self._reading.close()
        self._driver.close()

    @contextmanager
    def _searching(self) -> Iterator[None]:
        try:
            yield
        except QueryError as error:
            if INDEX in str(error):
                reason = "an older kg filled this graph: the next kg build or kg sync makes it searched"
                raise StoreError(f"{self.uri}: {reason}") from error
            raise

    def _session(self, access: str, *, fetch_size: int = _FETCHED) -> neo4j.Session:
        return self._driver.session(database=self._database, default_access_mode=access, fetch_size=fetch_size)

    def _carry_out(self, transaction: neo4j.ManagedTransaction, steps: Sequence[Step]) -> None:
        """What one attempt at a change does; the driver makes several, and the server may have gone between them."""
        if self._build_lock is not None:
            self._build_lock.keep()
        for step in steps:
            _run(transaction, step)

    def _ask_version(self) -> str:
        with self._session(neo4j.READ_ACCESS) as session:
            record = session.run("CALL dbms.components() YIELD name, versions, edition").single(strict=True)
        return f"Neo4j {record['versions'][0]} {record['edition']}"

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError(f"{self.uri} is closed")

    def _check_writable(self) -> None:
        self._check_open()
        if self.read_only:
            raise StoreError(f"{self.uri} was opened to be read")

    def _error(self, error: Exception, kind: type[StoreError]) -> StoreError:
        return StoreError(f"{self.uri} is closed") if self._closed else error_of(error, self.uri, kind)

    def _query_error(self, error: Exception, timeout_s: float | None) -> StoreError:
        return StoreError(f"{self.uri} is closed") if self._closed else query_error(error, self.uri, timeout_s)

    def _rows(
        self, session: neo4j.Session, result: neo4j.Result, limit: int | None, timeout_s: float | None
    ) -> Iterator[tuple[Cell, ...]]:
        try:
            yield ()  # taken by ``query``: once begun, it cleans up even if nobody reads it
            records = iter(result) if limit is None else islice(result, max(0, limit))
            while True:
                self._check_open()
                chunk = [record.values() for record in islice(records, _CHUNK)]
                if PLAIN.issuperset(map(type, chain.from_iterable(chunk))):
                    yield from map(tuple, chunk)
                else:
                    ends = self._ends(chunk)
                    for row in chunk:
                        yield tuple(cell_of(value, ends) for value in row)
                if len(chunk) < _CHUNK:
                    break
        except (Neo4jError, DriverError) as error:
            raise self._query_error(error, timeout_s) from error
        finally:
            session.close()

    def _ends(self, rows: list[list[Any]]) -> dict[str, NodeRef]:
        """Which nodes the edges join: an edge without its nodes in the answer knows their element ids alone."""
        edges = [item for item in elements_in(rows) if isinstance(item, graph.Relationship)]
        ends = [end for edge in edges for end in edge.nodes if end is not None]
        known = {end.element_id: ref_of(end) for end in ends if end.labels}
        wanted = sorted({end.element_id for end in ends if not end.labels})
        if wanted:
            statement = "MATCH (n) WHERE elementId(n) IN $ids RETURN n"
            with self._session(neo4j.READ_ACCESS) as session:
                nodes = [record.value() for record in session.run(statement, ids=wanted)]
            known |= {node.element_id: ref_of(node) for node in nodes}
        if missing := set(wanted) - known.keys():
            raise QueryError(f"{len(missing)} ends of edges went away while the answer was read; ask again")
        return known


def _at_a_time(limit: int | None) -> int:
    """How many rows the server is to send at a time: so few times as may be, and hardly more in all than are wanted."""
    wanted = _FETCHED if limit is None else max(1, limit)
    return ceil(wanted / ceil(wanted / _FETCHED))


def _timed(statement: str, timeout_s: float | None) -> neo4j.Query:
    return neo4j.Query(statement, timeout=None if timeout_s is None else max(timeout_s, 0.001))


def check_version(engine: str) -> None:
    """Raise StoreUnavailable for ``Neo4j 4.4.3 community``: it lacks what the statements here need."""
    version = re.match(r"(\d+)\.(\d+)", engine.split()[1])
    if version is None or (int(version[1]), int(version[2])) < _OLDEST:
        raise StoreUnavailable(f"is {engine}; kg needs Neo4j {'.'.join(map(str, _OLDEST))} or newer")


def _run(transaction: neo4j.ManagedTransaction, step: Step) -> None:
    result = transaction.run(step.statement, dict(step.parameters))
    if step.wanted is None:
        result.consume()
        return
    done = result.single(strict=True).value()
    if done != step.wanted:
        raise shortfall(done, step.wanted, step.what)


def _count(session: neo4j.Session, pattern: str) -> int:
    return int(session.run(f"MATCH {pattern} RETURN count(*)").single(strict=True).value())
