"""What the design holds of the engines, measured on those that are installed, and what our server says to the same.

A test of the bare engine that fails after an upgrade tells that the engine has changed: look at the guard then.
"""

import json
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ladybug
import neo4j
import pytest
from fastapi.testclient import TestClient

from loaders import open_store
from loaders.neo4j import Neo4jStore
from schema import QueryError, QueryTimeout
from server import create_app
from server.cypher import Refused
from server.cypher.plan import check_plan
from tests.stores import Place

READ_ONLY = "read-only database"
ENDLESS = "UNWIND range(1, 100000) AS x UNWIND range(1, 100000) AS y RETURN max(x % (y + 1))"

REFUSED = [
    "CREATE (m:Method {{id: 'x'}})",
    "MATCH (m:Method) SET m.name = 'x'",
    "MATCH (m:Method) DETACH DELETE m",
    "MERGE (m:Method {{id: 'x'}})",
    "DROP TABLE Method",
    "COPY Method FROM '{tmp}/secret.csv'",
    "CREATE MACRO f(x) AS x + 1",
    "CREATE SEQUENCE s",
    "CREATE GRAPH g",
    "ATTACH '{tmp}/graph.lbug' AS other (dbtype lbug)",
    "DETACH other",
    "EXPLAIN CREATE (m:Method {{id: 'x'}})",
]
"""What the engine, opened to be read, refuses by itself, and why it says it does."""

ALLOWED = {
    "COPY (MATCH (m:Method) RETURN m.id) TO '{tmp}/stolen.csv'": ("rows: ", ["stolen.csv"]),
    "PROFILE COPY (MATCH (m:Method) RETURN m.id) TO '{tmp}/stolen.csv'": ("rows: ", ["stolen.csv"]),
    "LOAD FROM '{tmp}/secret.csv' (header=true) RETURN *": ("rows: [[[1, 'hush']]]", []),
    "LOAD FROM '/etc/passwd' (file_format='csv', delim=':', header=false) RETURN *": ("rows: [[['root'", []),
    "CALL threads=64": ("rows: ", []),
    "CALL home_directory='/'": ("rows: ", []),
    "CALL file_search_path='/etc'": ("rows: ", []),
    "CALL show_tables() RETURN *": ("rows: [[[", []),
    "CALL current_setting('threads') RETURN *": ("rows: [[[", []),
    "CALL project_graph('g', ['Method'], ['PART_OF'])": ("rows: ", []),
    "RETURN 1; RETURN 2": ("rows: [[[1]], [[2]]]", []),
    "CALL timeout=0; RETURN 1": ("rows: [[], [[1]]]", []),
    # not refused as writes, but for what they name
    "IMPORT DATABASE '{tmp}'": ("failed: Binder exception: File ", []),
    "UPDATE x": ("failed: Binder exception: x is not an official extension", []),
    "LOAD EXTENSION '{tmp}/evil.so'": ("failed: Binder exception: The extension ", []),
    "CHECKPOINT": ("failed: Checkpoint failed", ["graph.lbug.shadow", "graph.lbug.wal"]),
}
"""What it lets through: how its answer begins, and the files that lie there afterwards."""

ELSEWHERE = [
    "EXPORT DATABASE '{tmp}/stolen'",
    "INSTALL httpfs FROM 'http://127.0.0.1:{port}/'",
    f"CALL timeout=0; {ENDLESS}",
]
"""What it lets through too, each measured in a test of its own."""


