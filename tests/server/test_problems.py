"""What is told when the store or the server fails, and what is not."""

from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from loaders import open_store
from loaders.ladybug import LadybugStore
from schema import StoreError
from server import Limits, create_app
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


def test_rows_beyond_the_limit_of_the_server_are_cut(graph_file: Path) -> None:
    with open_store(str(graph_file), read_only=True) as store, serving(create_app(store, row_limit=2)) as address:
        answer = httpx.get(f"{address}/api/queries/outperforms?limit=500").json()
    assert len(answer["rows"]) == 2
    assert answer["truncated"]


def test_the_store_is_closed_if_that_is_asked_for(graph_file: Path) -> None:
    store = open_store(str(graph_file), read_only=True)
    with serving(create_app(store)):
        pass
    assert store.counts().nodes["Paper"] == 6
    with serving(create_app(store, close_store=True)):
        pass
    with pytest.raises(StoreError, match="closed"):
        store.counts()
