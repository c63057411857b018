"""The analysis of graphs whose answers are known."""

import math
import random
from collections.abc import Iterable
from pathlib import Path

import networkx as nx
import pytest

from kg.analysis import analyze, write_back
from kg.analysis.bridges import bridges
from kg.analysis.central import central_methods
from kg.analysis.communities import communities
from kg.analysis.contested import contested_claims
from kg.analysis.rising import rising_methods
from kg.analysis.systems import looks_like_a_name, named_systems
from loaders import Contribution, load, open_store
from loaders.graph import read_nodes
from loaders.networkx import graph_of
from schema import Edge, Node, NodeRef
from tests.loaders.papers import edge, named, paper
from tests.stores import Place


def graph(*papers: Contribution) -> "nx.MultiDiGraph[str]":
    nodes = {node.ref: node for one in papers for node in one.nodes}
    return graph_of(nodes.values(), [said for one in papers for said in one.edges])


def using(paper_id: str, methods: Iterable[str], *, year: int | None = None, task: str | None = None) -> Contribution:
    me = NodeRef("Paper", paper_id)
    nodes: list[Node] = [named("Method", name, name.upper()) for name in methods]
    edges = [edge("USES", me, node.ref, paper_id) for node in nodes]
    if task:
        nodes.append(named("Task", task.replace(" ", "-"), task))
        edges.append(edge("ADDRESSES", me, nodes[-1].ref, paper_id))
    return paper(paper_id, nodes, edges, **({} if year is None else {"year": year}))


def relating(paper_id: str, kind: str, *pairs: str) -> Contribution:
    """A paper that states a relation of methods: ``a>b``."""
    split = [pair.split(">") for pair in pairs]
    nodes = [named("Method", name, name.upper()) for name in sorted({name for pair in split for name in pair})]
    edges = [
        Edge(
            kind,
            NodeRef("Method", a),
            NodeRef("Method", b),
            edge(kind, nodes[0].ref, nodes[0].ref, paper_id).properties,
        )
        for a, b in split
    ]
    return paper(paper_id, nodes, edges)


def test_the_hub_of_a_star_is_central() -> None:
    papers = [using(f"p{leaf}", ["hub", leaf]) for leaf in "abcd"]
    first, *others = central_methods(graph(*papers))
    # PageRank of a star of n leaves: hub = (1 - d) / (n + 1) + d * leaves, leaves = 1 - hub
    hub = (0.15 / 5 + 0.85) / 1.85
    assert first.method == "method:hub"
    assert first.co_use == pytest.approx(hub, abs=1e-5)
    assert [one.co_use for one in others] == pytest.approx([(1 - hub) / 4] * 4, abs=1e-5)
    assert sum(one.co_use for one in (first, *others)) == pytest.approx(1)


def test_an_ancestor_leads_the_lineage_and_a_winner_the_wins() -> None:
    found = central_methods(
        graph(relating("p", "BASED_ON", "b>a", "c>a", "d>b"), relating("q", "OUTPERFORMS", "c>a", "d>c"))
    )
    assert max(found, key=lambda one: one.lineage).name == "A"
    assert max(found, key=lambda one: one.wins).name == "D"
    assert all(one.co_use == 0 for one in found)


VISION = [
    using(f"v{a}{b}", [a, b], task="object detection") for a, b in (("yolo", "detr"), ("detr", "ssd"), ("yolo", "ssd"))
]
SPEECH = [
    using(f"s{a}{b}", [a, b], task="speech recognition") for a, b in (("ctc", "las"), ("las", "rnnt"), ("ctc", "rnnt"))
]


def test_two_triangles_joined_by_one_paper_are_two_communities() -> None:
    whole = graph(*VISION, *SPEECH, using("both", ["detr", "las"]))
    found = communities(whole)
    assert [set(one.methods) for one in found] == [
        {"method:ctc", "method:las", "method:rnnt"},
        {"method:detr", "method:ssd", "method:yolo"},
    ]
    assert [one.name for one in found] == ["speech recognition: CTC, RNNT, LAS", "object detection: SSD, YOLO, DETR"]
    # the paper that uses DETR and LAS uses one of each
    assert [one.papers for one in found] == [3, 3]
    assert [one.field for one in found] == ["CTC, RNNT, LAS", "SSD, YOLO, DETR"]
    joined = bridges(whole, found)
    assert [(one.name, one.inside, one.outside, one.joins) for one in joined] == [
        ("DETR", 2, 1, "CTC, RNNT, LAS"),
        ("LAS", 2, 1, "SSD, YOLO, DETR"),
    ]
    # half of all ties are in either field: chance gives each method of three ties 1.5 to both
    assert [one.excess for one in joined] == pytest.approx([-0.5, -0.5])


