"""Every route of the API over the small graph."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from schema import EDGE_TYPES, NODE_TYPES
from server.headers import TRUNCATED
from tests.server.graph import ABSTRACTS, EVIL, EXTRACTOR, FINCH, HERON, LARK, SILENT, WREN

SENTENCE = "On ImageNet, Lark reaches 81.2% top-1 accuracy."


def get(client: httpx.Client, path: str, **parameters: Any) -> Any:
    answer = client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def test_stats_count_by_type(client: httpx.Client) -> None:
    stats = get(client, "/api/stats")
    assert stats["nodes"] == {
        "Paper": 6,
        "Method": 7,
        "Dataset": 2,
        "Benchmark": 2,
        "Task": 2,
        "Metric": 3,
        "Result": 8,
    }
    assert stats["edges"]["OUTPERFORMS"] == 4
    assert stats["engine"].startswith("Ladybug ")


def test_schema_is_the_table(client: httpx.Client) -> None:
    schema = get(client, "/api/schema")
    assert [node["name"] for node in schema["nodes"]] == list(NODE_TYPES)
    assert [edge["name"] for edge in schema["edges"]] == list(EDGE_TYPES)
    benchmark = next(node for node in schema["nodes"] if node["name"] == "Benchmark")
    assert benchmark["colour"] == NODE_TYPES["Benchmark"].colour
    assert benchmark["shape"] == "triangle"
    assert benchmark["caption"] == "name"
    paper = next(node for node in schema["nodes"] if node["name"] == "Paper")
    assert {"digest", "source"}.isdisjoint(prop["name"] for prop in paper["properties"])


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("ImageNet", [("benchmark:imagenet", "exact", "ImageNet")]),
        ("imagenet 1k", [("benchmark:imagenet", "exact", "ImageNet-1k")]),
        ("tiles", [("dataset:libritiles", "part", "LibriTiles"), ("dataset:opentiles", "part", "Opentiles")]),
        (
            "recognition",
            [
                ("task:bird-recognition", "word", "bird recognition"),
                ("task:object-recognition", "word", "object recognition"),
            ],
        ),
        ("recognition bird", [("task:bird-recognition", "words", "bird recognition")]),
        ("wren with", [("paper:finch", "word", "Finch: Wren with Attention")]),
        ("übersicht模", [("method:unicode", "prefix", "Übersicht模型🐦")]),
        ("nothing of the kind", []),
        ("", []),
        ("   ", []),
        ("%", []),
        ("*", []),
    ],
)
def test_search_ranks_what_it_finds(client: httpx.Client, q: str, found: list[tuple[str, str, str]]) -> None:
    hits = get(client, "/api/search", q=q)["hits"]
    named = [hit for hit in hits if hit["match"] != "near"]
    assert hits[: len(named)] == named
    assert [(hit["node"]["key"], hit["match"], hit["matched"]) for hit in named] == found


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("larkk", ["method:lark", "paper:wren", "paper:lark", "paper:heron"]),
        ("libritile", ["dataset:libritiles", "paper:wren", "paper:lark"]),
        ("zeros", ["paper:heron"]),
    ],
)
def test_search_forgives_a_typo_and_looks_into_abstracts(client: httpx.Client, q: str, found: list[str]) -> None:
    assert [hit["node"]["key"] for hit in get(client, "/api/search", q=q)["hits"]] == found


def test_search_puts_the_whole_name_first_and_keeps_to_its_types(client: httpx.Client) -> None:
    hits = get(client, "/api/search", q="lark")["hits"]
    assert [hit["node"]["key"] for hit in hits] == ["method:lark", "paper:lark", "paper:wren", "paper:heron"]
    assert [hit["node"]["key"] for hit in get(client, "/api/search", q="lark", type="paper")["hits"]] == [
        "paper:lark",
        "paper:wren",
        "paper:heron",
    ]
    both = client.get("/api/search", params=[("q", "lark"), ("type", "methods"), ("type", "Paper"), ("limit", 2)])
    assert [hit["node"]["key"] for hit in both.json()["hits"]] == ["method:lark", "paper:lark"]


def test_suggestions_come_by_type_the_best_first(client: httpx.Client) -> None:
    groups = get(client, "/api/suggest", q="wren", limit=2)["groups"]
    assert [(group["plural"], [hit["node"]["label"] for hit in group["hits"]]) for group in groups] == [
        ("methods", ["Wren"]),
        ("papers", ["Wren: Lark in a Tenth of the Size", "Finch: Wren with Attention"]),
    ]


@pytest.mark.parametrize("node_type", NODE_TYPES.values(), ids=list(NODE_TYPES))
def test_nodes_of_a_type_are_listed_and_shown(client: httpx.Client, node_type: Any) -> None:
    listed = get(client, f"/api/{node_type.plural}", limit=500)
    assert listed["total"] == len(listed["items"]) > 0
    for node in listed["items"]:
        page = get(client, str(httpx.URL(f"/api/{node_type.plural}/")) + _quoted(node["id"]))
        assert (page["key"], page["label"]) == (node["key"], node["label"])
        assert page["properties"]["id"] == node["id"]
        for group in page["relations"]:
            assert group["total"] == sum(len(neighbour["evidence"]) for neighbour in group["neighbours"])


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def test_lists_are_ordered_and_cut(client: httpx.Client) -> None:
    papers = get(client, "/api/papers", limit=3)
    assert [node["id"] for node in papers["items"]] == [EVIL, FINCH, HERON]
    assert (papers["total"], papers["limit"], papers["offset"]) == (6, 3, 0)
    assert [node["id"] for node in get(client, "/api/papers", limit=3, offset=3)["items"]] == [WREN, LARK, SILENT]
    assert [node["papers"] for node in get(client, "/api/methods")["items"]] == [3, 3, 2, 1, 1, 1, 1]
    assert get(client, "/api/methods", offset=99)["items"] == []


def test_a_page_holds_properties_relations_and_evidence(client: httpx.Client) -> None:
    page = get(client, "/api/benchmarks/imagenet")
    assert page["properties"] == {
        "id": "imagenet",
        "name": "ImageNet",
        "aliases": ["ImageNet", "ImageNet-1k"],
        "papers": 3,
    }
    (evaluated, _results) = page["relations"]
    assert (evaluated["relation"], evaluated["direction"], evaluated["reads"], evaluated["type"]) == (
        "EVALUATES_ON",
        "in",
        "evaluated in",
        "Paper",
    )
    assert [neighbour["node"]["id"] for neighbour in evaluated["neighbours"]] == [FINCH, WREN, LARK]
    abstract = ABSTRACTS[LARK][3]
    start = abstract.index(SENTENCE)
    assert evaluated["neighbours"][2]["evidence"] == [
        {
            "paper": {
                "id": LARK,
                "title": "Lark: Convolutions that Listen",
                "year": 2020,
                "url": "https://example.org/lark",
            },
            "field": "abstract",
            "sentence": SENTENCE,
            "start": start,
            "end": start + len(SENTENCE),
            "confidence": 0.9,
            "extractor": EXTRACTOR,
        }
    ]


def test_a_page_says_who_else_says_it(client: httpx.Client) -> None:
    page = get(client, "/api/methods/lark")
    groups = {(group["relation"], group["direction"], group["type"]): group for group in page["relations"]}
    won = groups["OUTPERFORMS", "out", "Method"]["neighbours"]
    assert [(one["node"]["label"], [said["paper"]["id"] for said in one["evidence"]]) for one in won] == [
        ("Wren", [HERON]),
        ("ResNet", [LARK]),
    ]
    assert groups["OUTPERFORMS", "in", "Method"]["reads"] == "outperformed by"
    assert page["results"]["total"] == 4


def test_a_page_cuts_and_says_how_much_there_is(client: httpx.Client) -> None:
    page = get(client, "/api/benchmarks/imagenet", limit=1)
    assert [(group["total"], len(group["neighbours"])) for group in page["relations"]] == [(3, 1), (4, 1)]
    assert (page["results"]["total"], len(page["results"]["rows"])) == (4, 1)


def test_a_result_tells_all_that_it_is_about(client: httpx.Client) -> None:
    page = get(client, "/api/results/lark-2")
    assert page["label"] == "1.4%"
    (row,) = page["results"]["rows"]
    names = {
        field: row[field] and row[field]["label"] for field in ("method", "measured_on", "metric", "baseline", "task")
    }
    assert names == {
        "method": "Lark",
        "measured_on": "ImageNet",
        "metric": "top-1 accuracy",
        "baseline": "ResNet",
        "task": None,
    }
    assert row["evidence"]["sentence"] == "Lark outperforms ResNet by 1.4%."


def test_another_name_leads_to_the_id(client: httpx.Client) -> None:
    answer = client.get("/api/benchmarks/ImageNet-1k?limit=7")
    assert answer.status_code == 307
    assert answer.headers["location"] == "/api/benchmarks/imagenet?limit=7"


def test_an_unknown_id_is_told_with_what_is_near(client: httpx.Client) -> None:
    answer = client.get("/api/benchmarks/imagnet")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem.pop("near")[0]["key"] == "benchmark:imagenet"
    assert problem == {
        "type": "urn:kg:problem:unknown-node",
        "title": "No such node",
        "status": 404,
        "detail": "no benchmark is called 'imagnet'",
        "parameter": "id",
    }


def test_a_leaderboard_knows_what_is_better(client: httpx.Client) -> None:
    board = get(client, "/api/benchmarks/tilebench/leaderboard")
    assert board["total"] == 4
    assert [
        (ranking["metric"]["id"], [(row["method"]["id"], row["value"]) for row in ranking["rows"]])
        for ranking in board["metrics"]
    ] == [
        ("error", [("lark", 3.2), ("wren", 4.1)]),
        ("recall", [("lark", 4.1), ("wren", 0.0)]),
    ]


def test_a_leaderboard_keeps_to_a_metric_and_takes_names(client: httpx.Client) -> None:
    board = get(client, "/api/benchmarks/ImageNet/leaderboard", metric="Top-1 Accuracy", limit=2)
    assert [row["method"]["label"] for row in board["metrics"][0]["rows"]] == ["Finch", "Lark"]
    assert board["metrics"][0]["rows"][1]["evidence"]["sentence"] == SENTENCE
    answer = client.get("/api/benchmarks/imagenet/leaderboard?metric=bleu")
    assert (answer.status_code, answer.json()["parameter"]) == (404, "metric")
    assert client.get("/api/benchmarks/nowhere/leaderboard").status_code == 404


def test_a_neighbourhood_keeps_the_nearest(client: httpx.Client) -> None:
    whole = get(client, "/api/graph", center="method:finch", depth=2, limit=200)
    depths = {node["key"]: node["depth"] for node in whole["nodes"]}
    assert depths["method:finch"] == 0
    assert depths["method:wren"] == depths["paper:finch"] == 1
    assert depths["method:lark"] == depths["benchmark:imagenet"] == 2
    assert whole["cut"] == {"nodes": 0, "by_type": {}, "complete": True}
    cut = get(client, "/api/graph", center="method:finch", depth=2, limit=4)
    assert [node["depth"] for node in cut["nodes"]] == [0, 1, 1, 1]
    assert cut["cut"]["nodes"] > 0
    assert not cut["cut"]["complete"]
    keys = {node["key"] for node in cut["nodes"]}
    assert all({edge["source"], edge["target"]} <= keys for edge in cut["edges"])
    assert cut == get(client, "/api/graph", center="method:finch", depth=2, limit=4)


def test_a_neighbourhood_holds_all_edges_among_its_nodes(client: httpx.Client) -> None:
    around = get(client, "/api/graph", center="method:Lark", depth=1)
    edges = {(edge["source"], edge["relation"], edge["target"]): edge for edge in around["edges"]}
    beats = edges["method:lark", "OUTPERFORMS", "method:wren"]
    assert beats["reads"] == "outperforms"
    assert [said["paper"]["id"] for said in beats["evidence"]] == [HERON]
    assert ("paper:wren", "PROPOSES", "method:wren") in edges
    lark = next(node for node in around["nodes"] if node["key"] == "method:lark")
    assert lark["neighbours"] == len(around["nodes"]) - 1


def test_a_picture_names_the_method_of_a_result(client: httpx.Client) -> None:
    around = get(client, "/api/graph", center="benchmark:tilebench", depth=1)
    methods = {node["key"]: node["of"] for node in around["nodes"] if node["type"] in {"Result", "Paper"}}
    assert methods == {
        "paper:heron": None,
        "result:heron-1": "Lark",
        "result:heron-2": "Wren",
        "result:heron-3": "Wren",
        "result:heron-4": "Lark",
    }


def test_a_neighbourhood_of_no_depth_is_its_centre(client: httpx.Client) -> None:
    around = get(client, "/api/graph", center="paper:silent", depth=0)
    assert [node["key"] for node in around["nodes"]] == ["paper:silent"]
    assert around["edges"] == []
    assert around["cut"] == {"nodes": 0, "by_type": {}, "complete": True}


def test_graph_follows_chosen_ways(client: httpx.Client) -> None:
    def keys(**ways: object) -> list[str]:
        graph = get(client, "/api/graph", center="method:wren", depth=1, **ways)
        return [node["key"] for node in graph["nodes"]]

    assert keys(relation="based_on") == ["method:wren", "method:lark", "method:finch"]
    assert keys(relation="BASED_ON", direction="out") == ["method:wren", "method:lark"]
    assert keys(relation="BASED_ON", direction="in") == ["method:wren", "method:finch"]
    assert keys(relation=["BASED_ON", "USES"], type="Paper") == ["method:wren", "paper:finch"]
    cut = get(client, "/api/graph", center="method:wren", depth=1, limit=2, relation="BASED_ON")
    assert cut["cut"] == {"nodes": 1, "by_type": {"Method": 1}, "complete": True}


def test_graph_of_chosen_nodes(client: httpx.Client) -> None:
    chosen = ["method:wren", "method:lark", "method:nowhere", "paper:silent", "method:wren"]
    graph = client.post("/api/graph", json={"nodes": chosen}).raise_for_status().json()
    assert [node["key"] for node in graph["nodes"]] == ["method:wren", "method:lark", "paper:silent"]
    assert graph["nodes"][2]["neighbours"] == 0
    assert [(edge["source"], edge["relation"]) for edge in graph["edges"]] == [
        ("method:lark", "OUTPERFORMS"),
        ("method:wren", "OUTPERFORMS"),
        ("method:wren", "BASED_ON"),
    ]
    assert graph["unknown"] == ["method:nowhere"]
    assert client.post("/api/graph", json={"nodes": []}).json() == {"nodes": [], "edges": [], "unknown": []}
    for body in ({"nodes": ["lark"]}, {"nodes": ["method:lark"] * 1501}, {"keys": []}, {}):
        refused = client.post("/api/graph", json=body)
        assert (refused.status_code, refused.headers["Content-Type"]) == (422, "application/problem+json")


def test_queries_are_listed_and_asked(client: httpx.Client) -> None:
    queries = {query["name"]: query for query in get(client, "/api/queries")["queries"]}
    assert queries["leaderboard"]["parameters"][0] == {
        "name": "benchmark",
        "type": "benchmark",
        "required": True,
        "default": None,
        "says": "the benchmark: name, alias or id",
    }
    answer = get(client, "/api/queries/leaderboard", benchmark="ImageNet", limit=2)
    assert answer["parameters"] == {"benchmark": "imagenet", "metric": ""}
    assert [row["method"] for row in answer["rows"]] == ["Finch", "Lark"]
    assert answer["truncated"]
    assert not get(client, "/api/queries/leaderboard", benchmark="ImageNet", limit=3)["truncated"]


def test_a_query_answers_in_csv(client: httpx.Client) -> None:
    answer = client.get("/api/queries/leaderboard?benchmark=tilebench&metric=recall&format=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="leaderboard.csv"'
    header, first, _second = answer.text.splitlines()
    assert header == "method,value_text,unit,metric,title,year,sentence,paper"
    assert first == (
        f'Lark,4.1,%,Recall,"{ABSTRACTS[HERON][0]}",2022,"On TileBench, Lark has 3.2% error and Wren 4.1% error.",heron'
    )
    assert TRUNCATED not in answer.headers
    cut = client.get("/api/queries/leaderboard?benchmark=tilebench&metric=recall&format=csv&limit=1")
    assert cut.text == f"{header}\r\n{first}\r\n"
    assert cut.headers[TRUNCATED] == "true"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/csv", "text/csv"),
        ("text/csv, application/json;q=0.9", "text/csv"),
        ("application/json, text/csv", "application/json"),
        ("text/csv;q=0.5, */*;q=0.1", "text/csv"),
        ("text/html, */*;q=0.8", "application/json"),
        ("image/png", "application/json"),
        ("", "application/json"),
    ],
)
def test_a_query_answers_as_the_header_asks(client: httpx.Client, accept: str, media: str) -> None:
    answer = client.get("/api/queries/outperforms", headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media
    assert "Accept" in answer.headers["vary"]
    asked = client.get("/api/queries/outperforms?format=json", headers={"Accept": accept})
    assert asked.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "status", "kind", "parameter"),
    [
        ("/api/queries/leaderboard", 422, "invalid-parameter", "benchmark"),
        ("/api/queries/leaderboard?benchmark=imagenet&benchmark=tilebench", 422, "invalid-parameter", "benchmark"),
        ("/api/queries/leaderboard?benchmark=imagenet&metrc=x", 422, "invalid-parameter", "metrc"),
        ("/api/queries/leaderboard?benchmark=imagenet&format=xml", 422, "invalid-parameter", "format"),
        ("/api/queries/leaderboard?benchmark=imagenet&limit=0", 422, "invalid-parameter", "limit"),
        ("/api/queries/papers-on-task?task=bird-recognition&since=soon", 422, "invalid-parameter", "since"),
        ("/api/queries/leaderboard?benchmark=nowhere", 404, "unknown-node", "benchmark"),
        ("/api/queries/drop-everything", 404, "unknown-query", "name"),
        ("/api/search?limit=0", 422, "invalid-parameter", "limit"),
        ("/api/search?q=x&type=animal", 422, "invalid-parameter", "type"),
        ("/api/search?q=x&type=result", 422, "invalid-parameter", "type"),
        ("/api/papers?limit=501", 422, "invalid-parameter", "limit"),
        ("/api/papers?offset=-1", 422, "invalid-parameter", "offset"),
        ("/api/papers/nowhere", 404, "unknown-node", "id"),
        ("/api/results/nowhere", 404, "unknown-node", "id"),
        ("/api/graph", 422, "invalid-parameter", "center"),
        ("/api/graph?center=lark", 422, "invalid-parameter", "center"),
        ("/api/graph?center=animal:lark", 422, "invalid-parameter", "center"),
        ("/api/graph?center=method:", 422, "invalid-parameter", "center"),
        ("/api/graph?center=method:nowhere", 404, "unknown-node", "center"),
        ("/api/graph?center=method:lark&depth=5", 422, "invalid-parameter", "depth"),
        ("/api/graph?center=method:lark&relation=EATS", 422, "invalid-parameter", "relation"),
        ("/api/graph?center=method:lark&type=animal", 422, "invalid-parameter", "type"),
        ("/api/graph?center=method:lark&direction=up", 422, "invalid-parameter", "direction"),
        ("/api/graph?center=method:lark&limit=1501", 422, "invalid-parameter", "limit"),
        ("/graph/animal/lark", 422, "invalid-parameter", "type"),
        ("/graph/method/nowhere", 404, "unknown-node", "id"),
        ("/nowhere", 404, "not-found", None),
        ("/api", 404, "not-found", None),
        ("/static/explorer/", 404, "not-found", None),
    ],
)
def test_what_is_wrong_is_told_as_a_problem(
    client: httpx.Client, path: str, status: int, kind: str, parameter: str | None
) -> None:
    answer = client.get(path)
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem["status"]) == (status, status)
    assert problem["type"] == f"urn:kg:problem:{kind}"
    assert problem.get("parameter") == parameter
    assert problem["title"]
    assert problem["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/api/papers/lark", "/api/queries/leaderboard", "/api/stats", "/"])
def test_nothing_can_be_changed(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.json()["type"] == "urn:kg:problem:method-not-allowed"


@pytest.mark.parametrize("path", ["/", "/api/stats", "/healthz", "/nowhere", "/static/explorer/main.js"])
def test_head_is_get_without_a_body(client: httpx.Client, path: str) -> None:
    head, whole = client.head(path), client.get(path)
    assert head.status_code == whole.status_code
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert head.content == b""


def test_many_ask_at_once(client: httpx.Client) -> None:
    paths = [
        "/api/methods/lark",
        "/api/search?q=wren",
        "/api/graph?center=method:wren",
        "/api/queries/outperforms",
    ] * 12
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(client.get, paths))
    assert {answer.status_code for answer in answers} == {200}
    for path, answer in zip(paths, answers, strict=True):
        assert answer.text == answers[paths.index(path)].text


def test_the_server_is_well(client: httpx.Client) -> None:
    assert get(client, "/healthz") == {"status": "ok"}


def test_every_answer_tells_browsers_to_be_careful(client: httpx.Client) -> None:
    for path in ("/", "/docs", "/api/stats", "/nowhere", "/static/explorer/main.js", "/graph/method/lark"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
    assert "unsafe" not in client.get("/").headers["content-security-policy"]


def test_long_answers_are_packed(client: httpx.Client) -> None:
    assert client.get("/api/schema").headers["content-encoding"] == "gzip"


def test_the_openapi_document_is_complete(client: httpx.Client) -> None:
    document = get(client, "/openapi.json")
    paths = document["paths"]
    for node_type in NODE_TYPES.values():
        assert f"/api/{node_type.plural}" in paths
        assert f"/api/{node_type.plural}/{{id}}" in paths
    assert "/" not in paths
    leaderboard = paths["/api/queries/leaderboard"]["get"]
    assert [(one["name"], one["required"]) for one in leaderboard["parameters"]] == [
        ("format", False),
        ("limit", False),
        ("benchmark", True),
        ("metric", False),
    ]
    for path, operations in paths.items():
        for operation in operations.values():
            assert operation["summary"]
            if path.startswith("/graph/"):
                assert list(operation["responses"]["200"]["content"]) == ["text/html"]
                assert TRUNCATED in operation["responses"]["200"]["headers"]
            if path.startswith(("/graph/", "/api/queries/")) or "{id}" in path:
                for parameter in operation.get("parameters", []):
                    told = parameter.keys() | parameter["schema"].keys()
                    assert told & {"example", "examples"} or not parameter["required"], (path, parameter)
            assert operation["description"]
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"]
            assert "422" in operation["responses"]
    properties = document["components"]["schemas"]["PaperProperties"]["properties"]
    assert properties["year"]["description"] == "year of publication"
