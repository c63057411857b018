"""The picture as one page: read as text, and opened in a real browser."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from loaders.export.picture import picture
from schema import NODE_TYPES, Edge, Node, NodeRef
from tests.browser import chromium, watch

EVIL = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> href"


def said(paper: str, sentence: str) -> dict[str, Any]:
    return {
        "paper": paper,
        "field": "abstract",
        "sentence": sentence,
        "start": 0,
        "end": len(sentence),
        "confidence": 0.9,
        "extractor": "test 1",
    }


PAPER = Node("Paper", "p1", {"title": "Lark: Convolutions that Listen", "year": 2020})
LARK = Node("Method", "lark", {"name": "Lark", "papers": 7})
WREN = Node("Method", "wren", {"name": "Wren", "papers": 1})
EDGES = [
    Edge("PROPOSES", PAPER.ref, LARK.ref, said("p1", "We propose Lark.")),
    Edge("OUTPERFORMS", LARK.ref, WREN.ref, said("p1", "Lark beats Wren.")),
    Edge("OUTPERFORMS", LARK.ref, WREN.ref, said("p2", "Lark is better than Wren.")),
    Edge("BASED_ON", LARK.ref, WREN.ref, said("p1", "Lark extends Wren.")),
    Edge("USES", PAPER.ref, NodeRef("Method", "absent"), said("p1", "Somewhere else.")),
]


def save(nodes: list[Node], edges: list[Edge], path: Path) -> str:
    """Draw a graph into a file, called as it is; gives its address."""
    path.write_text(picture(nodes, edges, title=path.stem), encoding="utf-8")
    return path.as_uri()


class Reading(HTMLParser):
    """The scripts, styles and addresses of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.styles: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self.within = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.within = tag
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.within = ""

    def handle_data(self, data: str) -> None:
        if self.within == "script":
            self.scripts.append((self.tags[-1][1], data))
        elif self.within == "style":
            self.styles.append(data)
        elif self.within:
            self.texts.setdefault(self.within, data)

    def data(self, name: str) -> Any:
        return next(json.loads(text) for attributes, text in self.scripts if attributes.get("id") == name)


def test_nodes_are_drawn_as_the_schema_has_them() -> None:
    nodes = {node["id"]: node for node in Reading(picture([PAPER, LARK, WREN], EDGES, title="Lark")).data("nodes")}
    assert nodes["method:lark"]["shape"] == NODE_TYPES["Method"].shape
    assert nodes["method:lark"]["color"]["background"] == NODE_TYPES["Method"].colour
    assert nodes["paper:p1"]["shape"] == NODE_TYPES["Paper"].shape
    assert nodes["method:lark"]["size"] > nodes["method:wren"]["size"]
    assert nodes["method:lark"]["title"].splitlines() == [
        "Lark",
        "Method: a model, algorithm, technique or tool",
        "7 papers",
    ]
    assert nodes["paper:p1"]["label"] == "Lark: Convolutions that Listen"
    assert nodes["method:wren"]["title"].endswith("1 paper")


def test_edges_that_say_the_same_are_drawn_once_with_all_sentences() -> None:
    edges = Reading(picture([PAPER, LARK, WREN], EDGES, title="Lark")).data("edges")
    assert [(edge["from"], edge["relation"], edge["to"]) for edge in edges] == [
        ("paper:p1", "PROPOSES", "method:lark"),
        ("method:lark", "OUTPERFORMS", "method:wren"),
        ("method:lark", "BASED_ON", "method:wren"),
    ]
    assert edges[1]["title"] == (
        "Lark outperforms Wren\n\n“Lark beats Wren.”\n(Lark: Convolutions that Listen)\n\n"
        "“Lark is better than Wren.”\n(p2)"
    )
    assert edges[1]["smooth"] is False
    assert edges[2]["smooth"]["roundness"] > 0


def test_a_long_name_is_cut_in_the_picture_and_whole_in_the_tooltip() -> None:
    name = "a method with a name that would never end if it could"
    (node,) = Reading(picture([Node("Method", "m", {"name": name})], [], title="Long")).data("nodes")
    assert node["label"] == "a method with a name that would…"
    assert node["title"].startswith(name)


