"""The Ask tab in a real browser: statements and named queries, what they answer, what goes wrong, what is kept."""

import csv
import io
import json
import re
import shlex
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

import server
from loaders import Store
from server import Entrance, create_app
from tests.server.conftest import serving
from tests.server.graph import HOSTILE_ID, HOSTILE_NAME

BEATEN = "MATCH (a:Method {id: 'wren'})-[o:OUTPERFORMS]->(b:Method) RETURN a, o, b"
FILES = "/static/explorer/ask"
VENDOR = Path(server.__file__).parent / "explorer" / "vendor"


@pytest.fixture
def faulty(browser: Browser, address: str) -> Iterator[Page]:
    """A page of which it is not asked that no request of it fails."""
    opened = browser.new_page(base_url=address, viewport={"width": 1280, "height": 800})
    opened.set_default_timeout(20_000)
    yield opened
    opened.close()


def write(page: Page, statement: str) -> None:
    """Put a statement into the editor, in place of what is there."""
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(statement)


def rows(page: Page) -> Locator:
    return page.locator("#ask tbody tr")


def run(page: Page, module: str, call: str, given: object = None) -> Any:
    """What an expression over one of the modules of the tab gives in a real page."""
    page.goto("/")
    return page.evaluate(f"async (given) => {{ const made = await import('{FILES}/{module}'); return {call}; }}", given)


