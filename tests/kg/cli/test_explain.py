"""``kg extract --explain``: one paper on the screen or as a page; ``--min-confidence`` cuts."""

import json
from pathlib import Path

from .conftest import SAMPLE, Kg


def test_a_paper_is_shown_with_what_is_read_from_it(kg: Kg) -> None:
    ran = kg("extract", SAMPLE, "--explain", "resnet-2016")
    assert ran.code == 0
    assert "Deep Residual Learning for Image Recognition" in ran.out
    for heading in ("Entities", "Results"):
        assert heading in ran.out
    assert "ImageNet" in ran.out


def test_a_paper_that_is_not_there_is_told_with_near_ones(kg: Kg) -> None:
    ran = kg("extract", SAMPLE, "--explain", "resnet-2015")
    assert ran.code == 2
    assert "no paper 'resnet-2015'" in ran.err
    assert "resnet-2016" in ran.err


def test_the_page_needs_no_network_and_escapes(kg: Kg, tmp_path: Path) -> None:
    papers, page = tmp_path / "papers.jsonl", tmp_path / "page.html"
    paper = {"id": "<b>x</b>", "title": "FooNet & <script>", "abstract": "We propose FooNet <img src=x> for parsing."}
    papers.write_text(json.dumps(paper), encoding="utf-8")
    assert kg("extract", papers, "--explain", "<b>x</b>", "--html", page).code == 0
    html = page.read_text(encoding="utf-8")
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>x" not in html
    assert "http" not in html
    assert "<mark" in html


def test_explaining_writes_no_records(kg: Kg, tmp_path: Path) -> None:
    ran = kg("extract", SAMPLE, "--explain", "resnet-2016", "--out", tmp_path / "records.jsonl")
    assert ran.code == 2
    assert "--html" in ran.err
    assert not (tmp_path / "records.jsonl").exists()


def test_a_cut_record_is_not_taken_for_the_whole(kg: Kg, tmp_path: Path) -> None:
    store, records = tmp_path / "g.lbug", tmp_path / "records.jsonl"
    assert kg("extract", SAMPLE, "--limit", 6, "--min-confidence", "0.6", "--out", records).code == 0
    assert kg("build", records, "--store", store).code == 0
    assert "6 changed, 0 unchanged" in kg("build", SAMPLE, "--limit", 6, "--changed", "--store", store).out
    assert "0 changed, 6 unchanged" in kg("build", SAMPLE, "--limit", 6, "--changed", "--store", store).out


def test_html_needs_a_paper(kg: Kg, tmp_path: Path) -> None:
    ran = kg("extract", SAMPLE, "--html", tmp_path / "page.html")
    assert ran.code == 2
    assert "--explain" in ran.err


def test_min_confidence_cuts_what_is_less_sure(kg: Kg) -> None:
    def sizes(*options: object) -> list[int]:
        ran = kg("extract", SAMPLE, "--limit", 12, *options)
        records = [json.loads(line) for line in ran.out.splitlines()]
        roles = sum(len(entity["paper"]) for record in records for entity in record["entities"])
        return [sum(len(record[part]) for record in records) for part in ("entities", "relations", "results")] + [roles]

    everything, sure, nothing = sizes(), sizes("--min-confidence", "0.6"), sizes("--min-confidence", "1.0")
    assert everything[0] == sure[0] == nothing[0]
    assert all(a > b for a, b in zip(everything[1:], sure[1:], strict=True))
    assert nothing[1:] == [0, 0, 0]
    assert kg("extract", SAMPLE, "--min-confidence", "7").code == 2
