"""Parts of a graph, on both engines."""

from loaders import Store, load
from loaders.part import around, read_part
from schema import NodeRef
from tests.loaders.papers import contents, maformer, seer


def test_all_nodes_are_the_whole_graph(store: Store) -> None:
    load(store, [maformer(), seer()])
    nodes, edges = contents(store)
    found = read_part(store, {node.ref for node in nodes})
    assert sorted(found[0], key=lambda node: node.ref) == sorted(nodes, key=lambda node: node.ref)
    assert found[1] == edges


def test_only_edges_among_the_chosen(store: Store) -> None:
    load(store, [maformer(), seer()])
    chosen = {NodeRef("Method", "maformer"), NodeRef("Method", "cswin"), NodeRef("Method", "nobody")}
    nodes, edges = read_part(store, chosen)
    assert [node.id for node in nodes] == ["cswin", "maformer"]
    assert [edge.type for edge in edges] == ["OUTPERFORMS"]


def test_steps_around_a_node(store: Store) -> None:
    load(store, [maformer(), seer()])
    center = NodeRef("Method", "seer")
    assert around(store, center, depth=0, limit=9) == {center}
    one = {center, NodeRef("Paper", "seer-paper"), NodeRef("Method", "cswin")}
    assert around(store, center, depth=1, limit=9) == one
    two = around(store, center, depth=2, limit=99)
    assert NodeRef("Method", "maformer") in two
    assert NodeRef("Metric", "accuracy") not in two
    assert around(store, center, depth=2, limit=2) == {center, NodeRef("Method", "cswin")}
