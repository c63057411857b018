"""Which scores are compared with which: leaderboards, timelines and comparisons, on both engines."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from loaders import Contribution, load
from schema import Edge, Node, NodeRef, Value
from server import create_app
from tests.server.graph import EXTRACTOR
from tests.stores import Place

SCORES = [
    # method, value, unit, metric, whether higher is better, year
    ("ash", 47.9, "%", "map", True, 2019),
    ("birch", 0.728, "mAP", "map", True, 2020),
    ("cedar", 55.9, "mAP", "map", True, 2021),
    ("elm", 46.1, "", "map", True, 2021),
    ("ash", 250.0, "minutes", "map", True, 2019),
    ("elm", 9.5, "minutes", "map", True, 2020),
    ("ash", 3.1, "%", "error", False, 2019),
    ("birch", 0.5, "", "error", False, 2020),
    ("ash", 12.0, "", "oddness", None, 2019),
    ("birch", 25.0, "", "oddness", None, 2020),
]


def paper(number: int) -> Contribution:
    """A paper that reports one score on the benchmark of woods."""
    method, value, unit, metric, better, year = SCORES[number]
    name = f"p{number}"
    properties: dict[str, Value] = {"value": value, "value_text": f"{value:g}", "unit": unit, "kind": "score"}
    if better is not None:
        properties["higher_is_better"] = better
    result = Node("Result", f"{name}-1", properties)
    evidence: dict[str, Value] = {
        "paper": name, "field": "title", "sentence": "Trees.", "start": 0, "end": 6, "confidence": 0.9,
        "extractor": EXTRACTOR,
    }  # fmt: skip
    ends = [NodeRef("Method", method), NodeRef("Benchmark", "woods"), NodeRef("Metric", metric)]
    about = zip(("OF", "ON", "MEASURES"), ends, strict=True)
    return Contribution(
        name,
        (
            Node("Paper", name, {"title": "Trees.", "year": year}),
            *(Node(ref.type, ref.id, {"name": ref.id.capitalize(), "aliases": [ref.id.capitalize()]}) for ref in ends),
            result,
        ),
        (
            Edge("REPORTS", NodeRef("Paper", name), result.ref, evidence),
            *(Edge(kind, result.ref, ref, evidence) for kind, ref in about),
        ),
    )


@pytest.fixture
def woods(place: Place) -> Iterator[TestClient]:
    with place.open() as store:
        load(store, map(paper, range(len(SCORES))))
    with place.open(read_only=True) as store, TestClient(create_app(store)) as client:
        yield client


def test_what_is_compared_with_what(woods: TestClient) -> None:
    board = woods.get("/api/benchmarks/woods/leaderboard").json()
    ranked = {
        (one["metric"]["id"], one["unit"]): [(row["method"]["id"], row["value"]) for row in one["rows"]]
        for one in board["metrics"]
    }
    assert ranked == {
        # a part of a whole stands where its percentage would
        ("map", None): [("birch", 0.728), ("cedar", 55.9), ("ash", 47.9), ("elm", 46.1)],
        # and minutes are no part of it
        ("map", "minutes"): [("ash", 250.0), ("elm", 9.5)],
        # an error of half a percent may be written so
        ("error", None): [("birch", 0.5), ("ash", 3.1)],
        ("oddness", None): [("birch", 25.0), ("ash", 12.0)],
    }
    assert board["metrics"][0]["unit"] is None
    assert (board["total"], [one["total"] for one in board["metrics"]]) == (10, [4, 2, 2, 2])
    best_first = woods.get("/api/benchmarks/woods/leaderboard?metric=map&each=result&limit=5").json()["metrics"]
    assert [len(one["rows"]) for one in best_first] == [4, 1]


def test_a_timeline_keeps_to_a_unit_and_knows_no_record_where_nobody_knows_what_is_better(woods: TestClient) -> None:
    found: dict[tuple[str, str | None], Any] = {
        (one["metric"]["id"], one["unit"]): [
            (year["year"], year["best"]["method"]["id"], year["value"], year["record"]) for year in one["years"]
        ]
        for one in woods.get("/api/timeline?benchmark=woods").json()["metrics"]
    }
    assert found["map", None] == [
        (2019, "ash", 47.9, True),
        (2020, "birch", pytest.approx(72.8), True),
        (2021, "cedar", 55.9, False),
    ]
    assert found["map", "minutes"] == [(2019, "ash", 250.0, True), (2020, "elm", 9.5, False)]
    assert found["oddness", None] == [(2019, "ash", 12.0, None), (2020, "birch", 25.0, None)]


def test_a_comparison_keeps_to_a_unit(woods: TestClient) -> None:
    rows = woods.get("/api/compare?methods=ash,birch,elm").json()["rows"]
    best = {
        (row["metric"]["id"], row["unit"]): [key for key, cell in row["cells"].items() if cell["best"]] for row in rows
    }
    assert best == {
        ("map", None): ["method:birch"],
        ("map", "minutes"): ["method:ash"],
        ("error", None): ["method:birch"],
        ("oddness", None): [],
    }
