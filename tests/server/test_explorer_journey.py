"""Whole ways through the explorer: on either store, by keys alone, and with a server that goes away and comes back."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from loaders import Store
from server import create_app
from tests.browser import check, watch
from tests.server.conftest import serving

SCREEN = {"width": 1280, "height": 800}


@pytest.fixture(scope="module", params=["ladybug", "neo4j"])
def place(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a server over the small graph in each engine listens."""
    store: Store = request.getfixturevalue({"ladybug": "ladybug", "neo4j": "neo4j_store"}[request.param])
    with serving(create_app(store)) as served:
        yield served


def test_a_whole_way(browser: Browser, place: str) -> None:
    page = browser.new_page(base_url=place, viewport=SCREEN)
    seen = watch(page)
    page.goto("/")
    page.get_by_role("link", name="ImageNet").click()
    expect(page.locator("#panel h1")).to_have_text("ImageNet")
    page.get_by_role("button", name="Expand").click()
    page.get_by_role("menuitem", name="Expand all").click()
    expect(page).to_have_url(re.compile("grow="))
    page.get_by_role("combobox", name="Search").fill("lark")
    page.get_by_role("option", name="Lark", exact=False).first.click()
    expect(page.locator("#panel h1")).to_have_text("Lark")
    page.goto(page.url + "&path=method%3Alark&path=method%3Afinch")
    expect(page.locator("#panel h1")).to_have_text("Lark")
    page.goto("/?edge=OUTPERFORMS&source=method%3Awren&target=method%3Alark")
    expect(page.locator("#panel h1")).to_have_text("Wren outperforms Lark")
    page.get_by_role("link", name="Ask").click()
    page.get_by_role("button", name="Rivals of a method").click()
    page.get_by_label("$method").fill("Lark")
    page.keyboard.press("Enter")
    expect(page.locator("#ask tbody tr")).not_to_have_count(0)
    page.goto("/?ask=MATCH+(a:Method)-[o:OUTPERFORMS]->(b:Method)+RETURN+a,+o,+b")
    page.get_by_role("button", name="Graph").click()
    expect(page.locator("#ask .told")).to_have_text("4 nodes, 4 edges")
    for _ in range(4):
        page.go_back()
    expect(page.locator("#panel h1")).to_have_text("Wren outperforms Lark")
    page.get_by_role("link", name="kg, start page").click()
    expect(page.locator("#home h1")).to_have_text("What 6 papers say")
    page.close()
    check(seen, place)


def test_keys_alone(page: Page) -> None:
    page.goto("/?node=method:lark")
    expect(page.locator("#panel h1")).to_be_focused()
    page.locator("#canvas").focus()
    page.wait_for_timeout(1_000)
    # where its neighbours lie, the layout decides
    for arrow in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"):
        page.keyboard.press(arrow)
        if "node=method%3Alark" not in page.evaluate("location.search"):
            break
    expect(page).not_to_have_url(re.compile("node=method%3Alark"))
    # who walks through the picture stays in it, and is told where
    page.wait_for_function(
        "() => said.textContent && said.textContent === document.querySelector('#panel h1')?.textContent"
    )
    expect(page.locator("#canvas")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("grow="))
    page.keyboard.press("Control+z")
    expect(page).not_to_have_url(re.compile("grow="))
    page.locator("#canvas").focus()
    page.keyboard.press("m")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()

    page.get_by_role("link", name="Ask").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".CodeMirror-focused")).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type("MATCH (p:Paper) RETURN p.title AS title ")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#ask tbody tr")).to_have_count(6)
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".CodeMirror-focused")).to_have_count(0)


@pytest.mark.parametrize("where", ["/?node=method:wren", "/?ask=RETURN+1+AS+one"])
def test_a_server_goes_away_and_comes_back(browser: Browser, ladybug: Store, where: str) -> None:
    page = browser.new_page(viewport=SCREEN)
    with serving(create_app(ladybug)) as served:
        port = int(served.rpartition(":")[2])
        page.goto(served + where)
        expect(page.locator("#panel h1, #ask tbody tr").first).to_be_visible()
    page.locator("#panel").get_by_role("link", name="Lark", exact=True).or_(
        page.get_by_role("button", name="Run")
    ).first.click()
    expect(page.get_by_role("alert")).to_have_text("The server does not answer.")
    with serving(create_app(ladybug), port=port):
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("alert")).to_have_count(0)
        expect(page.locator("#panel h1, #ask tbody tr").first).to_have_text(re.compile("^(Lark|1)$"))
    page.close()
