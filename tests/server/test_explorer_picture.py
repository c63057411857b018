"""What stands in the picture of the explorer: labels that can be read, and edges with all that states them."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

LABELS = "/static/explorer/labels.js"


def labels(page: Page, call: str, given: object = None) -> Any:
    """What an expression over the module `labels` gives in a real page."""
    page.goto("/")
    return page.evaluate(f"async (given) => {{ const labels = await import('{LABELS}'); return {call}; }}", given)


@pytest.mark.parametrize(
    ("node", "label"),
    [
        ({"type": "Result", "label": "81.2%", "of": "Lark"}, "Lark\n81.2%"),
        ({"type": "Result", "label": "81.2%", "of": None}, "81.2%"),
        ({"type": "Paper", "label": "Lark: Convolutions that Listen"}, "Lark"),
        ({"type": "Paper", "label": "On Saying Nothing"}, "On Saying Nothing"),
        (
            {"type": "Paper", "label": "A Second Look at Small Networks, in which the Birds"},
            "A Second Look at Small Networ…",
        ),
        ({"type": "Method", "label": "Lark: the first"}, "Lark: the first"),
    ],
)
def test_what_stands_at_a_node(page: Page, node: dict[str, str], label: str) -> None:
    assert labels(page, "labels.labelOf(given)", node) == label


def test_letters_can_be_read_at_every_scale(page: Page) -> None:
    for kind in ("Method", "Paper", "Result"):
        for scale in (0.1, 0.38, 1, 2):
            letters = labels(page, f"labels.lettersOf({{ type: '{kind}' }}, {scale})")
            assert letters["size"] * scale >= 9.99
    assert labels(page, "labels.lettersOf({ type: 'Method' }, 1)") == {"size": 13, "widest": 130, "margin": 4}


def test_a_label_covers_no_other(page: Page) -> None:
    nodes = [
        {"key": "paper:a", "type": "Paper", "label": "A long title of a paper", "year": 2020},
        {"key": "method:b", "type": "Method", "label": "Lark", "papers": 2},
        {"key": "method:c", "type": "Method", "label": "Wren", "papers": 3},
    ]
    crowded = {"paper:a": {"x": 0, "y": 0}, "method:b": {"x": 5, "y": 3}, "method:c": {"x": 400, "y": 0}}
    room = (
        "[...labels.roomFor(given.nodes, given.places, () => 8, given.scale, (node) => node.key === 'paper:a' ? 0 : 1)]"
    )
    given = {"nodes": nodes, "places": crowded, "scale": 1}
    assert labels(page, room, given) == ["paper:a", "method:c"]
    # far away, the letters are larger and the next one is in reach
    assert labels(page, room, given | {"scale": 0.1}) == ["paper:a"]
    assert labels(page, room.replace("? 0 : 1", "? 1 : 1"), given) == ["method:c", "method:b"]


def test_a_result_is_named_with_its_method(page: Page) -> None:
    page.goto("/?edge=ON&source=result:lark-1&target=benchmark:imagenet&center=benchmark:imagenet")
    panel = page.locator("#panel")
    expect(panel.locator("h1")).to_have_text("Lark, 81.2% measured on ImageNet")
    expect(panel.locator(".ends a")).to_have_text(["Lark, 81.2%", "ImageNet"])
    expect(panel.locator("blockquote")).to_have_text("On ImageNet, Lark reaches 81.2% top-1 accuracy.")
    expect(panel.locator("mark")).to_have_text(["ImageNet", "81.2%"])


def test_an_edge_tells_every_sentence_that_states_it(page: Page) -> None:
    page.goto("/?edge=OUTPERFORMS&source=method:wren&target=method:lark")
    panel = page.locator("#panel")
    expect(panel.locator("h1")).to_have_text("Wren outperforms Lark")
    expect(panel.locator("header")).to_contain_text("1 sentence in 1 paper")
    said = panel.locator(".evidence")
    expect(said.locator("blockquote")).to_have_text("On phones, Wren beats Lark.")
    expect(said.locator("mark")).to_have_text(["Wren", "Lark"])
    expect(said.locator(".confidence")).to_have_text("90%")
    expect(said.get_by_role("link", name="Read the paper")).to_have_attribute("href", "https://example.org/wren")
    said.get_by_role("link", name="Wren: Lark in a Tenth of the Size").click()
    expect(panel.locator("h1")).to_have_text("Wren: Lark in a Tenth of the Size")
