import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders import Store
from loaders.export import export
from loaders.graph import read_edges, read_nodes
from schema import EDGE_TYPES, EVIDENCE, NODE_TYPES, Edge, Node, NodeRef, ParameterError, Property, Value

_READ = {
    "string": str,
    "integer": int,
    "float": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "strings": json.loads,
}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def properties(row: dict[str, str], columns: tuple[Property, ...]) -> dict[str, Value]:
    return {column.name: _READ[column.type](row[column.name]) for column in columns if row[column.name]}


def nodes_in(folder: Path) -> Iterator[Node]:
    for name, kind in NODE_TYPES.items():
        for row in rows(folder / f"nodes-{name}.csv"):
            values = properties(row, kind.properties)
            yield Node(name, values.pop("id"), values)


def edges_in(folder: Path) -> Iterator[Edge]:
    for name in EDGE_TYPES:
        for row in rows(folder / f"edges-{name}.csv"):
            source = NodeRef(row["source_type"], row["source"])
            yield Edge(name, source, NodeRef(row["target_type"], row["target"]), properties(row, EVIDENCE))


def without_empty(node: Node) -> Node:
    """CSV cannot tell an empty text from none."""
    return Node(node.type, node.id, {name: value for name, value in node.properties.items() if value != ""})


def test_nothing_else_is_lost(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "graph.csv"
    export(store, folder)
    assert list(nodes_in(folder)) == [without_empty(node) for node in read_nodes(store)]
    assert list(edges_in(folder)) == list(read_edges(store))


def test_every_type_has_a_file_with_its_header(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path / "graph.csv")
    names = {f"nodes-{name}.csv" for name in NODE_TYPES} | {f"edges-{name}.csv" for name in EDGE_TYPES}
    assert {file.name for file in (tmp_path / "graph.csv").iterdir()} == names
    header = (tmp_path / "graph.csv" / "nodes-Metric.csv").read_text("utf-8").splitlines()[0]
    assert header == "id,name,aliases,papers"
    header = (tmp_path / "graph.csv" / "edges-OVER.csv").read_text("utf-8").splitlines()[0]
    assert header == "source_type,source,target_type,target,paper,field,sentence,start,end,confidence,extractor"


def test_an_export_again_replaces_its_files_and_leaves_others(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "graph.csv"
    export(store, folder)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    (folder / "notes.txt").write_text("mine")
    (folder / "nodes-Task.csv").write_text("broken")
    export(store, folder)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {**before, "notes.txt": b"mine"}
    assert [file.name for file in tmp_path.iterdir()] == ["graph.csv"]


def test_a_file_is_no_folder(store: Store, tmp_path: Path) -> None:
    (tmp_path / "graph.csv").write_text("mine")
    with pytest.raises(ParameterError, match="is a file"):
        export(store, tmp_path / "graph.csv")
    assert (tmp_path / "graph.csv").read_text() == "mine"
