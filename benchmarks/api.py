"""How fast the API answers: a real uvicorn, asked from another process, against the same statements in the driver.

    python benchmarks/api.py --papers 5000                       # a made-up graph in a Ladybug file
    python benchmarks/api.py --store graph.lbug --seconds 10     # a graph that is there
    python benchmarks/api.py --store bolt://localhost:7687       # KG_NEO4J_USER and KG_NEO4J_PASSWORD say who asks

The statements behind a request are written down while it is answered once, and are run by the bare driver one after the
other, on one connection, in turn with the request: "alone" and "driver". "CPU ms" is what the server's processes work
for a request. No time is asserted anywhere: read the table.
"""

import argparse
import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple
from urllib.parse import quote

import ladybug
import neo4j
import uvloop
from fastapi.testclient import TestClient
from rich.console import Console
from rich.table import Table
from synthetic import contributions

from loaders import Neo4jCredentials, Store, load, open_store
from loaders.neo4j import Neo4jStore
from loaders.neo4j.search import find as find_in_neo4j
from loaders.search import parse
from server import Limits, create_app

STATEMENT = "MATCH (m:Method {id: $id})<-[:OF]-(r:Result) RETURN r.id AS id, r.value AS value LIMIT 50"


SAME = 16
"""Nodes that the server alone and the driver are asked for, so that both are asked the same."""
_SQL = "SQL"
"""Stands for a statement in the place of one in Cypher."""


class Case(NamedTuple):
    """A kind of request: what it asks of a node, and of which type of node; ``any``: not the busiest alone."""

    name: str
    type: str
    path: str
    body: Callable[[str], bytes] | None = None
    any: bool = False


CASES = [
    Case("lookup of a fact", "Method", "/api/methods?id={id}&fields=name,papers"),
    Case("page of a node", "Method", "/api/methods/{id}", any=True),
    Case("page of a busy node", "Method", "/api/methods/{id}"),
    Case("search", "Method", "/api/search?q={id}"),
    Case("leaderboard", "Benchmark", "/api/benchmarks/{id}/leaderboard?limit=50"),
    Case("2-hop graph", "Method", "/api/graph?center=method:{id}&depth=2&limit=150"),
    Case("Cypher", "Method", "/api/cypher",
         lambda node: json.dumps({"statement": STATEMENT, "parameters": {"id": node}}).encode()),
]  # fmt: skip


class Written(Store):
    """A store that writes down what it is asked."""

    def __init__(self, store: Store) -> None:
        self.uri, self.engine = store.uri, store.engine
        self._store = store
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def query(self, statement: str, parameters: Mapping[str, Any] | None = None, **limits: Any) -> Any:  # noqa: D102
        self.asked.append((statement, dict(parameters or {})))
        return self._store.query(statement, parameters, **limits)

    def find(  # noqa: D102
        self, text: str, types: Sequence[str], *, names_only: bool = False, typos: bool = True, limit: int = 20
    ) -> Any:
        how: dict[str, Any] = {"names_only": names_only, "typos": typos, "limit": limit}
        if isinstance(self._store, Neo4jStore):
            # as it finds, with the statements of it written down here
            search = parse(text)
            return find_in_neo4j(self.columns, search, types, **how) if search else []
        found = self._store.find(text, types, **how)
        index = getattr(self._store.snapshot(), "_index", None)
        if index is not None:
            # the words of a Ladybug graph are in SQLite: what is asked there is asked again of SQLite alone
            sql: list[str] = []
            index._connection.set_trace_callback(sql.append)  # noqa: SLF001 - to see what goes over it
            self._store.find(text, types, **how)
            index._connection.set_trace_callback(None)  # noqa: SLF001
            self.asked += [(_SQL, {"connection": index._connection, "statement": one}) for one in sql]  # noqa: SLF001
        return found

    def counts(self) -> Any:  # noqa: D102
        return self._store.counts()


