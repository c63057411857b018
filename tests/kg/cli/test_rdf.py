"""``kg export`` and ``kg build`` of RDF files."""

import json
import shutil
from pathlib import Path

import pytest

from .conftest import SAMPLE, Kg


@pytest.mark.parametrize("suffix", [".nt", ".ttl", ".jsonld"])
def test_the_sample_graph_comes_back_as_it_was(kg: Kg, sample_store: Path, tmp_path: Path, suffix: str) -> None:
    assert kg("export", tmp_path / f"g{suffix}", "--store", sample_store).code == 0
    ran = kg("build", tmp_path / f"g{suffix}", "--store", tmp_path / "again.lbug")
    assert (ran.code, ran.err) == (0, "")
    kg("export", tmp_path / "was.json", "--store", sample_store)
    kg("export", tmp_path / "is.json", "--store", tmp_path / "again.lbug")
    assert json.loads((tmp_path / "is.json").read_text()) == json.loads((tmp_path / "was.json").read_text())


def test_what_was_found_out_about_methods_comes_back_too(kg: Kg, sample_store: Path, tmp_path: Path) -> None:
    store = shutil.copy(sample_store, tmp_path / "g.lbug")
    kg("analyze", "--store", store, "--write")
    kg("export", tmp_path / "g.ttl", "--store", store)
    assert (kg("build", tmp_path / "g.ttl", "--store", tmp_path / "again.lbug")).code == 0
    for suffix in (".json", ".nq"):
        kg("export", tmp_path / f"was{suffix}", "--store", store)
        kg("export", tmp_path / f"is{suffix}", "--store", tmp_path / "again.lbug")
        assert (tmp_path / f"is{suffix}").read_bytes() == (tmp_path / f"was{suffix}").read_bytes()
    assert '"centrality"' in (tmp_path / "is.json").read_text()
    kg("build", tmp_path / "g.ttl", "--limit", "3", "--store", tmp_path / "part.lbug")
    kg("export", tmp_path / "part.json", "--store", tmp_path / "part.lbug")
    assert '"centrality"' not in (tmp_path / "part.json").read_text()


def test_rdf_goes_into_a_graph_that_is_there(kg: Kg, sample_store: Path, tmp_path: Path) -> None:
    kg("export", tmp_path / "g.nq", "--store", sample_store)
    assert kg("build", SAMPLE, "--store", tmp_path / "g.lbug", "--workers", "0").code == 0
    ran = kg("build", tmp_path / "g.nq", "--store", tmp_path / "g.lbug")
    assert "0 new, 0 changed, 48 unchanged" in ran.out


def test_the_first_papers_alone(kg: Kg, sample_store: Path, tmp_path: Path) -> None:
    kg("export", tmp_path / "g.nt", "--store", sample_store)
    assert "3 new" in kg("build", tmp_path / "g.nt", "--limit", "3", "--store", tmp_path / "g.lbug").out


def test_a_broken_file_changes_nothing(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("@prefix kg: <http://e.org/> .\nkg:a kg:b\n")
    ran = kg("build", tmp_path / "bad.ttl", "--store", tmp_path / "g.lbug")
    assert ran.code == 2
    assert "bad.ttl:3" in ran.err
    assert not (tmp_path / "g.lbug").exists()


def test_rdf_and_papers_are_not_mixed(kg: Kg, tmp_path: Path) -> None:
    ran = kg("build", tmp_path / "g.ttl", SAMPLE, "--store", tmp_path / "g.lbug")
    assert ran.code == 2
    assert "builds of their own" in ran.err


def test_the_base_is_an_option_and_a_variable(
    kg: Kg, sample_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_BASE_IRI", "https://example.org/a/")
    kg("export", tmp_path / "a.nt", "--store", sample_store)
    kg("export", tmp_path / "b.nt", "--store", sample_store, "--base", "https://example.org/b/")
    assert (tmp_path / "a.nt").read_text().startswith("<https://example.org/a/> ")
    assert (tmp_path / "b.nt").read_text().startswith("<https://example.org/b/> ")
    ran = kg("export", tmp_path / "c.nt", "--store", sample_store, "--base", "here")
    assert (ran.code, "slash at its end" in ran.err) == (2, True)
