"""Loading, loading again and removing give the graph of the papers that are in, on either engine."""

import os
import random
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loaders import Change, Contribution, LoadReport, Store, load, open_store, remove
from loaders.graph import read_edges
from schema import Edge, LoadError, Node, NodeRef
from tests.loaders.papers import by_ref, contents, edge, maformer, named, paper, seer
from tests.stores import Place

IMAGENET = NodeRef("Benchmark", "imagenet")
CSWIN = NodeRef("Method", "cswin")


def many(count: int = 60, seed: int = 1) -> list[Contribution]:
    """Papers that share methods and tasks, each writing their names in its own way."""
    chance = random.Random(seed)
    papers = []
    for number in range(count):
        me = NodeRef("Paper", f"paper-{number}")
        methods = [
            named("Method", f"method-{k}", chance.choice([f"Method {k}", f"METHOD {k}", f"method {k}"]))
            for k in sorted(chance.sample(range(20), 4))
        ]
        task = named("Task", f"task-{chance.randrange(5)}", "task", *(["Task"] if number % 3 == 0 else []))
        result = Node("Result", f"{me.id}-1", {"value": float(number), "value_text": str(number)})
        edges = [edge("USES", me, method.ref, me.id) for method in methods]
        edges += [
            edge("ADDRESSES", me, task.ref, me.id),
            edge("REPORTS", me, result.ref, me.id),
            edge("OF", result.ref, methods[0].ref, me.id),
            edge("OUTPERFORMS", methods[0].ref, methods[1].ref, me.id),
        ]
        papers.append(paper(me.id, (*methods, task, result), edges))
    return papers


@pytest.fixture
def loaded_anew(tmp_path: Path) -> Callable[[list[Contribution]], tuple[list[Node], list[Edge]]]:
    """What a new store holds once these papers are loaded."""

    def loaded(papers: list[Contribution]) -> tuple[list[Node], list[Edge]]:
        with open_store(str(tmp_path / "anew.lbug")) as store:
            remove(store, [row[0] for row in _papers(store)])
            load(store, papers)
            return contents(store)

    return loaded


def _papers(store: Store) -> Iterator[tuple[str]]:
    store.prepare()
    return iter(list(store.query("MATCH (p:Paper) RETURN p.id AS id").rows))


def summary(report: LoadReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, len(report.rejected)


def test_two_papers_make_one_graph(store: Store) -> None:
    report = load(store, [maformer(), seer()])
    assert summary(report) == (2, 0, 0, 0)
    assert sum(report.before.nodes.values()) == 0
    assert report.after == store.counts()
    assert {name: count for name, count in report.after.nodes.items() if count} == {
        "Paper": 2,
        "Method": 3,
        "Dataset": 1,
        "Benchmark": 1,
        "Task": 1,
        "Metric": 1,
        "Result": 2,
    }
    nodes = by_ref(store)
    assert nodes[IMAGENET] == {"name": "ImageNet", "aliases": ["IMAGENET", "ImageNet"], "papers": 2}
    assert nodes[NodeRef("Dataset", "imagenet")] == {"name": "IMAGENET", "aliases": ["IMAGENET"], "papers": 1}
    assert nodes[CSWIN] == {"name": "CSWin", "aliases": ["CSWin", "cswin"], "papers": 2}
    assert nodes[NodeRef("Paper", "seer-paper")]["digest"] == seer().digest
    assert len(list(read_edges(store))) == len(maformer().edges) + len(seer().edges)


def test_the_same_relation_of_two_papers_is_two_edges(store: Store) -> None:
    ends = named("Method", "a", "A"), named("Method", "b", "B")
    papers = [paper(name, ends, [edge("OUTPERFORMS", ends[0].ref, ends[1].ref, name)]) for name in ("p1", "p2")]
    load(store, papers)
    assert [found.properties["paper"] for found in read_edges(store)] == ["p1", "p2"]


def test_loading_again_changes_nothing(store: Store) -> None:
    load(store, many())
    before = contents(store)
    report = load(store, many())
    assert summary(report) == (0, 0, 60, 0)
    assert report.before == report.after
    assert contents(store) == before


@pytest.mark.parametrize("batch_size", [3, 500])
def test_order_and_batches_do_not_matter(store: Store, loaded_anew: Callable[..., object], batch_size: int) -> None:
    papers = many()
    expected = loaded_anew(papers)
    random.Random(batch_size).shuffle(papers)
    load(store, papers, batch_size=batch_size)
    assert contents(store) == expected


def test_half_and_then_all_is_all(store: Store, loaded_anew: Callable[..., object]) -> None:
    load(store, many()[::2])
    assert summary(load(store, many())) == (30, 0, 30, 0)
    assert contents(store) == loaded_anew(many())


def test_a_paper_read_again_replaces_what_it_said(store: Store, loaded_anew: Callable[..., object]) -> None:
    """Its edges, results and names go, also an alias that it alone gave to a name that stays."""
    load(store, [maformer(), seer("IMAGENET", "ImageNet-1k", "Imagenet 1k")])
    later = seer("imagenet")
    report = load(store, [later])
    assert summary(report) == (0, 1, 0, 0)
    assert by_ref(store)[IMAGENET]["aliases"] == ["ImageNet", "imagenet"]
    assert contents(store) == loaded_anew([maformer(), later])


def writing(*forms: str) -> list[Contribution]:
    """A paper for each form of ImageNet."""
    return [
        paper(
            me,
            [node := named("Benchmark", "imagenet", form)],
            [edge("EVALUATES_ON", NodeRef("Paper", me), node.ref, me)],
        )
        for me, form in ((f"writer-{number}", form) for number, form in enumerate(forms))
    ]


@pytest.mark.parametrize("batch_size", [1, 2, 500])
@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (1, 0, 4, 2, 3)])
def test_a_name_is_the_spelling_of_most_papers_in_any_order_and_batches(
    store: Store, order: tuple[int, ...], batch_size: int
) -> None:
    papers = writing("ImageNet", "ImageNET", "ImageNET", "ImageNet", "ImageNet")
    load(store, [papers[number] for number in order], batch_size=batch_size)
    assert by_ref(store)[IMAGENET] == {"name": "ImageNet", "aliases": ["ImageNET", "ImageNet"], "papers": 5}


