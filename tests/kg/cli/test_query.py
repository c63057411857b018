"""``kg query``: Cypher and named queries, as a table, JSON and CSV."""

import csv
import io
import json
from pathlib import Path

import pytest

from .conftest import Kg


def test_a_named_query_as_a_table(kg: Kg, sample_store: Path) -> None:
    ran = kg("query", "@leaderboard", "--param", "benchmark=ImageNet", "--store", sample_store)
    assert ran.code == 0
    assert "Swin" in ran.out


def test_cypher_as_json_with_a_typed_parameter(kg: Kg, sample_store: Path) -> None:
    statement = "MATCH (p:Paper) WHERE p.year = $year RETURN p.id AS id, p.year AS year ORDER BY p.id"
    ran = kg("query", statement, "--param", "year=2016", "--format", "json", "--store", sample_store)
    rows = json.loads(ran.out)
    assert rows
    assert {row["year"] for row in rows} == {2016}


def test_csv_reads_back(kg: Kg, sample_store: Path) -> None:
    statement = "MATCH (p:Paper) RETURN p.id AS id, p.abstract AS abstract ORDER BY p.id"
    ran = kg("query", statement, "--format", "csv", "--store", sample_store)
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert len(rows) == 48
    assert all(row["abstract"] for row in rows)


def test_no_rows_is_valid_json(kg: Kg, sample_store: Path) -> None:
    ran = kg("query", "MATCH (p:Paper {id: 'none'}) RETURN p.id", "--format", "json", "--store", sample_store)
    assert json.loads(ran.out) == []


def test_a_node_is_an_object_in_json_and_its_name_in_a_table(kg: Kg, sample_store: Path) -> None:
    statement = "MATCH (b:Benchmark {id: 'imagenet'}) RETURN b"
    node = json.loads(kg("query", statement, "--format", "json", "--store", sample_store).out)[0]["b"]
    assert (node["key"], node["properties"]["name"]) == ("benchmark:imagenet", "ImageNet")
    assert "ImageNet" in kg("query", statement, "--store", sample_store).out


def test_a_cut_answer_says_so(kg: Kg, sample_store: Path) -> None:
    ran = kg("query", "MATCH (p:Paper) RETURN p.id", "--limit", "3", "--format", "csv", "--store", sample_store)
    assert len(ran.out.splitlines()) == 4
    assert "3 rows are the limit" in ran.err


def test_the_queries_are_listed(kg: Kg) -> None:
    ran = kg("query", "--list")
    assert ran.code == 0
    assert "@leaderboard benchmark=" in ran.out


def test_mistakes_are_named(kg: Kg, sample_store: Path) -> None:
    cases = {
        ("@leaderbord",): "no query is named 'leaderbord'",
        ("@leaderboard",): "benchmark",
        ("@leaderboard", "--param", "benchmark"): "write it as name=value",
        ("@leaderboard", "--param", "benchmark=imagenet", "--param", "zorp=1"): "zorp",
        ("MATCH (n RETURN n",): "n",
        (): "what to ask?",
    }
    for arguments, said in cases.items():
        ran = kg("query", *arguments, "--store", sample_store)
        assert ran.code == 2, arguments
        assert ran.err.startswith("kg: "), arguments
        assert said in ran.err, arguments


def test_a_faulty_query_of_ones_own_is_told_with_its_line(
    kg: Kg, sample_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine.cypher"
    mine.write_text("// title: Mine\n// answers: What?\nMATCH (p:Paper)\nRETURN p.titel AS title\n", encoding="utf-8")
    monkeypatch.setenv("KG_QUERIES", str(tmp_path))
    for command in (["query", "@mine"], ["serve", "--port", "0"]):
        ran = kg(*command, "--store", sample_store)
        assert ran.code == 2
        assert ran.err.startswith(f"kg: {mine}:4: ")
        assert "titel" in ran.err
        assert not ran.out


def test_a_statement_that_writes_is_refused(kg: Kg, sample_store: Path) -> None:
    ran = kg("query", "CREATE (:Method {id: 'x'})", "--store", sample_store)
    assert ran.code == 2


def test_a_store_that_is_not_there_is_named_with_what_to_do(kg: Kg, tmp_path: Path) -> None:
    ran = kg("query", "RETURN 1", "--store", tmp_path / "none.lbug")
    assert ran.code == 2
    assert "none.lbug" in ran.err
    assert "kg build" in ran.err
