"""``kg build`` as a process that is killed, or meets another one."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from loaders import open_store

from .conftest import SAMPLE, Kg
from .test_build import dump

LINES = SAMPLE.read_text(encoding="utf-8").splitlines()
COPIES = 3
Graph = tuple[list[str], list[str]]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample papers several times over, under other ids."""
    path = tmp_path_factory.mktemp("papers") / "papers.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        for copy in range(COPIES):
            for number, line in enumerate(LINES):
                stream.write(json.dumps(json.loads(line) | {"id": f"paper-{copy}-{number}"}) + "\n")
    return path


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, papers: Path) -> Graph:
    """The graph that a build makes which nobody disturbs, on a graph of three papers."""
    store = tmp_path_factory.mktemp("undisturbed") / "g.lbug"
    for arguments in ((SAMPLE, store, "--limit", "3"), (papers, store, "--workers", "0")):
        built = start(*arguments)
        built.communicate(timeout=120)
        assert built.returncode == 0
    return dump(store)


def start(papers: Path, store: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "from kg.cli import main; main()", "build", papers, "--store", store, *options]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[3]
    )


def wait_for_part(store: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until something has been written to the next file of a store."""
    while not any(file.stat().st_size > 100_000 for file in store.parent.glob(f"{store.name}.building-*.wal")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.005)


@pytest.mark.parametrize(("workers", "delay_s"), [("0", 0.0), ("2", 0.2)])
def test_after_kill_the_store_opens_and_the_next_build_makes_the_same_graph(
    tmp_path: Path, papers: Path, undisturbed: Graph, workers: str, delay_s: float
) -> None:
    store = tmp_path / "g.lbug"
    start(SAMPLE, store, "--limit", "3").communicate(timeout=120)
    before = dump(store)
    process = start(papers, store, "--workers", workers)
    wait_for_part(store, process)
    time.sleep(delay_s)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert dump(store) == before
    again = start(papers, store, "--workers", workers)
    said, complaints = again.communicate(timeout=120)
    assert again.returncode == 0, complaints
    assert b"going on where a build that was interrupted ended" in complaints
    assert f"{COPIES * len(LINES):,} papers in".encode() in said
    assert [file.name for file in tmp_path.iterdir()] == ["g.lbug"]
    assert dump(store) == undisturbed


def test_two_builds_at_once(tmp_path: Path, papers: Path) -> None:
    store = tmp_path / "g.lbug"
    one = start(papers, store, "--workers", "0")
    while not list(tmp_path.glob("g.lbug.lock")):
        assert one.poll() is None
        time.sleep(0.005)
    two = start(SAMPLE, store)
    said, complaints = two.communicate(timeout=120)
    assert two.returncode == 2
    assert f"g.lbug: process {one.pid} on ".encode() in complaints
    assert b"builds into it; wait until that one has ended" in complaints
    assert len(complaints.splitlines()) == 1
    assert said == b""
    one.communicate(timeout=120)
    assert one.returncode == 0
    with open_store(str(store), read_only=True) as opened:
        assert opened.counts().nodes["Paper"] == COPIES * len(LINES)


def test_removing(kg: Kg, tmp_path: Path) -> None:
    store = tmp_path / "g.lbug"
    kg("build", SAMPLE, "--limit", 3, "--store", store)
    three = dump(store)
    kg("build", SAMPLE, "--limit", 5, "--store", store)
    ids = [json.loads(line)["id"] for line in LINES[3:5]]
    ran = kg("remove", *ids, "nobody", ids[0], "--store", store)
    assert (ran.code, ran.out, ran.err) == (1, "2 papers removed\n", "nobody: no such paper\n")
    assert dump(store) == three
    assert kg("remove", "nobody", "--store", store).code == 1
    ran = kg("remove", "x", "--store", tmp_path / "none.lbug")
    assert ran.code == 2
    assert "there is no such store" in ran.err
    assert not (tmp_path / "none.lbug").exists()


def test_a_neo4j_that_is_not_there_is_one_line(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("KG_NEO4J_PASSWORD", "not a password")
    for command in (("build", SAMPLE, "--limit", 1), ("remove", "x"), ("info",), ("verify",)):
        ran = kg(*command, "--store", f"bolt://127.0.0.1:{port}")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"kg: bolt://127.0.0.1:{port}: no Neo4j server answers there")
        assert len(ran.err.splitlines()) == 1