def test_a_method_of_two_fields_is_a_bridge_and_one_of_all_fields_is_none() -> None:
    fields = [
        using(f"{field}{a}{b}{n}", [field + a, field + b])
        for field in "xyz"
        for a, b in (("1", "2"), ("2", "3"), ("1", "3"))
        for n in range(4)
    ]
    between = [using(f"b{n}{method}", ["bridge", method]) for n in range(4) for method in ("x1", "x2", "y1")]
    everywhere = [using(f"h{n}{method}", ["hub", method]) for n in range(4) for method in ("x1", "y1", "z1")]
    whole = graph(*fields, *between, *everywhere)
    joined = {one.name: one for one in bridges(whole, communities(whole))}
    assert (joined["BRIDGE"].inside, joined["BRIDGE"].outside) == (8, 4)
    assert max(joined.values(), key=lambda one: one.excess).name == "BRIDGE"
    assert joined["HUB"].excess <= 0 < joined["BRIDGE"].excess


def test_a_field_that_is_too_large_is_divided() -> None:
    cliques = [
        using(f"p{clique}-{a}{b}", [f"m{clique:02}{a}", f"m{clique:02}{b}"])
        for clique in range(40)
        for a, b in (("a", "b"), ("b", "c"), ("c", "d"), ("a", "d"), ("a", "c"), ("b", "d"))
    ]
    ring = [using(f"r{clique}", [f"m{clique:02}a", f"m{(clique + 1) % 40:02}b"]) for clique in range(40)]
    found = communities(graph(*cliques, *ring))
    assert sum(len(one.methods) for one in found) == 160
    assert max(len(one.methods) for one in found) <= 100
    assert found == communities(graph(*ring, *cliques))


def test_a_method_of_one_paper_is_in_no_community() -> None:
    [only] = communities(graph(using("p", ["a", "b", "once"]), using("q", ["a", "b"])))
    assert set(only.names) == {"A", "B"}


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("ResNet", True),
        ("BERT", True),
        ("GPT-4", True),
        ("wav2vec 2.0", True),
        ("U-Net", True),
        ("Mask R-CNN", True),
        ("LLaMA 3 8B", True),
        ("T5", True),
        ("graph neural network", False),
        ("Transformer", False),
        ("Monte Carlo Tree Search", False),
        ("PID controller", False),
        ("Self-Attention", False),
        ("", False),
    ],
)
def test_a_name_of_its_own_has_capitals_inside_or_a_digit(name: str, *, own: bool) -> None:
    assert looks_like_a_name(name) is own


def test_a_class_that_goes_by_its_acronym_is_written_out_in_small_letters(place: Place) -> None:
    svm = named("Method", "svm", "SVM", "support vector machines")
    bert = named("Method", "bert", "BERT", "Bidirectional Encoder Representations from Transformers")
    used = {one: [edge("USES", NodeRef("Paper", one), node.ref, one) for node in (svm, bert)] for one in ("p", "q")}
    with place.open() as store:
        load(store, [paper(one, [svm, bert], uses) for one, uses in used.items()])
        assert named_systems(store) == {"method:bert"}
        found = {one.name: one.system for one in analyze(store).central}
    assert found == {"SVM": False, "BERT": True}


def test_a_class_that_bears_the_name_of_a_person_is_no_system(tmp_path: Path) -> None:
    mcmc = named("Method", "mcmc", "MCMC", "Markov chain Monte Carlo", "MCMC methods")
    llama = named("Method", "llama-2", "LLaMA 2", "llama 2")
    used = {one: [edge("USES", NodeRef("Paper", one), node.ref, one) for node in (mcmc, llama)] for one in ("p", "q")}
    with open_store(str(tmp_path / "g.lbug")) as store:
        load(store, [paper(one, [mcmc, llama], uses) for one, uses in used.items()])
        assert named_systems(store) == {"method:llama-2"}


def test_a_method_that_is_used_alone_is_in_no_community() -> None:
    assert communities(graph(using("p", ["alone"]))) == []
    assert bridges(graph(using("p", ["alone"])), []) == []


def test_a_method_rises_by_its_share() -> None:
    old = [using(f"o{n}", ["resnet"], year=2019) for n in range(4)]
    new = [using(f"n{n}", ["vit"], year=2022) for n in range(3)] + [using("n3", ["resnet", "vit"], year=2021)]
    rises = {one.name: one for one in rising_methods(graph(*old, *new, using("undated", ["vit"])))}
    assert rises["VIT"].by_year == {2021: 1, 2022: 3}
    assert (rises["VIT"].recent, rises["VIT"].before) == (1.0, 0.0)
    # a success and a failure added to 4 of 4 and to 0 of 4: 5/6 and 1/6
    assert rises["VIT"].rise == pytest.approx((5 / 6 - 1 / 6) / math.sqrt(2 * 5 / 6 * 1 / 6 / 6))
    assert (rises["RESNET"].recent, rises["RESNET"].before) == (0.25, 1.0)
    assert rises["RESNET"].rise == pytest.approx((2 / 6 - 5 / 6) / math.sqrt((2 / 9 + 5 / 36) / 6))
    assert [one.name for one in rising_methods(graph(*old, *new))] == ["VIT", "RESNET"]


