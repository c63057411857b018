from loaders import Store, load
from loaders.networkx import to_networkx
from tests.loaders.papers import maformer, seer


def test_the_graph_in_networkx(store: Store) -> None:
    load(store, [maformer(), seer()])
    graph = to_networkx(store)
    assert graph.nodes["method:cswin"] == {
        "type": "Method",
        "id": "cswin",
        "name": "CSWin",
        "aliases": ["CSWin", "cswin"],
        "papers": 2,
    }
    [beats] = graph.get_edge_data("method:maformer", "method:cswin").values()
    assert (beats["type"], beats["paper"], beats["sentence"]) == ("OUTPERFORMS", "maformer-paper", "It says so.")
    counts = store.counts()
    assert graph.number_of_nodes() == sum(counts.nodes.values())
    assert graph.number_of_edges() == sum(counts.edges.values())
    assert not any(value is None for _, data in graph.nodes(data=True) for value in data.values())


def test_two_papers_that_say_the_same_are_two_edges(store: Store) -> None:
    load(store, [maformer(), seer()])
    graph = to_networkx(store)
    assert graph.number_of_edges("paper:maformer-paper", "benchmark:imagenet") == 1
    assert {a for a, _ in graph.in_edges("benchmark:imagenet")} == {
        "paper:maformer-paper",
        "paper:seer-paper",
        "result:maformer-paper-1",
    }
