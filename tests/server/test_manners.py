"""What all answers have in common: versions, names of requests, compression, other sites, tokens, figures."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette

from loaders import Contribution, Store, load, open_current, open_store
from loaders.ladybug import rebuilding
from schema import InputError, Node
from server import Entrance, Limits, create_app, load_queries
from server.limits import DEFAULTS
from server.named_queries import BUILT_IN, parse_query

FROM = {"Origin": "https://example.org"}


@pytest.fixture(scope="module", params=["ladybug", "neo4j"])
def either(request: pytest.FixtureRequest) -> Iterator[TestClient]:
    """The application over the small graph in each engine."""
    store: Store = request.getfixturevalue({"ladybug": "ladybug", "neo4j": "neo4j_store"}[request.param])
    with TestClient(create_app(store)) as client:
        yield client


@pytest.mark.parametrize("path", ["/api/stats", "/api/methods/lark", "/api/papers?year=2020", "/graph/methods/lark"])
def test_what_has_not_changed_is_not_sent_again(either: TestClient, path: str) -> None:
    first = either.get(path)
    tag = first.headers["etag"]
    assert (first.status_code, first.headers["cache-control"]) == (200, "no-cache")
    again = either.get(path, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert {"Accept", "Accept-Encoding"} <= {name.strip() for name in again.headers["vary"].split(",")}
    assert either.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    for known in (tag.removeprefix("W/"), "*"):
        weak = either.get(path, headers={"If-None-Match": known})
        assert (weak.status_code, weak.content, weak.headers["etag"]) == (304, b"", tag)
    assert "etag" not in either.get("/api/methods/nowhere").headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/doesnotexist", 404),
        ("/api/papers?foo=1", 422),
        ("/api/methods/nosuch", 404),
        ("/api/papers?limit=2", 200),
    ],
)
def test_a_tag_is_of_one_answer(either: TestClient, path: str, status: int) -> None:
    tags = [either.get(known).headers["etag"] for known in ("/api/papers", "/api/methods/lark", "/api/stats")]
    for known in (*tags, *(("*",) if status != 200 else ())):
        assert either.get(path, headers={"If-None-Match": known}).status_code == status, known


def test_a_tag_is_of_all_that_answers_are_made_of(ladybug: Store) -> None:
    def tag_of(said: str, row_limit: int, limits: Limits = DEFAULTS) -> str:
        query = parse_query(QUERY.replace("Papers of a year", said), Path("papers-of.cypher"))
        app = create_app(ladybug, queries={"papers-of": query}, row_limit=row_limit, limits=limits)
        with TestClient(app) as client:
            return client.get("/api/queries").headers["etag"]

    assert tag_of("Papers of a year", 10) == tag_of("Papers of a year", 10)
    others = [tag_of("Papers by year", 10), tag_of("Papers of a year", 11)]
    others.append(tag_of("Papers of a year", 10, Limits(named_rows=9)))
    assert len({tag_of("Papers of a year", 10), *others}) == 4


def test_nobody_is_sent_to_a_host_that_a_request_names(either: TestClient) -> None:
    answer = either.get("/api/stats/", headers={"Host": "evil.example"}, follow_redirects=False)
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:kg:problem:not-found")
    assert "location" not in answer.headers


def test_a_new_graph_has_a_new_version(tmp_path: Path) -> None:
    path = tmp_path / "graph.lbug"
    with open_store(str(path)) as store:
        load(store, [Contribution("a", (Node("Paper", "a", {"title": "A"}),), ())])
    with open_current(str(path)) as store, TestClient(create_app(store)) as client:
        tag = client.get("/api/papers").headers["etag"]
        assert client.get("/api/papers", headers={"If-None-Match": tag}).status_code == 304
        with rebuilding(path) as made:
            load(made.store, [Contribution("b", (Node("Paper", "b", {"title": "B"}),), ())])
        after = client.get("/api/papers", headers={"If-None-Match": tag})
        assert after.status_code == 200
        assert {item["id"] for item in after.json()["items"]} == {"a", "b"}
        # and statements are answered from the new graph as well
        answer = client.post("/api/cypher", json={"statement": "MATCH (p:Paper) RETURN count(p) AS papers"})
        assert answer.json()["rows"] == [[2]]


def test_requests_have_names(either: TestClient) -> None:
    assert either.get("/api/stats", headers={"X-Request-ID": "mine-1.2_3"}).headers["x-request-id"] == "mine-1.2_3"
    made = {either.get("/api/stats").headers["x-request-id"] for _ in range(3)}
    assert len(made) == 3
    for wrong in ("a b", "x" * 65, "<script>", "a,b"):
        assert either.get("/nowhere", headers={"X-Request-ID": wrong}).headers["x-request-id"] != wrong


def test_a_request_leaves_a_line(either: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "kg.access")
    before = datetime.now(UTC)
    either.get("/api/methods/nowhere\u2028", headers={"X-Request-ID": "named"})
    (line,) = [record.getMessage() for record in caplog.records if record.name == "kg.access"]
    said = json.loads(line)
    assert (said["id"], said["status"], said["method"], said["route"]) == (
        "named",
        404,
        "GET",
        "/api/methods/{id:path}",
    )
    assert "\u2028" not in line
    assert before - timedelta(seconds=1) < datetime.fromisoformat(said["time"]) < datetime.now(UTC)
    assert said["client"] == "testclient"


def test_long_answers_are_compressed(either: TestClient) -> None:
    assert either.get("/api/schema", headers={"Accept-Encoding": "gzip"}).headers["content-encoding"] == "gzip"
    for accepted in ("identity", "gzip;q=0", "br, gzip; q=0.0 , deflate"):
        answer = either.get("/api/schema", headers={"Accept-Encoding": accepted})
        assert "content-encoding" not in answer.headers
        assert "Accept-Encoding" in answer.headers["vary"]
    assert "content-encoding" in either.get("/api/schema", headers={"Accept-Encoding": "gzip;q=0.5"}).headers


@pytest.mark.parametrize(
    ("path", "varies"),
    [
        ("/api/schema", True),
        ("/api/methods.csv", True),
        ("/static/explorer/main.js", True),
        ("/healthz", False),
        ("/static/swagger/favicon.png", False),
    ],
)
def test_what_may_come_compressed_says_so(either: TestClient, path: str, varies: bool) -> None:  # noqa: FBT001
    for encoding in ("gzip", "identity"):
        told = either.get(path, headers={"Accept-Encoding": encoding}).headers
        assert ("Accept-Encoding" in told.get("vary", "")) == varies
        assert ("content-encoding" in told) == (varies and encoding == "gzip")
    part = either.get("/static/explorer/main.js", headers={"Accept-Encoding": "identity", "Range": "bytes=0-1200"})
    assert part.status_code == 206
    assert "vary" not in part.headers


def test_other_sites_may_ask_if_they_are_named(ladybug: Store) -> None:
    with TestClient(create_app(ladybug)) as client:
        assert "access-control-allow-origin" not in client.get("/api/stats", headers=FROM).headers
    with TestClient(create_app(ladybug, entrance=Entrance(origins=("https://example.org",)))) as client:
        answer = client.get("/api/stats", headers=FROM)
        assert answer.headers["access-control-allow-origin"] == FROM["Origin"]
        assert "X-Truncated" in answer.headers["access-control-expose-headers"]
        other = client.get("/api/stats", headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers
        asked = client.options("/api/cypher", headers=FROM | {"Access-Control-Request-Method": "POST"})
        assert asked.status_code == 200


def test_a_token_protects_everything(ladybug: Store) -> None:
    with TestClient(create_app(ladybug, entrance=Entrance(token="s3cret-ü"))) as client:
        for given in ({}, {"Authorization": "Bearer s3cret"}, {"Authorization": "Basic s3cret-ü".encode()}):
            for path in ("/api/stats", "/", "/metrics", "/openapi.json", "/static/explorer/main.js"):
                answer = client.get(path, headers=given)
                assert answer.status_code == 401
                assert answer.headers["www-authenticate"].startswith("Bearer")
                assert answer.json()["type"] == "urn:kg:problem:unauthorized"
        assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
    with TestClient(create_app(ladybug, entrance=Entrance(token="s3cret"))) as client:
        assert client.get("/api/stats", headers={"Authorization": "bearer s3cret"}).status_code == 200


def test_a_token_protects_statements_alone(ladybug: Store) -> None:
    with TestClient(create_app(ladybug, entrance=Entrance(token="s3cret", protect="cypher"))) as client:
        assert client.get("/api/stats").status_code == 200
        for path in ("/api/cypher", "/api/cypher/", "/graph/cypher", "/graph/cypher/"):
            assert client.post(path, json={"statement": "RETURN 1"}).status_code == 401
        shown = {"Authorization": "Bearer s3cret"}
        assert client.post("/api/cypher", json={"statement": "RETURN 1"}, headers=shown).status_code == 200


@pytest.mark.parametrize("protect", ["all", "cypher"])
def test_a_token_protects_within_another_application(ladybug: Store, protect: Literal["all", "cypher"]) -> None:
    outer = Starlette()
    outer.mount("/kg", create_app(ladybug, entrance=Entrance(token="s3cret", protect=protect)))
    with TestClient(outer) as client:
        assert client.post("/kg/api/cypher", json={"statement": "RETURN 1"}).status_code == 401
        assert client.get("/kg/healthz").status_code == 200
        assert client.get("/kg/api/stats").status_code == (401 if protect == "all" else 200)


def test_figures_are_told(either: TestClient) -> None:
    either.get("/api/methods/lark")
    either.get("/api/methods/wren")
    text = either.get("/metrics").text
    (line,) = [line for line in text.splitlines() if 'route="/api/methods/{id:path}"' in line and "_total" in line
               and 'status="200"' in line]  # fmt: skip
    assert float(line.rpartition(" ")[2]) >= 2
    assert "lark" not in text
    assert "kg_request_seconds_bucket" in text


def test_readiness_tells_the_engine(either: TestClient, tmp_path: Path) -> None:
    assert either.get("/readyz").json()["engine"].split()[0] in {"Ladybug", "Neo4j"}
    assert either.get("/readyz").headers["cache-control"] == "no-store"


def test_long_bodies_are_refused(either: TestClient) -> None:
    answer = either.post("/api/cypher", content=b'{"statement": "' + b" " * (1 << 20) + b'"}')
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:kg:problem:too-large")
    for path in ("/api/cypher", "/graph/cypher", "/api/graph"):
        chunks = iter([b" " * (1 << 20), b'{"statement": "RETURN 1"}'])
        chunked = either.post(path, content=chunks, headers={"Content-Type": "application/json"})
        assert (chunked.status_code, chunked.json()["type"]) == (413, "urn:kg:problem:too-large")


QUERY = """// title: Papers of a year
// answers: Which papers came out in a year?
// param year: integer -- the year
MATCH (p:Paper) WHERE p.year = $year RETURN p.id AS id ORDER BY id
"""


def test_own_queries_are_served(ladybug: Store, tmp_path: Path) -> None:
    (tmp_path / "papers-of.cypher").write_text(QUERY)
    with TestClient(create_app(ladybug, queries=load_queries(BUILT_IN, tmp_path))) as client:
        assert client.get("/api/queries/papers-of?year=2021").json()["rows"] == [{"id": "wren"}]
        assert "leaderboard" in {query["name"] for query in client.get("/api/queries").json()["queries"]}


@pytest.mark.parametrize(
    ("text", "line"),
    [(QUERY.replace("integer", "number"), 3), (QUERY.replace("$year", "$when"), 4), (QUERY.partition("MATCH")[0], 4)],
)
def test_a_faulty_query_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / "papers-of.cypher").write_text(text)
    with pytest.raises(InputError) as raised:
        load_queries(BUILT_IN, tmp_path)
    assert str(raised.value).startswith(f"{tmp_path}/papers-of.cypher:{line}: ")


def test_a_method_that_a_path_lacks_is_told_those_that_it_has(ladybug: Store) -> None:
    app = create_app(ladybug)
    with TestClient(app) as client:
        paths = {
            path.replace("{", "").replace("}", ""): {
                *map(str.upper, operations),
                *(["HEAD"] if "get" in operations else []),
            }
            for path, operations in app.openapi()["paths"].items()
        }
        assert paths["/sparql"] == {"GET", "HEAD", "POST"}
        assert len(paths) > 50
        paths |= {path: {"GET", "HEAD"} for path in ("/", "/docs", "/openapi.json", "/static/explorer/main.js")}
        for path, methods in paths.items():
            for method in {"PUT", "DELETE", "PATCH", "GET", "HEAD", "POST"} - methods:
                answer = client.request(method, path)
                told = {name.strip() for name in answer.headers["allow"].split(",")}
                assert (answer.status_code, told) == (405, methods), path