def test_without_years_nothing_rises() -> None:
    assert rising_methods(graph(using("p", ["a"]))) == []
    [only] = rising_methods(graph(using("p", ["a"], year=2020)))
    assert only.rise == 0


def test_a_circle_of_claims_is_contested_with_all_who_say_so() -> None:
    found = contested_claims(
        graph(
            relating("p", "OUTPERFORMS", "a>b", "b>c", "c>d"),
            relating("q", "OUTPERFORMS", "b>a", "c>a", "a>b"),
            relating("self", "OUTPERFORMS", "d>d"),
        )
    )
    assert [one.names for one in found] == [("A", "B"), ("A", "B", "C")]
    assert [(claim.winner, claim.loser, claim.paper) for claim in found[0].claims] == [
        ("A", "B", "p"),
        ("A", "B", "q"),
        ("B", "A", "q"),
    ]
    assert found[0].claims[0].sentence == "It says so."
    assert found[0].claims[0].title == "Title of p"


def test_contests_of_systems_with_most_papers_come_first() -> None:
    whole = graph(
        relating("p", "OUTPERFORMS", "a>b", "x>y", "u>v", "s>t", "t>s"),
        relating("q", "OUTPERFORMS", "b>a", "y>x", "v>u"),
        relating("r", "OUTPERFORMS", "u>v"),
        relating("s", "OUTPERFORMS", "v>u"),
    )
    found = contested_claims(whole, {"method:x", "method:y"})
    # one paper alone says that S and T beat each other: it compares under two conditions
    assert [(one.names, one.systems, one.papers) for one in found] == [
        (("X", "Y"), 2, 1),
        (("U", "V"), 0, 2),
        (("A", "B"), 0, 1),
    ]


def test_it_is_written_back_and_stays(place: Place) -> None:
    with place.open() as store:
        papers = [*VISION, *SPEECH, using("both", ["detr", "las"], year=2022), relating("r", "OUTPERFORMS", "x>y")]
        load(store, papers)
        analysis = analyze(store)
        assert write_back(store, analysis) == 8
        methods = {node.id: node.properties for node in read_nodes(store) if node.type == "Method"}
        assert methods["detr"]["community"] == "object detection: SSD, YOLO, DETR"
        assert methods["detr"]["centrality"] == analysis.central[0].co_use
        assert methods["detr"]["rise"] == 0
        assert "community" not in methods["x"]
        assert methods["x"]["centrality"] == 0
        load(store, [using("more", ["detr"])])
        [detr] = [node for node in read_nodes(store) if node.id == "detr"]
        assert (detr.properties["papers"], detr.properties["community"]) == (4, methods["detr"]["community"])
        assert analyze(store).contested == ()
        load(store, [using("both", ["detr", "las", "new"], year=2023), using("more", ["las"])])
        after = {node.id: node.properties for node in read_nodes(store) if node.type == "Method"}
        assert not {"centrality", "community", "rise"} & after.pop("new").keys()
        assert {name: said.get("centrality") for name, said in after.items()} == {
            name: said["centrality"] for name, said in methods.items()
        }


def test_an_empty_graph(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "g.lbug")) as store:
        store.prepare()
        analysis = analyze(store)
        assert write_back(store, analysis) == 0
    assert not any((analysis.central, analysis.communities, analysis.bridges, analysis.rising, analysis.contested))


def test_contested_claims_are_the_short_cycles_of_any_tournament() -> None:
    chance = random.Random(5)
    names = [f"m{number}" for number in range(14)]
    pairs = {">".join(chance.sample(names, 2)) for _ in range(70)}
    whole = graph(relating("p", "OUTPERFORMS", *sorted(pairs)))
    cycles = {frozenset(cycle) for cycle in nx.simple_cycles(nx.DiGraph(whole), length_bound=3)}
    assert contested_claims(whole) == []
    again = relating("q", "OUTPERFORMS", *sorted(pairs))
    found = contested_claims(graph(relating("p", "OUTPERFORMS", *sorted(pairs)), again))
    assert len(found) == len(list(nx.simple_cycles(nx.DiGraph(whole), length_bound=3)))
    assert {frozenset(one.methods) for one in found} == cycles
    assert all(one.methods[0] == min(one.methods) for one in found)
