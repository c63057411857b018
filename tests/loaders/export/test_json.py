import json
from pathlib import Path

from loaders import Store
from loaders.export import export, generate_json
from loaders.graph import read_edges, read_nodes
from schema import Edge, Node, NodeRef


def test_nothing_is_lost(store: Store, tmp_path: Path) -> None:
    counts = export(store, tmp_path / "graph.json")
    read = json.loads((tmp_path / "graph.json").read_text("utf-8"))
    assert list(read) == ["nodes", "edges"]
    assert [Node(**node) for node in read["nodes"]] == list(read_nodes(store))
    edges = [
        Edge(edge["type"], NodeRef(**edge["source"]), NodeRef(**edge["target"]), edge["properties"])
        for edge in read["edges"]
    ]
    assert edges == list(read_edges(store))
    assert len(read["nodes"]) == sum(counts.nodes.values())


def test_it_comes_in_pieces_a_line_each() -> None:
    nodes = (Node("Task", str(number), {"name": "T"}) for number in range(3))
    pieces = generate_json(nodes, ())
    assert [next(pieces) for _ in range(2)] == [
        '{"nodes": [',
        '\n{"type": "Task", "id": "0", "properties": {"name": "T"}}',
    ]
    assert len("".join(pieces).splitlines()) == 4


def test_an_empty_graph() -> None:
    assert json.loads("".join(generate_json((), ()))) == {"nodes": [], "edges": []}
