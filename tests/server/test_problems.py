"""What is told when the store or the server fails, and what is not."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from loaders import Store, open_store
from loaders.ladybug import LadybugStore
from schema import QueryTimeout, StoreError, StoreUnavailable
from server import Limits, create_app
from server.headers import TRUNCATED
from server.named_queries import parse_query
from tests.server.conftest import serving

ENDLESS = parse_query(
    "// title: Endless\n// answers: How long?\n"
    "MATCH (a)-[]-(b)-[]-(c)-[]-(d)-[]-(e)-[]-(f)-[]-(g)-[]-(h)-[]-(i)-[]-(j) RETURN count(*) AS paths",
    Path("endless.cypher"),
)


def test_a_question_that_takes_too_long_is_stopped(graph_file: Path) -> None:
    with open_store(str(graph_file), read_only=True) as store:
        app = create_app(store, queries={"endless": ENDLESS}, limits=Limits(named_s=0.2))
        with serving(app) as address:
            answer = httpx.get(f"{address}/api/queries/endless", timeout=30)
            assert answer.status_code == 504
            assert answer.json()["type"] == "urn:kg:problem:timeout"
            assert "@endless after 0.2 s" in answer.json()["detail"]
            assert httpx.get(f"{address}/graph/queries/endless", timeout=30).status_code == 504
            assert httpx.get(f"{address}/api/stats").status_code == 200


def test_a_query_over_which_the_engine_fails_is_named(graph_file: Path) -> None:
    header = "// title: Divided\n// answers: How much is a part?\n// param by: integer -- how many parts\n"
    query = parse_query(f"{header}RETURN 1 / $by AS part", Path("divided.cypher"))
    with (
        open_store(str(graph_file), read_only=True) as store,
        serving(create_app(store, queries={"divided": query})) as address,
    ):
        assert httpx.get(f"{address}/api/queries/divided?by=1").json()["rows"] == [{"part": 1}]
        for path in ("/api/queries/divided?by=0", "/graph/queries/divided?by=0"):
            answer = httpx.get(address + path)
            assert answer.status_code == 500
            assert answer.json()["type"] == "urn:kg:problem:query-failed"
            assert answer.json()["detail"].startswith("@divided: ")
            assert "zero" in answer.json()["detail"]


def test_a_question_that_takes_too_much_memory_is_told_apart(graph_file: Path) -> None:
    large = parse_query(
        "// title: Large\n// answers: How many?\nUNWIND range(1, 3000000) AS number RETURN number ORDER BY number",
        Path("large.cypher"),
    )
    with LadybugStore(graph_file, read_only=True, buffer_bytes=32 << 20) as store:
        app = create_app(store, queries={"large": large}, limits=Limits(named_s=30.0))
        with TestClient(app) as client:
            statement = {"statement": "RETURN size(repeat('a', 2000000000)) AS long"}
            for answer in (client.get("/api/queries/large"), client.post("/api/cypher", json=statement)):
                assert answer.status_code == 503
                assert answer.json()["type"] == "urn:kg:problem:memory"
                assert "ask for less" in answer.json()["detail"]


def test_a_store_that_is_gone_is_no_secret_but_its_place_is(graph_file: Path) -> None:
    store = open_store(str(graph_file), read_only=True)
    with serving(create_app(store)) as address:
        store.close()
        for path in ("/healthz", "/api/stats", "/api/methods/lark"):
            answer = httpx.get(address + path)
            assert answer.status_code in {500, 503}
            assert answer.headers["content-type"] == "application/problem+json"
            assert graph_file.name not in answer.text


def test_a_fault_of_the_server_is_not_explained_to_strangers(graph_file: Path) -> None:
    with open_store(str(graph_file), read_only=True) as store:
        app = create_app(store)

        @app.get("/fail")
        def fail() -> None:
            raise RuntimeError("the secret is 42")

        with serving(app) as address:
            answer = httpx.get(f"{address}/fail")
    assert answer.status_code == 500
    assert answer.json() == {
        "type": "urn:kg:problem:internal-error",
        "title": "The server failed",
        "status": 500,
        "detail": "the server's log says why",
    }


@pytest.mark.parametrize(
    ("error", "level", "status"),
    [
        (QueryTimeout("stopped after 1 s"), "WARNING", 504),
        (StoreUnavailable("gone"), "WARNING", 503),
        (StoreError("two\nlines"), "ERROR", 500),
        (RuntimeError("no luck"), "ERROR", 500),
    ],
)
def test_what_fails_leaves_a_line_with_the_name_of_the_request(
    ladybug: Store, caplog: pytest.LogCaptureFixture, error: Exception, level: str, status: int
) -> None:
    app = create_app(ladybug)

    @app.get("/fail")
    def fail() -> None:
        raise error

    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/fail", headers={"X-Request-ID": "named"})
    assert (answer.status_code, answer.headers["x-request-id"]) == (status, "named")
    (record,) = [record for record in caplog.records if record.name == "kg.server"]
    said: dict[str, Any] = json.loads(record.getMessage())
    assert (record.levelname, record.exc_info, "\n" in record.getMessage()) == (level, None, False)
    assert (said["id"], said["path"], said["client"]) == ("named", "/fail", "testclient")
    assert said["error"] == f"{type(error).__name__}: {error}"
    # only what is not the doing of a visitor is traced
    assert ("in fail" in said.get("trace", "")) == (level == "ERROR")


def test_rows_beyond_the_limit_of_the_server_are_cut(graph_file: Path) -> None:
    with open_store(str(graph_file), read_only=True) as store, serving(create_app(store, row_limit=2)) as address:
        answer = httpx.get(f"{address}/api/queries/outperforms?limit=500").json()
    assert len(answer["rows"]) == 2
    assert answer["truncated"]


def test_an_answer_of_too_many_bytes_is_cut(graph_file: Path) -> None:
    query = parse_query(
        "// title: Long\n// answers: What do they say?\n"
        "MATCH (p:Paper) RETURN p, p.abstract AS a, p.abstract AS b ORDER BY p.id",
        Path("long.cypher"),
    )
    limits = Limits(answer_bytes=1_200)
    with (
        open_store(str(graph_file), read_only=True) as store,
        serving(create_app(store, queries={"long": query}, limits=limits)) as address,
    ):
        told, lines, graph = (
            httpx.get(f"{address}/api/queries/long?format={form}") for form in ("json", "csv", "graph")
        )
        assert 0 < len(told.json()["rows"]) < 6
        assert told.json()["truncated"]
        assert lines.headers[TRUNCATED] == "true"
        assert 600 < len(lines.content) < 1_300
        assert len(graph.json()["nodes"]) == len(told.json()["rows"])
        assert graph.json()["truncated"]


def test_an_answer_has_so_many_rows_unless_it_is_asked_for_others(graph_file: Path) -> None:
    with (
        open_store(str(graph_file), read_only=True) as store,
        serving(create_app(store, limits=Limits(named_rows=1), row_limit=3)) as address,
    ):
        for limit, rows in (("", 1), ("?limit=2", 2), ("?limit=4", 3)):
            answer = httpx.get(f"{address}/api/queries/outperforms{limit}").json()
            assert (len(answer["rows"]), answer["truncated"]) == (rows, True)


def test_the_store_is_closed_if_that_is_asked_for(graph_file: Path) -> None:
    store = open_store(str(graph_file), read_only=True)
    with serving(create_app(store)):
        pass
    assert store.counts().nodes["Paper"] == 6
    with serving(create_app(store, close_store=True)):
        pass
    with pytest.raises(StoreError, match="closed"):
        store.counts()
