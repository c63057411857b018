"""Pictures of paths and of what queries answer, and queries as graphs, on both engines."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from loaders import Store
from server import create_app, load_queries
from server.headers import CSP, PICTURE_POLICY, TRUNCATED
from server.named_queries import BUILT_IN

QUERY = """// title: Who builds on whom
// answers: Which methods build on one?
// param method: method -- the method
MATCH (m:Method {id: $method})<-[e:BASED_ON]-(o:Method) RETURN m, e, o.name AS name
"""

BEATEN = """// title: Who beats ResNet
// answers: Which methods are said to beat it?
MATCH (o:Method)-[e:OUTPERFORMS]->(m:Method {id: 'resnet'}) RETURN o, e, m ORDER BY o.id DESC
"""


@pytest.fixture(scope="module", params=["ladybug", "neo4j"])
def either(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application over the small graph in each engine, with a query of nodes and edges."""
    store: Store = request.getfixturevalue({"ladybug": "ladybug", "neo4j": "neo4j_store"}[request.param])
    folder: Path = tmp_path_factory.mktemp("queries")
    (folder / "builders.cypher").write_text(QUERY)
    (folder / "beaten.cypher").write_text(BEATEN)
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
    assert nothing == {"nodes": [], "edges": [], "truncated": False}


def test_a_graph_or_a_picture_of_a_query_says_what_is_left_out(either: TestClient) -> None:
    for limit, truncated in (("2", False), ("1", True)):
        graph = either.get("/api/queries/beaten", params={"format": "graph", "limit": limit}).json()
        assert len(graph["edges"]) == int(limit)
        assert graph["truncated"] is truncated
        page = either.get("/graph/queries/beaten", params={"limit": limit})
        assert page.headers.get(TRUNCATED) == ("true" if truncated else None)
        assert ("cut: there is more" in page.text) is truncated
        assert ("OUTPERFORMS" in page.text, "Finch" in page.text) == (True, not truncated)
    assert either.get("/graph/queries/beaten?limit=1501").json()["parameter"] == "limit"


def test_other_pictures_say_so_too(either: TestClient) -> None:
    statement = {"statement": "MATCH (m:Method)-[o:OUTPERFORMS]->(r:Method) RETURN m, o, r"}
    for whole, part in (
        (either.get("/graph/method/lark"), either.get("/graph/method/lark?limit=2")),
        (either.post("/graph/cypher", json=statement), either.post("/graph/cypher", json=statement | {"limit": 1})),
    ):
        assert (whole.status_code, part.status_code) == (200, 200)
        assert TRUNCATED not in whole.headers
        assert "cut: there is more" not in whole.text
        assert part.headers[TRUNCATED] == "true"
        assert "cut: there is more" in part.text


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
