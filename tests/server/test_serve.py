"""The server as a process: where it listens, how it ends, and what is said when it cannot begin."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from loaders import Store
from schema import KGError
from server import serve

PROGRAM = """
import sys
from loaders import open_store
from server import serve
with open_store(sys.argv[1], read_only=True) as store:
    serve(store, host="127.0.0.1", port=0)
print("closed")
"""


FAILING = """
import sys
from loaders import open_store
from loaders.ladybug import LadybugStore
from server import serve
def fail(*_, **__):
    raise RuntimeError("no luck")
LadybugStore.columns = LadybugStore.query = fail
with open_store(sys.argv[1], read_only=True) as store:
    serve(store, host="127.0.0.1", port=0, access_log=True)
"""


@pytest.fixture
def process(graph_file: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PROGRAM, str(graph_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
        yield started
        started.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_tells_where_it_is_and_ends_when_told_to(
    process: subprocess.Popen[str], graph_file: Path, number: signal.Signals
) -> None:
    assert process.stdout
    said = process.stdout.readline()
    address = next(word for word in said.split() if word.startswith("http://127.0.0.1:"))
    assert str(graph_file) in said
    answer = httpx.get(f"{address}/healthz")
    assert answer.json() == {"status": "ok"}
    assert "server" not in answer.headers
    process.send_signal(number)
    rest, complaints = process.communicate(timeout=20)
    assert process.returncode == 0
    assert rest == "closed\n"
    assert complaints == ""


def test_its_log_is_a_json_object_a_line(graph_file: Path) -> None:
    command = [sys.executable, "-c", FAILING, str(graph_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        address = next(word for word in process.stdout.readline().split() if word.startswith("http://127.0.0.1:"))
        assert httpx.get(f"{address}/api/methods/lark", headers={"X-Request-ID": "named"}).status_code == 500
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=20)
    failure, access = map(json.loads, log.splitlines())
    assert failure["error"] == "RuntimeError: no luck"
    assert "in fail" in failure["trace"]
    assert (access["id"], access["status"], access["client"]) == (failure["id"], 500, "127.0.0.1")


def test_a_taken_port_is_told_with_what_to_do(ladybug: Store) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(KGError, match=rf"127\.0\.0\.1:{port}: something else listens there.*--port \d+"):
            serve(ladybug, host="127.0.0.1", port=port)


@pytest.mark.parametrize(
    ("host", "reason"),
    [("no.such.host.invalid", "no address to listen on"), ("192.0.2.1", "this machine has no such address")],
)
def test_a_place_that_is_none_is_told(ladybug: Store, host: str, reason: str) -> None:
    with pytest.raises(KGError, match=reason):
        serve(ladybug, host=host, port=0)
