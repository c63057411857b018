"""``kg info``, ``kg export``, help and version."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from .conftest import Kg

COMMANDS = [
    "build",
    "remove",
    "sync",
    "verify",
    "extract",
    "query",
    "export",
    "serve",
    "demo",
    "info",
    "analyze",
    "validate",
]


def test_info_counts_by_type(kg: Kg, sample_store: Path) -> None:
    ran = kg("info", "--store", sample_store)
    assert ran.code == 0
    assert str(sample_store) in ran.out.replace("\n", "")
    assert "48" in next(line for line in ran.out.splitlines() if line.strip().startswith("Paper"))


@pytest.mark.parametrize("name", ["g.graphml", "g.json", "g.csv", "g.html"])
def test_export_formats(kg: Kg, sample_store: Path, tmp_path: Path, name: str) -> None:
    ran = kg("export", tmp_path / name, "--store", sample_store)
    assert ran.code == 0, ran.err
    assert (tmp_path / name).exists()


def test_graphml_and_json_hold_the_same_graph(kg: Kg, sample_store: Path, tmp_path: Path) -> None:
    kg("export", tmp_path / "g.graphml", "--store", sample_store)
    kg("export", tmp_path / "g.json", "--store", sample_store)
    graph = nx.read_graphml(tmp_path / "g.graphml", force_multigraph=True)
    whole = json.loads((tmp_path / "g.json").read_text(encoding="utf-8"))
    assert graph.number_of_nodes() == len(whole["nodes"])
    assert graph.number_of_edges() == len(whole["edges"])


def test_export_for_the_import_tool(kg: Kg, sample_store: Path, tmp_path: Path) -> None:
    ran = kg("export", "--format", "neo4j-import", tmp_path / "folder", "--store", sample_store)
    assert ran.code == 0, ran.err
    assert "neo4j-admin database import full neo4j --array-delimiter=U+001F" in ran.out
    assert (tmp_path / "folder" / "nodes-Paper.csv").exists()
    assert kg("export", "--format", "neo4j-import", tmp_path / "folder", "--store", sample_store).code == 2


def test_an_unknown_format_is_named_with_what_there_is(kg: Kg, sample_store: Path, tmp_path: Path) -> None:
    ran = kg("export", tmp_path / "g.docx", "--store", sample_store)
    assert ran.code == 2
    assert ".graphml" in ran.err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_examples(kg: Kg, command: str) -> None:
    ran = kg(command, "--help")
    assert ran.code == 0
    assert "kg " + command in ran.out
    assert all(len(line) <= 80 for line in ran.out.splitlines())


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("KG_QUERY_TIMEOUT_S", "31"),
        ("KG_QUERY_LIMIT", "10001"),
        ("KG_NAMED_TIMEOUT_S", "31"),
        ("KG_NAMED_LIMIT", "10001"),
        ("KG_CYPHER_TIMEOUT_S", "31"),
        ("KG_CYPHER_LIMIT", "10001"),
        ("KG_ANSWER_MB", "0"),
        ("KG_SHUTDOWN_S", "-1"),
    ],
)
def test_limits_of_the_server_have_bounds(
    kg: Kg, sample_store: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    ran = kg("serve", "--store", sample_store, "--port", "0")
    assert ran.code == 2
    assert ran.err.startswith(f"kg: {variable}: ")


def test_settings_of_the_server_reach_it(kg: Kg, sample_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"NAMED_LIMIT": "7", "ANSWER_MB": "2", "SHUTDOWN_S": "3", "QUERY_LIMIT": "10000"}.items():
        monkeypatch.setenv(f"KG_{name}", value)
    served: dict[str, Any] = {}
    monkeypatch.setattr("kg.cli.serve.serve", lambda _store, **given: served.update(given))
    assert kg("serve", "--store", sample_store).code == 0
    assert (served["limits"].named_rows, served["limits"].answer_bytes, served["shutdown_s"]) == (7, 2 << 20, 3)


def test_the_command_may_ask_for_more_than_the_server_gives(
    kg: Kg, sample_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_QUERY_TIMEOUT_S", "60")
    monkeypatch.setenv("KG_QUERY_LIMIT", "20000")
    assert kg("query", "UNWIND range(1, 15000) AS n RETURN n", "--format", "csv", "--store", sample_store).out.endswith(
        "15000\r\n"
    )


def test_version(kg: Kg) -> None:
    assert kg("--version").out.startswith("kg 0.")


def test_an_unknown_command_is_wrong_usage(kg: Kg) -> None:
    assert kg("bild").code == 2


def loaded_by(code: str) -> set[str]:
    """The modules that a fresh interpreter holds once it has run some code."""
    asked = f"{code}\nimport sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_a_worker_that_imports_the_script_loads_nothing_of_the_command():
    assert loaded_by("import kg.cli").isdisjoint({"kg.cli.app", "server", "loaders", "spacy"})


@pytest.mark.parametrize("opener", ["kg.building.open_contributor", "kg.extractor.open_writer"])
def test_a_worker_that_extracts_loads_neither_a_store_nor_the_server(opener: str):
    module, _, name = opener.rpartition(".")
    loaded = loaded_by(f"from kg.extractor import Extractor\nfrom {module} import {name}\n{name}(Extractor())")
    assert module in loaded
    assert loaded.isdisjoint({"ladybug", "neo4j", "pyarrow", "pandas", "fastapi", "kg.cli.app", "server", "rdflib"})


def test_a_ladybug_file_is_opened_and_served_without_the_driver_of_neo4j(tmp_path: Path):
    opened = f"import loaders, server\nserver.create_app(loaders.open_store({str(tmp_path / 'new.lbug')!r}))"
    loaded = loaded_by(opened)
    assert {"ladybug", "server.cypher"} <= loaded
    assert "neo4j" not in loaded