def test_a_statement_is_answered_as_a_table_and_as_a_graph(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Ask").click()
    expect(page).to_have_title("Ask in Cypher – kg")
    expect(page.locator(".CodeMirror")).to_contain_text("OUTPERFORMS")
    write(page, BEATEN)
    page.keyboard.press("Control+Enter")
    expect(rows(page)).to_have_count(1)
    expect(rows(page).locator("td")).to_have_text(["Wren", "Wren outperforms Lark", "Lark"])
    expect(page.locator("#ask .status")).to_have_text(re.compile(r"^1 row in [\d.]+ m?s$"))

    page.get_by_role("button", name="Graph").click()
    expect(page.locator("#ask .told")).to_have_text("2 nodes, 1 edge")
    expect(page.get_by_role("img", name="The answer drawn: 2 nodes, 1 edge")).to_be_visible()
    page.get_by_role("button", name="Table").click()
    rows(page).get_by_role("link", name="Lark").last.click()
    expect(page.locator("#panel h1")).to_have_text("Lark")
    page.go_back()
    expect(rows(page)).to_have_count(1)


def test_an_address_can_be_shared_and_walked_back(page: Page) -> None:
    page.goto("/?ask=RETURN+%24one+AS+one%2C+%24many+AS+many&p.one=2&p.many=%5B%22a%22%2C+%22b%22%5D")
    expect(rows(page).locator("td")).to_have_text(["2", "a, b"])
    page.get_by_label("$one").fill("two")
    page.get_by_role("button", name="Run").click()
    expect(rows(page).locator("td")).to_have_text(["two", "a, b"])
    page.go_back()
    expect(rows(page).locator("td")).to_have_text(["2", "a, b"])
    expect(page.get_by_label("$one")).to_have_value("2")


def test_a_named_query_has_a_form(page: Page) -> None:
    page.goto("/?ask=")
    page.get_by_role("button", name="Leaderboard of a benchmark").click()
    expect(page.locator("#ask h1")).to_have_text("Leaderboard of a benchmark")
    field = page.get_by_label("$benchmark")
    expect(field).to_be_focused()
    page.keyboard.type("image")
    expect(page.locator("#offers-benchmark option")).to_have_attribute("value", "ImageNet")
    field.fill("ImageNet-1k")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(3)
    expect(page).to_have_url(re.compile(r"/\?ask=%40leaderboard&p\.benchmark=ImageNet-1k$"))
    expect(page.get_by_role("button", name="Graph")).to_be_disabled()

    # changed, it is a statement of one's own, which takes ids
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("\nLIMIT 1")
    expect(page.locator("#ask h1")).to_have_text("Ask in Cypher")
    expect(page.get_by_label("$benchmark")).to_have_value("imagenet")
    page.keyboard.press("Control+Enter")
    expect(rows(page)).to_have_count(1)
    page.get_by_label("$benchmark").fill("tilebench")
    page.locator(".CodeMirror").click()
    page.keyboard.insert_text(" ")
    expect(page.get_by_label("$benchmark")).to_have_value("tilebench")
    page.go_back()
    expect(page.locator("#ask h1")).to_have_text("Leaderboard of a benchmark")
    expect(page.get_by_label("$benchmark")).to_have_value("ImageNet-1k")


def test_what_is_missing_is_asked_for(page: Page) -> None:
    page.goto("/?ask=@leaderboard")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_have_text("Fill in $benchmark.")
    expect(page.get_by_label("$benchmark")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("$benchmark")).to_be_focused()


def test_a_parameter_of_ones_own_is_asked_for_too(page: Page) -> None:
    page.goto("/?ask=")
    write(page, "RETURN size($name) AS size")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_have_text("Fill in $name.")
    expect(page.get_by_label("$name")).to_be_focused()
    page.keyboard.type('""')
    page.keyboard.press("Enter")
    expect(rows(page).locator("td")).to_have_text(["0"])


def test_a_statement_is_highlighted(page: Page) -> None:
    page.goto("/?ask=")
    write(
        page,
        "// 1 $no\nMATCH (m1:Method {id: '2'}) WHERE m1.name <> \"$it\" AND m1.papers > 3.5 "
        "RETURN count($least) LIMIT 20",
    )

    def coloured(kind: str) -> list[str]:
        return page.locator(f".CodeMirror-line .cm-{kind}").all_text_contents()

    assert coloured("comment") == ["// 1 $no"]
    assert coloured("keyword")[:2] == ["MATCH", "WHERE"]
    assert coloured("string") == ["'2'", '"$it"']
    assert "".join(coloured("number")) == "3.520"
    assert coloured("parameter") == ["$least"]
    assert "count" in coloured("builtin")
    looks = {
        page.locator(f".CodeMirror-line .cm-{kind}").first.evaluate("mark => getComputedStyle(mark).color")
        for kind in ("comment", "keyword", "string", "number", "atom", "property")
    }
    assert len(looks) == 6


@pytest.mark.parametrize(
    ("statement", "place", "marked"),
    [
        ("MATCH (m:Method)\nRETRUN m", "line 2, column 1", "RETRUN"),
        ("MATCH (m:Method)\nRETURN '🐦', other", "line 2, column 14", "other"),
        ("MATCH (m:Methode) RETURN m", "line 1, column 10", "Methode"),
        ("RETURN 1 AS one\nSET one = 2", "line 2, column 1", "SET"),
        ("RETURN 1 +", "line 1, column 11", "+"),
    ],
)
def test_a_fault_is_shown_where_it_is(faulty: Page, statement: str, place: str, marked: str) -> None:
    faulty.goto("/?ask=")
    write(faulty, statement)
    faulty.get_by_role("button", name="Run").click()
    expect(faulty.get_by_role("alert")).to_contain_text(re.compile("The statement is wrong|This is not allowed"))
    expect(faulty.locator(".fault")).to_have_text(marked)
    faulty.get_by_role("button", name=f"Go to {place}").click()
    faulty.keyboard.insert_text("/")
    expect(faulty.locator(".fault")).to_have_count(0)


def test_a_server_that_is_away_is_asked_again(faulty: Page) -> None:
    faulty.goto("/?ask=")
    write(faulty, "RETURN 1 AS one")
    faulty.route("**/api/cypher", lambda route: route.abort())
    faulty.keyboard.press("Control+Enter")
    expect(faulty.get_by_role("alert")).to_have_text("The server does not answer.")
    faulty.unroute("**/api/cypher")
    faulty.get_by_role("button", name="Try again").click()
    expect(rows(faulty).locator("td")).to_have_text(["1"])
    expect(faulty.get_by_role("alert")).to_have_count(0)


def test_a_server_that_wants_a_token_is_shown_it(browser: Browser, ladybug: Store) -> None:
    entrance = Entrance(token="s3cret", protect="cypher")
    with serving(create_app(ladybug, entrance=entrance)) as served:
        page = browser.new_page()
        page.goto(f"{served}/?ask=RETURN+1+AS+one")
        for token in ("wrong", "s3cret"):
            expect(page.get_by_role("alert")).to_contain_text("No or a wrong token")
            page.get_by_label("Token").fill(token)
            page.get_by_role("button", name="Show it").click()
        expect(rows(page).locator("td")).to_have_text(["1"])
        assert "s3cret" not in page.evaluate("JSON.stringify(localStorage) + location")
        page.close()


def test_a_slow_answer_is_shown_to_be_worked_on_and_can_be_stopped(page: Page) -> None:
    held: list[Route] = []
    page.goto("/?ask=")
    write(page, "RETURN 1 AS one")
    page.route("**/api/cypher", lambda route: held.append(route))  # noqa: PLW0108 - it takes no built-in
    page.keyboard.press("Control+Enter")
    expect(page.locator("#ask .status")).to_have_text("Asking … 1 s")
    expect(page.locator("#ask .answer")).to_have_attribute("aria-busy", "true")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#ask .status")).to_have_text("Stopped.")
    expect(page.get_by_role("button", name="Run")).to_be_enabled()
    page.unroute("**/api/cypher")


def test_what_was_asked_is_kept_the_latest_first(page: Page) -> None:
    past = page.locator("#ask .past button")
    page.goto("/?ask=RETURN+1+AS+one")
    expect(rows(page).locator("td")).to_have_text(["1"])
    write(page, "RETURN 2 AS two")
    page.keyboard.press("Control+Enter")
    expect(past).to_have_text(["RETURN 2 AS two", "RETURN 1 AS one"])
    past.last.click()
    expect(rows(page).locator("td")).to_have_text(["1"])
    expect(past).to_have_text(["RETURN 1 AS one", "RETURN 2 AS two"])
    page.reload()
    expect(past).to_have_text(["RETURN 1 AS one", "RETURN 2 AS two"])
    page.get_by_role("button", name="Clear").click()
    expect(past).to_have_count(0)
    page.goto("/?ask=")
    expect(page.locator("#ask h1")).to_be_visible()
    expect(past).to_have_count(0)


def test_the_editor_completes_and_lets_the_keyboard_out(page: Page) -> None:
    offers = page.locator(".CodeMirror-hints li")
    page.goto("/?ask=")
    write(page, "MATCH (m")
    page.keyboard.type(":Meth")
    expect(offers.first).to_have_text(re.compile("^Method"))
    page.keyboard.press("Enter")
    page.keyboard.type(")<-[:USE")
    expect(offers).to_have_text([re.compile("^USES"), re.compile("^USED_FOR")])
    page.wait_for_timeout(100)
    page.keyboard.press("Enter")
    page.keyboard.type("]-(p) RETURN m.nam")
    expect(offers).to_have_text([re.compile("^name")])
    page.keyboard.press("Enter")
    expect(page.locator(".CodeMirror-line")).to_have_text("MATCH (m:Method)<-[:USES]-(p) RETURN m.name")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()


SCHEMA = """({
    types: new Map([['Method', { name: 'Method', properties: [{ name: 'name' }, { name: 'papers' }] }]]),
    relations: new Map([['USES', { name: 'USES' }], ['ON', { name: 'ON' }]]),
    evidence: [{ name: 'sentence' }],
})"""


@pytest.mark.parametrize(
    ("before", "offered"),
    [
        ("MATCH (m:", ["Method"]),
        ("MATCH (m:Method)-[:", ["USES", "`ON`"]),
        ("MATCH (m:Method)-[r:`O", ["`ON`"]),
        ("MATCH (m:Method) WHERE m:", ["Method"]),
        ("MATCH (m:Method {", ["name", "papers"]),
        ("MATCH (m:Method {name: 'x', p", ["papers"]),
        ("MATCH (m:Method)-[r:USES]->() RETURN r.", ["sentence"]),
        ("MATCH (m:Method) RETURN m.p", ["papers"]),
        ("MATCH (method:Method) RETURN meth", ["method"]),
        ("RETURN 'MATCH (m:", []),
        ("RETURN 1 // (m:", []),
        ("MATCH (m:Method {name:", []),
    ],
)
def test_what_may_come_next(page: Page, before: str, offered: list[str]) -> None:
    call = f"made.complete(given, given.length, {SCHEMA}).items.map(({{ text }}) => text)"
    assert run(page, "complete.js", call, before) == offered


def test_an_answer_is_kept_as_files(page: Page, tmp_path: Path) -> None:
    page.goto("/?ask=")
    write(page, f"{BEATEN}, '=1+1' AS sum, 'one, \"two\"' AS words, 1.5 AS number, null AS nothing")
    page.keyboard.press("Control+Enter")
    expect(rows(page)).to_have_count(1)

    def keep(label: str) -> bytes:
        with page.expect_download() as kept:
            page.get_by_role("button", name=label, exact=True).click()
        assert kept.value.suggested_filename == f"answer.{label.lower()}"
        kept.value.save_as(tmp_path / label)
        return (tmp_path / label).read_bytes()

    head, row = csv.reader(io.StringIO(keep("CSV").decode(), newline=""))
    assert head == ["a", "o", "b", "sum", "words", "number", "nothing"]
    assert row == ["Wren", "method:wren OUTPERFORMS method:lark", "Lark", "'=1+1", 'one, "two"', "1.5", ""]
    told = json.loads(keep("JSON"))
    assert told["columns"] == head
    assert told["rows"][0][0]["properties"]["name"] == "Wren"
    html = keep("HTML").decode()
    assert "Wren" in html
    assert not re.search(r"(src|href)=.https?:", html)
    expect(page.get_by_role("button", name="PNG")).to_be_hidden()
    page.get_by_role("button", name="Graph").click()
    assert keep("PNG").startswith(b"\x89PNG")


def test_names_in_an_answer_are_text(page: Page) -> None:
    statement = "MATCH (m:Method {id: $id}) RETURN m, m.name AS method, [m.name] AS names"
    page.goto(f"/?{urlencode({'ask': statement, 'p.id': HOSTILE_ID})}")
    expect(rows(page).locator("td")).to_have_text([HOSTILE_NAME] * 3)
    page.get_by_role("button", name="Graph").click()
    expect(page.locator("#ask .told")).to_have_text("1 node, 0 edges")
    expect(page.locator("#ask script, #ask .answer img")).to_have_count(0)
    assert page.title() == "Ask in Cypher – kg"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            {"text": "RETURN $a + ' it''s'", "given": {"a": "x'y"}},
            ["curl", "http://kg/api/cypher", "--header", "Content-Type: application/json", "--data"],
        ),
        (
            {"text": "@leaderboard", "given": {"benchmark": "a & b's", "metric": ""}},
            ["curl", "--get", "http://kg/api/queries/leaderboard", "--data-urlencode", "benchmark=a & b's"],
        ),
    ],
)
def test_a_request_as_a_command_line(page: Page, asked: dict[str, Any], words: list[str]) -> None:
    line = shlex.split(run(page, "address.js", "made.curlOf(given, 'http://kg')", asked))
    assert line[: len(words)] == words
    if len(line) > len(words):
        assert json.loads(line[-1]) == {"statement": asked["text"], "parameters": asked["given"]}


def test_the_command_line_is_copied_or_shown(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.goto("/?ask=RETURN+1+AS+one")
    page.get_by_role("button", name="Copy as curl").click()
    expect(page.locator("#ask .status")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"curl '{address}/api/cypher'")
    page.context.clear_permissions()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Copy as curl").click()
    expect(page.get_by_label("The request as a command line")).to_have_value(copied)


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for asked in ("@what-is-not", "@busiest-methods", "@leaderboard&p.benchmark=imagenet", BEATEN):
        page.goto(f"/?ask={asked}")
        expect(page.locator("#ask h1")).to_be_visible()
        expect(page.locator("#ask tbody, #ask [role=alert]")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("#ask .question").evaluate("main => main.scrollWidth - main.clientWidth") == 0


def test_the_editor_is_what_its_makers_released() -> None:
    sums = dict(reversed(line.split()) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    files = {str(path.relative_to(VENDOR)): path for path in VENDOR.glob("*/*")}
    assert {name: sha256(path.read_bytes()).hexdigest() for name, path in files.items()} == sums
    assert "codemirror/LICENSE" in sums
