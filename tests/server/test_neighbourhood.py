"""What a picture tells of edges that many papers state, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect

from loaders import Contribution, Store, load
from schema import Edge, Node, NodeRef
from server import create_app
from tests.browser import check, watch
from tests.server.conftest import serving
from tests.stores import Place, empty

PAPERS = [f"paper-{number}" for number in range(7)]


def contributions() -> Iterator[Contribution]:
    """Seven papers that say that one method beats another; the first says too that it is based on it."""
    methods = [Node("Method", name, {"name": name, "aliases": [name]}) for name in ("new", "old")]
    for paper in PAPERS:
        said = {
            "paper": paper,
            "field": "abstract",
            "sentence": f"{paper}: new beats old.",
            "start": 0,
            "end": 23,
            "confidence": 0.5 if paper == PAPERS[0] else 0.9,
            "extractor": "test 1",
        }
        names = ["OUTPERFORMS", "BASED_ON"] if paper == PAPERS[0] else ["OUTPERFORMS"]
        edges = [Edge(name, NodeRef("Method", "new"), NodeRef("Method", "old"), said) for name in names]
        yield Contribution(paper, (Node("Paper", paper, {"title": paper}), *methods), tuple(edges))


@pytest.fixture(scope="module", params=["ladybug", "neo4j"])
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    if request.param == "neo4j":
        place: Place = request.getfixturevalue("neo4j_place")
        empty(place)
    else:
        folder: Path = tmp_path_factory.mktemp("neighbourhood")
        place = Place(str(folder / "graph.lbug"))
    with place.open() as opened:
        store: Store = opened
        load(store, contributions())
        with TestClient(create_app(store)) as asked:
            yield asked


def test_a_picture_tells_some_statements_and_how_many_there_are(client: TestClient) -> None:
    answers = [
        client.get("/api/graph", params={"center": "method:new", "depth": 1}).json(),
        client.post("/api/graph", json={"nodes": ["method:new", "method:old"]}).json(),
    ]
    for answer in answers:
        told = {edge["relation"]: (edge["total"], [one["paper"]["id"] for one in edge["evidence"]])
                for edge in answer["edges"]}  # fmt: skip
        total, papers = told["OUTPERFORMS"]
        assert (total, len(set(papers)), papers) == (7, 5, sorted(papers))
        assert set(papers) <= set(PAPERS)
        assert told["BASED_ON"] == (1, [PAPERS[0]])
    assert all(said["sentence"] == f"{said['paper']['id']}: new beats old."
               for edge in answers[0]["edges"] for said in edge["evidence"])  # fmt: skip


def test_the_total_counts_what_is_sure_enough(client: TestClient) -> None:
    answer = client.get("/api/graph", params={"center": "method:new", "depth": 1, "confidence": 0.7}).json()
    assert [(edge["relation"], edge["total"]) for edge in answer["edges"]] == [("OUTPERFORMS", 6)]


def test_a_lineage_and_a_comparison_tell_every_statement(client: TestClient) -> None:
    compared = client.get("/api/compare", params={"methods": "new,old"}).json()
    told = {edge["relation"]: len(edge["evidence"]) for edge in compared["edges"]}
    assert told == {"OUTPERFORMS": 7, "BASED_ON": 1}
    assert len(client.get("/api/relations", params={"subject": "method:new", "relation": "OUTPERFORMS"}).json()
               ["statements"]) == 7  # fmt: skip


def test_the_explorer_shows_every_statement_of_an_edge(browser: Browser, tmp_path: Path) -> None:
    with Place(str(tmp_path / "graph.lbug")).open() as store:
        load(store, contributions())
        with serving(create_app(store)) as address:
            page = browser.new_page(base_url=address)
            seen = watch(page)
            page.goto("/?edge=OUTPERFORMS&source=method:new&target=method:old")
            panel = page.locator("#panel")
            expect(panel.locator("header")).to_contain_text("7 sentences in 7 papers")
            expect(panel.get_by_text("new beats old.")).to_have_count(7)
            # the surest first
            expect(panel.get_by_text("new beats old.").last).to_have_text(f"{PAPERS[0]}: new beats old.")
            page.close()
            check(seen, address)