def test_a_name_follows_its_papers_when_they_change_their_mind_or_go(store: Store) -> None:
    """Also where neither the number of papers nor the aliases change."""
    load(store, writing("ImageNet", "ImageNet", "ImageNET"))
    load(store, writing("ImageNet", "ImageNET", "ImageNET"))
    assert by_ref(store)[IMAGENET] == {"name": "ImageNET", "aliases": ["ImageNET", "ImageNet"], "papers": 3}
    load(store, writing("ImageNet", "ImageNET", "ImageNET", "ImageNet", "ImageNet"))
    assert by_ref(store)[IMAGENET]["name"] == "ImageNet"
    remove(store, ["writer-3", "writer-4"])
    assert by_ref(store)[IMAGENET] == {"name": "ImageNET", "aliases": ["ImageNET", "ImageNet"], "papers": 3}


def test_a_paper_that_says_less_takes_its_names_along(store: Store, loaded_anew: Callable[..., object]) -> None:
    load(store, [maformer(), seer()])
    less = paper("maformer-paper")
    assert summary(load(store, [less])) == (0, 1, 0, 0)
    assert contents(store) == loaded_anew([less, seer()])
    assert NodeRef("Method", "maformer") not in by_ref(store)


def test_all_papers_change_at_once(store: Store, loaded_anew: Callable[..., object]) -> None:
    load(store, many(seed=1))
    assert summary(load(store, many(seed=2), batch_size=7)) == (0, 60, 0, 0)
    assert contents(store) == loaded_anew(many(seed=2))


def test_a_paper_twice_in_one_load_stands_as_it_comes_last(store: Store, loaded_anew: Callable[..., object]) -> None:
    report = load(store, [seer("first"), maformer(), seer("second")])
    assert summary(report) == (2, 1, 0, 0)
    assert contents(store) == loaded_anew([maformer(), seer("second")])


def test_removing_is_as_if_it_had_never_been_loaded(store: Store, loaded_anew: Callable[..., object]) -> None:
    load(store, [maformer(), seer()])
    assert remove(store, ["maformer-paper", "maformer-paper", "unknown"]) == 1
    assert contents(store) == loaded_anew([seer()])
    assert remove(store, ["seer-paper"]) == 1
    assert contents(store) == ([], [])


