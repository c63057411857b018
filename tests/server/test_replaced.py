"""A running server takes the graph that a build puts in place, and drops no request meanwhile."""

import threading
from pathlib import Path

import httpx
import pytest

from loaders import load, open_current, open_to_build
from server import create_app
from tests.loaders.papers import maformer, seer
from tests.loaders.test_load import many
from tests.server.conftest import serving


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "graph.lbug"
    with open_to_build(str(path)) as building:
        load(building.store, [maformer(), *many(200)])
    return path


def test_the_new_graph_is_served_and_no_request_fails(path: Path) -> None:
    stop = threading.Event()
    codes: dict[int, int] = {}
    found: list[int] = []

    def ask(address: str) -> None:
        with httpx.Client(base_url=address, timeout=30) as client:
            while not stop.is_set():
                for asked in ("/api/papers/maformer-paper", "/api/search?q=method", "/api/queries/busiest-methods"):
                    code = client.get(asked).status_code
                    codes[code] = codes.get(code, 0) + 1
                found.append(client.get("/api/stats").json()["nodes"]["Paper"])

    with open_current(str(path)) as store, serving(create_app(store)) as address:
        threads = [threading.Thread(target=ask, args=(address,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(3):
            with open_to_build(str(path)) as building:
                load(building.store, [seer(f"edition {number}")])
        while not found or found[-1] == 201:
            stop.wait(0.01)
        stop.set()
        for thread in threads:
            thread.join()
        aliases = httpx.get(f"{address}/api/benchmarks/imagenet").text
    assert set(codes) == {200}
    assert found[-1] == 202
    assert "edition 2" in aliases
