"""``kg analyze``."""

import json
import shutil
from pathlib import Path

from loaders import open_store

from .conftest import Kg


def test_tables(kg: Kg, sample_store: Path) -> None:
    ran = kg("analyze", "--store", sample_store, "--top", "3")
    assert (ran.code, ran.err) == (0, "")
    for title in (
        "Central systems",
        "Central classes",
        "Communities",
        "Bridges between fields",
        "Rising methods",
        "Contested",
    ):
        assert title in ran.out


def test_json_is_the_same_each_time(kg: Kg, sample_store: Path) -> None:
    first = kg("analyze", "--store", sample_store, "--format", "json", "--top", "5").out
    said = json.loads(first)
    assert list(said) == ["central", "communities", "bridges", "rising", "contested"]
    assert len(said["central"]) == 5
    assert kg("analyze", "--store", sample_store, "--format", "json", "--top", "5").out == first


def test_years_and_confidence_narrow_it(kg: Kg, sample_store: Path) -> None:
    said = json.loads(kg("analyze", "--store", sample_store, "--format", "json", "--until", "1900").out)
    assert said["central"] == []
    ran = kg("analyze", "--store", sample_store, "--min-confidence", "2")
    assert (ran.code, "min-confidence" in ran.err) == (2, True)
    assert kg("analyze", "--store", sample_store, "--format", "csv").code == 2


def test_what_is_written_can_be_asked(kg: Kg, sample_store: Path, tmp_path: Path) -> None:
    shutil.copy(sample_store, tmp_path / "g.lbug")
    ran = kg("analyze", "--store", tmp_path / "g.lbug", "--write")
    assert ran.code == 0
    assert "have their centrality" in ran.err
    asked = kg(
        "query",
        "MATCH (m:Method) WHERE m.community IS NOT NULL RETURN m.name, m.community ORDER BY m.centrality DESC LIMIT 1",
        "--store",
        tmp_path / "g.lbug",
        "--format",
        "json",
    )
    [row] = json.loads(asked.out)
    first = json.loads(kg("analyze", "--store", tmp_path / "g.lbug", "--format", "json", "--top", "1").out)["central"]
    assert row["m.name"] == first[0]["name"]


def test_what_was_written_stays_when_a_paper_is_replaced(kg: Kg, tmp_path: Path) -> None:
    papers, store = tmp_path / "papers.jsonl", tmp_path / "g.lbug"
    texts = dict.fromkeys(range(3), "We propose SandNet. It outperforms BERT on GLUE.")

    def built() -> dict[str, list[object]]:
        lines = [{"id": f"p{number}", "title": "A network", "abstract": text} for number, text in texts.items()]
        papers.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
        assert kg("build", papers, "--changed", "--store", store, "--workers", "0").code == 0
        with open_store(str(store), read_only=True) as opened:
            rows = opened.query("MATCH (m:Method) RETURN m.id, m.centrality, m.rise, m.community").rows
            return {str(method): figures for method, *figures in rows}

    built()
    assert kg("analyze", "--store", store, "--write").code == 0
    before = built()
    assert before["sandnet"][0] is not None
    texts[0] = "We propose RockNet. It outperforms BERT on GLUE."
    assert built() == {**before, "rocknet": [None, None, None]}
