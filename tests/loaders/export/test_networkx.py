"""Files that Cytoscape, Gephi and networkx open: written, read again with networkx, and held against the graph."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest

from loaders import Store, load, open_store
from loaders.export import export
from loaders.networkx import to_networkx
from tests.loaders.papers import edge, maformer, named, paper, seer

WILD = "a \"b\", <c> & 'd'; =1+1\r\nnew\tline\n\u2028 grüß \U0001f600 ]]> \x0b"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    wild = named("Method", "wild/<&>\"'", WILD, "", "a; b")
    odd = paper("odd, paper", [], [], title=WILD, abstract="", year=-1)
    said = edge("USES", odd.nodes[0].ref, wild.ref, odd.paper, sentence=WILD, confidence=1.0)
    with open_store(str(tmp_path_factory.mktemp("nx") / "graph.lbug")) as opened:
        again = [named("Method", "maformer", "MAFormer"), named("Method", "cswin", "CSWin")]
        beats = edge("OUTPERFORMS", again[0].ref, again[1].ref, "again", confidence=0.5)
        report = load(
            opened,
            [
                maformer(),
                seer(),
                paper("again", again, [beats]),
                paper(odd.paper, [wild], [said], title=WILD, abstract="", year=-1),
            ],
        )
        assert not report.rejected
        yield opened


def test_node_link_json_loses_nothing(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path / "g.node-link.json")
    data = json.loads((tmp_path / "g.node-link.json").read_text("utf-8"))
    read = nx.node_link_graph(data, edges="edges", name="key")
    assert nx.utils.graphs_equal(read, to_networkx(store))


def test_gexf_holds_what_xml_can_say(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path / "g.gexf")
    read = nx.read_gexf(tmp_path / "g.gexf")
    given = to_networkx(store)
    assert read.number_of_nodes() == given.number_of_nodes()
    assert read.number_of_edges() == given.number_of_edges()
    assert isinstance(read, nx.MultiDiGraph)
    for node, data in given.nodes(data=True):
        shown = read.nodes[node]
        assert shown["node_id"] == data["id"]
        assert {name: shown[name] for name in data if name != "id"} == {
            name: flat(value) for name, value in data.items() if name != "id"
        }
    assert read.nodes["method:maformer"]["label"] == "MAFormer"
    assert read.nodes["method:maformer"]["viz"]["color"] == {"r": 47, "g": 126, "b": 216, "a": 1.0}
    sentences = sorted(flat(sentence) for _, _, sentence in given.edges(data="sentence"))
    assert sorted(sentence for _, _, sentence in read.edges(data="sentence")) == sentences
    beats = read.get_edge_data("method:maformer", "method:cswin").values()
    assert [(one["relation"], one["paper"], one["confidence"], one["start_offset"]) for one in beats] == [
        ("OUTPERFORMS", "again", 0.5, 0),
        ("OUTPERFORMS", "maformer-paper", 0.9, 0),
    ]


def flat(value: object) -> object:
    text = "; ".join(value) if isinstance(value, list) else value
    return re.sub("\x0b", "\ufffd", text) if isinstance(text, str) else text


def test_cytoscape_json_names_the_ends_of_each_edge(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path / "g.cyjs")
    data = json.loads((tmp_path / "g.cyjs").read_text("utf-8"))
    read = nx.cytoscape_graph(data)
    given = to_networkx(store)
    assert set(read) == set(given)
    assert sorted((a, b) for a, b, _ in read.edges(keys=True)) == sorted((a, b) for a, b, _ in given.edges(keys=True))
    node = next(one["data"] for one in data["elements"]["nodes"] if one["data"]["id"] == "paper:odd, paper")
    assert (node["node_id"], node["name"], node["year"]) == ("odd, paper", WILD, -1)
    ids = [one["data"]["id"] for kind in data["elements"].values() for one in kind]
    assert len(ids) == len(set(ids))
