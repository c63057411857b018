"""``kg extract``: one record a paper, in the order of the input."""

import io
import json
import sys
from pathlib import Path

import pytest

from .conftest import SAMPLE, Kg

KEYS = {"id", "title", "abstract", "source", "extractor", "fingerprint"}
KEYS |= {"entities", "results", "relations", "relation_evidence"}


def test_records_come_in_input_order(kg: Kg, tmp_path: Path) -> None:
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()[:5]
    path = tmp_path / "papers.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "records.jsonl"
    assert kg("extract", path, "--out", out).code == 0
    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [record["id"] for record in records] == [json.loads(line)["id"] for line in lines]
    for record, line in zip(records, lines, strict=True):
        paper = json.loads(line)
        assert set(record) - {"year", "venue", "url"} == KEYS
        names = {entity["name"] for entity in record["entities"]}
        text = f"{paper['title']}\n{paper['abstract']}"
        assert all(mention in text for entity in record["entities"] for mention in entity["mentions"])
        assert all(subject in names and object_ in names for subject, _, object_ in record["relations"])


def test_workers_write_the_same(kg: Kg, tmp_path: Path) -> None:
    outs = [tmp_path / "alone.jsonl", tmp_path / "shared.jsonl"]
    for out, workers in zip(outs, (0, 2), strict=True):
        assert kg("extract", SAMPLE, "--workers", workers, "--limit", 40, "--out", out).code == 0
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert len(outs[0].read_bytes().splitlines()) == 40


def test_standard_input_to_standard_output(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    line = SAMPLE.read_text(encoding="utf-8").splitlines()[0]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line.encode())))
    ran = kg("extract", "-")
    assert ran.code == 0
    assert json.loads(ran.out)["id"] == json.loads(line)["id"]


def test_a_place_that_cannot_be_written_is_named(kg: Kg, tmp_path: Path) -> None:
    ran = kg("extract", SAMPLE, "--out", tmp_path / "no" / "such" / "folder")
    assert ran.code == 2
    assert f"{tmp_path}/no/such/folder: cannot be written: No such file or directory" in ran.err
