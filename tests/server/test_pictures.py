"""Pictures of paths and of what queries answer, and queries as graphs, on both engines."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from loaders import Store
from server import create_app, load_queries
from server.headers import CSP, PICTURE_POLICY
from server.named_queries import BUILT_IN

QUERY = """// title: Who builds on whom
// answers: Which methods build on one?
// param method: method -- the method
MATCH (m:Method {id: $method})<-[e:BASED_ON]-(o:Method) RETURN m, e, o.name AS name
"""


@pytest.fixture(scope="module", params=["ladybug", "neo4j"])
def either(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application over the small graph in each engine, with a query of nodes and edges."""
    store: Store = request.getfixturevalue({"ladybug": "ladybug", "neo4j": "neo4j_store"}[request.param])
    folder: Path = tmp_path_factory.mktemp("queries")
    (folder / "builders.cypher").write_text(QUERY)
    with TestClient(create_app(store, queries=load_queries(BUILT_IN, folder))) as client:
        yield client


def drawn(client: TestClient, path: str, **parameters: Any) -> str:
    answer = client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers[CSP] == PICTURE_POLICY
    return answer.text


def test_a_path_is_drawn(either: TestClient) -> None:
    page = drawn(either, "/graph/path", **{"from": "method:attention", "to": "method:resnet"})
    assert '"method:finch"' in page
    assert '"method:resnet"' in page
    assert '"method:wren"' not in page
    # nothing joins them: the ends alone
    assert "Lark" in drawn(either, "/graph/path", **{"from": "method:lark", "to": "method:unicode"})


def test_a_query_is_drawn(either: TestClient) -> None:
    page = drawn(either, "/graph/queries/builders", method="Lark")
    assert "Lark" in page
    assert "BASED_ON" in page or "based on" in page
    for path, parameter in (
        ("/graph/queries/nowhere", "name"),
        ("/graph/queries/leaderboard?benchmark=imagenet", "name"),
        ("/graph/queries/builders", "method"),
        ("/graph/queries/builders?method=lark&method=wren", "method"),
        ("/graph/path?from=method:lark&to=method:nightjar", "to"),
    ):
        answer = either.get(path)
        assert answer.status_code in {404, 422}
        assert answer.json()["parameter"] == parameter


def test_a_query_is_a_graph(either: TestClient) -> None:
    graph = either.get("/api/queries/builders", params={"method": "lark", "format": "graph"}).json()
    assert {node["key"]: node["label"] for node in graph["nodes"]} == {"method:lark": "Lark", "method:wren": "wren"}
    assert [(edge["source"], edge["type"], edge["target"]) for edge in graph["edges"]] == [
        ("method:wren", "BASED_ON", "method:lark")
    ]
    refused = either.get("/api/queries/leaderboard", params={"benchmark": "imagenet", "format": "graph"})
    assert (refused.status_code, refused.json()["parameter"]) == (422, "format")
    nothing = either.get("/api/queries/builders", params={"method": "attention", "format": "graph"}).json()
    assert nothing == {"nodes": [], "edges": []}


def test_what_a_statement_answers_is_drawn(either: TestClient) -> None:
    statement = "MATCH (a:Method {id: $id})-[o:OUTPERFORMS]->(b:Method) RETURN o, a.name AS name"
    answer = either.post("/graph/cypher", json={"statement": statement, "parameters": {"id": "wren"}})
    assert answer.status_code == 200, answer.text
    assert answer.headers[CSP] == PICTURE_POLICY
    assert "method:lark" in answer.text
    assert "On phones, Wren beats Lark." in answer.text


def test_a_statement_is_drawn_under_the_rules_of_statements(either: TestClient) -> None:
    for statement, status in [("RETURN 1 AS one", 422), ("CREATE (m:Method)", 403), ("MATCH (m) RETURN n", 400)]:
        answer = either.post("/graph/cypher", json={"statement": statement})
        assert (answer.status_code, answer.json()["parameter"]) == (status, "statement")
