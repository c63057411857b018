"""The explorer in a real browser: what people do with it, and that it asks no other host."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from schema import NODE_TYPES
from tests.browser import check, watch
from tests.server.graph import ABSTRACTS, EVIL, HOSTILE_ID, HOSTILE_NAME, UNICODE_NAME

SENTENCE = "On ImageNet, Lark reaches 81.2% top-1 accuracy."


def title(page: Page) -> Locator:
    return page.locator("#panel h1")


def test_from_a_search_to_the_sentence(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#home h1")).to_have_text("What 6 papers say")
    page.keyboard.type("ImageNet")
    option = page.get_by_role("option", name="ImageNet")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")

    expect(title(page)).to_have_text("ImageNet")
    expect(page).to_have_url(re.compile(r"/\?node=benchmark%3Aimagenet$"))
    expect(page).to_have_title("ImageNet – kg")
    papers = page.locator("#panel > details").filter(has=page.get_by_role("heading", name="evaluated in"))
    expect(papers.locator(".neighbour a")).to_have_text([ABSTRACTS[paper][0] for paper in ("finch", "wren", "lark")])

    table = page.get_by_role("table", name="Leaderboard, top-1 accuracy")
    expect(table.locator("tr.row td.method")).to_have_text(["Finch", "Lark", "Wren"])
    table.get_by_role("button", name="81.2%").click()
    evidence = table.locator("tr.sentence:visible .evidence")
    expect(evidence.locator("blockquote")).to_have_text(SENTENCE)
    expect(evidence.locator("mark")).to_have_text(["ImageNet", "Lark", "81.2%", "top-1 accuracy"])
    expect(evidence.get_by_role("link", name="Read the paper")).to_have_attribute("href", "https://example.org/lark")

    evidence.get_by_role("link", name="Lark: Convolutions that Listen").click()
    expect(title(page)).to_have_text("Lark: Convolutions that Listen")
    expect(page.get_by_role("table", name="Results").locator("tr.row")).to_have_count(2)


def test_the_picture_is_drawn_and_rests(page: Page) -> None:
    page.goto("/?node=method:lark")
    expect(page.locator("#status")).to_have_text(re.compile(r"^\d+ nodes, \d+ edges$"))
    expect(page.locator("#legend label").first).to_contain_text("papers")
    canvas = page.locator("#canvas canvas")
    box = canvas.bounding_box()
    assert box
    assert box["width"] > 500
    page.wait_for_timeout(1_000)
    first = canvas.screenshot()
    page.wait_for_timeout(400)
    assert canvas.screenshot() == first
    page.get_by_label("papers").uncheck()
    page.wait_for_timeout(200)
    assert canvas.screenshot() != first


def test_back_and_forward_and_a_shared_address(page: Page) -> None:
    page.goto("/?node=method:wren")
    expect(title(page)).to_have_text("Wren")
    page.locator("#panel").get_by_role("link", name="Lark", exact=True).first.click()
    expect(title(page)).to_have_text("Lark")
    page.go_back()
    expect(title(page)).to_have_text("Wren")
    page.go_forward()
    expect(title(page)).to_have_text("Lark")
    page.get_by_role("link", name="kg, start page").click()
    expect(page.locator("#home h1")).to_be_visible()
    expect(page.locator("#stage")).to_be_hidden()
    page.go_back()
    expect(title(page)).to_have_text("Lark")
    expect(page.locator("#canvas canvas")).to_be_visible()


def test_another_name_in_the_address_becomes_the_id(page: Page) -> None:
    page.goto("/?node=benchmark:ImageNet-1k")
    expect(title(page)).to_have_text("ImageNet")
    expect(page).to_have_url(re.compile(r"node=benchmark%3Aimagenet$"))


def test_the_keyboard_is_enough(page: Page) -> None:
    page.goto("/?node=method:finch")
    expect(title(page)).to_be_focused()
    page.keyboard.press("/")
    search = page.get_by_role("combobox", name="Search")
    expect(search).to_be_focused()
    page.keyboard.type("lark")
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    expect(search).to_have_attribute("aria-activedescendant", "option-1")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.press("Enter")
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("Enter")
    expect(title(page)).to_have_text("Lark")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Expand")).to_be_focused()


def test_the_key_of_the_search_is_no_word_of_it(page: Page) -> None:
    page.goto("/")
    search = page.get_by_role("combobox", name="Search")
    expect(search).to_be_focused()
    page.keyboard.type("/lark")
    expect(search).to_have_value("lark")
    page.keyboard.type("/x")
    expect(search).to_have_value("lark/x")


def test_other_names_are_shown_at_a_press(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#home h1")).to_be_visible()
    page.evaluate(
        """async () => {
            const parts = await Promise.all(['api', 'panel'].map((name) => import(`/static/explorer/${name}.js`)));
            const [{ askSchema }, { header }] = parts;
            const aliases = ['Lark', ...[...Array(9).keys()].map((number) => `lark ${number}`)];
            const lark = { key: 'method:lark', type: 'Method', label: 'Lark', properties: { aliases } };
            document.querySelector('#home').replaceChildren(header(lark, await askSchema(), []));
        }"""
    )
    names = page.locator("#home .aliases")
    expect(names).to_have_text("also lark 0, lark 1, lark 2, lark 3, lark 4, lark 5 and 3 more")
    page.get_by_role("button", name="and 3 more").press("Enter")
    expect(names).to_have_text("also lark 0, lark 1, lark 2, lark 3, lark 4, lark 5, lark 6, lark 7, lark 8")
    expect(names).to_be_focused()


def test_nothing_found_is_said(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox", name="Search").fill("xylophone <b>")
    expect(page.locator("#suggestions")).to_have_text("Nothing is called “xylophone <b>”.")


def test_names_are_text(page: Page) -> None:
    page.goto(f"/?node=paper:{EVIL}")
    expect(title(page)).to_have_text(ABSTRACTS[EVIL][0])
    page.get_by_text("Abstract").click()
    expect(page.locator(".abstract")).to_have_text(ABSTRACTS[EVIL][3])
    expect(page.locator("#panel").get_by_role("link", name=HOSTILE_NAME)).to_be_visible()
    expect(page.locator("#panel img, #panel script")).to_have_count(0)
    page.locator("#panel").get_by_role("link", name=HOSTILE_NAME).click()
    expect(title(page)).to_have_text(HOSTILE_NAME)
    assert page.evaluate("new URLSearchParams(location.search).get('node')") == f"method:{HOSTILE_ID}"
    page.reload()
    expect(title(page)).to_have_text(HOSTILE_NAME)
    page.get_by_role("combobox", name="Search").fill("übersicht")
    expect(page.get_by_role("option")).to_contain_text(UNICODE_NAME)
    assert page.title() == f"{HOSTILE_NAME} – kg"


def test_an_address_that_is_no_web_address_is_no_link(page: Page) -> None:
    page.goto("/?node=paper:finch")
    expect(title(page)).to_have_text(ABSTRACTS["finch"][0])
    assert page.locator("a[href^='javascript']").count() == 0


def test_clicks_in_the_picture_select_and_double_clicks_expand(page: Page) -> None:
    page.goto("/?node=paper:silent")
    expect(title(page)).to_have_text("On Saying Nothing")
    expect(page.locator("#panel")).to_contain_text("Nothing is said about it.")
    page.goto("/?node=dataset:opentiles")
    expect(page.locator("#status")).to_have_text("2 nodes, 1 edge")
    page.wait_for_timeout(800)
    (other,) = find(page, "Paper")
    page.mouse.click(*other)
    expect(title(page)).to_have_text("Wren: Lark in a Tenth of the Size")
    page.mouse.dblclick(*other)
    expect(page.locator("#status")).to_have_text(re.compile(r"^[5-9] nodes, \d+ edges$"))


def test_a_click_on_an_edge_shows_its_sentences(page: Page) -> None:
    page.goto("/?node=dataset:opentiles")
    expect(page.locator("#status")).to_have_text("2 nodes, 1 edge")
    page.wait_for_timeout(800)
    dataset, paper = find(page, "Dataset", "Paper")
    page.mouse.click((dataset[0] + paper[0]) / 2, (dataset[1] + paper[1]) / 2)
    expect(title(page)).to_have_text("Wren: Lark in a Tenth of the Size trains on Opentiles")
    expect(page.locator("#panel blockquote")).to_have_text("We train on LibriTiles and OpenTiles.")
    expect(page.locator("#panel mark")).to_have_text("OpenTiles")
    page.mouse.click(*dataset)
    expect(title(page)).to_have_text("Opentiles")


def find(page: Page, *types: str) -> list[tuple[float, float]]:
    """The middle of the only node of each type in the picture, by its colour."""
    places = page.locator("#canvas canvas").evaluate(
        """(canvas, colours) => {
            const sheet = new OffscreenCanvas(canvas.width, canvas.height);
            const copy = sheet.getContext('2d', { willReadFrequently: true });
            copy.drawImage(canvas, 0, 0);
            const { data, width, height } = copy.getImageData(0, 0, canvas.width, canvas.height);
            const box = canvas.getBoundingClientRect();
            return colours.map((colour) => {
                const wanted = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
                let [x, y, found] = [0, 0, 0];
                for (let at = 0; at < data.length; at += 4) {
                    if (!wanted.every((value, index) => data[at + index] === value)) continue;
                    x += (at / 4) % width;
                    y += Math.floor(at / 4 / width);
                    found += 1;
                }
                return [box.x + (x / found) * (box.width / width), box.y + (y / found) * (box.height / height)];
            });
        }""",
        [NODE_TYPES[name].colour for name in types],
    )
    return [(x, y) for x, y in places]


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "dark")])
def test_narrow_and_dark(browser: Browser, address: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    seen = watch(page)
    page.goto("/")
    expect(page.locator("#home h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for node in ("benchmark:tilebench", "paper:heron", f"paper:{EVIL}"):
        page.goto(f"/?node={node}")
        expect(title(page)).to_be_visible()
        for button in page.locator("td.value button").all():
            button.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("#panel").evaluate("panel => panel.scrollWidth - panel.clientWidth") == 0
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    darkness = sum(map(int, re.findall(r"\d+", background)[:3]))
    assert (darkness < 150) == (scheme == "dark")
    context.close()
    check(seen, address)


def test_an_unknown_node_is_told_with_what_is_near(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    page.goto("/?node=benchmark:imagnet")
    expect(page.get_by_role("alert")).to_contain_text("no benchmark is called 'imagnet'")
    page.get_by_role("link", name="ImageNet").click()
    expect(title(page)).to_have_text("ImageNet")
    page.goto("/?node=nonsense")
    expect(page.get_by_role("alert")).to_contain_text("names no node: nonsense")
    page.close()


def test_a_server_that_is_down_is_told_and_asked_again(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    page.goto("/?node=method:lark")
    expect(title(page)).to_have_text("Lark")
    page.route("**/api/**", lambda route: route.abort())
    page.locator("#panel").get_by_role("link", name="Wren", exact=True).first.click()
    expect(page.get_by_role("alert")).to_have_text("The server does not answer.")
    page.unroute("**/api/**")
    page.get_by_role("button", name="Try again").click()
    expect(title(page)).to_have_text("Wren")
    page.close()


def test_the_picture_of_a_node_opens(page: Page) -> None:
    page.goto("/graph/methods/Lark?depth=2")
    page.wait_for_selector("#wait", state="detached")
    expect(page.get_by_role("heading")).to_have_text("Lark")
    assert page.evaluate("origin") == "null"


def test_the_reference_of_the_api_needs_no_other_host(page: Page) -> None:
    page.goto("/docs")
    expect(page.get_by_text("/api/queries/leaderboard", exact=True)).to_be_visible()


def test_the_menu_expands_by_relation_and_steps_are_undone(page: Page) -> None:
    page.goto("/?node=dataset:opentiles")
    expect(page.locator("#status")).to_have_text("2 nodes, 1 edge")
    page.locator("#legend input[name=Paper]").uncheck()
    expect(page).to_have_url(re.compile(r"off=Paper"))
    page.keyboard.press("Control+z")
    expect(page.locator("#legend input[name=Paper]")).to_be_checked()
    page.get_by_role("link", name="Wren: Lark in a Tenth of the Size").first.click()
    expect(title(page)).to_have_text("Wren: Lark in a Tenth of the Size")
    page.get_by_role("button", name="Expand").click()
    page.get_by_role("menuitem", name="proposes").click()
    expect(page.locator("#status")).to_have_text(re.compile(r"^3 nodes"))
    shared = page.url
    page.get_by_role("button", name="Expand").click()
    page.get_by_role("menuitem", name="Collapse").click()
    expect(page.locator("#status")).to_have_text("2 nodes, 1 edge")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#status")).to_have_text(re.compile(r"^3 nodes"))
    page.goto(shared)
    expect(page.locator("#status")).to_have_text(re.compile(r"^3 nodes"))


def test_a_page_that_comes_late_lets_who_types_go_on(page: Page) -> None:
    held: list[Route] = []
    page.goto("/?node=method:wren")
    expect(title(page)).to_have_text("Wren")
    page.route("**/api/methods/lark", lambda route: held.append(route))  # noqa: PLW0108 - it takes no built-in
    page.locator("#panel").get_by_role("link", name="Lark", exact=True).first.click()
    search = page.get_by_role("combobox", name="Search")
    search.click()
    page.wait_for_timeout(200)
    held[0].continue_()
    expect(title(page)).to_have_text("Lark")
    expect(search).to_be_focused()


def test_what_was_found_is_offered_again(page: Page) -> None:
    page.goto("/?node=method:wren")
    search = page.get_by_role("combobox", name="Search")
    search.click()
    expect(page.locator("#suggestions")).to_be_hidden()
    for name in ("Lark", "ImageNet"):
        search.fill(name)
        page.get_by_role("option", name=name).first.click()
        expect(title(page)).to_have_text(name)
    page.reload()
    expect(title(page)).to_have_text("ImageNet")
    page.keyboard.press("/")
    options = page.get_by_role("option")
    expect(options).to_have_text(["ImageNet", "Lark", "Forget these"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(title(page)).to_have_text("Lark")
    search.click()
    page.get_by_role("option", name="Forget these").click()
    search.press("ArrowDown")
    expect(page.locator("#suggestions")).to_be_hidden()
