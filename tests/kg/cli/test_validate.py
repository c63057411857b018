"""``kg validate``."""

import re
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
    text = (tmp_path / "g.nt").read_text("utf-8")
    sure = re.search(r'^<(.*/id/claim/.*)> <.*#confidence> "(.*)"', text, re.MULTILINE)
    assert sure
    (tmp_path / "g.nt").write_text(text.replace(sure[0], sure[0].replace(f'"{sure[2]}"', '"1.7"')), "utf-8")
    ran = kg("validate", tmp_path / "g.nt")
    assert ran.code == 1
    name, node, why = ran.out.splitlines()
    assert re.fullmatch(r".+ proposes .+, says .+", name)
    assert node == f"  {sure[1]}"
    assert why == "  shape Claim, kg:confidence: 1.7 is more than 1"
    assert ran.err == "1 violation at 1 node\n"


def test_the_first_violations_of_many_are_printed(kg: Kg, sample_store: Path, tmp_path: Path) -> None:
    kg("export", tmp_path / "g.nt", "--store", sample_store)
    text = (tmp_path / "g.nt").read_text("utf-8").replace("XMLSchema#integer", "XMLSchema#int")
    (tmp_path / "g.nt").write_text(text, "utf-8")
    ran = kg("validate", tmp_path / "g.nt", "--top", "1")
    assert (ran.code, ran.out.count("shape ")) == (1, 1)
    assert "violations at" in ran.err
    assert "1 is shown" in ran.err
    assert all(len(line) <= 80 for line in ran.out.splitlines())


def test_a_file_or_a_store(kg: Kg, sample_store: Path) -> None:
    assert kg("validate", "g.ttl", "--store", sample_store).code == 2
