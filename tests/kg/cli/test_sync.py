"""``kg sync``, ``kg verify`` and what ``kg info`` tells of extractors."""

import json
import shutil
from pathlib import Path

import pytest

from loaders import Change, open_store
from schema import Node
from tests.stores import Place

from .conftest import SAMPLE, Kg
from .test_build import dump


def test_a_copy(kg: Kg, tmp_path: Path, sample_store: Path) -> None:
    copy = tmp_path / "copy.lbug"
    kg("build", SAMPLE, "--limit", 3, "--store", copy)
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({"id": "own", "title": "SandNet", "abstract": "We propose SandNet."}), encoding="utf-8")
    kg("build", other, "--store", copy)
    ran = kg("sync", sample_store, copy)
    assert ran.code == 0
    assert "48 papers in" in ran.out
    assert "45 new, 0 changed, 3 unchanged" in ran.out
    assert "1 papers that only" in ran.err
    assert dump(copy) != dump(sample_store)
    ran = kg("sync", sample_store, copy, "--delete")
    assert "were removed" in ran.err
    assert dump(copy) == dump(sample_store)
    assert kg("verify", copy).code == 0


def test_a_copy_of_an_analysed_graph(kg: Kg, tmp_path: Path, sample_store: Path) -> None:
    store = shutil.copy(sample_store, tmp_path / "g.lbug")
    kg("analyze", "--store", store, "--write")
    assert kg("sync", store, tmp_path / "copy.lbug").code == 0
    for name in ("g", "copy"):
        kg("export", tmp_path / f"{name}.json", "--store", tmp_path / f"{name}.lbug")
    assert (tmp_path / "copy.json").read_bytes() == (tmp_path / "g.json").read_bytes()
    assert '"centrality"' in (tmp_path / "copy.json").read_text(encoding="utf-8")


def test_to_neo4j_and_back(
    kg: Kg, tmp_path: Path, sample_store: Path, empty_neo4j: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = empty_neo4j.credentials
    assert who
    for name, value in (("USER", who.user), ("PASSWORD", who.password), ("DATABASE", who.database)):
        monkeypatch.setenv(f"KG_NEO4J_{name}", str(value))
    assert kg("sync", sample_store, empty_neo4j.uri).code == 0
    assert kg("verify", empty_neo4j.uri).code == 0
    assert kg("sync", empty_neo4j.uri, tmp_path / "back.lbug").code == 0
    assert dump(tmp_path / "back.lbug") == dump(sample_store)


@pytest.mark.parametrize("form", ["{0}", "ladybug:{0}"])
def test_a_graph_is_not_copied_into_itself(kg: Kg, sample_store: Path, form: str) -> None:
    ran = kg("sync", sample_store, form.format(sample_store))
    assert ran.code == 2
    assert "cannot be copied into itself" in ran.err


def test_a_source_that_is_not_there_makes_no_target(kg: Kg, tmp_path: Path) -> None:
    ran = kg("sync", tmp_path / "none.lbug", tmp_path / "new.lbug")
    assert ran.code == 2
    assert "there is no such store" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_verify_prints_what_is_wrong(kg: Kg, tmp_path: Path) -> None:
    store = tmp_path / "g.lbug"
    kg("build", SAMPLE, "--limit", 3, "--store", store)
    ran = kg("verify", "--store", store)
    assert (ran.code, ran.err) == (0, "")
    assert "and all is well." in ran.out
    with open_store(str(store)) as opened:
        for number in range(30):
            opened.write(Change(new_nodes=(Node("Task", f"task-{number:02}", {"name": "T", "aliases": ["T"]}),)))
    ran = kg("verify", store, "--most", 2)
    assert ran.code == 1
    assert len(ran.out.splitlines()) == 3
    assert "... and 28 more" in ran.out


def test_info_tells_who_read_the_papers(kg: Kg, tmp_path: Path, sample_store: Path) -> None:
    assert "48 papers were read by kg 0.1.0 " in kg("info", "--store", sample_store).out
    assert ", this very one" in kg("info", "--store", sample_store).out
    records = tmp_path / "records.jsonl"
    kg("extract", SAMPLE, "--limit", 2, "--out", records)
    text = records.read_text(encoding="utf-8").replace('"fingerprint": "', '"fingerprint": "older-')
    records.write_text(text, encoding="utf-8")
    kg("build", records, "--store", tmp_path / "g.lbug")
    said = kg("info", "--store", tmp_path / "g.lbug").out
    assert "2 papers were read by kg 0.1.0 older-" in said
    assert "another one: kg build --changed reads them again" in said