def test_a_name_that_nothing_is_said_of_is_left_out(store: Store) -> None:
    """Whether it comes alone or beside a paper that does say something of it."""
    silent = paper("p1", [named("Method", "cswin", "Csw1n")])
    load(store, [silent])
    assert set(by_ref(store)) == {NodeRef("Paper", "p1")}
    load(store, [maformer(), paper("p2", [named("Method", "cswin", "Csw1n")])])
    assert by_ref(store)[CSWIN] == {"name": "CSWin", "aliases": ["CSWin"], "papers": 1}


def test_progress_and_an_empty_load(store: Store) -> None:
    told: list[int] = []
    load(store, many(25), batch_size=10, on_progress=told.append)
    assert told == list(range(1, 26))
    assert summary(load(store, [])) == (0, 0, 0, 0)


P1, BERT, SCORE = NodeRef("Paper", "p1"), named("Method", "bert", "BERT"), Node("Result", "p1-1", {"value": 1.0})


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (paper("p1", [Node("Model", "x", {})]), "Model: no such node type"),
        (paper("p1", [Node("Method", "", {})]), "an id is text, and not empty"),
        (paper("p1", [named("Method", "a b", "A")]), "holds no blank"),
        (paper("p1", [named("Method", "x" * 1_000_000, "X")]), "an id of 1,000,000 characters"),
        (paper("p1", [named("Method", "x", "X" * 1_000_000)]), "is a name of 1,000,000 characters"),
        (paper("p1", abstract="a\0b"), "abstract is 'a\\x00b', not of type string"),
        (paper("p1", title="\ud800"), "title is '\\ud800', not of type string"),
        (paper("p1", year="2020"), "year is '2020', not of type integer"),
        (paper("p1", pages=3), "no property 'pages'"),
        (paper("p1", [SCORE]), "no REPORTS edge leads to Result 'p1-1'"),
        (paper("p1", [BERT, BERT]), "Method 'bert' is there twice"),
        (paper("p1", [Node("Paper", "p2", {})]), "its own Paper node and no other"),
        (Contribution("p1", (BERT,), ()), "its own Paper node and no other"),
        (paper("p1", [], [edge("USES", P1, BERT.ref, "p1")]), "the contribution lacks Method 'bert'"),
        (paper("p1", [BERT], [edge("USES", P1, BERT.ref, "p2")]), "its evidence names the paper 'p2'"),
        (paper("p1", [BERT], [edge("USES", P1, BERT.ref, "p1")] * 2), "USES 'p1' -> 'bert' is there twice"),
        (paper("p1", [BERT], [edge("USES", BERT.ref, P1, "p1")]), "does not join a Method and a Paper"),
        (paper("p1", [BERT], [edge("LIKES", P1, BERT.ref, "p1")]), "LIKES: no such edge type"),
        (paper("p1", [BERT], [Edge("USES", P1, BERT.ref, {"paper": "p1"})]), "no field, sentence, start"),
        (paper("p1", [BERT], [edge("USES", P1, BERT.ref, "p1", confidence=float("nan"))]), "confidence is nan"),
    ],
)
def test_a_paper_that_breaks_the_schema_is_rejected_alone(
    ladybug_place: Place, broken: Contribution, reason: str
) -> None:
    with ladybug_place.open() as store:
        report = load(store, [maformer(), broken, seer()])
        assert summary(report) == (2, 0, 0, 1)
        assert report.rejected[0].paper == "p1"
        assert reason in report.rejected[0].reason
        assert {ref.id for ref in by_ref(store) if ref.type == "Paper"} == {"maformer-paper", "seer-paper"}


def test_a_paper_that_the_engine_refuses_is_rejected_alone(store: Store, loaded_anew: Callable[..., object]) -> None:
    """Two papers claim one result: the schema cannot know, the engine does."""
    papers = many(20)
    taken = Node("Result", "paper-3-1", {"value": 1.0, "value_text": "1"})
    me = NodeRef("Paper", "thief")
    thief = paper("thief", [taken], [edge("REPORTS", me, taken.ref, "thief")])
    report = load(store, [*papers[:9], thief, *papers[9:]])
    assert summary(report) == (20, 0, 0, 1)
    assert report.rejected[0].paper == "thief"
    assert "paper-3-1" in report.rejected[0].reason
    assert contents(store) == loaded_anew(papers)


def test_a_changed_paper_that_is_rejected_stays_as_it_was(store: Store) -> None:
    load(store, [maformer(), seer()])
    before = contents(store)
    report = load(store, [seer("x\0y")])
    assert summary(report) == (0, 0, 0, 1)
    assert contents(store) == before


