"""Stores to test on: a Ladybug file of its own for each test, and the Neo4j of the environment, emptied for each."""

from pathlib import Path

import pytest

from tests.stores import Place, empty, place_of_neo4j


@pytest.fixture(scope="session")
def neo4j_place() -> Place:
    return place_of_neo4j()


@pytest.fixture
def ladybug_place(tmp_path: Path) -> Place:
    return Place(str(tmp_path / "graph.lbug"))


@pytest.fixture
def empty_neo4j(neo4j_place: Place) -> Place:
    empty(neo4j_place)
    return neo4j_place


@pytest.fixture(params=["ladybug", "neo4j"])
def place(request: pytest.FixtureRequest) -> Place:
    """An empty store of either engine, not yet opened."""
    return request.getfixturevalue({"ladybug": "ladybug_place", "neo4j": "empty_neo4j"}[request.param])
