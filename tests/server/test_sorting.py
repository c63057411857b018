"""Lists of nodes by the figures of an analysis."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, expect

from kg.analysis import analyze, write_back
from loaders import load, open_store
from server import create_app
from tests.browser import check, watch
from tests.server.conftest import serving
from tests.server.graph import contributions


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    path: Path = tmp_path_factory.mktemp("sorting") / "graph.lbug"
    with open_store(str(path)) as store:
        load(store, contributions())
        write_back(store, analyze(store))
    with (
        open_store(str(path), read_only=True) as store,
        serving(create_app(store)) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        yield client


def test_methods_by_centrality(analysed: httpx.Client) -> None:
    ids = [item["id"] for item in analysed.get("/api/methods", params={"sort": "-centrality"}).json()["items"]]
    pages = [analysed.get(f"/api/methods/{quote(id_, safe='')}").json() for id_ in ids[:3]]
    figures = [page["properties"]["centrality"] for page in pages]
    assert figures == sorted(figures, reverse=True)
    # Wren is used with Lark, Finch and Attention
    assert ids[0] == "wren"


def test_what_has_no_figure_comes_last(analysed: httpx.Client) -> None:
    items = analysed.get("/api/papers", params={"sort": "-year"}).json()["items"]
    assert [item["year"] for item in items] == [2024, 2023, 2022, 2021, 2020, None]


@pytest.mark.parametrize("sort", ["digest", "names", "centrality; DROP", "`"])
def test_what_does_not_sort(analysed: httpx.Client, sort: str) -> None:
    answer = analysed.get("/api/methods", params={"sort": sort})
    assert (answer.status_code, answer.json()["parameter"]) == (422, "sort")
    assert "centrality" in answer.json()["detail"]


def test_the_explorer_puts_methods_in_order(browser: Browser, analysed: httpx.Client) -> None:
    address = str(analysed.base_url).rstrip("/")
    page = browser.new_page(base_url=address)
    seen = watch(page)
    page.goto("/")
    methods = page.locator("#home section", has=page.get_by_role("navigation", name="Order of the methods"))
    expect(methods.get_by_role("heading")).to_have_text("Busiest methods")
    for name, heading, figure in (("centrality", "Most central", "centrality"), ("rise", "Rising", "rise")):
        methods.get_by_role("link", name=heading).press("Enter")
        expect(methods.get_by_role("heading")).to_have_text(f"{heading} methods")
        expect(methods.get_by_role("link", name=heading)).to_be_focused()
        listed = analysed.get("/api/methods", params={"sort": f"-{name}", "fields": figure, "limit": 10}).json()[
            "items"
        ]
        names = [item["label"] for item in listed if item["properties"][figure] is not None]
        assert [line.split("\n")[0] for line in methods.locator("li a").all_inner_texts()] == names
    page.reload()
    expect(methods.get_by_role("heading")).to_have_text("Rising methods")
    page.go_back()
    expect(methods.get_by_role("heading")).to_have_text("Most central methods")
    methods.get_by_role("link", name="Wren").click()
    expect(page.locator("#panel h1")).to_have_text("Wren")
    expect(page.locator("#panel header")).to_contain_text("community ")
    page.close()
    check(seen, address)


def test_without_an_analysis_there_is_no_choice(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    page.goto("/?order=rise")
    expect(page.get_by_role("heading", name="Busiest methods")).to_be_visible()
    expect(page.get_by_role("navigation", name="Order of the methods")).to_have_count(0)
    page.close()
