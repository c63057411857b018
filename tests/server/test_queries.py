"""Every named query that comes with kg, on every engine: one contract, so that the answers are the same."""

from typing import Any

import pytest

from loaders import Store
from server.named_queries import load_queries, run_named_query
from tests.server.graph import ABSTRACTS, EVIL, FINCH, HERON, HOSTILE_NAME, LARK, UNICODE_NAME, WREN

QUERIES = load_queries()
TITLE = {paper: title for paper, (title, *_) in ABSTRACTS.items()}


@pytest.fixture(params=["ladybug", "neo4j"])
def store(request: pytest.FixtureRequest) -> Store:
    """The small graph in either engine."""
    found: Store = request.getfixturevalue({"ladybug": "ladybug", "neo4j": "neo4j_store"}[request.param])
    return found


ANSWERS: list[tuple[str, dict[str, str], list[str], list[tuple[Any, ...]]]] = [
    (
        "leaderboard",
        {"benchmark": "ImageNet"},
        ["method", "value_text", "unit", "metric", "year", "paper"],
        [
            ("Finch", "84.0", "%", "top-1 accuracy", 2023, FINCH),
            ("Lark", "81.2", "%", "top-1 accuracy", 2020, LARK),
            ("Wren", "79.9", "%", "top-1 accuracy", 2021, WREN),
        ],
    ),
    # an error is better when lower, and 0 is no best of recalls
    (
        "leaderboard",
        {"benchmark": "tilebench"},
        ["method", "value_text", "metric"],
        [("Lark", "3.2", "Error"), ("Wren", "4.1", "Error"), ("Lark", "4.1", "Recall"), ("Wren", "0", "Recall")],
    ),
    (
        "leaderboard",
        {"benchmark": "tilebench", "metric": "error"},
        ["method", "sentence"],
        [
            ("Lark", "On TileBench, Lark has 3.2% error and Wren 4.1% error."),
            ("Wren", "On TileBench, Lark has 3.2% error and Wren 4.1% error."),
        ],
    ),
    (
        "results-of-paper",
        {"paper": "lark"},
        ["kind", "method", "value_text", "unit", "metric", "measured_on", "task", "baseline"],
        [
            ("score", "Lark", "81.2", "%", "top-1 accuracy", "ImageNet", None, None),
            ("gain", "Lark", "1.4", "%", "top-1 accuracy", "ImageNet", None, "ResNet"),
        ],
    ),
    (
        "results-of-method",
        {"method": "Wren"},
        ["measured_on", "kind", "value_text", "metric", "year"],
        [
            ("ImageNet", "score", "79.9", "top-1 accuracy", 2021),
            ("TileBench", "score", "4.1", "Error", 2022),
            ("TileBench", "score", "0", "Recall", 2022),
        ],
    ),
    (
        "improvements",
        {},
        ["method", "baseline", "kind", "value_text", "benchmark", "paper"],
        [("Lark", "ResNet", "gain", "1.4", "ImageNet", LARK)],
    ),
    ("improvements", {"baseline": "wren"}, ["method"], []),
    (
        "cooccurring-methods",
        {"method": "Wren"},
        ["method", "papers", "first_year", "last_year"],
        [("Lark", 2, 2021, 2022), ("Attention", 1, 2023, 2023), ("Finch", 1, 2023, 2023)],
    ),
    (
        "outperforms",
        {},
        ["winner", "loser", "paper", "sentence"],
        [
            ("Finch", "ResNet", FINCH, "Finch is measured on ImageNet-1k and beats ResNet."),
            ("Lark", "Wren", HERON, "Against what was said, Lark beats Wren."),
            ("Wren", "Lark", WREN, "On phones, Wren beats Lark."),
            ("Lark", "ResNet", LARK, "Lark outperforms ResNet by 1.4%."),
        ],
    ),
    ("outperforms", {"winner": "lark", "loser": "Wren"}, ["winner", "loser", "paper"], [("Lark", "Wren", HERON)]),
    (
        "conflicts",
        {},
        ["method", "rival", "paper_for", "paper_against"],
        [("Lark", "Wren", HERON, WREN)],
    ),
    ("rivals", {"method": "lark"}, ["rival", "won", "lost"], [("Wren", 1, 1), ("ResNet", 1, 0)]),
    (
        "ancestors",
        {"method": "finch"},
        ["step", "method", "relation", "ancestor", "paper"],
        [
            (1, "Finch", "BASED_ON", "Wren", FINCH),
            (2, "Wren", "BASED_ON", "Lark", WREN),
            (3, "Lark", "BASED_ON", "ResNet", LARK),
        ],
    ),
    ("ancestors", {"method": "finch", "depth": "1"}, ["step", "ancestor"], [(1, "Wren")]),
    (
        "descendants",
        {"method": "Lark", "depth": "4"},
        ["step", "descendant", "relation", "method"],
        [(1, "Wren", "BASED_ON", "Lark"), (2, "Finch", "BASED_ON", "Wren"), (3, "Attention", "PART_OF", "Finch")],
    ),
    (
        "papers-on-task",
        {"task": "object recognition"},
        ["title", "year", "task"],
        [(TITLE[HERON], 2022, "bird recognition"), (TITLE[LARK], 2020, "object recognition")],
    ),
    ("papers-on-task", {"task": "object recognition", "since": "2021"}, ["paper"], [(HERON,)]),
    ("methods-for-task", {"task": "object-recognition"}, ["method", "papers", "last_year"], [("Lark", 1, 2020)]),
    (
        "papers-with-method",
        {"method": "wren"},
        ["relation", "paper"],
        [("USES", FINCH), ("COMPARES", HERON), ("PROPOSES", WREN)],
    ),
    (
        "method-evidence",
        {"method": "attention"},
        ["relation", "other", "sentence", "confidence"],
        [
            ("PART_OF", "Finch", "Finch puts attention into Wren.", 0.9),
            ("USES", TITLE[FINCH], "Finch puts attention into Wren.", 0.9),
        ],
    ),
    ("method-evidence", {"method": "attention", "confidence": "0.95"}, ["relation"], []),
    (
        "datasets-trained-together",
        {},
        ["dataset", "other", "papers", "first_year"],
        [("LibriTiles", "Opentiles", 1, 2021)],
    ),
    (
        "datasets-trained-together",
        {"dataset": "opentiles"},
        ["dataset", "other"],
        [("Opentiles", "LibriTiles")],
    ),
    (
        "datasets-of-benchmark",
        {"benchmark": "imagenet"},
        ["dataset", "papers", "first_year", "last_year"],
        [("LibriTiles", 2, 2020, 2021), ("Opentiles", 1, 2021, 2021)],
    ),
    (
        "benchmarks-by-papers",
        {},
        ["benchmark", "papers", "results", "first_year", "last_year"],
        [("ImageNet", 3, 4, 2020, 2023), ("TileBench", 1, 4, 2022, 2022)],
    ),
    (
        "benchmarks-by-papers",
        {"since": "2022"},
        ["benchmark", "papers", "results"],
        [("TileBench", 1, 4), ("ImageNet", 1, 1)],
    ),
    (
        "metrics-of-benchmark",
        {"benchmark": "imagenet"},
        ["metric", "results", "papers"],
        [("top-1 accuracy", 4, 3)],
    ),
    (
        "methods-by-year",
        {"since": "2022"},
        ["year", "method", "papers"],
        [
            (2024, HOSTILE_NAME, 1),
            (2024, UNICODE_NAME, 1),
            (2023, "Attention", 1),
            (2023, "Finch", 1),
            (2023, "Wren", 1),
            (2022, "Lark", 1),
            (2022, "Wren", 1),
        ],
    ),
    ("methods-by-year", {"method": "lark"}, ["year", "papers"], [(2022, 1), (2021, 1), (2020, 1)]),
    ("methods-by-year", {"least": "2"}, ["year"], []),
    (
        "busiest-methods",
        {"since": "2020"},
        ["method", "papers", "propose", "use", "compare"],
        [
            ("Lark", 3, 1, 1, 1),
            ("Wren", 3, 1, 1, 1),
            (HOSTILE_NAME, 1, 1, 0, 0),
            ("Attention", 1, 0, 1, 0),
            ("Finch", 1, 1, 0, 0),
            ("ResNet", 1, 0, 0, 1),
            (UNICODE_NAME, 1, 0, 1, 0),
        ],
    ),
    (
        "shared-benchmarks",
        {"method": "lark", "rival": "wren"},
        ["benchmark", "metric", "value_text", "rival_value_text"],
        [
            ("ImageNet", "top-1 accuracy", "81.2", "79.9"),
            ("TileBench", "Error", "3.2", "4.1"),
            ("TileBench", "Recall", "4.1", "0"),
        ],
    ),
    ("subtasks", {"task": "object recognition"}, ["steps", "task", "papers"], [(1, "bird recognition", 1)]),
    ("orphans", {}, ["type", "name", "id"], [("Paper", TITLE["silent"], "silent")]),
]


@pytest.mark.parametrize(("name", "given", "columns", "rows"), ANSWERS)
def test_a_query_answers(
    store: Store, name: str, given: dict[str, str], columns: list[str], rows: list[tuple[Any, ...]]
) -> None:
    answer = run_named_query(store, QUERIES[name], given, timeout_s=30)
    places = [answer.columns.index(column) for column in columns]
    assert [tuple(row[place] for place in places) for row in answer.rows] == rows


def test_every_query_is_asked() -> None:
    assert {name for name, *_ in ANSWERS} == set(QUERIES)


def test_cells_are_of_the_same_types_on_both(ladybug: Store, neo4j_store: Store) -> None:
    for name, given, *_ in ANSWERS:
        answers = [run_named_query(store, QUERIES[name], given, timeout_s=30) for store in (ladybug, neo4j_store)]
        assert answers[0].columns == answers[1].columns
        rows = [[[(type(cell), cell) for cell in row] for row in answer.rows] for answer in answers]
        assert rows[0] == rows[1], name


def test_the_hostile_paper_is_found_by_its_title(store: Store) -> None:
    answer = run_named_query(store, QUERIES["results-of-paper"], {"paper": TITLE[EVIL].upper()}, timeout_s=30)
    assert list(answer.rows) == []
