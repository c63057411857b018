"""A file is whole or not there, and the suffix tells what it is."""

from pathlib import Path

import pytest

from loaders import Answer, Change, Store
from loaders.export import export
from loaders.export.files import FORMATS
from schema import ParameterError, StoreError
from tests.loaders.papers import edge, named


class BreaksInTheMiddle:
    """A real store whose answers about one edge type break off after the first row."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def query(self, statement: str, *arguments: object, **options: object) -> Answer:
        answer = self._store.query(statement, *arguments, **options)
        if "OUTPERFORMS" not in statement:
            return answer

        def rows() -> object:
            yield next(answer.rows)
            raise StoreError("the connection broke")

        return Answer(answer.columns, rows())


@pytest.mark.parametrize(
    "name",
    [
        "graph.graphml",
        "graph.gexf",
        "graph.node-link.json",
        "graph.json",
        "graph.csv",
        "graph.html",
        "graph.nt",
        "graph.ttl",
    ],
)
def test_an_export_that_fails_leaves_nothing_and_harms_nothing(store: Store, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    with pytest.raises(StoreError, match="broke"):
        export(BreaksInTheMiddle(store), target)
    assert list(tmp_path.iterdir()) == []
    export(store, target)
    before = target.stat().st_mtime_ns
    with pytest.raises(StoreError, match="broke"):
        export(BreaksInTheMiddle(store), target)
    assert list(tmp_path.iterdir()) == [target]
    assert target.stat().st_mtime_ns == before


@pytest.mark.parametrize("name", ["graph", "graph.xml", "graph.csv.gz", ".json", "", "graph.lbug"])
def test_another_suffix_is_told_the_right_ones(store: Store, tmp_path: Path, name: str) -> None:
    with pytest.raises(ParameterError, match=r"\.graphml, .*\.json, \.csv, \.html, \.nt") as caught:
        export(store, tmp_path / name)
    assert caught.value.parameter == "path"


@pytest.mark.parametrize("suffix", [".graphml", ".gexf", ".cyjs", ".json", ".csv", ".html", ".nq", ".trig"])
def test_a_place_that_cannot_be_written_to(store: Store, tmp_path: Path, suffix: str) -> None:
    with pytest.raises(ParameterError, match=f"none/graph{suffix}: No such file or directory"):
        export(store, tmp_path / "none" / f"graph{suffix}")


@pytest.mark.parametrize("suffix", [".graphml", ".cyjs", ".node-link.json", ".json", ".html", ".jsonld"])
def test_a_folder_is_not_replaced_by_a_file(store: Store, tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"graph{suffix}").mkdir()
    with pytest.raises(ParameterError, match="is a folder"):
        export(store, tmp_path / f"graph{suffix}")


def test_the_counts_are_those_of_the_file(store: Store, tmp_path: Path) -> None:
    for suffix in FORMATS:
        assert export(store, tmp_path / f"graph{suffix}") == store.counts()


def test_a_picture_of_a_large_graph_holds_its_most_connected_nodes(store: Store, tmp_path: Path) -> None:
    tasks = [named("Task", f"task-{number:03}", f"task {number}") for number in range(500)]
    star = [edge("SUBTASK_OF", task.ref, tasks[7].ref, "p") for task in tasks[100:]]
    store.write(Change(new_nodes=tuple(tasks), new_edges=tuple(star)))
    counts = export(store, tmp_path / "graph.html")
    assert sum(counts.nodes.values()) == 400
    page = (tmp_path / "graph.html").read_text("utf-8")
    assert "graph: the 400 most connected of 513 nodes" in page
    assert '"task 7"' in page
    assert '"task 99"' not in page
