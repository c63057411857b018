"""Which URI is which store."""

import pytest

from loaders import Neo4jCredentials, open_store
from schema import ParameterError, StoreUnavailable


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        (
            "http://localhost:7474",
            "http:// is no kind of store; right is a path for a Ladybug file, or neo4j://HOST:PORT",
        ),
        ("sqlite:///graph.db", "sqlite:// is no kind of store"),
        ("file:///graph.lbug", "file:// is no kind of store"),
        ("bolt:localhost", "bolt: is no kind of store"),
        ("neo4j+x://localhost", "neo4j+x:// is no kind of store"),
        ("", "a store needs a path or an address"),
        ("  ", "a store needs a path or an address"),
        ("ladybug:", "a store needs a path or an address"),
        ("a\0b", "a store needs a path or an address"),
        ("neo4j://", "right is neo4j://HOST or neo4j://HOST:PORT"),
        ("bolt://host:port", "right is bolt://HOST or bolt://HOST:PORT"),
        ("bolt://host:1/neo4j", "right is bolt://HOST or bolt://HOST:PORT"),
        ("bolt://host?x=1", "right is bolt://HOST or bolt://HOST:PORT"),
        ("bolt://[::1", "right is bolt://HOST or bolt://HOST:PORT"),
        ("bolt://host:99999", "bolt://host:99999"),
        ("bolt://user:secret@host", "a Neo4j address holds no user and no password; give them as credentials"),
    ],
)
def test_what_is_no_uri_of_a_store(uri: str, reason: str) -> None:
    with pytest.raises((ParameterError, StoreUnavailable)) as caught:
        open_store(uri, credentials=Neo4jCredentials("neo4j", "secret"))
    assert reason in str(caught.value)
    assert "secret" not in str(caught.value)
    if isinstance(caught.value, ParameterError):
        assert caught.value.parameter == "uri"
