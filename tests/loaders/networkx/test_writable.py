"""Every projection and every part of a graph, written by networkx and read again."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import networkx as nx
import pytest

from loaders import Store, load, open_store
from loaders.networkx import co_use, lineage, method_benchmark, to_networkx, tournament, writable
from tests.server.graph import contributions

PARTS = {
    "whole": {},
    "types": {"types": ["Paper", "Method"]},
    "relations": {"relations": ["USES", "PROPOSES", "OUTPERFORMS", "BASED_ON", "EVALUATES_ON"]},
    "confidence": {"min_confidence": 0.5},
    "years": {"since": 2020, "until": 2022},
}
PROJECTIONS = [co_use, method_benchmark, tournament, lineage, nx.MultiDiGraph]
Project = Callable[["nx.MultiDiGraph[str]"], "nx.Graph[str]"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(str(tmp_path_factory.mktemp("nx") / "graph.lbug")) as opened:
        load(opened, contributions())
        yield opened


def nodes_of(graph: "nx.Graph[str]") -> dict[str, dict[str, object]]:
    return {node: dict(data) for node, data in graph.nodes(data=True)}


def edges_of(graph: "nx.Graph[str]") -> list[tuple[object, ...]]:
    ends = [(a, b) if graph.is_directed() else tuple(sorted((a, b))) for a, b in graph.edges()]
    said = [{name: value for name, value in data.items() if name != "id"} for *_, data in graph.edges(data=True)]
    return sorted(((*pair, sorted(data.items())) for pair, data in zip(ends, said, strict=True)), key=str)


@pytest.mark.parametrize("project", PROJECTIONS)
@pytest.mark.parametrize("part", PARTS)
def test_it_is_written_and_read_again(store: Store, tmp_path: Path, part: str, project: Project) -> None:
    graph = project(to_networkx(store, **PARTS[part]))
    assert bool(len(graph)) is ((project, part) != (method_benchmark, "types"))
    flat = writable(graph)
    nx.write_graphml(flat, tmp_path / "g.graphml")
    read = nx.read_graphml(tmp_path / "g.graphml", force_multigraph=graph.is_multigraph())
    assert (nodes_of(read), edges_of(read)) == (nodes_of(flat), edges_of(flat))
    nx.write_gexf(flat, tmp_path / "g.gexf")
    again = nx.read_gexf(tmp_path / "g.gexf")
    assert {node: data.pop("label") for node, data in again.nodes(data=True)} == dict(flat.nodes(data="label"))
    assert {node: data | {"label": flat.nodes[node]["label"]} for node, data in nodes_of(again).items()} == nodes_of(
        flat
    )
    assert edges_of(again) == edges_of(flat)
    said = json.loads(json.dumps(nx.node_link_data(graph, edges="edges", name="key")))
    assert nx.utils.graphs_equal(nx.node_link_graph(said, edges="edges", name="key"), graph)


def test_the_graph_itself_stays_as_it_is(store: Store) -> None:
    graph = to_networkx(store)
    before = nodes_of(graph)
    flat = writable(graph)
    assert nodes_of(graph) == before
    assert isinstance(graph.nodes["benchmark:imagenet"]["aliases"], list)
    assert flat.nodes["benchmark:imagenet"]["aliases"] == "ImageNet; ImageNet-1k"
    assert (flat.nodes["method:lark"]["node_id"], flat.nodes["method:lark"]["label"]) == ("lark", "Lark")
    assert flat.nodes["result:lark-1"]["label"] == "81.2"
