import re
from pathlib import Path

import networkx as nx

from loaders import Store
from loaders.export import export
from loaders.networkx import to_networkx


def flat(value: object) -> object:
    """As GraphML can say it."""
    text = "; ".join(value) if isinstance(value, list) else value
    return re.sub("\x0b", "\ufffd", text) if isinstance(text, str) else text


def test_networkx_reads_back_what_it_would_have_been_given(store: Store, tmp_path: Path) -> None:
    counts = export(store, tmp_path / "graph.graphml")
    read = nx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True)
    given = to_networkx(store)
    assert read.is_directed()
    assert read.number_of_nodes() == sum(counts.nodes.values())
    assert read.number_of_edges() == sum(counts.edges.values())
    assert {data.pop("label") for _, _, data in read.edges(data=True)} == {
        kind for *_, kind in given.edges(data="type")
    }
    assert read.nodes["method:maformer"]["label"] == "MAFormer"
    assert read.nodes["result:maformer-paper-2"]["label"] == "1.7"
    for _, data in read.nodes(data=True):
        data.pop("label")
    assert {key: dict(data) for key, data in read.nodes(data=True)} == {
        key: {name: flat(value) for name, value in data.items()} for key, data in given.nodes(data=True)
    }
    assert sorted((a, b, sorted(data.items())) for a, b, data in read.edges(data=True)) == sorted(
        (a, b, sorted((name, flat(value)) for name, value in data.items())) for a, b, data in given.edges(data=True)
    )


def test_types_survive(store: Store, tmp_path: Path) -> None:
    export(store, str(tmp_path / "graph.GraphML"))
    read = nx.read_graphml(tmp_path / "graph.GraphML", force_multigraph=True)
    gain = read.nodes["result:maformer-paper-2"]
    assert (gain["value"], gain["value_text"], gain["unit"], gain["higher_is_better"]) == (1.7, "1.7", "", True)
    assert read.nodes["paper:seer-paper"]["year"] == 2021
    assert "year" not in read.nodes["paper:maformer-paper"]
    assert read.nodes["method:maformer"]["aliases"] == "MAFormer; Multi-scale Attention"
