"""What is written for ``neo4j-admin database import`` is what that tool takes in."""

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from loaders import Neo4jCredentials, Store, load, open_store
from loaders.export.neo4j_import import COMMAND, export_for_import
from schema import NodeRef, ParameterError
from tests.components import missing
from tests.loaders.papers import contents, edge, named, paper

SERVER = Path(__file__).parents[3] / ".ci" / "neo4j" / "server"
PASSWORD = "only for this test"


def test_the_files_of_a_small_graph(store: Store, tmp_path: Path) -> None:
    counts, command = export_for_import(store, tmp_path / "a folder")
    assert counts == store.counts()
    folder = tmp_path / "a folder"
    header = (folder / "nodes-Metric.header.csv").read_text()
    searched = "search_names:string,search_weight:string"
    assert header == f"id:ID(Metric),name:string,aliases:string[],papers:long,{searched}\n"
    row = (folder / "nodes-Metric.csv").read_text()
    assert row == '"accuracy","accuracy","accuracy",1,"naccuracyzz sazz saczz sacczz","typemetric papers0x"\n'
    header = (folder / "edges-USES-Paper-Method.header.csv").read_text()
    assert header.startswith(":START_ID(Paper),:END_ID(Method),paper:string,field:string,")
    parts = shlex.split(command)
    assert parts[:5] == ["neo4j-admin", "database", "import", "full", "neo4j"]
    assert f"--nodes=Metric={folder}/nodes-Metric.header.csv,{folder}/nodes-Metric.csv" in parts
    assert shlex.split((folder / COMMAND).read_text())[2:-1] == parts


def test_a_folder_that_is_not_empty_is_left_alone(store: Store, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(ParameterError, match="is not empty"):
        export_for_import(store, tmp_path)
    with pytest.raises(ParameterError, match=r"Not a directory|File exists"):
        export_for_import(store, tmp_path / "notes")
    assert [file.name for file in tmp_path.iterdir()] == ["notes"]


def test_a_name_that_the_tool_would_cut_is_refused_and_nothing_stays(store: Store, tmp_path: Path) -> None:
    me, cut = NodeRef("Paper", "p"), named("Method", "cut", "a\x1fb")
    load(store, [paper("p", [cut], [edge("USES", me, cut.ref, "p")])])
    with pytest.raises(ParameterError, match=r"cut a\\x1fb': a name with U\+001F"):
        export_for_import(store, tmp_path / "files")
    assert list((tmp_path / "files").iterdir()) == []


@pytest.mark.slow
def test_the_import_tool_takes_it(store: Store, tmp_path: Path) -> None:
    """The real tool, and a real server over what it made."""
    me, net = NodeRef("Paper", "separated"), named("Method", "net", "Net")
    title = "what stands between names \x1f stands in a title"
    load(store, [paper("separated", [net], [edge("USES", me, net.ref, "separated")], title=title)])
    if "KG_TEST_NEO4J_URI" not in os.environ:
        missing("there is no Neo4j to start: .ci/neo4j/server needs Java and Maven")
    _, command = export_for_import(store, tmp_path / "files")
    home = tmp_path / "neo4j"
    environment = {**os.environ, "KG_NEO4J_PASSWORD": PASSWORD, "KG_NEO4J_HEAP": "256m", "KG_NEO4J_PAGECACHE": "32m"}
    imported = subprocess.run(
        [SERVER, "admin", home, *shlex.split(command)[1:]],
        env=environment,
        capture_output=True,
        text=True,
        cwd=tmp_path,  # the tool leaves a report where it runs
        check=False,
    )
    assert imported.returncode == 0, imported.stdout + imported.stderr
    started = subprocess.run(
        [SERVER, "start", home], env=environment, stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    try:
        uri = next(word.partition("=")[2] for word in shlex.split(started) if word.startswith("KG_TEST_NEO4J_URI="))
        with open_store(uri, credentials=Neo4jCredentials("neo4j", PASSWORD, "neo4j")) as opened:
            opened.prepare()
            assert contents(opened) == contents(store)
            assert opened.find("n", ["Method", "Paper"]) == store.find("n", ["Method", "Paper"]) != []
    finally:
        subprocess.run([SERVER, "stop", home], env=environment, check=True)
