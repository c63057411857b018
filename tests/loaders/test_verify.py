"""What is wrong with a graph is found, and a graph can be copied from one engine into another."""

import pytest

import loaders.graph
import loaders.papers
from loaders import Change, Contribution, Store, load
from loaders.graph import fingerprint, read_nodes
from loaders.papers import read_contributions
from loaders.sync import sync
from loaders.verify import verify
from schema import Edge, Node, NodeRef, Value
from tests.loaders.papers import contents, edge, maformer, named, paper, seer
from tests.loaders.test_load import many
from tests.stores import Place

SAND = "SandNet reaches 91.5 on GLUE. It is a network."


def sand(paper_id: str = "sand") -> Contribution:
    """A paper whose evidence stands in its abstract."""
    me, net, glue = (
        NodeRef("Paper", paper_id),
        named("Method", "sandnet", "SandNet"),
        named("Benchmark", "glue", "GLUE"),
    )
    score = Node("Result", f"{paper_id}.r1", {"value": 91.5, "value_text": "91.5", "kind": "score"})
    joined = [("PROPOSES", me, net.ref), ("EVALUATES_ON", me, glue.ref), ("REPORTS", me, score.ref)]
    joined += [("OF", score.ref, net.ref), ("ON", score.ref, glue.ref)]
    edges = [edge(kind, a, b, paper_id, sentence=SAND[:29], start=0, end=29) for kind, a, b in joined]
    return paper(paper_id, (net, glue, score), edges, title="SandNet", abstract=SAND)


@pytest.fixture
def sound(store: Store) -> Store:
    load(store, [sand(), sand("other"), maformer(), *many(20)])
    return store


def test_what_was_loaded_is_sound(sound: Store) -> None:
    assert list(verify(sound)) == []


def test_so_it_is_after_papers_changed(sound: Store) -> None:
    load(sound, [seer(), *many(30, seed=2)])
    assert list(verify(sound)) == []


def test_an_empty_store_is_sound(store: Store) -> None:
    assert list(verify(store)) == []


NET, GLUE = NodeRef("Method", "sandnet"), NodeRef("Benchmark", "glue")
EXTRA = edge("USES", NodeRef("Paper", "sand"), NET, "sand", sentence=SAND[:29], end=29)


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (Change(new_edges=(EXTRA,)), ["paper sand: what it put in is not what was loaded"]),
        (
            Change(new_edges=(Edge(*EXTRA.key[:3], {**EXTRA.properties, "end": 30}),)),
            [
                "paper sand: USES sand -> sandnet: its sentence does not stand at 0 to 30 of the abstract",
                "paper sand: what it put in is not what was loaded",
            ],
        ),
        (
            Change(new_edges=(edge("USES", NodeRef("Paper", "sand"), NET, "nobody"),)),
            ["paper nobody: there is no such paper, but 1 edge names it", "Method sandnet: 3 papers speak of it"],
        ),
        (Change(new_nodes=(named("Task", "x", "X"),)), ["Task x: 0 papers speak of it"]),
        (Change(changed_nodes=(Node(*NET, {"papers": 7}),)), ["Method sandnet: 2 papers speak of it"]),
        (Change(changed_nodes=(Node(*NET, {"name": "Sandnet"}),)), ["is called 'Sandnet', not 'SandNet'"]),
        (Change(changed_nodes=(Node(*NET, {"aliases": ["b", "a"]}),)), ["its aliases are not sorted"]),
        (
            Change(changed_nodes=(Node(*NET, {"aliases": ["SandNet", "Sea"]}),)),
            ["aliases are not those that papers give"],
        ),
        (Change(new_nodes=(Node("Result", "lost", {"value": 1.0}),)), ["Result lost: 0 papers report it, not one"]),
        (
            Change(changed_nodes=(Node("Paper", "sand", {"title": "Another"}),)),
            ["paper sand: what it put in is not what was loaded"],
        ),
        (
            Change(changed_nodes=(Node("Paper", "sand", {"names": ["Method sandnet SandNet"]}),)),
            ["paper sand: "],
        ),
        (
            Change(dropped_nodes=(GLUE,)),
            ["paper other: its names are not those", "paper sand: its names are not those"],
        ),
    ],
)
def test_what_is_wrong_is_told(sound: Store, change: Change, faults: list[str]) -> None:
    sound.write(change)
    found = list(verify(sound))
    assert len(found) == len(faults)
    for said, expected in zip(found, faults, strict=True):
        assert expected in said


