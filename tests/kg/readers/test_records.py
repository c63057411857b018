"""Records: what ``kg extract`` wrote comes back as it was, and a faulty one is told by its part."""

import json
from collections.abc import Callable
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from kg.building import open_contributor
from kg.extractor import Extractor
from kg.paper import Paper
from kg.readers import read_inputs, read_papers
from kg.record import Record, record_of
from schema import InputError

SAMPLE = str(files("kg.sample") / "papers.jsonl")


@pytest.fixture(scope="module")
def recorded() -> list[Record]:
    """Records of some sample papers."""
    return list(map(Extractor().open(), islice(read_papers([SAMPLE]), 8)))


def write(path: Path, *records: dict[str, Any]) -> str:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return str(path)


def test_records_come_back_as_they_were(tmp_path: Path, recorded: list[Record]) -> None:
    path = write(tmp_path / "records.jsonl", *map(record_of, recorded))
    assert list(read_inputs([path])) == recorded
    assert any(record.extraction.results for record in recorded)


def test_a_record_puts_into_the_graph_what_its_paper_does(recorded: list[Record]) -> None:
    make = open_contributor()
    for record in recorded:
        assert make(record) == make(record.paper)


def test_records_are_papers_to_those_who_want_papers(tmp_path: Path, recorded: list[Record]) -> None:
    path = write(tmp_path / "records.jsonl", *map(record_of, recorded))
    titles = [paper.title for paper in read_papers([path])]
    assert titles == [record.paper.title for record in recorded]


def test_inputs_of_both_kinds(tmp_path: Path, recorded: list[Record]) -> None:
    records = write(tmp_path / "records.jsonl", record_of(recorded[0]))
    papers = write(tmp_path / "papers.jsonl", {"id": "p", "title": "T", "abstract": "We say nothing."})
    assert [type(item) for item in read_inputs([records, papers])] == [Record, Paper]


RECORD: dict[str, Any] = {
    "id": "p1",
    "title": "SandNet",
    "abstract": "SandNet reaches 91% on GLUE.",
    "extractor": "test 1",
    "fingerprint": "0",
    "entities": [
        {"name": "SandNet", "types": ["Method"], "spans": [[8, 15]], "evidence": {"PROPOSES": [8, 36, 0.9]}},
        {"name": "GLUE", "types": ["Benchmark"], "spans": [[31, 35]], "evidence": {}},
    ],
    "results": [
        {"value": "91", "unit": "%", "kind": "score", "span": [24, 27], "evidence": [8, 36, 1], "benchmark": "GLUE"}
    ],
    "relations": [],
    "relation_evidence": [],
}
Change = Callable[[dict[str, Any]], object]


def test_a_small_record(tmp_path: Path) -> None:
    [record] = read_inputs([write(tmp_path / "r", RECORD)])
    assert isinstance(record, Record)
    assert [entity.mentions[0].text for entity in record.extraction.entities] == ["SandNet", "GLUE"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda r: r.pop("results"), "results: Field required"),
        (lambda r: r.pop("title"), "a paper without title"),
        (lambda r: r["entities"][0].pop("spans"), "entities.0.spans: Field required"),
        (lambda r: r["entities"][0].update(types=["Model"]), "entities.0.types: 'Model' is not known"),
        (lambda r: r["entities"][0].update(spans=[]), "entities.0: an entity has a name and at least one span"),
        (lambda r: r["entities"][0].update(spans=[[30, 90]]), "entities.0.spans: [30, 90] is no stretch"),
        (lambda r: r["entities"][0].update(spans=[[3, 12]]), "entities.0.spans: [3, 12] is no stretch"),
        (lambda r: r["entities"][0].update(spans=[[9, 9]]), "entities.0.spans: [9, 9] is no stretch"),
        (lambda r: r["entities"][0].update(spans=[["a", 9]]), "entities.0.spans.0.0: Input should be a valid integer"),
        (lambda r: r["entities"][0]["evidence"].update(LIKES=[8, 36, 1]), "entities.0.evidence: 'LIKES' is not known"),
        (lambda r: r["entities"][0]["evidence"].update(USES=[8, 36, 7]), "a confidence of 7 is not between 0 and 1"),
        (lambda r: r["entities"].append(r["entities"][0]), "entities: a name is there twice"),
        (lambda r: r["results"][0].update(method="X"), "results.0: 'X' is not known"),
        (lambda r: r["relations"].append(["SandNet", "USED_FOR", "X"]), "relation_evidence: not as long as relations"),
        (
            lambda r: (r["relations"].append(["SandNet", "EATS", "GLUE"]), r["relation_evidence"].append([8, 36, 1])),
            "relations.0: 'EATS' is not known",
        ),
    ],
)
def test_a_faulty_record_is_told_by_its_part(tmp_path: Path, change: Change, reason: str) -> None:
    broken = json.loads(json.dumps(RECORD))
    change(broken)
    path = write(tmp_path / "records.jsonl", RECORD, broken | {"id": "p2"}, RECORD | {"id": "p3"})
    faults: list[InputError] = []
    assert [item.id for item in read_inputs([path], report=faults.append)] == ["p1", "p3"]
    assert len(faults) == 1
    assert str(faults[0]).startswith(f"{path}:2: ")
    assert reason in str(faults[0])
