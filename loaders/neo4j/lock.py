"""Who builds into a database of Neo4j: one at a time, and gone when that process is gone.

The lock is a transaction that stays open and never commits: it creates a node of a label of its own under a constraint,
which nobody sees and nobody else can create. The server ends it with the connection of a process that dies.
"""

import os
import platform
import threading
from datetime import datetime

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from schema import StoreUnavailable

_HELD = "kg build"
_SCHEMA = "CREATE CONSTRAINT `kg_build_lock` IF NOT EXISTS FOR (n:`KGBuildLock`) REQUIRE n.`id` IS UNIQUE"


class BuildLock:
    """Held from ``take`` to ``release``, as long as ``keep`` raises nothing; several threads may ask."""

    def __init__(self, driver: neo4j.Driver, database: str | None, uri: str) -> None:
        self._driver, self._database, self._uri = driver, database, uri
        self._session: neo4j.Session | None = None
        self._transaction: neo4j.Transaction | None = None
        self._asking = threading.Lock()

    def take(self) -> None:
        """Take it, or take it again; raise StoreUnavailable with who holds it, or an error of the driver.

        Two that ask at the same moment both pass the look: the second then waits until the first has done.
        """
        with self._asking:
            self._let_go()
            with self._driver.session(database=self._database) as session:
                asked = session.run("SHOW TRANSACTIONS YIELD metaData, database")
                running = list(asked)
                here = asked.consume().database
                for record in running:
                    who = (record["metaData"] or {}).get(_HELD)
                    if who is not None and record["database"] == here:
                        raise StoreUnavailable(f"{self._uri}: {who} builds into it; wait until that one has ended")
                session.run(_SCHEMA).consume()
            self._session = self._driver.session(database=self._database)
            now = datetime.now().astimezone().isoformat(" ", "minutes")
            said = {_HELD: f"process {os.getpid()} on {platform.node()}, since {now},"}
            transaction = self._session.begin_transaction(metadata=said, timeout=0)
            transaction.run("CREATE (:`KGBuildLock` {id: 'one'})").consume()
            self._transaction = transaction

    def keep(self) -> None:
        """Raise StoreUnavailable if it is held no more: the server was restarted, and no other question told."""
        lost = f"{self._uri}: the server no longer keeps other builds out"
        with self._asking:
            if self._transaction is None:
                raise StoreUnavailable(lost)
            try:
                self._transaction.run("RETURN 1").consume()
            except (DriverError, Neo4jError) as error:
                raise StoreUnavailable(lost) from error

    def release(self) -> None:
        """Let the next one build; a server that is away has done so already."""
        with self._asking:
            self._let_go()

    def _let_go(self) -> None:
        session, self._session, self._transaction = self._session, None, None
        if session is not None:
            try:
                session.close()
            except (DriverError, Neo4jError):
                return
