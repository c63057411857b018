"""What is special about the server store: who may connect, indexes, and how little of an answer is fetched."""

import re
import socket
import threading
import time
from dataclasses import replace
from itertools import islice, permutations

import pytest

from loaders import Change, Neo4jCredentials, Store, open_store
from loaders.graph import read_edges
from schema import NODE_TYPES, LoadError, QueryError, QueryTimeout, StoreUnavailable
from tests.loaders.papers import edge, named
from tests.stores import Place

PASSWORD = "not the right one"


@pytest.fixture
def server(empty_neo4j: Place) -> Store:
    with empty_neo4j.open() as store:
        store.prepare()
        yield store


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"password": PASSWORD}, "refuses the password of user"),
        ({"user": "nobody"}, "refuses the password of user nobody"),
        ({"database": "elsewhere"}, "holds no database elsewhere"),
        (None, "asks for a user and a password"),
    ],
)
def test_a_refused_connection_says_what_is_wrong(
    neo4j_place: Place, scheme: str, wrong: dict[str, str] | None, reason: str
) -> None:
    credentials = None if wrong is None else replace(neo4j_place.credentials, **wrong)
    uri = f"{scheme}://{neo4j_place.uri.partition('://')[2]}"
    with pytest.raises(StoreUnavailable, match=re.escape(f"{uri}: {reason}")) as caught:
        open_store(uri, credentials=credentials)
    said = f"{caught.value} {caught.value.__cause__!r} {credentials!r}"
    assert PASSWORD not in said
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "bolt+s", "neo4j+ssc"])
def test_no_server(scheme: str, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(StoreUnavailable, match="no Neo4j server answers there") as caught:
        open_store(f"{scheme}://127.0.0.1:{port}", credentials=Neo4jCredentials("neo4j", PASSWORD))
    assert PASSWORD not in str(caught.value)
    assert capfd.readouterr().err == ""


@pytest.mark.slow
def test_a_server_that_says_nothing_is_given_up_on() -> None:
    start = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(StoreUnavailable):
        open_store(f"neo4j://127.0.0.1:{server.getsockname()[1]}", credentials=Neo4jCredentials("neo4j", PASSWORD))
    assert time.monotonic() - start < 10


def test_something_else_answers_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        port = server.getsockname()[1]
        server.listen()

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(StoreUnavailable):
            open_store(f"bolt://127.0.0.1:{port}", credentials=Neo4jCredentials("neo4j", PASSWORD))
        thread.join()


def test_the_password_is_not_shown() -> None:
    assert PASSWORD not in repr(Neo4jCredentials("neo4j", PASSWORD))


def test_keys_are_indexed_and_the_papers_of_edges_that_begin_at_no_node_of_theirs(server: Store) -> None:
    constraints = server.query("SHOW CONSTRAINTS YIELD type, labelsOrTypes, properties").rows
    unique = {labels[0] for kind, labels, properties in constraints if kind == "UNIQUENESS" and properties == ["id"]}
    assert unique >= set(NODE_TYPES)
    indexes = server.query("SHOW INDEXES YIELD entityType, labelsOrTypes, properties, state").rows
    online = {
        labels[0]
        for entity, labels, properties, state in indexes
        if (entity, properties, state) == ("RELATIONSHIP", ["paper"], "ONLINE")
    }
    assert online == {"OUTPERFORMS", "BASED_ON", "PART_OF", "USED_FOR", "SUBTASK_OF"}


def test_of_edges_all_are_made_or_none(server: Store) -> None:
    """Ends are found by their place in a list: one that is missing must not shift the others."""
    tasks = [named("Task", f"task-{number}", "T") for number in range(5)]
    missing = [edge("SUBTASK_OF", tasks[number].ref, tasks[number + 1].ref, "p") for number in range(4)]
    held = Change(new_nodes=(*tasks[:2], *tasks[3:]))
    server.write(held)
    for edges in (missing, missing[::-1], missing[1:2]):
        with pytest.raises(LoadError, match=rf"{len(edges)} of {len(edges)} rows did not find their nodes: new edges"):
            server.write(Change(new_nodes=(named("Task", "more", "M"),), new_edges=tuple(edges)))
    assert server.counts().nodes["Task"] == 4
    assert server.counts().edges["SUBTASK_OF"] == 0


def test_edges_of_one_sentence_keep_what_is_their_own(server: Store) -> None:
    """More of them than one statement takes; those of a sentence share all of their evidence but the confidence."""
    tasks = [named("Task", f"task-{number}", "T") for number in range(150)]
    edges = {
        (left.ref, right.ref): edge(
            "SUBTASK_OF", left.ref, right.ref, f"p{at % 7}", sentence=f"{at % 3} says so.", confidence=at / 20_000
        )
        for at, (left, right) in enumerate(islice(permutations(tasks, 2), 12_000))
    }
    server.write(Change(new_nodes=tuple(tasks), new_edges=tuple(edges.values())))
    found = {(one.source, one.target): one for one in read_edges(server)}
    assert found == edges


def test_no_more_is_fetched_than_the_limit_says(server: Store) -> None:
    """The third row would fail."""
    answer = server.query("UNWIND [1, 1, 0, 1] AS x RETURN 1 / x AS y", limit=2)
    assert list(answer.rows) == [(1,), (1,)]
    with pytest.raises(QueryError):
        list(server.query("UNWIND [1, 1, 0, 1] AS x RETURN 1 / x AS y", limit=3).rows)


def test_an_edge_whose_end_is_gone_while_it_is_read(server: Store, empty_neo4j: Place) -> None:
    """Ends are looked up after the edges came; the answer says so rather than make one up."""
    tasks = [named("Task", f"task-{number}", "T") for number in range(600)]
    edges = [edge("SUBTASK_OF", tasks[number - 1].ref, tasks[number].ref, "p") for number in range(600)]
    server.write(Change(new_nodes=tuple(tasks), new_edges=tuple(edges)))
    answer = server.query("MATCH ()-[r:SUBTASK_OF]->() RETURN r").rows
    next(answer)
    server.write(Change(dropped_nodes=tuple(task.ref for task in tasks)))
    with pytest.raises(QueryError, match=r"ask again|deleted"):
        list(answer)


def test_other_values_come_as_text(server: Store) -> None:
    statement = "RETURN date('2024-02-29') AS day, point({x: 1.0, y: 2.0}) AS place, duration('P1D') AS time"
    [(day, place, duration)] = server.query(statement).rows
    assert day == "2024-02-29"
    assert isinstance(place, str)
    assert isinstance(duration, str)


def test_a_session_reads_again_unless_its_statement_failed(server: Store) -> None:
    sessions = server._reading

    def ask(statement: str, timeout_s: float | None = None) -> object:
        return server.columns(statement, timeout_s=timeout_s)

    assert ask("RETURN 1 AS one") == {"one": (1,)}
    [kept] = sessions._idle
    for statement, timeout_s, error in [
        ("RETURN oops", None, QueryError),
        ("UNWIND [1, 0] AS n RETURN 1 / n", None, QueryError),
        ("UNWIND range(1, 1000000000) AS n RETURN sum(n)", 0.5, QueryTimeout),
    ]:
        with pytest.raises(error):
            ask(statement, timeout_s)
        assert ask("RETURN 2 AS two") == {"two": (2,)}
        assert [kept] != sessions._idle
        [kept] = sessions._idle


def test_sessions_do_not_wait_for_what_others_wrote(server: Store) -> None:
    """A bookmark is of the database as it was: after a backup has come in its place, nobody ever reaches it."""
    server.write(Change(new_nodes=(named("Task", "parsing", "Parsing"),)))
    assert server.columns("MATCH (n:Task) RETURN n.id AS id") == {"id": ("parsing",)}
    [session] = server._reading._idle
    assert session._get_bookmarks() == ()


def test_closed_sessions_do_not_come_back(empty_neo4j: Place) -> None:
    with empty_neo4j.open() as store:
        with store._reading.one():
            store._reading.close()
        assert store._reading._idle == []
