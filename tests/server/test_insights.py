"""Leaderboards, lineages, rivals, comparisons, timelines, statements and paths, on both engines."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from loaders import Store
from server import create_app
from tests.server.graph import FINCH, HERON, WREN


@pytest.fixture(scope="module", params=["ladybug", "neo4j"])
def either(request: pytest.FixtureRequest) -> Iterator[TestClient]:
    """The application over the small graph in each engine."""
    store: Store = request.getfixturevalue({"ladybug": "ladybug", "neo4j": "neo4j_store"}[request.param])
    with TestClient(create_app(store)) as client:
        yield client


def get(client: TestClient, path: str, **parameters: Any) -> Any:
    answer = client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(client: TestClient, path: str, parameter: str, status: int = 422, **parameters: Any) -> str:
    answer = client.get(path, params=parameters)
    problem = answer.json()
    assert (answer.status_code, problem["parameter"]) == (status, parameter), problem
    return str(problem["detail"])


def test_a_leaderboard_knows_what_is_better(either: TestClient) -> None:
    board = get(either, "/api/benchmarks/tilebench/leaderboard")
    assert board["benchmark"]["key"] == "benchmark:tilebench"
    assert [(one["metric"]["id"], one["higher_is_better"], one["total"]) for one in board["metrics"]] == [
        ("error", False, 2),
        ("recall", True, 2),
    ]
    rows = {
        one["metric"]["id"]: [(row["method"]["id"], row["value_text"]) for row in one["rows"]]
        for one in board["metrics"]
    }
    assert rows == {"error": [("lark", "3.2"), ("wren", "4.1")], "recall": [("lark", "4.1"), ("wren", "0")]}
    assert board["metrics"][0]["rows"][0]["evidence"]["paper"]["year"] == 2022
    only = get(either, "/api/benchmarks/TileBench/leaderboard", metric="recall")
    assert [one["metric"]["id"] for one in only["metrics"]] == ["recall"]
    cut = get(either, "/api/benchmarks/imagenet/leaderboard", limit=1)
    assert (cut["total"], cut["metrics"][0]["total"]) == (3, 3)
    assert [row["method"]["id"] for row in cut["metrics"][0]["rows"]] == ["finch"]


def test_a_lineage_goes_up_and_down(either: TestClient) -> None:
    found = get(either, "/api/methods/wren/lineage")
    assert [(one["node"]["id"], one["step"]) for one in found["ancestors"]] == [("lark", 1), ("resnet", 2)]
    assert [(one["node"]["id"], one["step"]) for one in found["descendants"]] == [("finch", 1), ("attention", 2)]
    assert {(edge["source"], edge["relation"], edge["target"]) for edge in found["edges"]} == {
        ("method:wren", "BASED_ON", "method:lark"),
        ("method:lark", "BASED_ON", "method:resnet"),
        ("method:finch", "BASED_ON", "method:wren"),
        ("method:attention", "PART_OF", "method:finch"),
    }
    assert all(edge["evidence"] for edge in found["edges"])
    near = get(either, "/api/methods/resnet/lineage", depth=1)
    assert ([one["node"]["id"] for one in near["descendants"]], near["ancestors"]) == (["lark"], [])
    cut = get(either, "/api/methods/resnet/lineage", limit=1)
    # what lies behind those that are left out counts too
    assert cut["cut"] == {"ancestors": 0, "descendants": 2, "complete": True}


def test_a_lineage_tells_when_it_did_not_count_all(either: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.lineage._COUNTED", 2)
    cut = get(either, "/api/methods/resnet/lineage", limit=1)
    assert cut["cut"] == {"ancestors": 0, "descendants": 1, "complete": False}


def test_rivals_say_who_won_and_what_is_contested(either: TestClient) -> None:
    found = get(either, "/api/methods/Lark/rivals")
    assert [(one["node"]["id"], one["won"], one["lost"], one["contested"]) for one in found["rivals"]] == [
        ("wren", 1, 1, True),
        ("resnet", 1, 0, False),
    ]
    assert [said["paper"]["id"] for said in found["rivals"][0]["wins"]] == [HERON]
    assert [said["sentence"] for said in found["rivals"][0]["losses"]] == ["On phones, Wren beats Lark."]
    cut = get(either, "/api/methods/lark/rivals", limit=1)
    assert (cut["total"], len(cut["rivals"])) == (2, 1)


def test_methods_are_compared_in_a_table(either: TestClient) -> None:
    found = get(either, "/api/compare", methods="Lark, wren,finch")
    assert [one["id"] for one in found["methods"]] == ["lark", "wren", "finch"]
    table = {
        (row["measured_on"]["id"], row["metric"]["id"]): {
            key: (cell["result"]["value"], cell["best"]) for key, cell in row["cells"].items()
        }
        for row in found["rows"]
    }
    assert table == {
        ("imagenet", "top-1-accuracy"): {
            "method:lark": (81.2, False),
            "method:wren": (79.9, False),
            "method:finch": (84.0, True),
        },
        ("tilebench", "error"): {"method:lark": (3.2, True), "method:wren": (4.1, False)},
        ("tilebench", "recall"): {"method:lark": (4.1, True), "method:wren": (0.0, False)},
    }
    assert next(iter(table)) == ("imagenet", "top-1-accuracy")
    assert ("method:finch", "BASED_ON", "method:wren") in {
        (edge["source"], edge["relation"], edge["target"]) for edge in found["edges"]
    }
    cut = get(either, "/api/compare", methods="lark,wren", limit=1)
    assert (cut["total"], len(cut["rows"])) == (3, 1)


def test_a_comparison_is_of_two_to_ten(either: TestClient) -> None:
    assert "two methods" in refused(either, "/api/compare", "methods", methods="lark,Lark")
    assert "10 are enough" in refused(either, "/api/compare", "methods", methods=",".join("abcdefghijk"))
    assert "no method" in refused(either, "/api/compare", "methods", 404, methods="lark,nightjar")


def test_a_timeline_tells_records(either: TestClient) -> None:
    (accuracy,) = get(either, "/api/timeline", benchmark="imagenet")["metrics"]
    assert [(one["year"], one["best"]["value"], one["record"]) for one in accuracy["years"]] == [
        (2020, 81.2, True),
        (2021, 79.9, False),
        (2023, 84.0, True),
    ]
    (error,) = get(either, "/api/timeline", benchmark="tilebench", metric="error")["metrics"]
    assert [(one["scores"], one["best"]["method"]["id"]) for one in error["years"]] == [(2, "lark")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (
            {"subject": "method:wren"},
            [("wren", "OUTPERFORMS", "lark", WREN), ("wren", "BASED_ON", "lark", WREN)],
        ),
        ({"relation": "part-of"}, [("attention", "PART_OF", "finch", FINCH)]),
        ({"object": "method:lark", "relation": "USES"}, [("wren", "USES", "lark", WREN)]),
        (
            {"relation": "OUTPERFORMS", "paper": HERON},
            [("lark", "OUTPERFORMS", "wren", HERON)],
        ),
        ({"subject": "method:lark", "object": "dataset:opentiles"}, []),
        ({"relation": "OUTPERFORMS", "confidence": 0.95}, []),
    ],
)
def test_statements_are_found(either: TestClient, asked: dict[str, Any], found: list[tuple[str, ...]]) -> None:
    answer = get(either, "/api/relations", **asked)
    assert [
        (one["subject"]["id"], one["relation"], one["object"]["id"], one["evidence"]["paper"]["id"])
        for one in answer["statements"]
    ] == found
    assert (answer["total"], answer["next"]) == (len(found), None)


def test_the_statements_of_a_paper_are_those_of_the_whole_that_it_makes(either: TestClient) -> None:
    whole = get(either, "/api/relations", limit=500)["statements"]
    made = [one for one in whole if one["evidence"]["paper"]["id"] == HERON]
    assert {"ADDRESSES", "OF", "OUTPERFORMS"} <= {one["relation"] for one in made}
    assert get(either, "/api/relations", limit=500, paper=HERON)["statements"] == made


def test_statements_come_in_slices_that_miss_none(either: TestClient) -> None:
    whole = get(either, "/api/relations", limit=500)
    for limit in (1, 4, 7):
        gathered: list[Any] = []
        path: str | None = f"/api/relations?limit={limit}"
        while path:
            answer = either.get(path)
            gathered += answer.json()["statements"]
            path = answer.links["next"]["url"] if "next" in answer.links else None
        assert gathered == whole["statements"]
    assert whole["total"] == len(whole["statements"]) > 40


@pytest.mark.parametrize("cursor", ["x", "!!", "W10", "WzFd", "W251bGwsMSwyLDNd", "a" * 5000, "🐦", "W" * 400])
def test_a_made_up_cursor_is_refused(either: TestClient, cursor: str) -> None:
    assert "cursor" in refused(either, "/api/relations", "cursor", cursor=cursor)


def test_unknown_names_are_refused(either: TestClient) -> None:
    assert "BASED_ON" in refused(either, "/api/relations", "relation", relation="LIKES")
    refused(either, "/api/relations", "subject", subject="wren")
    refused(either, "/api/relations", "object", 404, object="method:nightjar")
    refused(either, "/api/graph", "type", center="method:lark", type="bird")
    refused(either, "/api/path", "to", 404, **{"from": "method:lark", "to": "method:nightjar"})
    refused(either, "/api/path", "max", **{"from": "method:lark", "to": "method:wren", "max": 7})


def path(client: TestClient, start: str, end: str, **more: Any) -> Any:
    return get(client, "/api/path", **{"from": start, "to": end, **more})


def test_paths_are_the_shortest(either: TestClient) -> None:
    found = path(either, "method:attention", "method:resnet")
    assert (found["length"], found["paths"]) == (2, [["method:attention", "method:finch", "method:resnet"]])
    assert {edge["relation"] for edge in found["edges"]} == {"PART_OF", "OUTPERFORMS"}
    assert path(either, "method:lark", "method:wren")["paths"] == [["method:lark", "method:wren"]]
    assert path(either, "method:lark", "method:lark") | {"nodes": 0} == {
        "from": "method:lark", "to": "method:lark", "length": 0, "paths": [["method:lark"]],
        "truncated": False, "complete": True, "nodes": 0, "edges": [],
    }  # fmt: skip


def test_paths_go_where_they_may(either: TestClient) -> None:
    several = path(either, "method:resnet", "dataset:libritiles")
    assert (several["length"], several["paths"]) == (2, [["method:resnet", "paper:lark", "dataset:libritiles"]])
    through = path(either, "method:finch", "method:lark", type="benchmark", max=6)
    assert (through["length"], through["paths"]) == (None, [])
    based = path(either, "method:finch", "method:resnet", relation="BASED_ON")
    assert based["paths"] == [["method:finch", "method:wren", "method:lark", "method:resnet"]]
    assert path(either, "method:finch", "method:resnet", relation="BASED_ON", max=2)["length"] is None
    assert path(either, "method:lark", "method:unicode", max=6)["length"] is None
    cut = path(either, "paper:finch", "paper:lark", limit=1)
    assert (cut["length"], len(cut["paths"])) == (2, 1)


def test_counts_tell_what_expanding_would_show(either: TestClient) -> None:
    counts = {
        (one["relation"], one["direction"], one["type"]): (one["edges"], one["nodes"])
        for one in get(either, "/api/methods/lark/counts")["relations"]
    }
    assert counts["OUTPERFORMS", "out", "Method"] == (2, 2)
    assert counts["OF", "in", "Result"] == (4, 4)
    assert counts["USES", "in", "Paper"] == (1, 1)
    assert ("PART_OF", "out", "Method") not in counts


def test_a_picture_is_filtered_and_tells_what_it_left_out(either: TestClient) -> None:
    only = get(either, "/api/graph", center="method:lark", depth=1, type="method")
    assert {node["id"] for node in only["nodes"]} == {"lark", "wren", "resnet"}
    used = get(either, "/api/graph", center="method:lark", depth=1, relation="uses")
    assert {node["key"] for node in used["nodes"]} == {"method:lark", "paper:wren"}
    cut = get(either, "/api/graph", center="method:lark", depth=1, limit=2)["cut"]
    assert cut["nodes"] == sum(cut["by_type"].values()) > 0
    assert cut["by_type"]["Result"] == 4
    assert len(get(either, "/api/graph", center="method:lark", depth=2, confidence=0.95)["nodes"]) == 1
