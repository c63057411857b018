"""Stores to test on: a Ladybug file of its own for each test, and the Neo4j of the environment, emptied for each."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import neo4j
import pytest

from loaders import Neo4jCredentials, Store, open_store
from tests.components import missing


@dataclass(frozen=True)
class Place:
    """Where a store is, and how to open it."""

    uri: str
    credentials: Neo4jCredentials | None = None

    def open(self, *, read_only: bool = False) -> Store:
        return open_store(self.uri, credentials=self.credentials, read_only=read_only)


@pytest.fixture(scope="session")
def neo4j_place() -> Place:
    names = ("KG_TEST_NEO4J_URI", "KG_NEO4J_USER", "KG_NEO4J_PASSWORD")
    uri, user, password = (os.environ.get(name) for name in names)
    if not (uri and user and password):
        missing(
            f"there is no Neo4j to test on: start one (docker-compose up neo4j, or .ci/neo4j/server start DIR) "
            f"and set {', '.join(names)}; the tests empty it"
        )
    return Place(uri, Neo4jCredentials(user, password, os.environ.get("KG_NEO4J_DATABASE", "neo4j")))


@pytest.fixture
def ladybug_place(tmp_path: Path) -> Place:
    return Place(str(tmp_path / "graph.lbug"))


@pytest.fixture
def empty_neo4j(neo4j_place: Place) -> Place:
    credentials = neo4j_place.credentials
    with (
        neo4j.GraphDatabase.driver(neo4j_place.uri, auth=(credentials.user, credentials.password)) as driver,
        driver.session(database=credentials.database) as session,
    ):
        # in parts: what an earlier run left may be more than fits into one transaction
        session.run("MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 5000 ROWS").consume()
        session.run("MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()
    return neo4j_place


@pytest.fixture(params=["ladybug", "neo4j"])
def place(request: pytest.FixtureRequest) -> Place:
    """An empty store of either engine, not yet opened."""
    return request.getfixturevalue({"ladybug": "ladybug_place", "neo4j": "empty_neo4j"}[request.param])


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """An empty store of either engine, open and prepared."""
    with place.open() as opened:
        opened.prepare()
        yield opened