@contextmanager
def serving(uri: str) -> Iterator[tuple[int, int]]:
    """``kg serve`` over a store; gives its port and its process."""
    command = [sys.executable, "-c", "from kg.cli import main; main()", "serve", "--store", uri, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            yield int(server.stdout.readline().split(" (")[0].rpartition(":")[2]), server.pid
        finally:
            server.terminate()


async def ask_for(port: int, requests: list[bytes], connections: int, seconds: float) -> list[float]:
    """Ask over so many connections, each one request at a time; gives the seconds of each answer."""
    took: list[float] = []
    ends = time.perf_counter() + seconds

    async def connection(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        place = number
        while time.perf_counter() < ends:
            begun = time.perf_counter()
            writer.write(requests[place % len(requests)])
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            if not head.startswith(b"http/1.1 200"):
                raise SystemExit(f"{requests[place % len(requests)]!r}: {head!r}")
            await reader.readexactly(int(head.partition(b"content-length: ")[2].split(b"\r\n")[0]))
            took.append(time.perf_counter() - begun)
            place += connections
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(connection(number) for number in range(connections)))
    return took


def load_process(port: int, requests: list[bytes], connections: int, seconds: float) -> list[float]:
    """The same from another process, so that it takes no time from whatever waits here."""
    told = json.dumps([port, [request.decode() for request in requests], connections, seconds])
    done = subprocess.run(
        [sys.executable, __file__, "--ask"], input=told, capture_output=True, text=True, check=True,
            )  # fmt: skip
    return json.loads(done.stdout)


def requests_of(case: Case, ids: list[str]) -> list[bytes]:
    """Requests as they go over the wire."""
    requests = []
    for node in ids:
        path = case.path.format(id=quote(node, safe=""))
        body = case.body(node) if case.body else b""
        head = f"{'POST' if body else 'GET'} {path} HTTP/1.1\r\nHost: localhost\r\n"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        requests.append(f"{head}\r\n".encode() + body)
    return requests


def statements_of(case: Case, store: Store, nodes: list[str]) -> list[list[tuple[str, dict[str, Any]]]]:
    """What a request for each of the nodes asks the store."""
    if case.body:
        return [[(STATEMENT, {"id": node})] for node in nodes]
    written = Written(store)
    asked = []
    with TestClient(create_app(written)) as client:
        for node in nodes:
            written.asked = []
            client.get(case.path.format(id=quote(node, safe=""))).raise_for_status()
            asked.append(written.asked)
    return asked


@contextmanager
def bare(store: Store, credentials: Neo4jCredentials) -> Iterator[Callable[[str, dict[str, Any]], object]]:
    """Run statements in the driver alone."""
    if store.engine.startswith("Neo4j"):
        auth = (credentials.user, credentials.password)
        with neo4j.GraphDatabase.driver(store.uri, auth=auth) as driver, driver.session() as session:
            yield lambda statement, given: list(session.run(statement, given))
        return
    database = ladybug.Database(store.uri, read_only=True, buffer_pool_size=1 << 30)
    connection = ladybug.Connection(database)
    yield lambda statement, given: connection.execute(statement, given).get_all()
    connection.close()
    database.close()


def in_turn(
    port: int,
    requests: list[bytes],
    run: Callable[[str, dict[str, Any]], object],
    statements: list[list[tuple[str, dict[str, Any]]]],
    seconds: float,
) -> tuple[list[float], list[float]]:
    """The seconds that each request takes the server, and its statements the driver, one after the other for so long.

    So both find the machine alike: caches that the other one has used, and threads that have waited.
    """
    ours: list[float] = []
    theirs: list[float] = []
    with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rb") as answers:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ends = time.perf_counter() + seconds
        while len(ours) < 2 * len(requests) or time.perf_counter() < ends:
            place = len(ours) % len(requests)
            begun = time.perf_counter()
            connection.sendall(requests[place])
            length = 0
            if not (line := answers.readline()).startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"{requests[place]!r}: {line!r}")
            while line != b"\r\n":
                line = answers.readline()
                if line.lower().startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            answers.read(length)
            ours.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            for statement, given in statements[place]:
                if statement is _SQL:
                    given["connection"].execute(given["statement"]).fetchall()
                else:
                    run(statement, given)
            theirs.append(time.perf_counter() - begun)
    # the first of each makes its plan
    return ours[len(requests) :], theirs[len(requests) :]


