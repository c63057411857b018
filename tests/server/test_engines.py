"""The API says the same over both engines."""

from urllib.parse import quote

import httpx
import pytest

from loaders import Store
from server import create_app
from tests.server.conftest import serving
from tests.server.graph import HOSTILE_ID

PATHS = [
    *(f"/api/search?q={text}" for text in ("lark", "wren with", "tiles", "%C3%BCbersicht", "1-k", "a", "'\"`\\")),
    "/api/suggest?q=r",
    *(f"/api/{plural}?limit=100" for plural in ("papers", "methods", "datasets", "benchmarks", "tasks", "metrics")),
    "/api/results?limit=100",
    "/api/papers/lark",
    "/api/papers/silent",
    "/api/methods/wren",
    "/api/methods/wren?limit=1",
    f"/api/methods/{quote(HOSTILE_ID, safe='')}",
    "/api/datasets/libritiles",
    "/api/benchmarks/tilebench",
    "/api/benchmarks/tilebench/leaderboard",
    "/api/tasks/object-recognition",
    "/api/metrics/error",
    "/api/results/lark-2",
    "/api/graph?center=method:wren&depth=1",
    "/api/graph?center=method:wren&depth=3&limit=9",
    "/api/graph?center=benchmark:imagenet&depth=4&limit=500",
    "/api/methods/nowhere",
    "/api/methods/larc",
    "/api/benchmarks/image-net",
    "/graph/methods/finch",
]


@pytest.fixture(scope="module")
def neo4j_client(neo4j_store: Store) -> httpx.Client:
    with serving(create_app(neo4j_store)) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_is_the_same(client: httpx.Client, neo4j_client: httpx.Client, path: str) -> None:
    ladybug, neo4j = client.get(path), neo4j_client.get(path)
    assert ladybug.status_code == neo4j.status_code
    assert ladybug.headers.get("location") == neo4j.headers.get("location")
    assert ladybug.text == neo4j.text


def test_the_counts_are_the_same(client: httpx.Client, neo4j_client: httpx.Client) -> None:
    ladybug, neo4j = client.get("/api/stats").json(), neo4j_client.get("/api/stats").json()
    assert neo4j.pop("engine").startswith("Neo4j ")
    del ladybug["engine"]
    assert ladybug == neo4j
