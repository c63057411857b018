"""Statements of strangers: what is answered, what is refused, and each of the walls by itself."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from loaders import Store
from loaders.neo4j import Neo4jStore
from schema import PRIVATE, ParameterError, QueryError
from server import create_app
from server.cage import Caged, Overrun
from server.cypher import Refused
from server.cypher.guard import check_statement
from server.cypher.plan import check_plan
from server.limits import Limits
from tests.loaders.papers import contents
from tests.server.hostile_statements import DISGUISED, PLAIN

ENGINES = {"ladybug": "ladybug", "neo4j": "neo4j_store"}


@pytest.fixture(scope="module", params=ENGINES)
def store(request: pytest.FixtureRequest) -> Store:
    """The small graph in each engine."""
    return request.getfixturevalue(ENGINES[request.param])


@pytest.fixture(scope="module")
def asked(store: Store) -> Iterator[TestClient]:
    """A server over it that takes statements of at most two seconds, two at once."""
    with TestClient(create_app(store, limits=Limits(statement_s=2.0, statements_at_once=2))) as client:
        yield client


def ask(client: TestClient, statement: str, **more: Any) -> Any:
    answer = client.post("/api/cypher", json={"statement": statement, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def problem(client: TestClient, status: int, statement: str, **more: Any) -> Any:
    answer = client.post("/api/cypher", json={"statement": statement, **more})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()


def test_a_statement_is_answered(asked: TestClient) -> None:
    answer = ask(asked, "MATCH (m:Method) WHERE m.id IN $ids RETURN m.id AS id, m.papers AS papers ORDER BY id",
                 parameters={"ids": ["lark", "wren"]})  # fmt: skip
    assert (answer["columns"], answer["rows"]) == (["id", "papers"], [["lark", 3], ["wren", 3]])
    assert (answer["truncated"], answer["graph"], answer["plan"]) == (False, None, None)
    assert answer["took_ms"] > 0


@pytest.mark.parametrize("value", ["text", "'; DROP", 3, 2.5, True, None, [1, 2], [1, 2.5], ["a", "b"], "模型🐦"])
def test_values_come_back_as_they_went(asked: TestClient, value: object) -> None:
    assert ask(asked, "RETURN $value AS value", parameters={"value": value})["rows"] == [[value]]


def test_nodes_edges_and_paths_come_with_a_graph(asked: TestClient) -> None:
    answer = ask(asked, "MATCH p = (:Method {id: 'finch'})-[:BASED_ON*1..2]->(:Method) RETURN p ORDER BY length(p)")
    graph = answer["graph"]
    assert {node["key"]: node["label"] for node in graph["nodes"]} == {
        "method:finch": "Finch",
        "method:wren": "Wren",
        "method:lark": "Lark",
    }
    assert {(edge["source"], edge["type"], edge["target"]) for edge in graph["edges"]} == {
        ("method:finch", "BASED_ON", "method:wren"),
        ("method:wren", "BASED_ON", "method:lark"),
    }
    assert all(edge["properties"]["sentence"] for edge in graph["edges"])
    alone = ask(asked, "MATCH (:Method {id: 'wren'})-[e:BASED_ON]->() RETURN e")["graph"]
    assert {node["key"]: node["properties"] for node in alone["nodes"]} == {"method:wren": {}, "method:lark": {}}


def test_a_node_has_the_properties_of_its_page(asked: TestClient) -> None:
    [[wren]] = ask(asked, "MATCH (m:Method {id: 'wren'}) RETURN m")["rows"]
    page = asked.get("/api/methods/wren").json()["properties"]
    assert wren["properties"] == {name: value for name, value in page.items() if value is not None}


@pytest.mark.parametrize(
    "statement",
    [
        "MATCH (m:Method {id: 'lark'}) RETURN m.name AS `CREATE`;",
        "MATCH (m:Method {id: 'lark'}) // SET it free\nRETURN m.name AS name",
        "/* CALL me */ MATCH (m:Method {id: 'lark'}) RETURN m.name AS name",
        "MATCH (m:Method {id: 'lark'}) WHERE m.name <> 'DELETE; //' RETURN m.name AS name",
        "UNWIND [1, 2] AS x WITH x * 2 + (1) * 1 AS y WHERE y > 3 RETURN 'Lark' AS name",
        "MATCH (m:Method {id: 'lark'})<-[e:BASED_ON]-(:Method) RETURN DISTINCT m.name AS name",
        "OPTIONAL MATCH (m:Method {id: 'lark'}) RETURN m.name AS name",
        "MATCH (m:Method {id: 'resnet'})<-[:BASED_ON*..2]-(o:Method) WHERE o.id = 'lark' RETURN o.name AS name",
        "MATCH (m:Method {id: 'lark'}) WHERE EXISTS { MATCH (m)-[:BASED_ON]->(:Method) } RETURN m.name AS name",
        "MATCH (m:Method) WHERE m.id = 'lark' RETURN CASE WHEN m.papers > 1 THEN m.name ELSE '\\u0058' END AS name",
    ],
)
def test_what_only_looks_dangerous_is_answered(asked: TestClient, statement: str) -> None:
    assert ask(asked, statement)["rows"] == [["Lark"]]


def test_what_serves_the_loading_is_not_shown_unless_it_is_named(asked: TestClient) -> None:
    answer = ask(asked, "MATCH (p:Paper) RETURN p, p.digest AS digest LIMIT 1")
    [[paper, digest]] = answer["rows"]
    assert digest
    for shown in (paper["properties"], answer["graph"]["nodes"][0]["properties"]):
        assert "title" in shown
        assert PRIVATE.isdisjoint(shown)


@pytest.mark.parametrize("statement", [*PLAIN, *DISGUISED], ids=range(len(PLAIN) + len(DISGUISED)))
def test_a_hostile_statement_is_refused(asked: TestClient, statement: str) -> None:
    answer = asked.post("/api/cypher", json={"statement": statement})
    assert answer.status_code in ({403} if 0 < len(statement) <= 20_000 else {422}), answer.text
    assert answer.json()["parameter"] == "statement"
    assert "Traceback" not in answer.text


def test_hostile_statements_change_nothing(asked: TestClient, store: Store) -> None:
    before = contents(store)
    for statement in [*PLAIN, *DISGUISED]:
        asked.post("/api/cypher", json={"statement": statement})
    assert contents(store) == before
    assert not list(Path("/dev/shm").glob("stolen*"))


def test_a_refusal_tells_where(asked: TestClient) -> None:
    told = problem(asked, 403, "MATCH (m:Method) SET m.name = 'x'")
    assert (told["type"], told["at"]) == ("urn:kg:problem:refused", 17)
    assert "SET" in told["detail"]


def test_wrong_statements_are_told_apart_from_hostile_ones(asked: TestClient) -> None:
    assert problem(asked, 400, "MATCH (m:Method RETURN m) RETURN m")["type"] == "urn:kg:problem:malformed-statement"
    assert problem(asked, 400, "RETURN nowhere")["parameter"] == "statement"
    assert problem(asked, 422, "RETURN $x AS x")["parameter"] == "parameters"
    assert "$y" in problem(asked, 422, "RETURN $y AS y", parameters={"y": [1, "a"]})["detail"]
    assert problem(asked, 422, "RETURN 1", limit=0)["parameter"] == "limit"
    assert problem(asked, 422, "RETURN 1", timeout=-1)["parameter"] == "timeout"
    assert problem(asked, 422, "RETURN 1", unknown=1)["parameter"] == "unknown"
    assert problem(asked, 422, "RETURN $x AS x", parameters={"x": 2**70})["status"] == 422


@pytest.mark.parametrize("path", ["/api/cypher", "/graph/cypher", "/api/graph"])
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "EOF"),
        (b"\xff\xfe", "line 1 column 1"),
        (b"[" * 100_000, "recursion"),
        (b'{"statement": "RETURN $x", "parameters": {"x": ' + b"[" * 5_000 + b"]" * 5_000 + b"}}", "recursion"),
        (b'{"statement": "RETURN $x", "parameters": {"x": NaN}}', "column"),
        (b'{"statement": "RETURN $x", "parameters": {"x": "\\ud800"}}', "hex escape"),
    ],
)
def test_a_body_that_is_no_json_is_told(asked: TestClient, path: str, body: bytes, said: str) -> None:
    answer = asked.post(path, content=body, headers={"Content-Type": "application/json; charset=utf-8"})
    assert (answer.status_code, answer.json()["parameter"]) == (422, "body")
    assert said in answer.json()["detail"]


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}])
def test_a_body_of_another_type_is_told_which_is_wanted(asked: TestClient, headers: dict[str, str]) -> None:
    answer = asked.post("/api/cypher", content=b'{"statement": "RETURN 1"}', headers=headers)
    assert (answer.status_code, answer.json()["parameter"]) == (422, "body")
    assert "Content-Type: application/json" in answer.json()["detail"]


@pytest.mark.parametrize("media", ["application/json", "Application/JSON;charset=utf-8", "application/vnd.x+json"])
def test_json_has_several_types(asked: TestClient, media: str) -> None:
    answer = asked.post("/api/cypher", content=b'{"statement": "RETURN 1 AS x"}', headers={"Content-Type": media})
    assert answer.json()["rows"] == [[1]]


@pytest.mark.parametrize("value", ['{"a": 1}', '[1, {"a": 1}]', "1e999", "[[1]]"])
def test_a_value_that_no_parameter_has_is_named(asked: TestClient, value: str) -> None:
    body = f'{{"statement": "RETURN $x AS x", "parameters": {{"x": {value}}}}}'
    answer = asked.post("/api/cypher", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["parameter"]) == (422, "parameters.x")
    assert answer.json()["detail"].startswith("parameters.x: ")
    assert asked.post("/api/cypher", json={"parameters": {}}).json()["parameter"] == "statement"


def test_rows_beyond_the_limit_are_cut(asked: TestClient) -> None:
    assert ask(asked, "UNWIND range(1, 5000) AS x RETURN x")["truncated"] is True
    assert len(ask(asked, "UNWIND range(1, 5000) AS x RETURN x")["rows"]) == 1_000
    few = ask(asked, "UNWIND range(1, 5000) AS x RETURN x", limit=3)
    assert (few["rows"], few["truncated"]) == ([[1], [2], [3]], True)
    exact = ask(asked, "UNWIND range(1, 3) AS x RETURN x", limit=3)
    assert (len(exact["rows"]), exact["truncated"]) == (3, False)
    assert len(ask(asked, "UNWIND range(1, 50000) AS x RETURN x", limit=50_000)["rows"]) == 10_000


def test_long_answers_are_cut(store: Store) -> None:
    with TestClient(create_app(store, limits=Limits(answer_bytes=10_000))) as client:
        answer = ask(client, "UNWIND range(1, 500) AS x RETURN 'a sentence of some length' AS words")
        assert answer["truncated"]
        assert 300 < len(answer["rows"]) < 500


def test_a_plan_is_shown_and_nothing_is_run(asked: TestClient) -> None:
    answer = ask(asked, "MATCH (m:Method) WHERE m.papers > 1 RETURN m.id", explain=True)
    assert answer["rows"] == []
    assert "text" in answer["plan"] or answer["plan"]["children"]


@pytest.mark.parametrize(
    "statement",
    [
        "UNWIND range(1, 1000000000) AS x RETURN count(x)",
        "UNWIND range(1, 100000) AS x UNWIND range(1, 100000) AS y WITH x + y AS z RETURN count(DISTINCT z % 1000003)",
        "MATCH (a), (b), (c), (d), (e), (f), (g) RETURN count(DISTINCT a.id + b.id + c.id + d.id + e.id + f.id + g.id)",
    ],
)
def test_what_never_ends_is_stopped(asked: TestClient, statement: str) -> None:
    # the engines' own limits are soft: Ladybug ran such a statement for 34 s
    answer = asked.post("/api/cypher", json={"statement": statement, "timeout": 1})
    assert answer.status_code in {403, 503, 504}, answer.text
    assert answer.json()["type"] in {f"urn:kg:problem:{slug}" for slug in ("refused", "memory", "timeout")}
    assert ask(asked, "RETURN 1 AS one")["rows"] == [[1]]


def test_no_more_than_so_many_run_at_once(asked: TestClient) -> None:
    slow = (
        "UNWIND range(1, 100000) AS x UNWIND range(1, 100000) AS y WITH x + y AS z RETURN count(DISTINCT z % 1000003)"
    )
    statuses: list[int] = []

    def run() -> None:
        statuses.append(asked.post("/api/cypher", json={"statement": slow, "timeout": 2}).status_code)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    # a question of ours must not take the turn of one of them
    time.sleep(0.5)
    answer: httpx.Response | None = None
    while any(thread.is_alive() for thread in threads):
        answer = asked.post("/api/cypher", json={"statement": "RETURN 1 AS one"})
        if answer.status_code == 429:
            break
        # other routes do not wait for them
        assert asked.get("/api/stats").status_code == 200
    for thread in threads:
        thread.join()
    assert answer is not None
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert statuses == [504, 504]


# the walls, one by one


@pytest.mark.parametrize("statement", [*PLAIN, *DISGUISED], ids=range(len(PLAIN) + len(DISGUISED)))
def test_the_guard_alone_refuses(statement: str) -> None:
    with pytest.raises(Refused):
        check_statement(statement, {})


def test_the_guard_knows_parameters() -> None:
    check_statement("RETURN $a, '$b', `$c` // $d", {"a": 1})
    with pytest.raises(ParameterError, match=r"\$b"):
        check_statement("RETURN $a, $b", {"a": 1})


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (m:Method {id: 'x'})",
        "MATCH (m:Method) SET m.name = 'x'",
        "MATCH (m:Method) DETACH DELETE m",
        "MATCH (m:Method) REMOVE m.name",
        "MERGE (m:Method {id: 'x'})",
        "MATCH (m:Method) FOREACH (x IN [1] | CREATE (:Method))",
        "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "CALL db.labels() YIELD label RETURN label",
        "CALL dbms.components() YIELD name RETURN name",
        "CREATE INDEX evil FOR (m:Method) ON (m.name)",
        "SHOW DATABASES",
        "SHOW TRANSACTIONS",
        "CREATE USER evil SET PASSWORD 'evil12345'",
        "MATCH (a), (b), (c), (d), (e), (f), (g), (h) RETURN count(DISTINCT [a, b, c, d, e, f, g, h])",
        "MATCH p = (a:Method)-[:PART_OF*]->(b:Method) RETURN p",
        "MATCH p = (a:Method)-[:PART_OF*2..]->(b:Method) RETURN p",
        "MATCH p = (a:Method)((x)-[:PART_OF]->(y))+(b:Method) RETURN p",
    ],
)
def test_the_plan_alone_refuses(neo4j_store: Neo4jStore, statement: str) -> None:
    try:
        plan = neo4j_store.explain(statement)
    except QueryError as error:
        assert "not allowed" in str(error).lower() or "EXPLAIN" in str(error) or "administration" in str(error).lower()  # noqa: PT017
        return
    with pytest.raises(Refused):
        check_plan(plan)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (m:Method {id: 'x'})",
        "MATCH (m:Method) SET m.name = 'x'",
        "MATCH (m:Method) DETACH DELETE m",
        "CALL db.createLabel('x')",
        "CREATE INDEX evil FOR (m:Method) ON (m.name)",
    ],
)
def test_the_session_alone_refuses_writes(neo4j_store: Neo4jStore, statement: str) -> None:
    before = contents(neo4j_store)
    with pytest.raises(QueryError, match=r"(?i)write|schema|not allowed"):
        list(neo4j_store.query(statement).rows)
    assert contents(neo4j_store) == before


@pytest.fixture(scope="module")
def cage(graph_file: Path) -> Iterator[Caged]:
    """The engine in its cage, with no guard before it."""
    worker = Caged(Path(__file__).with_name("caged_engine.py"))
    said, _ = worker.ask({"path": str(graph_file)}, 30)
    assert {"memory", "files"} <= set(said["walls"])
    yield worker
    worker.kill()


@pytest.mark.parametrize(
    "statement",
    [
        "COPY (MATCH (m:Method) RETURN m.id) TO '{tmp}/stolen.csv'",
        "PROFILE COPY (MATCH (m:Method) RETURN m.id) TO '{tmp}/stolen.csv'",
        "EXPORT DATABASE '{tmp}/stolen'",
        "INSTALL httpfs",
        "INSTALL x FROM 'http://127.0.0.1:1/'",
        "LOAD EXTENSION '{tmp}/evil.so'",
        "CREATE (m:Method {{id: 'x'}})",
        "MATCH (m:Method) SET m.name = 'x'",
        "COPY Method FROM '{tmp}/evil.csv'",
        "ATTACH '{tmp}/other.lbug' AS other (dbtype lbug)",
        "LOAD FROM '{tmp}/secret.csv' (header=false) RETURN *",
    ],
)
def test_the_cage_alone_holds(graph_file: Path, tmp_path: Path, statement: str) -> None:
    (tmp_path / "secret.csv").write_text("secret\n")
    before = graph_file.read_bytes()
    worker = Caged(Path(__file__).with_name("caged_engine.py"))
    try:
        walls = worker.ask({"path": str(graph_file)}, 30)[0]["walls"]
        if "landlock" not in walls and statement.startswith("LOAD FROM"):
            pytest.skip("this kernel has no Landlock: files can be read, and the guard alone keeps statements from it")
        said = worker.ask({"statement": statement.format(tmp=tmp_path)}, 20)[0]["said"]
        assert said.startswith("failed: ")
        assert "secret\n" not in said
    except Overrun as ended:
        # a write beyond the limit of files ends the process
        assert not ended.late  # noqa: PT017
    finally:
        worker.kill()
    assert graph_file.read_bytes() == before
    assert not any(path.stat().st_size for path in tmp_path.rglob("stolen*") if path.is_file())


def test_the_cage_has_walls_against_other_code_too(cage: Caged, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    walls = cage.ask({"statement": "RETURN 1"}, 10)
    assert walls[0]["said"] == "[[1]]"
    opened = cage.ask({"open": str(secret)}, 10)[0]["said"]
    connected = cage.ask({"connect": ["127.0.0.1", 22]}, 10)[0]["said"]
    assert opened.startswith("failed") or opened == "secret"
    assert connected.startswith("failed")


def test_a_worker_that_overruns_is_gone(cage: Caged, graph_file: Path) -> None:
    worker = Caged(Path(__file__).with_name("caged_engine.py"))
    worker.ask({"path": str(graph_file)}, 30)
    with pytest.raises(Overrun) as raised:
        worker.ask(
            {"statement": "UNWIND range(1, 100000) AS x UNWIND range(1, 100000) AS y RETURN max(x % (y + 1))"}, 0.5
        )
    assert raised.value.late


def test_a_worker_sees_no_secrets_of_the_environment(graph_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_NEO4J_PASSWORD", "secret")
    worker = Caged(Path(__file__).with_name("caged_engine.py"))
    try:
        environment = Path(f"/proc/{worker.pid}/environ").read_bytes()
        assert b"secret" not in environment
    finally:
        worker.kill()


@pytest.mark.parametrize(
    ("statement", "at"),
    [
        ("MATCH (m:Method)\nRETRUN m", 17),
        ("MATCH (m:Method) RETURN '🐦', n", 29),
        ("RETURN 1 AS one,\n  foo(1) AS two", 19),
        ("MATCH (m) WITH m.name AS n RETURN n, m.id", 37),
    ],
)
def test_a_fault_has_its_place(asked: TestClient, statement: str, at: int) -> None:
    for explain in (False, True):
        told = problem(asked, 400, statement, explain=explain)
        assert told["at"] == at
        assert "EXPLAIN" not in told["detail"]
