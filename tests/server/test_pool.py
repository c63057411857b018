"""Workers for statements: few are started, and whoever waits takes the first that is free."""

import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from schema import OutOfMemory, StoreUnavailable
from server.cage.process import Caged
from server.cypher import pool as pool_module
from server.cypher.pool import Pool
from server.turns import Busy


def question(statement: str) -> dict[str, Any]:
    limits = {"limit": 10, "timeout_s": 20.0, "most_bytes": 1 << 20, "explain": False}
    return {"statement": statement, "parameters": {}, **limits}


@pytest.fixture
def pool() -> Iterator[Pool]:
    """A pool of one worker."""
    made = Pool(most=1, memory_bytes=1 << 30)
    yield made
    made.close()


def test_statements_wait_for_the_one_worker(pool: Pool, graph_file: Path) -> None:
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda number: pool.ask(graph_file, question(f"RETURN {number} AS x")), range(6)))
    assert [
        body.startswith(b'{"columns":["x"],"rows":[[%d]]' % number) for number, (_, body) in enumerate(answers)
    ] == [True] * 6
    assert pool._count == 1


def test_a_worker_that_cannot_be_started_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "absent"))
    with pytest.raises(FileNotFoundError):
        Caged(tmp_path / "worker.py")
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("later_s", [0.0, 0.02, 0.1, 0.3])
def test_a_pool_can_be_closed_while_a_worker_starts(
    graph_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later_s: float
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(threading, "excepthook", lambda args: failed.append(args.exc_value))
    failed: list[BaseException | None] = []
    pool = Pool(most=1, memory_bytes=1 << 30)
    pool.spare(graph_file)
    [thread] = pool._starting
    time.sleep(later_s)
    pool.close()
    assert not thread.is_alive()
    assert not failed
    assert not any(tmp_path.iterdir())


def test_another_worker_comes_for_one_that_was_killed(pool: Pool, graph_file: Path) -> None:
    pool.ask(graph_file, question("RETURN 1 AS x"))
    ((_, worker),) = pool._idle
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(OutOfMemory):
        pool.ask(graph_file, question("RETURN 1 AS x"))
    said, _ = pool.ask(graph_file, question("RETURN 1 AS x"))
    assert said["rows"] == 1


def test_another_worker_comes_for_one_that_ran_out_of_memory(pool: Pool, graph_file: Path) -> None:
    pool.ask(graph_file, question("RETURN 1 AS x"))
    ((_, worker),) = pool._idle
    with pytest.raises(OutOfMemory):
        pool.ask(graph_file, question("RETURN size(repeat('a', 2000000000)) AS x"))
    assert not Path(f"/proc/{worker.pid}").exists()
    said, _ = pool.ask(graph_file, question("RETURN 1 AS x"))
    assert said["rows"] == 1


def test_who_gets_no_worker_in_time_is_told(pool: Pool, graph_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "_PATIENCE_S", 0.1)
    with kept_busy(pool, graph_file), pytest.raises(Busy):
        pool.ask(graph_file, question("RETURN 1 AS x") | {"timeout_s": 0.2})
    said, _ = pool.ask(graph_file, question("RETURN 1 AS x"))
    assert said["rows"] == 1


def test_the_first_worker_is_waited_for(pool: Pool, graph_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "_PATIENCE_S", 0.0)
    said, _ = pool.ask(graph_file, question("RETURN 1 AS x") | {"timeout_s": 0.2})
    assert said["rows"] == 1


@pytest.mark.parametrize(("limit_s", "left_s"), [(20.0, (15.0, 19.6)), (1.2, (1.0, 1.0)), (0.5, (0.5, 0.5))])
def test_the_wait_for_a_worker_counts(
    pool: Pool, graph_file: Path, monkeypatch: pytest.MonkeyPatch, limit_s: float, left_s: tuple[float, float]
) -> None:
    asked: list[float] = []
    ask = Caged.ask

    def noted(self: Caged, told: dict[str, Any], timeout_s: float) -> tuple[dict[str, Any], bytes]:
        asked.append(told["timeout_s"])
        # long enough on a busy machine too
        return ask(self, told, timeout_s + 20)

    with ThreadPoolExecutor(1) as threads:
        with kept_busy(pool, graph_file):
            monkeypatch.setattr(Caged, "ask", noted)
            begun = threads.submit(pool.ask, graph_file, question("RETURN 1 AS x") | {"timeout_s": limit_s})
            time.sleep(0.5)
        begun.result(30)
    assert left_s[0] <= asked[0] <= left_s[1]


@contextmanager
def kept_busy(pool: Pool, path: Path) -> Iterator[None]:
    """The one worker has something else to do."""
    pool.ask(path, question("RETURN 1 AS x"))
    with pool._lock:
        kept = pool._idle.pop()
    yield
    with pool._lock:
        pool._idle.append(kept)
        pool._lock.notify_all()


def test_who_waits_is_told_that_no_worker_starts(pool: Pool, tmp_path: Path) -> None:
    path = tmp_path / "none.lbug"
    path.write_bytes(b"this is no store")
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            pool.ask(path, question("RETURN 1 AS x"))