def test_the_page_asks_nobody_for_anything() -> None:
    page = Reading(picture([PAPER, LARK, WREN], EDGES, title="Lark"))
    for tag, attributes in page.tags:
        assert tag not in {"link", "iframe", "img", "object", "base"}
        assert {"src", "href", "integrity"}.isdisjoint(attributes)


def test_the_policy_allows_the_scripts_of_the_page_and_no_others() -> None:
    page = Reading(picture([PAPER, LARK, WREN], EDGES, title="Lark"))
    policy = next(attributes["content"] for tag, attributes in page.tags if attributes.get("http-equiv"))
    assert policy
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed["default-src"] == "'none'"
    for kind, texts in (
        ("script-src", [text for attributes, text in page.scripts if not attributes]),
        ("style-src", page.styles),
    ):
        hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        assert allowed[kind] == " ".join(f"'sha256-{digest}'" for digest in hashes)


def test_text_never_becomes_html() -> None:
    node = Node("Method", "m", {"name": EVIL})
    edge = Edge("BASED_ON", node.ref, LARK.ref, said(EVIL, EVIL))
    text = picture([node, LARK], [edge], title=EVIL)
    page = Reading(text)
    assert page.texts["title"] == page.texts["h1"] == EVIL
    assert len(page.scripts) == 5
    assert not [tag for tag, _ in page.tags if tag == "img"]
    assert "HTML" not in page.scripts[-1][1]
    assert page.data("nodes")[0]["title"].startswith(EVIL)


def test_an_empty_graph_is_a_page() -> None:
    page = Reading(picture([], [], title="nothing"))
    assert page.texts["title"] == "nothing"
    assert page.data("nodes") == []


def large(nodes: int, edges: int) -> tuple[list[Node], list[Edge]]:
    methods = [
        Node("Method", f"m{number}", {"name": f"Method {number}", "papers": number % 9}) for number in range(nodes)
    ]
    joined = [
        Edge(
            "BASED_ON",
            methods[number % nodes].ref,
            methods[(number * 7 + number // nodes) % nodes].ref,
            said("p", "So."),
        )
        for number in range(edges)
    ]
    return methods, joined


def test_many_edges_take_no_square_of_time() -> None:
    start = time.perf_counter()
    picture(*large(4_000, 40_000), title="Large")
    # pyvis itself takes minutes for these
    assert time.perf_counter() - start < 10


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def test_it_draws_itself_and_rests(browser: Browser, tmp_path: Path) -> None:
    evil = Node("Method", "evil", {"name": EVIL})
    edge = Edge("BASED_ON", evil.ref, LARK.ref, said("p1", EVIL))
    address = save([PAPER, LARK, WREN, evil], [*EDGES, edge], tmp_path / "lark.html")
    page = browser.new_page()
    seen = watch(page)
    page.goto(address)
    page.wait_for_selector("#wait", state="detached")
    assert page.title() == "lark"
    assert seen.complaints == []
    assert seen.requests == [address]
    assert [text.split() for text in page.locator("#legend li").all_inner_texts()] == [
        ["papers", "1"],
        ["methods", "3"],
    ]
    box = page.locator("#picture canvas").bounding_box()
    assert box
    assert box["width"] > 500
    assert box["height"] > 300
    page.close()


def test_a_tooltip_and_the_words_beside_are_text(browser: Browser, tmp_path: Path) -> None:
    address = save([Node("Method", "evil", {"name": EVIL})], [], tmp_path / "evil.html")
    page = browser.new_page()
    seen = watch(page)
    page.goto(address)
    page.wait_for_selector("#wait", state="detached")
    box = page.locator("#picture canvas").bounding_box()
    assert box
    # the only node stands in the middle, above its label
    place = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - 18
    page.mouse.move(*place)
    tooltip = page.locator(".vis-tooltip")
    tooltip.wait_for(state="visible", timeout=5_000)
    page.mouse.click(*place)
    for element in (tooltip, page.locator("#said")):
        assert element.inner_text().startswith(EVIL)
        assert element.locator("img, script").count() == 0
    assert page.title() == "evil"
    assert seen.complaints == []
    page.close()


def test_fifteen_hundred_nodes_are_laid_out_in_a_minute(browser: Browser, tmp_path: Path) -> None:
    address = save(*large(1_500, 2_200), tmp_path / "large.html")
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector("#wait", state="detached", timeout=60_000)
    page.close()
