"""The explorer over graphs of real size: the sample papers, and the file or graph that KG_TEST_PAPERS names."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import kg.sample
from kg.building import build
from loaders import open_store
from schema import NODE_TYPES
from server import create_app
from tests.browser import check, watch
from tests.server.conftest import serving

SAMPLE = Path(kg.sample.__file__).parent / "papers.jsonl"
CORPORA = [SAMPLE, *map(Path, filter(None, [os.environ.get("KG_TEST_PAPERS")]))]
BUSIEST = 2
"""Nodes of each type that are looked at."""
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=CORPORA, ids=lambda path: path.stem)
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server over the graph of a corpus listens."""
    path = str(request.param)
    if request.param.suffix != ".lbug":
        path = str(tmp_path_factory.mktemp("corpus") / "graph.lbug")
        with open_store(path) as store:
            build([str(request.param)], store)
    with open_store(path, read_only=True) as store, serving(create_app(store)) as served:
        yield served


@pytest.fixture
def imagenet(request: pytest.FixtureRequest) -> re.Pattern[str]:
    """What a benchmark is called; a graph that somebody made may have chosen another spelling."""
    made = request.node.callspec.params["corpus"].suffix == ".lbug"
    return re.compile("^ImageNet$", re.IGNORECASE if made else 0)


def busiest(address: str) -> list[tuple[str, str]]:
    """Keys and names of the nodes that each type lists first."""
    found = []
    for node_type in NODE_TYPES.values():
        answer = httpx.get(f"{address}/api/{node_type.plural}", params={"limit": BUSIEST}, timeout=30)
        found += [(node["key"], node["label"]) for node in answer.raise_for_status().json()["items"]]
    return found


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_busiest_nodes_have_pages_and_pictures(browser: Browser, corpus: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        base_url=corpus, viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    seen = watch(page)
    nodes = busiest(corpus)
    assert len(nodes) == BUSIEST * len(NODE_TYPES)
    for key, label in nodes:
        page.goto(f"/?show=page&node={key}")
        expect(page.locator("#page h1")).to_have_text(label)
        expect(page.get_by_text("Asking …")).to_have_count(0)
        fits(page, "#page", width)
        page.get_by_role("link", name="Show in the picture").click()
        expect(page.locator("#panel h1")).to_have_text(label)
        expect(page.locator("#status")).to_have_text(re.compile(r"^\d+ nodes?, \d+ edges?"))
        fits(page, "#panel", width)
    context.close()
    check(seen, corpus)


def fits(page: Page, part: str, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(part).evaluate("part => part.scrollWidth - part.clientWidth") == 0


def test_from_the_search_to_the_sentence_and_back(browser: Browser, corpus: str, imagenet: re.Pattern[str]) -> None:
    page = browser.new_page(base_url=corpus, viewport={"width": 1280, "height": 800})
    page.set_default_timeout(20_000)
    seen = watch(page)
    page.goto("/")
    expect(page.locator("#home .entries").first).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("imagenet")
    page.get_by_role("option").filter(has=page.get_by_text(imagenet)).first.click()
    expect(page.locator("#panel h1")).to_have_text(imagenet)
    page.get_by_role("button", name="Expand").click()
    page.get_by_role("menuitem", name="Expand all").click()
    expect(page).to_have_url(re.compile("grow="))
    page.wait_for_load_state("networkidle")
    shared = page.url
    said = page.locator("#status").text_content()
    assert re.match(r"\d+ nodes?, \d+ edges?", str(said))
    page.goto("/?show=page&node=benchmark:imagenet")
    expect(page.get_by_role("table", name=re.compile("^Leaderboard")).locator("tr.row").first).to_be_visible()
    page.go_back()
    expect(page.locator("#status")).to_have_text(str(said))
    other = browser.new_page(base_url=corpus, viewport={"width": 1280, "height": 800})
    other.goto(shared)
    expect(other.locator("#status")).to_have_text(str(said), timeout=20_000)
    other.close()
    page.close()
    check(seen, corpus)


def test_a_leaderboard_is_in_order(browser: Browser, corpus: str, imagenet: re.Pattern[str]) -> None:
    page = browser.new_page(base_url=corpus)
    page.goto("/?show=page&node=benchmark:imagenet")
    expect(page.locator("#page h1")).to_have_text(imagenet)
    table = page.get_by_role("table", name=re.compile("^Leaderboard"))
    amounts = table.locator("tr.row td.value button")
    expect(amounts.first).to_be_visible()
    more = page.locator("#page .wide", has=table).locator("button.more")
    if more.is_visible():
        more.click()
    values = numbers(amounts)
    assert values == sorted(values, reverse=page.get_by_text("more is better").is_visible())
    table.get_by_role("button", name="Value").click()
    assert numbers(amounts) == sorted(values, reverse=True)
    table.get_by_role("button", name="Value").click()
    assert numbers(amounts) == sorted(values)
    page.close()


def numbers(amounts: Locator) -> list[float]:
    return [float(re.sub(r"[^\d.].*", "", text)) for text in amounts.all_text_contents()]
