"""Projections and filters of a graph that can be checked by eye."""

from collections.abc import Iterator

import pytest

from loaders import Contribution, Store, load, open_store
from loaders.networkx import co_use, lineage, method_benchmark, to_networkx, tournament
from schema import NodeRef, ParameterError
from tests.loaders.papers import edge, maformer, named, paper, seer


def methods(paper_id: str, year: int | None, *names: str, confidence: float = 0.9) -> Contribution:
    """A paper that uses these methods."""
    nodes = [named("Method", name.lower(), name) for name in names]
    me = NodeRef("Paper", paper_id)
    edges = [edge("USES", me, node.ref, paper_id, confidence=confidence) for node in nodes]
    return paper(paper_id, nodes, edges, **({} if year is None else {"year": year}))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    a, b, c = (NodeRef("Method", name) for name in "abc")
    third = methods("three", 2022, "A", "B", "C", confidence=0.4)
    relations = [
        edge("OUTPERFORMS", a, b, "three"),
        edge("BASED_ON", b, a, "three"),
        edge("BASED_ON", c, b, "three"),
    ]
    third = Contribution(third.paper, third.nodes, (*third.edges, *relations))
    fourth = Contribution("four", methods("four", None, "A", "B").nodes, (edge("OUTPERFORMS", a, b, "four"),))
    with open_store(str(tmp_path_factory.mktemp("nx") / "graph.lbug")) as store:
        assert not load(store, [methods("one", 2020, "A", "B"), methods("two", 2021, "B", "C"), third, fourth]).rejected
        yield store


def weights(graph: object) -> dict[tuple[str, str], int]:
    return {(a.removeprefix("method:"), b.removeprefix("method:")): w for a, b, w in graph.edges(data="weight")}


def test_co_use_counts_papers_that_use_both(small: Store) -> None:
    assert weights(co_use(to_networkx(small))) == {("a", "b"): 2, ("a", "c"): 1, ("b", "c"): 2}


def test_the_tournament_counts_papers_that_say_so(small: Store) -> None:
    assert weights(tournament(to_networkx(small))) == {("a", "b"): 2}


def test_the_lineage_leads_to_what_a_method_is_based_on(small: Store) -> None:
    assert weights(lineage(to_networkx(small))) == {("b", "a"): 1, ("c", "b"): 1}


def test_projections_keep_what_is_known_of_a_node(small: Store) -> None:
    assert co_use(to_networkx(small)).nodes["method:a"]["name"] == "A"


def test_methods_and_benchmarks(tmp_path_factory: pytest.TempPathFactory) -> None:
    with open_store(str(tmp_path_factory.mktemp("nx") / "graph.lbug")) as store:
        load(store, [maformer(), seer()])
        made = method_benchmark(to_networkx(store))
    assert dict(made.nodes(data="bipartite")) == {"benchmark:imagenet": 1, "method:maformer": 0, "method:seer": 0}
    # MAFormer by its result and by its paper, which is one paper; SEER by its paper alone
    assert {frozenset((a, b)): w for a, b, w in made.edges(data="weight")} == {
        frozenset(("method:maformer", "benchmark:imagenet")): 1,
        frozenset(("method:seer", "benchmark:imagenet")): 1,
    }


@pytest.mark.parametrize(
    ("filters", "papers"),
    [
        ({}, {"one", "two", "three", "four"}),
        ({"since": 2021}, {"two", "three"}),
        ({"until": 2021}, {"one", "two"}),
        ({"since": 2021, "until": 2021}, {"two"}),
        ({"since": 2030}, set()),
        ({"min_confidence": 0.5}, {"one", "two"}),
        ({"types": ["Paper"]}, {"one", "two", "three", "four"}),
        ({"types": ["Method"]}, set()),
    ],
)
def test_filters(small: Store, filters: dict[str, object], papers: set[str]) -> None:
    graph = to_networkx(small, **filters)
    assert {data["id"] for _, data in graph.nodes(data=True) if data["type"] == "Paper"} == papers


def test_relations_are_chosen(small: Store) -> None:
    graph = to_networkx(small, relations=["OUTPERFORMS"])
    assert {kind for _, _, kind in graph.edges(data="type")} == {"OUTPERFORMS"}
    assert graph.number_of_edges() == 2


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"types": ["Methods"]}, "types: no 'Methods'; there are Paper, Method"),
        ({"relations": ["USES", "BEATS"]}, "relations: no 'BEATS'"),
        ({"types": "Method"}, "right is a list"),
    ],
)
def test_a_type_that_there_is_not(small: Store, filters: dict[str, object], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        to_networkx(small, **filters)
