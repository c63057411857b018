"""Moving about in the picture: paths, edges, pins and what is hidden, by mouse and by keys alone."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server.test_explorer import find

ACCENT = (0x20, 0x65, 0xB8)


def open_menu(page: Page, item: str) -> None:
    """Open the menu of the selected node by its key, and choose what it offers."""
    page.locator("#canvas").focus()
    page.keyboard.press("m")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.get_by_role("menuitem", name=item, exact=True).press("Enter")


def strokes(page: Page) -> int:
    """Pixels of the picture in the colour of what is pointed out."""
    page.wait_for_timeout(800)
    return int(
        page.locator("#canvas canvas").evaluate(
            """(canvas, wanted) => {
                const sheet = new OffscreenCanvas(canvas.width, canvas.height);
                const copy = sheet.getContext('2d', { willReadFrequently: true });
                copy.drawImage(canvas, 0, 0);
                const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
                const starts = Array.from({ length: data.length / 4 }, (_, index) => 4 * index);
                return starts.filter((start) => wanted.every((value, index) => data[start + index] === value)).length;
            }""",
            list(ACCENT),
        )
    )


def test_a_menu_that_the_server_refuses_says_so_and_can_be_asked_again(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    page.goto("/?node=method:lark")
    page.route("**/counts", lambda route: route.abort())
    page.get_by_role("button", name="Expand").click()
    expect(page.locator("#menu")).to_contain_text("The server does not answer.")
    page.unroute("**/counts")
    page.get_by_role("menuitem", name="Try again").click()
    expect(page.get_by_role("menuitem", name="Expand all")).to_be_focused()
    page.close()


def test_the_legend_covers_no_node(page: Page) -> None:
    page.goto("/?node=method:lark")
    expect(page.locator("#legend label").first).to_be_visible()
    canvas, legend = page.locator("#canvas").bounding_box(), page.locator("#legend").bounding_box()
    assert canvas
    assert legend
    assert canvas["y"] + canvas["height"] <= legend["y"]


def test_a_path_between_two_nodes_is_found_told_and_drawn(page: Page) -> None:
    page.goto("/?node=method:finch")
    expect(page.locator("#panel h1")).to_have_text("Finch")
    assert strokes(page) == 0
    open_menu(page, "Begin a path here")
    expect(page.locator("#status")).to_contain_text("a path begins at Finch")
    page.keyboard.press("/")
    page.keyboard.type("bird")
    expect(page.get_by_role("option", name="bird recognition")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#panel h1")).to_have_text("bird recognition")
    open_menu(page, "Path from Finch")
    expect(page.locator("#status")).to_have_text(re.compile(r"— \d paths? of 3 edges from Finch to bird recognition$"))
    expect(page).to_have_url(re.compile("path=method%3Afinch&path=task%3Abird-recognition"))
    assert strokes(page) > 50
    open_menu(page, "Forget the path")
    expect(page.locator("#status")).to_have_text(re.compile(r"^\d+ nodes, \d+ edges$"))
    assert strokes(page) == 0


def test_that_there_is_no_path_is_told(page: Page) -> None:
    page.goto("/?node=method:finch&path=method:finch&path=paper:silent")
    expect(page.locator("#status")).to_have_text(re.compile("— no path from Finch to paper:silent$"))


def test_keys_go_through_the_nodes_and_edges_and_stay_in_the_picture(page: Page) -> None:
    page.goto("/?node=dataset:opentiles")
    expect(page.locator("#status")).to_have_text("2 nodes, 1 edge")
    page.wait_for_timeout(800)
    page.locator("#canvas").focus()
    page.keyboard.press("e")
    expect(page.locator("#panel h1")).to_have_text("Wren: Lark in a Tenth of the Size trains on Opentiles")
    expect(page.locator("#said")).to_have_text("Wren: Lark in a Tenth of the Size trains on Opentiles")
    expect(page.locator("#canvas")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(page.locator("#panel h1")).to_have_text("Opentiles")
    expect(page.locator("#canvas")).to_be_focused()


def test_keys_go_round_through_all_edges_of_a_node(page: Page) -> None:
    page.goto("/?node=method:attention")
    expect(page.locator("#status")).to_have_text(re.compile(r"^3 nodes, \d edges$"))
    page.locator("#canvas").focus()
    told = []
    for _ in range(3):
        before = page.url
        page.keyboard.press("e")
        expect(page).not_to_have_url(before)
        told.append(page.locator("#said").text_content())
        expect(page.locator("#canvas")).to_be_focused()
    assert told[0] != told[1]
    assert told[2] == told[0]


def test_the_selected_node_can_be_hidden_and_shown_again(page: Page) -> None:
    page.goto("/?node=paper:wren&center=dataset:opentiles")
    expect(page.locator("#status")).to_have_text("2 nodes, 1 edge")
    open_menu(page, "Hide")
    expect(page.locator("#status")).to_have_text("1 node, 0 edges")
    expect(page.locator("#panel h1")).to_have_text("Opentiles")
    expect(page).to_have_url(re.compile("hide=paper%3Awren"))
    page.reload()
    expect(page.locator("#status")).to_have_text("1 node, 0 edges")
    page.get_by_role("button", name="Show 1 hidden").click()
    expect(page.locator("#status")).to_have_text("2 nodes, 1 edge")


def test_a_node_that_is_dragged_is_pinned_where_the_address_says(page: Page) -> None:
    page.goto("/?node=dataset:opentiles")
    expect(page.locator("#status")).to_have_text("2 nodes, 1 edge")
    page.wait_for_timeout(800)
    ((x, y),) = find(page, "Paper")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y - 40, steps=4)
    page.mouse.move(x + 40, y - 80, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"pin=-?\d+\.-?\d+\.paper%3Awren"))
    ((moved_x, moved_y),) = find(page, "Paper")
    assert (moved_x, moved_y) == (pytest.approx(x + 40, abs=3), pytest.approx(y - 80, abs=3))
    page.keyboard.press("Control+z")
    expect(page).not_to_have_url(re.compile("pin="))
    page.wait_for_timeout(300)
    ((back_x, back_y),) = find(page, "Paper")
    assert (back_x, back_y) == (pytest.approx(x, abs=3), pytest.approx(y, abs=3))


def test_the_node_that_stands_for_more_can_be_read_and_leads_to_them(page: Page) -> None:
    page.goto("/")
    spot = page.evaluate(
        """async () => {
            const parts = await Promise.all(['api', 'picture'].map((name) => import(`/static/explorer/${name}.js`)));
            const [{ askSchema }, { Picture }] = parts;
            const box = document.body.appendChild(document.createElement('div'));
            Object.assign(box.style, { position: 'fixed', inset: '0', zIndex: 99, background: 'white' });
            const ways = ['select', 'selectEdge', 'expand', 'menu', 'pin', 'clear'];
            const on = Object.fromEntries(ways.map((way) => [way, () => {}]));
            const picture = new Picture(box, await askSchema(), { ...on, grow: (step) => { window.grown = step; } });
            const node = { key: 'method:a', type: 'Method', label: 'A', papers: 3 };
            const step = { key: 'method:a', relation: '', direction: 'any', left: 1234, complete: true };
            const drawn = { nodes: new Map([[node.key, node]]), edges: new Map(), origins: new Map() };
            const scene = { ...drawn, center: node.key, more: [step], way: null };
            picture.draw(scene, { node: null, edge: null, off: new Set(), hidden: new Set(), pins: new Map() });
            await new Promise((done) => picture.network.once('stabilizationIterationsDone', done));
            await new Promise((done) => setTimeout(done, 300));
            const [id] = picture.steps.keys();
            picture.zoom(0.2);
            const { label, font } = picture.nodes.get(id);
            return { ...picture.spot(id), label, size: font.size * picture.network.getScale() };
        }"""
    )
    assert spot["label"] == "1,234 more"
    assert spot["size"] >= 10
    page.mouse.click(spot["x"], spot["y"])
    page.wait_for_function("window.grown?.left === 1234")


def test_an_edge_is_named_where_the_mouse_is(page: Page) -> None:
    page.goto("/?node=dataset:opentiles")
    expect(page.locator("#status")).to_have_text("2 nodes, 1 edge")
    page.wait_for_timeout(800)
    dataset, paper = find(page, "Dataset", "Paper")
    before = page.locator("#canvas canvas").screenshot()
    page.mouse.move((dataset[0] + paper[0]) / 2, (dataset[1] + paper[1]) / 2, steps=3)
    expect(page.locator("div.vis-tooltip")).to_have_text("Wren: Lark in a Tenth of the Size trains on Opentiles")
    expect(page.locator("div.vis-tooltip")).to_be_visible()
    assert page.locator("#canvas canvas").screenshot() != before


JUMPS = """window.jumps = 0; new PerformanceObserver((list) => {
    for (const jump of list.getEntries()) if (!jump.hadRecentInput) window.jumps += jump.value;
}).observe({ type: 'layout-shift', buffered: true });"""


@pytest.mark.parametrize(
    "address_of", ["/", "/?node=benchmark:imagenet", "/?node=method:wren&show=page", "/?ask=RETURN+1+AS+one"]
)
def test_nothing_jumps_while_a_page_comes(page: Page, address_of: str) -> None:
    page.add_init_script(JUMPS)
    page.goto(address_of)
    expect(page.locator("h1:visible").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    assert page.evaluate("window.jumps") < 0.01