class LosesEdges:
    """A real store but for one fault: it drops the edges of a type without a word."""

    def __init__(self, store: Store, lost: str) -> None:
        self._store, self._lost = store, lost

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def write(self, change: Change) -> None:
        kept = tuple(edge for edge in change.new_edges if edge.type != self._lost)
        self._store.write(
            Change(change.forget_papers, change.new_nodes, change.changed_nodes, kept, change.dropped_nodes)
        )


def test_an_engine_that_loses_edges_is_found_out(store: Store) -> None:
    with pytest.raises(LoadError, match="OF 0 instead of 2"):
        load(LosesEdges(store, "OF"), [maformer()])


def test_an_orphan_is_found_out(store: Store) -> None:
    store.write(Change(new_nodes=(SCORE,)))
    with pytest.raises(LoadError, match="1 results that no paper reports, p1-1 among them"):
        load(store, [maformer()])


CHILD = textwrap.dedent(
    """
    import os, signal, sys
    from loaders import Neo4jCredentials, load, open_store
    from tests.loaders.test_load import many

    class DiesAfter:
        def __init__(self, store, writes):
            self.store, self.left = store, writes

        def __getattr__(self, name):
            return getattr(self.store, name)

        def write(self, change):
            self.store.write(change)
            print("written", flush=True)
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    uri, writes, user, password, database = sys.argv[1:]
    credentials = Neo4jCredentials(user, password, database) if user else None
    with open_store(uri, credentials=credentials) as store:
        load(DiesAfter(store, int(writes)), many(seed=2), batch_size=5)
    """
)


def start_child(place: Place, writes: int) -> subprocess.Popen[str]:
    """Another process that loads 60 papers in 12 batches, and kills itself after so many transactions."""
    who = place.credentials
    arguments = [place.uri, str(writes), *((who.user, who.password, who.database) if who else ("", "", ""))]
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )


@pytest.mark.parametrize("writes", [1, 6, 12, 13])
def test_a_load_that_is_killed_leaves_a_graph_that_the_next_one_completes(
    place: Place, loaded_anew: Callable[..., object], writes: int
) -> None:
    """The killed load replaces every paper.

    One writer writes them all in 12 transactions, those after them count and clear up; several writers take more.
    """
    with place.open() as store:
        load(store, many(seed=1))
    with start_child(place, writes) as child:
        child.communicate(timeout=60)
    assert child.returncode == -signal.SIGKILL
    with place.open() as store:
        report = load(store, many(seed=2))
        written = min(60, 5 * writes) if store.writers == 1 else report.unchanged
        assert summary(report) == (0, 60 - written, written, 0)
        assert written <= 5 * writes
        assert contents(store) == loaded_anew(many(seed=2))


@pytest.mark.parametrize("delay_s", [0.02, 0.06])
def test_a_load_that_is_killed_at_any_moment(place: Place, loaded_anew: Callable[..., object], delay_s: float) -> None:
    """Killed from outside, some time after its first batch, be it within a transaction."""
    with place.open() as store:
        transactions = 1 if store.writers == 1 else 1 + store.writers
    with start_child(place, 1000) as child:
        for _ in range(transactions):
            child.stdout.readline()
        try:
            child.wait(delay_s)
        except subprocess.TimeoutExpired:
            child.kill()
    with place.open() as store:
        report = load(store, many(seed=2))
        assert report.added + report.unchanged == 60
        assert report.unchanged >= 5
        assert contents(store) == loaded_anew(many(seed=2))


@pytest.mark.parametrize("seed", range(3))
def test_after_any_history_the_graph_is_that_of_the_papers_that_are_in(
    store: Store, loaded_anew: Callable[..., object], seed: int
) -> None:
    chance = random.Random(seed)
    editions = [many(12, seed=edition) for edition in range(3)]
    held: dict[str, Contribution] = {}
    for _ in range(8):
        some = [chance.choice(editions)[number] for number in chance.sample(range(12), chance.randint(1, 8))]
        if chance.random() < 0.3:
            gone = [one.paper for one in some]
            assert remove(store, gone) == len(held.keys() & set(gone))
            held = {paper: one for paper, one in held.items() if paper not in gone}
        else:
            load(store, some, batch_size=chance.choice([2, 500]))
            held |= {one.paper: one for one in some}
    assert contents(store) == loaded_anew(list(held.values()))
