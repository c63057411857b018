"""Who builds into a Neo4j database: one at a time, and gone when that process is gone.

The lock is a transaction that stays open and never commits: it creates a node of a label of its own under a constraint,
which nobody sees and nobody else can create. The server ends it with the connection of a process that dies.
"""

import os
import platform
from datetime import datetime

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from schema import StoreUnavailable

_HELD = "kg build"
_SCHEMA = "CREATE CONSTRAINT `kg_build_lock` IF NOT EXISTS FOR (n:`KGBuildLock`) REQUIRE n.`id` IS UNIQUE"


class BuildLock:
    """Held from ``take`` to ``release``; both raise errors of the driver."""

    def __init__(self, driver: neo4j.Driver, database: str | None, uri: str) -> None:
        self._driver, self._database, self._uri = driver, database, uri
        self._session: neo4j.Session | None = None

    def take(self) -> None:
        """Take it, again if the server has been away; raise StoreUnavailable with who holds it.

        Two that ask at the same moment both pass the look: the second then waits until the first has done.
        """
        self.release()
        with self._driver.session(database=self._database) as session:
            for record in session.run("SHOW TRANSACTIONS YIELD metaData, database"):
                who = (record["metaData"] or {}).get(_HELD)
                if who is not None:
                    raise StoreUnavailable(f"{self._uri}: {who} builds into it; wait until that one has ended")
            session.run(_SCHEMA).consume()
        self._session = self._driver.session(database=self._database)
        now = datetime.now().astimezone().isoformat(" ", "minutes")
        said = {_HELD: f"process {os.getpid()} on {platform.node()}, since {now},"}
        transaction = self._session.begin_transaction(metadata=said, timeout=0)
        transaction.run("CREATE (:`KGBuildLock` {id: 'one'})").consume()

    def release(self) -> None:
        """Let the next one build; a server that is away has done so already."""
        session, self._session = self._session, None
        if session is not None:
            try:
                session.close()
            except (DriverError, Neo4jError):
                return
