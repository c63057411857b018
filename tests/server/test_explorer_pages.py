"""The pages of the explorer: what papers say of a node, side by side."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser import check, watch
from tests.server.graph import ABSTRACTS, EVIL, HOSTILE_NAME


def title(page: Page) -> Locator:
    return page.locator("#page h1")


def column(page: Page, table: str, name: str) -> Locator:
    return page.get_by_role("table", name=table, exact=True).locator(f"tr.row td.{name}")


def test_from_the_picture_to_the_page_and_back(page: Page) -> None:
    page.goto("/?node=method:lark&off=Task")
    page.get_by_role("link", name="Page", exact=True).click()
    expect(title(page)).to_have_text("Lark")
    expect(title(page)).to_be_focused()
    expect(page.locator("#stage")).to_be_hidden()
    expect(page).to_have_title("Lark – kg")
    assert "show=page" in page.url
    expect(page.get_by_role("link", name="Skip to what is said")).to_have_attribute("href", "#page")
    page.locator("#page").get_by_role("link", name="Wren", exact=True).first.click()
    expect(title(page)).to_have_text("Wren")
    page.go_back()
    expect(title(page)).to_have_text("Lark")
    page.get_by_role("link", name="Show in the picture").click()
    expect(page.locator("#panel h1")).to_have_text("Lark")
    expect(page.locator("#page")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/\?node=method%3Alark&off=Task$"))
    expect(page.locator("#status")).to_have_text(re.compile(r"nodes"))


def test_a_leaderboard_is_sorted_by_its_headings(page: Page) -> None:
    page.goto("/?node=benchmark:imagenet&show=page")
    table = page.get_by_role("table", name="Leaderboard, top-1 accuracy")
    methods = column(page, "Leaderboard, top-1 accuracy", "method")
    expect(methods).to_have_text(["Finch", "Lark", "Wren"])
    table.get_by_role("button", name="Year").click()
    expect(table.get_by_role("columnheader", name="Year")).to_have_attribute("aria-sort", "descending")
    expect(methods).to_have_text(["Finch", "Wren", "Lark"])
    table.get_by_role("button", name="Year").press("Enter")
    expect(table.get_by_role("columnheader", name="Year")).to_have_attribute("aria-sort", "ascending")
    expect(methods).to_have_text(["Lark", "Wren", "Finch"])
    expect(column(page, "Leaderboard, top-1 accuracy", "rank")).to_have_text(["2", "3", "1"])
    table.get_by_role("button", name="79.9%").click()
    table.get_by_role("button", name="#").click()
    expect(table.get_by_role("columnheader", name="Year")).not_to_have_attribute("aria-sort", re.compile(""))
    expect(methods).to_have_text(["Finch", "Lark", "Wren"])
    wren = table.locator("tr.row", has_text="Wren").locator("xpath=following-sibling::tr[1]")
    expect(wren.locator("blockquote")).to_have_text("On ImageNet, Wren scores 79.9% top-1 accuracy.")


def test_the_chart_shows_the_best_of_each_year(page: Page) -> None:
    page.goto("/?node=benchmark:imagenet&show=page")
    chart = page.get_by_role("group", name="Best top-1 accuracy by year")
    dots = chart.get_by_role("link")
    expect(dots).to_have_count(3)
    labels = ["2020: Lark, 81.2%", "2021: Wren, 79.9%", "2023: Finch, 84.0%"]
    assert sorted(dot.get_attribute("aria-label") or "" for dot in dots.all()) == labels
    places = {
        name: (box["x"], box["y"])
        for name in ("Lark", "Wren", "Finch")
        if (box := chart.get_by_role("link", name=name).bounding_box())
    }
    assert places["Lark"][0] < places["Wren"][0] < places["Finch"][0]
    assert places["Finch"][1] < places["Lark"][1] < places["Wren"][1]
    # Wren is no record: the line goes past it, and it has no name
    expect(chart.locator(".name")).to_have_text(["Lark", "Finch"])
    assert len(re.findall("[MH]", chart.locator(".records").get_attribute("d") or "")) == 2
    chart.get_by_role("link", name="Finch").press("Enter")
    expect(title(page)).to_have_text("Finch")


def test_the_metric_is_in_the_address(page: Page) -> None:
    page.goto("/?node=benchmark:tilebench&show=page")
    metrics = page.get_by_role("navigation", name="Metrics").get_by_role("link")
    expect(metrics).to_have_text(["Error 2", "Recall 2"])
    expect(metrics.first).to_have_attribute("aria-current", "true")
    expect(page.get_by_text("less is better")).to_be_visible()
    expect(column(page, "Leaderboard, Error", "method")).to_have_text(["Lark", "Wren"])
    metrics.nth(1).click()
    expect(column(page, "Leaderboard, Recall", "method")).to_have_text(["Lark", "Wren"])
    expect(column(page, "Leaderboard, Recall", "value")).to_have_text(["4.1%", "0%"])
    expect(page.get_by_text("more is better")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Recall 2")).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(column(page, "Leaderboard, Error", "value")).to_have_text(["3.2%", "4.1%"])


def test_the_page_of_a_method(page: Page) -> None:
    page.goto("/?node=method:wren&show=page")
    expect(page.get_by_text("0 won, 0 lost, 1 contested")).to_be_visible()
    rivals = page.get_by_role("table", name="Rivals", exact=True)
    expect(rivals.locator("tr.row td")).to_have_text(["Lark", "contested", "1", "1", ""])
    expect(rivals.get_by_role("img", name="1 paper for, 1 against")).to_be_visible()
    rivals.get_by_role("button", name="contested").click()
    said = ["On phones, Wren beats Lark.", "Against what was said, Lark beats Wren."]
    expect(rivals.locator("tr.sentence blockquote")).to_have_text(said)

    places = "Benchmarks by results"
    expect(column(page, places, "on")).to_have_text(["ImageNet", "TileBench", "TileBench"])
    expect(column(page, places, "value")).to_have_text(["79.9%", "4.1%", "0%"])

    beside = page.get_by_role("table", name="Side by side with rivals")
    expect(beside.get_by_role("columnheader")).to_have_text(["On", "Wren", "Lark"])
    imagenet = beside.locator("tr", has_text="ImageNet")
    expect(imagenet.locator("td")).to_have_text(["79.9%", "81.2%"])
    expect(beside.locator("tr", has_text="Error").locator("strong")).to_have_text("3.2%")


def test_the_lineage_of_a_method(page: Page) -> None:
    page.goto("/?node=method:wren&show=page")
    up = page.get_by_role("list", name="Based on, or part of")
    expect(up.locator("a")).to_have_text(["Lark", "ResNet"])
    expect(up.locator("ul ul a")).to_have_text("ResNet")
    down = page.get_by_role("list", name="Based on it, or part of it")
    expect(down.locator("button")).to_have_text(["basis of", "has part"])
    expect(down.locator("a")).to_have_text(["Finch", "Attention"])
    down.get_by_role("button", name="has part").click()
    expect(down.locator("blockquote")).to_have_text("Finch puts attention into Wren.")
    expect(down.locator("mark")).to_have_text(["Finch", "attention"])


def test_the_page_of_a_paper_marks_what_is_read_from_it(page: Page) -> None:
    page.goto("/?node=paper:lark&show=page")
    abstract = page.locator("#page p.abstract")
    expect(abstract).to_have_text(ABSTRACTS["lark"][3])
    marks = {(mark.text_content(), mark.get_attribute("data-type")) for mark in abstract.locator("mark").all()}
    assert marks == {
        ("Lark", "Method"),
        ("ResNet", "Method"),
        ("ImageNet", "Benchmark"),
        ("81.2%", "Result"),
        ("1.4%", "Result"),
        ("top-1 accuracy", "Metric"),
        ("LibriTiles", "Dataset"),
        ("object recognition", "Task"),
    }
    colours = {
        abstract.locator(f"mark[data-type={kind}]").first.evaluate("mark => getComputedStyle(mark).backgroundColor")
        for kind in ("Method", "Benchmark", "Result")
    }
    assert len(colours) == 3
    expect(column(page, "Results", "value")).to_have_text(["81.2%", "+1.4%"])
    expect(column(page, "Results", "baseline")).to_have_text(["–", "ResNet"])
    abstract.get_by_role("link", name="ImageNet").first.click()
    expect(title(page)).to_have_text("ImageNet")


@pytest.mark.parametrize(
    ("node", "heading", "lists"),
    [
        ("dataset:libritiles", "Libritiles", ["trained on in"]),
        ("task:object-recognition", "object recognition", ["addressed by", "has subtask"]),
        ("metric:top-1-accuracy", "top-1 accuracy", []),
        ("result:lark-1", "81.2%", []),
        ("paper:silent", "On Saying Nothing", []),
    ],
)
def test_the_page_of_every_type(page: Page, node: str, heading: str, lists: list[str]) -> None:
    page.goto(f"/?node={node}&show=page")
    expect(title(page)).to_have_text(re.compile(heading, re.IGNORECASE))
    for name in lists:
        expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_names_on_a_page_are_text(page: Page) -> None:
    page.goto(f"/?node=paper:{EVIL}&show=page")
    expect(title(page)).to_have_text(ABSTRACTS[EVIL][0])
    expect(page.locator("#page p.abstract")).to_have_text(ABSTRACTS[EVIL][3])
    expect(page.locator("#page img, #page script")).to_have_count(0)
    page.locator("#page .abstract").get_by_role("link", name=HOSTILE_NAME).click()
    expect(title(page)).to_have_text(HOSTILE_NAME)
    assert page.title() == f"{HOSTILE_NAME} – kg"


def test_another_name_of_a_page_and_one_that_is_unknown(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    page.goto("/?node=benchmark:ImageNet-1k&show=page")
    expect(title(page)).to_have_text("ImageNet")
    expect(page).to_have_url(re.compile(r"node=benchmark%3Aimagenet&show=page$"))
    page.goto("/?node=benchmark:imagnet&show=page")
    expect(page.get_by_role("alert")).to_contain_text("no benchmark is called 'imagnet'")
    page.get_by_role("link", name="ImageNet").click()
    expect(title(page)).to_have_text("ImageNet")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_telephone(browser: Browser, address: str, scheme: str) -> None:
    context = browser.new_context(
        base_url=address, viewport={"width": 390, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    seen = watch(page)
    for node in ("benchmark:imagenet", "method:wren", "paper:heron", f"paper:{EVIL}", "dataset:libritiles"):
        page.goto(f"/?node={node}&show=page")
        expect(title(page)).to_be_visible()
        for button in page.locator("#page td button").all():
            button.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.locator("#page").evaluate("page => page.scrollWidth - page.clientWidth") == 0
    context.close()
    check(seen, address)


def test_what_the_server_refuses_is_told_in_its_place(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    page.route("**/rivals", lambda route: route.abort())
    page.goto("/?node=method:wren&show=page")
    told = page.locator("#page section", has=page.get_by_role("heading", name="Rivals", exact=True))
    expect(told.get_by_role("alert")).to_have_text("The server does not answer.")
    expect(page.get_by_role("list", name="Based on, or part of")).to_be_visible()
    page.unroute("**/rivals")
    told.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("table", name="Rivals", exact=True)).to_be_visible()
    page.close()


def test_a_part_that_comes_late_has_a_place(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    held: list[Route] = []
    page.route("**/lineage?*", lambda route: held.append(route))  # noqa: PLW0108 - it must be a function
    page.goto("/?node=method:wren&show=page")
    told = page.locator("#page section", has=page.get_by_role("heading", name="Lineage", exact=True))
    expect(told.get_by_role("status")).to_have_text("Asking …")
    expect(page.get_by_role("table", name="Rivals", exact=True)).to_be_visible()
    held[0].continue_()
    expect(page.get_by_role("list", name="Based on, or part of")).to_be_visible()
    expect(told).to_have_count(0)
    page.close()


def test_many_metrics_are_one_press_away(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#home h1")).to_be_visible()
    page.evaluate(
        """async () => {
            const { switches } = await import('/static/explorer/pages/benchmark.js');
            const metric = (number) => ({ id: `m${number}`, label: `metric ${number}` });
            const metrics = [...Array(9).keys()].map((number) => ({ metric: metric(number), total: 20 - number }));
            const link = (id, label, current) => {
                const made = Object.assign(document.createElement('a'), { href: `/?metric=${id}` });
                made.append(...label);
                if (current) made.setAttribute('aria-current', 'true');
                return made;
            };
            document.querySelector('#home').replaceChildren(switches(metrics, 'm7', link));
        }"""
    )
    links = page.get_by_role("navigation", name="Metrics").get_by_role("link")
    expect(links).to_have_text([*(f"metric {number} {20 - number}" for number in range(6)), "metric 7 13"])
    expect(links.last).to_have_attribute("aria-current", "true")
    page.get_by_text("2 more metrics").click()
    expect(links).to_have_count(9)
    expect(links.last).to_have_text("metric 8 12")


def test_the_tally_of_rivals_says_of_how_many(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#home h1")).to_be_visible()
    told = page.evaluate(
        """async () => {
            const { rivalsTable } = await import('/static/explorer/pages/rivals.js');
            const node = { key: 'method:a', label: 'A', type: 'Method', aliases: [] };
            const rivals = [{ node, won: 2, lost: 0, contested: false, wins: [], losses: [] }];
            const link = (key, label) => label;
            const tables = [1, 71].map((total) => rivalsTable({ method: node, rivals, total }, link));
            return tables.map((table) => table.querySelector('p').textContent);
        }"""
    )
    assert told == ["1 won, 0 lost, 0 contested", "Of the first 1: 1 won, 0 lost, 0 contested"]


def test_a_long_table_shows_its_first_rows(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#home h1")).to_be_visible()
    page.evaluate(
        """async () => {
            const { table } = await import('/static/explorer/table.js');
            const column = { name: 'value', heading: 'Value', cell: String, value: (row) => row, down: true };
            document.querySelector('#home').replaceChildren(table('Numbers', [column], [...Array(25).keys(), null]));
        }"""
    )
    rows = page.get_by_role("table", name="Numbers").locator("tr.row")
    expect(rows).to_have_count(20)
    page.get_by_role("button", name="Value").click()
    expect(rows.first).to_have_text("24")
    page.get_by_role("button", name="Show 6 more").click()
    expect(rows).to_have_count(26)
    expect(rows.last).to_have_text("null")
    page.get_by_role("button", name="Value").click()
    expect(rows.first).to_have_text("0")
    expect(rows.last).to_have_text("null")