def test_contributions_come_back_as_they_went_in(store: Store) -> None:
    papers = [sand(), *many(30)]
    load(store, papers)
    back = {contribution.paper: contribution.digest for contribution, _ in read_contributions(store)}
    assert back == {one.paper: one.digest for one in papers}


@pytest.mark.parametrize(("at_once", "mark"), [(2, 1), (3, 2), (10, 5)])
def test_read_a_few_at_a_time_they_are_the_same(
    sound: Store, monkeypatch: pytest.MonkeyPatch, at_once: int, mark: int
) -> None:
    """Those too that only edges name."""
    sound.write(Change(new_edges=tuple(edge("USES", NodeRef("Paper", "sand"), NET, name) for name in ("", "nobody"))))
    whole = list(read_contributions(sound))
    assert len(whole) == 25
    monkeypatch.setattr(loaders.papers, "_AT_ONCE", at_once)
    monkeypatch.setattr(loaders.graph, "_MARK", mark)
    assert list(read_contributions(sound)) == whole


@pytest.fixture
def other(tmp_path: object, ladybug_place: Place) -> Place:
    return Place(f"{ladybug_place.uri}.other")


def both_ways(place: Place, other: Place) -> list[tuple[Place, Place]]:
    return [(place, other), (other, place)]


@pytest.mark.parametrize("way", [0, 1])
def test_a_copy_is_the_same_graph(place: Place, other: Place, way: int) -> None:
    source, target = both_ways(place, other)[way]
    odd = [sand("p\U0001f600"), sand("p\uffee"), sand("p q")]
    with source.open() as one, target.open() as two:
        load(one, [*odd, maformer(), *many()])
        load(two, [seer(), *many(30, seed=3)])
        report = sync(one, two)
        assert (report.load.added, report.load.changed, report.others, report.removed) == (34, 30, 1, 0)
        assert fingerprint(one) != fingerprint(two)
        report = sync(one, two, delete=True)
        assert (report.load.unchanged, report.others, report.removed) == (64, 1, 1)
        assert contents(two) == contents(one)
        assert fingerprint(one) == fingerprint(two)
        assert list(verify(two)) == []


@pytest.mark.parametrize("way", [0, 1])
def test_a_copy_has_what_an_analysis_found_out(place: Place, other: Place, way: int) -> None:
    source, target = both_ways(place, other)[way]
    found = {"centrality": 0.25, "community": "sand: SandNet", "rise": -1.5}

    def held(store: Store) -> dict[str, dict[str, Value]]:
        return {
            node.id: {name: node.properties[name] for name in found if name in node.properties}
            for node in read_nodes(store)
            if node.type == "Method"
        }

    with source.open() as one, target.open() as two:
        load(one, [sand(), maformer()])
        load(two, [sand(), seer()])
        two.write(
            Change(changed_nodes=(Node("Method", "sandnet", {"rise": 7.0}), Node("Method", "seer", {"rise": 8.0})))
        )
        sync(one, two)
        # nobody has analysed the source
        assert {name: figures for name, figures in held(two).items() if figures} == {
            "sandnet": {"rise": 7.0},
            "seer": {"rise": 8.0},
        }
        one.write(Change(changed_nodes=(Node("Method", "maformer", found), Node("Method", "sandnet", {"rise": None}))))
        sync(one, two)
        assert {name: figures for name, figures in held(two).items() if figures} == {
            "maformer": found,
            "seer": {"rise": 8.0},
        }
        sync(one, two, delete=True)
        assert contents(two) == contents(one)
        assert held(two) == held(one)
