"""The whole graph, read in parts."""

from pathlib import Path

import pytest

from loaders import Change, Counts, Store, load, open_store, open_to_scan
from loaders import graph as reading
from loaders.graph import read_edges, read_nodes
from loaders.ladybug import LadybugStore
from schema import NODE_TYPES, Node, NodeRef, QueryError
from tests.loaders.papers import contents, edge, named, paper

IDS = [
    "a",
    "A",
    "a-",
    "a_",
    "ab",
    "\x7f",
    "é",
    "e\u0301",
    "ｚ",
    "\ue000",
    "\U0001f600",
    "%",
    '"',
    "\\",
    "'",
    "0",
    "10",
    "9",
]


def fill(store: Store) -> None:
    """Papers of odd ids, each of which uses methods of odd ids; the last one says most."""
    papers = []
    for number, paper_id in enumerate(IDS):
        methods = [named("Method", node_id, node_id) for node_id in IDS[: number + 1]]
        me = NodeRef("Paper", paper_id)
        papers.append(paper(paper_id, methods, [edge("USES", me, node.ref, paper_id) for node in methods]))
    assert not load(store, papers).rejected


@pytest.mark.parametrize(("at_once", "mark"), [(1, 1), (3, 2), (7, 1), (100, 7)])
def test_parts_are_the_whole_in_the_same_order(
    store: Store, monkeypatch: pytest.MonkeyPatch, at_once: int, mark: int
) -> None:
    fill(store)
    whole = contents(store)
    assert len(whole[0]) == 2 * len(IDS)
    assert len(whole[1]) == len(IDS) * (len(IDS) + 1) / 2
    monkeypatch.setattr(reading, "_AT_ONCE", at_once)
    monkeypatch.setattr(reading, "_MARK", mark)
    assert contents(store) == whole


def test_a_graph_is_read_with_less_memory_than_it_fills(tmp_path: Path) -> None:
    """Each abstract is its own; 138 MB of them do not go into a pool of 96 MiB."""
    size, abstract = 30_000, "a rather long abstract " * 200
    nodes = [Node("Paper", f"paper-{n:05}", {"title": f"t {n}", "abstract": f"{n} {abstract}"}) for n in range(size)]
    path = tmp_path / "graph.lbug"
    with open_store(str(path)) as made:
        made.prepare()
        for start in range(0, size, 2_000):
            made.write(Change(new_nodes=tuple(nodes[start : start + 2_000])))
    counts = Counts({name: size if name == "Paper" else 0 for name in NODE_TYPES}, {})
    with LadybugStore(path, read_only=True, buffer_bytes=96 << 20) as small:
        with pytest.raises(QueryError, match="memory"):
            list(small.query("MATCH (n:Paper) RETURN n.id AS id, n.abstract AS abstract ORDER BY id").rows)
        assert [node.id for node in read_nodes(small, counts)] == [node.id for node in nodes]


def test_a_store_that_is_read_once_is_the_same(tmp_path: Path) -> None:
    path = str(tmp_path / "graph.lbug")
    with open_store(path) as made:
        fill(made)
        whole = contents(made)
    with open_to_scan(path) as store:
        assert (list(read_nodes(store)), list(read_edges(store))) == whole
