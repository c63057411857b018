"""What the explorer is to those who do not see it as others do: axe-core finds no serious fault on any of its pages."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import check, watch
from tests.server.graph import EVIL

SERIOUS = {"serious", "critical"}
GRAPH = "/?ask=MATCH+(a:Method)-[o:OUTPERFORMS]->(b)+RETURN+a,o,b,a.papers+AS+papers"


@pytest.fixture(params=["light", "dark", "narrow"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A page in one of the ways in which people look at it."""
    width = 390 if request.param == "narrow" else 1280
    scheme = "dark" if request.param == "dark" else "light"
    opened = browser.new_page(base_url=address, viewport={"width": width, "height": 800}, color_scheme=scheme)
    seen = watch(opened)
    yield opened
    opened.close()
    check(seen, address)


def faults(page: Page) -> list[str]:
    """The rules that the page breaks, each with the places."""
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    return [
        f"{rule['impact']}: {rule['id']}: {[(node['html'][:160], node['any'][:1]) for node in rule['nodes'][:4]]}"
        for rule in Axe().run(page).response["violations"]
        if rule["impact"] in SERIOUS
    ]


def test_the_start_page(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#home h1")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("combobox", name="Search").fill("lark")
    expect(page.get_by_role("option").first).to_be_visible()
    assert faults(page) == []


@pytest.mark.parametrize("node", ["benchmark:imagenet", "method:lark", f"paper:{EVIL}", "task:object-recognition"])
def test_picture_and_panel(page: Page, node: str) -> None:
    page.goto(f"/?node={node}")
    expect(page.locator("#panel h1")).to_be_visible()
    for closed in page.locator("#panel details:not([open]) > summary").all():
        closed.click()
    assert faults(page) == []
    page.get_by_role("button", name="Expand").click()
    expect(page.get_by_role("menuitem").first).to_be_visible()
    assert faults(page) == []


@pytest.mark.parametrize("node", ["benchmark:imagenet", "method:lark", "paper:lark", "dataset:libritiles"])
def test_the_page_of_a_node(page: Page, node: str) -> None:
    page.goto(f"/?node={node}&show=page")
    expect(page.locator("#panel-title")).to_be_visible()
    for row in page.get_by_title("Show the sentence").all():
        row.click()
    assert faults(page) == []


def test_the_ask_tab(page: Page) -> None:
    page.goto("/?ask=@leaderboard")
    expect(page.locator(".CodeMirror")).to_be_visible()
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults(page) == []
    page.goto(GRAPH)
    expect(page.locator("#ask tbody tr").first).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Graph").click()
    expect(page.locator("#ask .picture canvas")).to_be_visible()
    assert faults(page) == []
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" RET")
    expect(page.locator(".CodeMirror-hints")).to_be_visible()
    assert faults(page) == []
