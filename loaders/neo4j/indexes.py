"""The constraints and indexes that a database of ours has."""

from collections.abc import Iterable, Iterator

import neo4j

from loaders.batches import STATED_AMONG_NAMES
from loaders.neo4j.search import INDEX, index_statements
from schema import NODE_TYPES


def make_constraints(session: neo4j.Session) -> None:
    """Make those of the schema table where they are missing."""
    _make(session, _schema_statements())


def has_search_index(session: neo4j.Session) -> bool:
    """Whether searches have their index; until then, nodes may lack what it has to know of them."""
    statement = "SHOW FULLTEXT INDEXES YIELD name WHERE name = $name RETURN count(*)"
    return bool(session.run(statement, name=INDEX).single(strict=True).value())


def make_search_index(session: neo4j.Session) -> None:
    """Make the index of searches."""
    _make(session, index_statements())


def _schema_statements() -> Iterator[str]:
    for node in NODE_TYPES.values():
        name = f"kg_{node.name.lower()}_id"
        yield f"CREATE CONSTRAINT `{name}` IF NOT EXISTS FOR (n:`{node.name}`) REQUIRE n.`id` IS UNIQUE"
    for edge in STATED_AMONG_NAMES:
        yield f"CREATE INDEX `kg_{edge.lower()}_paper` IF NOT EXISTS FOR ()-[r:`{edge}`]-() ON (r.`paper`)"


def _make(session: neo4j.Session, statements: Iterable[str]) -> None:
    """Make constraints and indexes, in one transaction, and wait until they are filled."""
    made = list(statements)

    def attempt(transaction: neo4j.ManagedTransaction) -> None:
        for statement in made:
            transaction.run(statement).consume()

    session.execute_write(attempt)
    session.run("CALL db.awaitIndexes(300)").consume()
