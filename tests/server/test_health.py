"""Whether the server is well: told at once whatever else runs, and not said of a store that is gone."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from loaders import Store, open_current
from schema import StoreUnavailable
from server import app as app_module
from server import create_app, pulse
from server.pulse import Pulse
from server.reader import Reader


@pytest.fixture
def path(graph_file: Path, tmp_path: Path) -> Path:
    """A copy of the small graph that may be spoilt."""
    return Path(shutil.copy(graph_file, tmp_path / "graph.lbug"))


@pytest.fixture
def client(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A server over it that does not wait long for a turn."""
    monkeypatch.setattr(app_module, "_WAIT_S", 0.1)
    with open_current(str(path)) as store, TestClient(create_app(store)) as opened:
        yield opened


def test_who_gets_no_turn_is_told_and_the_server_is_well(client: TestClient) -> None:
    with ExitStack() as stack:
        for _ in range(app_module._AT_ONCE):
            stack.enter_context(client.app.state.service.turns)  # type: ignore[attr-defined]
        for asked in ("/api/methods/lark", "/api/benchmarks/imagenet/leaderboard", "/graph/methods/lark"):
            answer = client.get(asked)
            assert (answer.status_code, answer.json()["type"]) == (429, "urn:kg:problem:busy")
            assert int(answer.headers["retry-after"]) > 0
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/readyz").json()["status"] == "ready"
    assert client.get("/api/methods/lark").status_code == 200


def test_a_file_that_is_gone_or_spoilt_is_not_ready(client: TestClient, path: Path) -> None:
    assert client.get("/readyz").status_code == 200
    moved = path.rename(path.with_name("moved.lbug"))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:kg:problem:store-unavailable")
    assert int(answer.headers["retry-after"]) > 0
    # what is open serves on: nobody is to restart the server
    assert client.get("/healthz").status_code == client.get("/api/methods/lark").status_code == 200
    path.write_bytes(b"something else")
    assert client.get("/readyz").status_code == 503
    moved.replace(path)
    assert client.get("/readyz").status_code == 200
    path.write_bytes(b"written over")
    assert client.get("/readyz").status_code == 503


def test_a_store_that_does_not_answer_is_asked_once(ladybug: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "_PATIENCE_S", 0.1)
    lock, felt = threading.Lock(), Pulse()
    reader = Reader(ladybug, turns=lock)

    async def feel() -> list[BaseException | None]:
        asked = (felt.feel(reader, "RETURN 1 AS one") for _ in range(50))
        return await asyncio.gather(*asked, return_exceptions=True)

    with lock:
        assert {type(said) for said in asyncio.run(feel())} == {StoreUnavailable}
        assert felt._threads._work_queue.qsize() == 0
    assert asyncio.run(feel()) == [None] * 50
    felt.close()
