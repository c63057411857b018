"""``kg validate``."""

from pathlib import Path

from .conftest import Kg


def test_the_sample_graph_fits(kg: Kg, sample_store: Path, tmp_path: Path) -> None:
    ran = kg("validate", "--store", sample_store)
    assert (ran.code, ran.err) == (0, "")
    assert "statements fit the shapes" in ran.out
    kg("export", tmp_path / "g.trig", "--store", sample_store)
    assert kg("validate", tmp_path / "g.trig").out == ran.out


def test_a_broken_graph_is_told_by_node_and_shape(kg: Kg, sample_store: Path, tmp_path: Path) -> None:
    kg("export", tmp_path / "g.nt", "--store", sample_store)
    text = (tmp_path / "g.nt").read_text("utf-8").replace("XMLSchema#integer", "XMLSchema#int")
    (tmp_path / "g.nt").write_text(text, "utf-8")
    ran = kg("validate", tmp_path / "g.nt", "--top", "1")
    assert ran.code == 1
    node, why = ran.out.splitlines()
    assert node.startswith("http://127.0.0.1:8000/id/")
    assert why.startswith("  shape ")
    assert "violations at" in ran.err
    assert "the first 1" in ran.err


def test_a_file_or_a_store(kg: Kg, sample_store: Path) -> None:
    assert kg("validate", "g.ttl", "--store", sample_store).code == 2
