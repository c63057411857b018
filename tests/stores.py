"""Where a store to test on is, and how to open and empty it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import neo4j

from loaders import Neo4jCredentials, Store, open_store
from tests.components import missing

VARIABLES = ("KG_TEST_NEO4J_URI", "KG_NEO4J_USER", "KG_NEO4J_PASSWORD")


@dataclass(frozen=True)
class Place:
    """Where a store is, and how to open it."""

    uri: str
    credentials: Neo4jCredentials | None = None

    def open(self, *, read_only: bool = False) -> Store:
        return open_store(self.uri, credentials=self.credentials, read_only=read_only)


def place_of_neo4j() -> Place:
    """The Neo4j server of the environment, or skip the test."""
    uri, user, password = (os.environ.get(name) for name in VARIABLES)
    if not (uri and user and password):
        missing(
            f"there is no Neo4j to test on: start one (docker-compose up neo4j, or .ci/neo4j/server start DIR) "
            f"and set {', '.join(VARIABLES)}; the tests empty it"
        )
    return Place(uri, Neo4jCredentials(user, password, os.environ.get("KG_NEO4J_DATABASE", "neo4j")))


@contextmanager
def connected(place: Place) -> Iterator[neo4j.Session]:
    """A session with a Neo4j database, past the store."""
    credentials = place.credentials
    assert credentials
    with (
        neo4j.GraphDatabase.driver(place.uri, auth=(credentials.user, credentials.password)) as driver,
        driver.session(database=credentials.database) as session,
    ):
        yield session


def empty(place: Place) -> None:
    """Delete what a Neo4j database holds, in parts: it may be more than fits into one transaction."""
    with connected(place) as session:
        session.run("MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 5000 ROWS").consume()
        session.run("MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()
