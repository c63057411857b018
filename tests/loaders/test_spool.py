"""A build into a new Ladybug file: papers wait on the disk, and go in at once, as if they had gone in one by one."""

import random
import signal
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from loaders import Contribution, LoadReport, load, open_store, open_to_build
from schema import Edge, LoadError, Node, NodeRef
from tests.loaders.papers import contents, edge, maformer, named, paper, seer
from tests.loaders.test_load import many, summary, writing
from tests.loaders.test_rebuild import child, names, on_a_disk

Graph = tuple[list[Node], list[Edge]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a store is to be; there is nothing yet."""
    folder = tmp_path / "new"
    folder.mkdir()
    return folder / "graph.lbug"


def read(path: Path) -> Graph:
    with open_store(str(path), read_only=True) as store:
        return contents(store)


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> tuple[LoadReport, Graph]:
    """What comes of ``many()`` that go into a file in place."""
    return one_by_one(tmp_path_factory.mktemp("in-place") / "graph.lbug", many())


def one_by_one(path: Path, papers: Iterable[Contribution]) -> tuple[LoadReport, Graph]:
    """What comes of papers that go into a file in place, batch by batch."""
    with open_store(str(path.with_name("in-place.lbug"))) as store:
        return load(store, papers, batch_size=5), contents(store)


def spooled(path: Path) -> list[str]:
    return [name for name in names(path.parent) if ".spool-" in name]


def watched(path: Path, papers: Iterable[Contribution], waiting: list[int]) -> Iterator[Contribution]:
    """The papers; before each it is noted how many batches wait on the disk."""
    for one in papers:
        waiting.append(len(spooled(path)))
        yield one


def alike(report: LoadReport, other: LoadReport) -> bool:
    """Whether two loads did the same, but for the store that a reason names."""
    refused = [sorted(rejection.paper for rejection in one.rejected) for one in (report, other)]
    return (summary(report), report.after) == (summary(other), other.after) and refused[0] == refused[1]


@pytest.mark.parametrize("batch_size", [3, 7, 60])
def test_the_graph_is_that_of_papers_that_go_in_one_by_one(
    path: Path, sixty: tuple[LoadReport, Graph], batch_size: int
) -> None:
    papers = many()
    random.Random(batch_size).shuffle(papers)
    waiting: list[int] = []
    with open_to_build(str(path)) as building:
        report = load(building.store, watched(path, papers, waiting), batch_size=batch_size)
        assert spooled(path) == []
    assert waiting[-1] in {59 // batch_size - 1, 59 // batch_size}
    assert names(path.parent) == [path.name]
    assert (report, read(path)) == sixty


def test_the_spellings_and_numbers_of_papers_are_counted_over_all_batches(path: Path) -> None:
    papers = [*writing("ImageNet", "ImageNET", "ImageNET", "ImageNet", "ImageNet"), maformer(), seer("Imagenet-1k")]
    with open_to_build(str(path)) as building:
        load(building.store, papers, batch_size=2)
    assert read(path) == one_by_one(path, papers)[1]


def test_names_that_nobody_writes_and_names_that_nothing_is_said_of(path: Path) -> None:
    silent = paper("p1", [named("Method", "cswin", "Csw1n")])
    nameless = Node("Method", "x-1", {})
    user = paper("p2", [nameless], [edge("USES", NodeRef("Paper", "p2"), nameless.ref, "p2")])
    papers = [silent, user, maformer(), paper("p3")]
    with open_to_build(str(path)) as building:
        load(building.store, papers, batch_size=1)
    assert read(path) == one_by_one(path, papers)[1]


def test_a_paper_that_comes_again_as_it_was_is_passed_over(path: Path) -> None:
    """In its own batch or in a later one."""
    papers = many(20)
    papers = [*papers[:12], papers[11], *papers[12:], papers[0], papers[19]]
    waiting: list[int] = []
    with open_to_build(str(path)) as building:
        report = load(building.store, watched(path, papers, waiting), batch_size=5)
    assert waiting[-1] in {3, 4}
    expected, graph = one_by_one(path, papers)
    assert summary(report) == (20, 0, 3, 0)
    assert report == expected
    assert read(path) == graph


@pytest.mark.parametrize("place", [2, 12])
def test_a_paper_that_comes_again_in_another_form_stands_as_it_comes_last(path: Path, place: int) -> None:
    papers = many(20)
    papers.insert(place, many(20, seed=2)[0])
    with open_to_build(str(path)) as building:
        report = load(building.store, papers, batch_size=5)
    expected, graph = one_by_one(path, papers)
    assert summary(report) == (20, 1, 0, 0)
    assert report == expected
    assert read(path) == graph


@pytest.mark.parametrize("place", [4, 18])
def test_a_result_that_two_papers_claim_is_that_of_the_first(path: Path, place: int) -> None:
    taken = Node("Result", "paper-3-1", {"value": 1.0, "value_text": "1"})
    thief = paper("thief", [taken], [edge("REPORTS", NodeRef("Paper", "thief"), taken.ref, "thief")])
    papers = many(20)
    papers.insert(place, thief)
    with open_to_build(str(path)) as building:
        report = load(building.store, papers, batch_size=5)
    expected, graph = one_by_one(path, papers)
    assert [rejection.paper for rejection in report.rejected] == ["thief"]
    assert alike(report, expected)
    assert read(path) == graph


def test_papers_that_the_schema_or_a_column_refuses_are_left_out_alone(path: Path) -> None:
    """Doubles hold no integer of 60 bits: the schema lets it pass, Arrow does not."""
    count = Node("Result", "p1-1", {"value": 2**60 + 1})
    unfit = paper("p1", [count], [edge("REPORTS", NodeRef("Paper", "p1"), count.ref, "p1")])
    broken = [paper("p2", title="\ud800"), paper("p3", [named("Method", "x", "X" * 1_000_000)])]
    papers = [*many(8), unfit, *broken, *many(20)[8:]]
    with open_to_build(str(path)) as building:
        report = load(building.store, papers, batch_size=5)
    expected, graph = one_by_one(path, papers)
    assert {rejection.paper for rejection in report.rejected} == {"p1", "p2", "p3"}
    assert alike(report, expected)
    assert read(path) == graph


def test_odd_text_goes_through_the_disk_as_it_is(path: Path) -> None:
    title = "'\"\\,;\t\r\n{}[] \N{GREEK SMALL LETTER ALPHA}\N{GRINNING FACE}\N{COMBINING ACUTE ACCENT}"
    node = named("Method", "odd\\'\"-\N{GREEK SMALL LETTER ALPHA}", title, "", "null", " ")
    papers = [
        paper("long", title="", abstract=title * 100_000, year=None),
        paper(title, [node], [edge("USES", NodeRef("Paper", title), node.ref, title, sentence=title)], title=title),
    ]
    with open_to_build(str(path)) as building:
        load(building.store, papers, batch_size=1)
    assert read(path) == one_by_one(path, papers)[1]


def test_a_graph_that_is_there_takes_batches_as_they_come(path: Path) -> None:
    with open_to_build(str(path)) as building:
        load(building.store, [maformer()])
    waiting: list[int] = []
    with open_to_build(str(path)) as building:
        load(building.store, watched(path, many(), waiting), batch_size=5)
    assert set(waiting) == {0}
    assert read(path) == one_by_one(path, [maformer(), *many()])[1]


def test_an_error_leaves_nothing(path: Path) -> None:
    def papers() -> Iterator[Contribution]:
        yield from many(20)
        raise LoadError("no more")

    with pytest.raises(LoadError, match="no more"), open_to_build(str(path), key="k") as building:
        load(building.store, papers(), batch_size=5)
    assert names(path.parent) == []


KILLED = """
    import os, signal, sys
    from loaders import load, open_to_build
    from loaders.ladybug import writer
    from tests.loaders.test_load import many

    path, place, left, together = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    writer.TOGETHER_BYTES = together

    def dying(function):
        def call(*arguments):
            global left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            done = function(*arguments)
            print("done", flush=True)
            return done
        return call

    with open_to_build(path, key="k") as building:
        spool = building.store.spool
        setattr(spool, place, dying(getattr(spool, place)))
        load(building.store, many(), batch_size=5)
"""


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        (("_keep", 1, 0), 5),
        (("_keep", 7, 0), 35),
        *((("_rows", after, size), 60) for after in (3, 9, 17) for size in (0, 2**30)),
    ],
)
def test_a_build_that_is_killed_is_gone_on_with(
    path: Path, sixty: tuple[LoadReport, Graph], moment: tuple[str, int, int], there: int
) -> None:
    """After some batches on the disk, or after some tables, each in a transaction of its own or all in one."""
    process = child(KILLED, path, *moment)
    complaints = process.communicate(timeout=60)[1]
    assert (process.returncode, complaints) == (-signal.SIGKILL, "")
    with open_to_build(str(path), key="k") as building:
        assert building.resumed
        report = load(building.store, many(), batch_size=5)
    assert summary(report) == (60 - there, 0, there, 0)
    assert names(path.parent) == [path.name]
    assert read(path) == sixty[1]


@pytest.mark.parametrize("delay_s", [0.0, 0.03, 0.1])
def test_a_build_that_is_killed_at_any_moment(path: Path, sixty: tuple[LoadReport, Graph], delay_s: float) -> None:
    """Killed from outside, some time after its last batch, be it while the tables are filled."""
    with child(KILLED, path, "_keep", 1000, 0) as process:
        for _ in range(12):
            process.stdout.readline()
        try:
            process.wait(delay_s)
        except subprocess.TimeoutExpired:
            process.kill()
    with open_to_build(str(path), key="k") as building:
        load(building.store, many(), batch_size=5)
    assert read(path) == sixty[1]


def test_another_build_takes_nothing_of_one_that_was_killed(path: Path) -> None:
    child(KILLED, path, "_keep", 7, 0).communicate(timeout=60)
    assert len(spooled(path)) == 7
    with open_to_build(str(path), key="another") as building:
        assert not building.resumed
        load(building.store, [maformer()])
    assert names(path.parent) == [path.name]
    assert read(path) == one_by_one(path, [maformer()])[1]


FILLED = """
    import sys
    from pathlib import Path
    from loaders import load, open_to_build
    from schema import KGError
    from tests.loaders.papers import paper
    text = "".join(map(chr, range(0x4e00, 0x4e00 + 20000)))
    try:
        with open_to_build(sys.argv[1]) as building:
            load(building.store, (paper(f"p{n}", abstract=f"{n}{text[n:]}") for n in range(3000)), batch_size=100)
    except KGError as error:
        print(type(error).__name__, error)
    print(*(file.name for file in Path(sys.argv[1]).parent.iterdir()))
"""


@pytest.mark.parametrize(("size", "told"), [("20m", "No space left on device"), ("150m", "the disk is full: ")])
def test_a_full_disk_is_told_and_left_as_it_was(tmp_path: Path, size: str, told: str) -> None:
    """By the batches that wait, or where those leave no room for the tables."""
    said = on_a_disk(size, tmp_path, FILLED)
    assert said.startswith(f"StoreError {tmp_path}/graph.lbug.building-")
    assert told in said
    assert said.endswith("\n\n")
