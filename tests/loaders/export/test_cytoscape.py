"""Files opened with Cytoscape.js itself, in a browser."""

import json
import os
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import pytest

from loaders import Store
from loaders.export import export
from loaders.networkx import to_networkx
from tests.browser import chromium
from tests.components import missing

OPEN = """file => {
  const cy = cytoscape({headless: true, elements: JSON.parse(file).elements});
  const again = cytoscape({headless: true});
  again.json(cy.json());
  return {
    nodes: cy.nodes().map(node => [node.id(), node.data('type'), node.data('name')]),
    edges: cy.edges().map(edge => [edge.source().id(), edge.data('interaction'), edge.target().id()]),
    sure: cy.edges('[confidence > 0.9]').length,
    again: [again.nodes().length, again.edges().length],
  };
}"""


@pytest.fixture
def script() -> str:
    jar = os.environ.get("KG_CYTOSCAPE", "")
    if not Path(jar).is_file():
        missing("KG_CYTOSCAPE names no cytoscape-VERSION.jar (Maven: org.webjars.npm:cytoscape:3.33.1)")
    with ZipFile(jar) as opened:
        [path] = [name for name in opened.namelist() if name.endswith("/dist/cytoscape.min.js")]
        return opened.read(path).decode()


def test_cytoscape_opens_it(store: Store, tmp_path: Path, script: str) -> None:
    export(store, tmp_path / "graph.cyjs")
    given = to_networkx(store)
    with chromium() as browser:
        page = browser.new_page()
        page.add_script_tag(content=script)
        found = page.evaluate(OPEN, (tmp_path / "graph.cyjs").read_text("utf-8"))
    nodes = {node: (kind, name) for node, kind, name in found["nodes"]}
    assert {node: kind for node, (kind, _) in nodes.items()} == dict(given.nodes(data="type"))
    assert nodes["method:maformer"] == ("Method", "MAFormer")
    assert Counter(map(tuple, found["edges"])) == Counter((a, kind, b) for a, b, kind in given.edges(data="type"))
    assert found["sure"] == sum(1 for *_, sure in given.edges(data="confidence") if sure > 0.9)
    assert found["again"] == [given.number_of_nodes(), given.number_of_edges()]
    assert json.loads((tmp_path / "graph.cyjs").read_text("utf-8"))["data"]["name"] == "graph"