def cpu_seconds(pid: int) -> float:
    """Seconds that a process and those that it started have worked: a busy machine makes them no more."""
    worked = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if pid in {int(stat.parent.name), int(fields[1])}:
                worked += int(fields[11]) + int(fields[12])
    return worked / os.sysconf("SC_CLK_TCK")


def measure(uri: str, credentials: Neo4jCredentials, *, only: str, seconds: float, connections: int) -> Table:
    """Ask a server over a store for each kind of thing whose name holds ``only``."""
    store = open_store(uri, credentials=credentials, read_only=True)
    counts = store.counts()
    for name in {case.type for case in CASES}:
        if not counts.nodes.get(name):
            raise SystemExit(f"{uri} holds no {name}: load a graph first, or leave --store out")
    title = f"{store.engine}, {counts.nodes['Paper']:,} papers, {sum(counts.edges.values()):,} edges"
    table = Table(
        "request",
        "requests/s",
        "p50 ms",
        "p99 ms",
        "alone p50 ms",
        "driver p50 ms",
        "over it ms",
        "CPU ms",
        "statements",
        title=title,
    )
    chance = random.Random(0)
    with serving(uri) as (port, pid), bare(store, credentials) as run:
        for case in (case for case in CASES if only in case.name):
            which, most = ("n.id", 1000) if case.any else ("n.papers DESC LIMIT 400", 50)
            found = store.query(f"MATCH (n:`{case.type}`) RETURN n.id ORDER BY {which}").rows
            known = [str(row[0]) for row in found]
            ids = chance.sample(known, min(most, len(known)))
            requests = requests_of(case, ids)
            at_once = min(connections, Limits().statements_at_once) if case.body else connections
            statements = statements_of(case, store, ids[:SAME])
            load_process(port, requests[:SAME], at_once, min(2.0, seconds))
            alone, direct = in_turn(port, requests[:SAME], run, statements, 2 * seconds)
            worked = cpu_seconds(pid)
            many = [second * 1000 for second in load_process(port, requests, at_once, seconds)]
            worked = (cpu_seconds(pid) - worked) / len(many) * 1000
            parts = quantiles(many, n=100)
            ours, theirs = median(alone) * 1000, median(direct) * 1000
            table.add_row(
                case.name,
                f"{len(many) / seconds:,.0f}",
                f"{parts[49]:.1f}",
                f"{parts[98]:.1f}",
                f"{ours:.2f}",
                f"{theirs:.2f}",
                f"{ours - theirs:.2f}",
                f"{worked:.2f}",
                str(len(statements[0])),
            )
    store.close()
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", help="a graph that is there")
    parser.add_argument("--papers", type=int, default=5_000, help="of a made-up graph, if there is no --store")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each measurement")
    parser.add_argument("--only", default="", help="the kinds of requests whose names hold this")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--ask", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ask:
        port, requests, connections, seconds = json.load(sys.stdin)
        asked = [request.encode() for request in requests]
        print(json.dumps(uvloop.run(ask_for(port, asked, connections, seconds))))
        return
    credentials = Neo4jCredentials(
        os.environ.get("KG_NEO4J_USER", "neo4j"),
        os.environ.get("KG_NEO4J_PASSWORD", ""),
        os.environ.get("KG_NEO4J_DATABASE", "neo4j"),
    )
    with tempfile.TemporaryDirectory() as folder:
        uri = given.store or f"{folder}/graph.lbug"
        if not given.store:
            with open_store(uri) as store:
                load(store, contributions(given.papers))
        Console(width=120).print(
            measure(uri, credentials, only=given.only, seconds=given.seconds, connections=given.connections)
        )


if __name__ == "__main__":
    main()