@pytest.fixture
def folder(graph_file: Path, tmp_path: Path) -> Path:
    """A copy of the small graph with a file beside it that is nobody's business."""
    shutil.copy(graph_file, tmp_path / "graph.lbug")
    (tmp_path / "secret.csv").write_text("a,b\n1,hush\n")
    return tmp_path


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port that answers nothing, and what came in."""
    came: list[bytes] = []

    def take(server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                came.append(connection.recv(200))

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=take, args=(server,))
        thread.start()
        yield server.getsockname()[1], came
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture
def served(folder: Path) -> Iterator[TestClient]:
    """A server over the copy."""
    with (
        open_store(str(folder / "graph.lbug"), read_only=True) as store,
        TestClient(create_app(store)) as client,
    ):
        yield client


def bare(folder: Path, *statements: str, limit_ms: int = 0, seconds: float = 30) -> list[str] | None:
    """What the engine alone says of each statement; None if it had to be killed."""
    asked = json.dumps([str(folder / "graph.lbug"), limit_ms, *statements])
    home = folder.parent / f"{folder.name}-home"
    home.mkdir(exist_ok=True)
    try:
        done = subprocess.run(
            [sys.executable, Path(__file__).with_name("bare_engine.py"), asked],
            capture_output=True, text=True, timeout=seconds, cwd=home, env={"HOME": str(home)}, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert said, done.stderr
    return said


def beside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name not in {"graph.lbug", "secret.csv"})


@pytest.mark.parametrize("statement", REFUSED)
def test_the_bare_engine_refuses_to_write(folder: Path, graph_file: Path, statement: str) -> None:
    said = bare(folder, statement.format(tmp=folder))
    assert said is not None
    assert said[0].startswith("failed: ")
    assert READ_ONLY in said[0]
    assert beside(folder) == []
    assert (folder / "graph.lbug").read_bytes() == graph_file.read_bytes()


@pytest.mark.parametrize(("statement", "begins", "files"), [(one, *facts) for one, facts in ALLOWED.items()])
def test_the_bare_engine_lets_through(folder: Path, statement: str, begins: str, files: list[str]) -> None:
    said = bare(folder, statement.format(tmp=folder))
    assert said is not None
    assert said[0].startswith(begins)
    assert READ_ONLY not in said[0]
    assert beside(folder) == files


def test_the_bare_engine_exports(tmp_path: Path) -> None:
    # of a table of ours it cannot: its edges join nodes of many types
    with ladybug.Database(str(tmp_path / "graph.lbug")) as database:
        ladybug.Connection(database).execute("CREATE NODE TABLE T(id STRING PRIMARY KEY)")
    said = bare(tmp_path, f"EXPORT DATABASE '{tmp_path}/stolen'")
    assert said is not None
    assert said[0].startswith("rows: ")
    assert (tmp_path / "stolen" / "schema.cypher").is_file()


def test_the_bare_engine_goes_to_the_network(folder: Path, listener: tuple[int, list[bytes]]) -> None:
    port, came = listener
    said = bare(folder, f"INSTALL httpfs FROM 'http://127.0.0.1:{port}/'")
    assert said is not None
    assert said[0].startswith("failed: IO exception: Failed to download extension")
    assert came[0].startswith(b"GET /")


def test_the_limit_of_the_bare_engine_is_soft(folder: Path) -> None:
    assert bare(folder, ENDLESS, limit_ms=300) == ["failed: Interrupted."]
    assert bare(folder, f"CALL timeout=0; {ENDLESS}", limit_ms=300, seconds=3) is None
    assert bare(folder, "UNWIND range(1, 200000000) AS x RETURN count(x)", limit_ms=300, seconds=3) is None


def test_the_bare_engine_makes_no_string_larger_than_its_memory(folder: Path) -> None:
    said = bare(folder, "RETURN size(repeat('a', 2000000000))", limit_ms=300)
    assert said is not None
    assert said[0].startswith("failed: Buffer manager exception")


def test_a_checkpoint_shuts_the_store_until_it_is_opened_to_be_written(folder: Path) -> None:
    path = str(folder / "graph.lbug")
    bare(folder, "CHECKPOINT")
    with pytest.raises(RuntimeError):
        ladybug.Database(path, read_only=True)
    ladybug.Database(path).close()
    ladybug.Database(path, read_only=True).close()


def test_the_engine_has_no_switch_and_tells_no_type() -> None:
    # with one of these the guard could lean on the engine
    offered = ladybug.Database.__init__.__code__.co_varnames[: ladybug.Database.__init__.__code__.co_argcount]
    assert not [name for name in offered if any(word in name for word in ("external", "network", "sandbox", "file_"))]
    told = [name for name in dir(ladybug.PreparedStatement) if not name.startswith("_")]
    assert not [name for name in told if any(word in name for word in ("type", "read", "write"))]


@pytest.mark.parametrize("statement", [*REFUSED, *ALLOWED, *ELSEWHERE])
def test_our_server_refuses_all_of_it(
    served: TestClient, folder: Path, graph_file: Path, listener: tuple[int, list[bytes]], statement: str
) -> None:
    port, came = listener
    answer = served.post("/api/cypher", json={"statement": statement.format(tmp=folder, port=port)})
    told = answer.json()
    assert (answer.status_code, told["type"], told["parameter"]) == (403, "urn:kg:problem:refused", "statement")
    assert told["detail"]
    assert "hush" not in answer.text
    assert (came, beside(folder)) == ([], [])
    assert (folder / "graph.lbug").read_bytes() == graph_file.read_bytes()


@pytest.mark.parametrize(
    "statement",
    [
        ENDLESS,
        "UNWIND range(1, 200000000) AS x RETURN count(x)",
        "UNWIND range(1, 1000000000) AS x RETURN count(x)",
        "RETURN size(repeat('a', 2000000000)) AS long",
    ],
)
def test_our_server_stops_what_outruns_the_limit(
    served: TestClient, folder: Path, graph_file: Path, statement: str
) -> None:
    answer = served.post("/api/cypher", json={"statement": statement, "timeout": 1})
    # a range takes either too long or too much memory, by how fast the machine is
    stopped = {(504, "urn:kg:problem:timeout"), (503, "urn:kg:problem:memory")}
    assert (answer.status_code, answer.json()["type"]) in stopped
    assert beside(folder) == []
    assert (folder / "graph.lbug").read_bytes() == graph_file.read_bytes()
    assert served.post("/api/cypher", json={"statement": "RETURN 1 AS one"}).json()["rows"] == [[1]]


# what was read of Neo4j


@pytest.mark.parametrize(
    ("statement", "kind", "operator"),
    [
        ("LOAD CSV FROM 'file:///x.csv' AS row RETURN row", "r", "LoadCSV"),
        ("CALL db.labels() YIELD label RETURN label", "r", "ProcedureCall"),
        ("CREATE (m:Method {id: 'x'}) RETURN m", "rw", "Create"),
        ("CREATE (m:Method {id: 'x'})", "w", "Create"),
        ("MERGE (m:Method {id: 'x'}) RETURN m", "rw", "Merge"),
        ("MATCH (m:Method) SET m.name = 'x'", "w", "SetProperty"),
        ("MATCH (m:Method) DETACH DELETE m", "w", "DetachDelete"),
        ("MATCH (m:Method) FOREACH (x IN [1] | CREATE (:Method))", "w", "Foreach"),
        ("CREATE INDEX evil FOR (m:Method) ON (m.name)", "s", "CreateIndex"),
    ],
)
def test_the_plan_of_neo4j_names_what_a_statement_does(
    neo4j_store: Neo4jStore, statement: str, kind: str, operator: str
) -> None:
    plan = neo4j_store.explain(statement)
    assert plan.kind == kind
    assert [step.name for step in plan.root.walk() if step.name.startswith(operator)]
    with pytest.raises(Refused):
        check_plan(plan)


@pytest.mark.parametrize(
    ("statement", "operator"),
    [
        ("MATCH (a:Method), (b:Method) RETURN a, b", "CartesianProduct"),
        ("MATCH (a) RETURN a", "AllNodesScan"),
        ("MATCH p = (a:Method)-[:PART_OF*]->(b:Method) RETURN p", "VarLengthExpand"),
    ],
)
def test_the_plan_of_neo4j_names_what_is_dear(neo4j_store: Neo4jStore, statement: str, operator: str) -> None:
    steps = list(neo4j_store.explain(statement).root.walk())
    assert [step.name for step in steps if step.name.startswith(operator)]
    assert all(step.estimated_rows >= 0 for step in steps)


def test_a_session_of_neo4j_that_reads_still_loads_files(neo4j_store: Neo4jStore) -> None:
    # it fails for the file that is not there, and for nothing else
    with pytest.raises(QueryError, match=r"(?i)load") as raised:
        list(neo4j_store.query("LOAD CSV FROM 'file:///kg-none.csv' AS row RETURN row").rows)
    assert "access mode" not in str(raised.value).lower()


def test_neo4j_stops_at_the_limit_of_the_client(neo4j_store: Neo4jStore) -> None:
    with pytest.raises(QueryTimeout):
        list(neo4j_store.query(ENDLESS, timeout_s=0.5).rows)


def test_neo4j_community_has_users_and_no_roles(neo4j_place: Place) -> None:
    credentials = neo4j_place.credentials
    assert credentials

    def run(session: neo4j.Session, statement: Any) -> list[neo4j.Record]:
        return list(session.run(statement))

    with (
        neo4j.GraphDatabase.driver(neo4j_place.uri, auth=(credentials.user, credentials.password)) as driver,
        driver.session(database="system") as session,
    ):
        try:
            run(session, "CREATE USER kg_facts SET PASSWORD 'kg-facts-123'")
            assert "kg_facts" in {record["user"] for record in run(session, "SHOW USERS")}
        finally:
            run(session, "DROP USER kg_facts IF EXISTS")
        for statement in ("SHOW ROLES", "GRANT ROLE reader TO neo4j"):
            with pytest.raises(neo4j.exceptions.ClientError, match="UnsupportedAdministrationCommand"):
                run(session, statement)
