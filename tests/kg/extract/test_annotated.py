"""Annotated papers as places in their texts: there and back, and a corpus that does not have them."""

import json
from dataclasses import replace

import pytest

from kg.extract.training.annotated import placed, read_annotated, write_annotated
from kg.paper import Paper
from schema import InputError

PAPER = Paper(
    "p1", "FooNet: a fast parser", "Large language models are slow. We propose FooNet, 1.5 times faster on BarBank."
)
RECORD = {
    "id": "p1",
    "entities": [
        {"name": "FooNet", "types": ["Method"], "mentions": ["fast parser", "FooNet"], "paper": ["PROPOSES"]},
        {
            "name": "large language model",
            "types": ["Method"],
            "mentions": ["Large language models"],
            "paper": ["COMPARES"],
        },
        {"name": "BarBank", "types": ["Benchmark"], "mentions": ["BarBank"], "paper": ["EVALUATES_ON"]},
    ],
    "results": [
        {
            "method": "FooNet",
            "benchmark": "BarBank",
            "task": None,
            "metric": None,
            "value": "1.5",
            "unit": "times",
            "kind": "speedup",
            "baseline": "large language model",
        }
    ],
    "relations": [["FooNet", "OUTPERFORMS", "large language model"]],
}


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "annotated.jsonl"
    path.write_text(json.dumps(placed(PAPER, RECORD)) + "\n", encoding="utf-8")
    return path


def test_a_record_comes_back_with_names_as_its_text_has_them(path):
    ((paper, record),) = read_annotated(path, {"p1": PAPER})
    assert paper is PAPER
    assert [entity["name"] for entity in record["entities"]] == ["FooNet", "Large language models", "BarBank"]
    assert record["entities"][0] == {**RECORD["entities"][0], "mentions": ["FooNet", "fast parser"]}
    assert record["results"] == [{**RECORD["results"][0], "baseline": "Large language models"}]
    assert record["relations"] == [["FooNet", "OUTPERFORMS", "Large language models"]]


def test_a_line_holds_no_word_of_the_text(path):
    line = path.read_text(encoding="utf-8").lower()
    assert not [word for word in ("foonet", "parser", "language", "barbank") if word in line]


@pytest.mark.parametrize(
    "broken",
    [
        lambda line: {"id": line["id"]},
        lambda line: {**line, "relations": [[0, "OUTPERFORMS", 7]]},
        lambda line: {**line, "entities": [{"places": []}]},
    ],
)
def test_a_line_that_is_no_such_record_is_named(path, broken):
    line = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(broken(line)), encoding="utf-8")
    with pytest.raises(InputError, match=r"annotated\.jsonl: no annotated paper: p1"):
        read_annotated(path, {"p1": PAPER})


def test_a_corpus_with_another_text_or_without_the_paper_is_refused(path):
    with pytest.raises(InputError, match=r"annotated\.jsonl: the corpus has another text of p1"):
        read_annotated(path, {"p1": replace(PAPER, title="FooNet: a fast Parser")})
    with pytest.raises(InputError, match=r"annotated\.jsonl: the corpus has no paper p1"):
        read_annotated(path, {})


def test_written_papers_are_read_again_packed_or_not(tmp_path):
    other = replace(PAPER, id="p0")
    pairs = [(PAPER, RECORD), (other, {**RECORD, "id": "p0"})]
    for name in ("annotated.jsonl", "annotated.jsonl.gz"):
        assert write_annotated(tmp_path / name, pairs) == 2
        found = read_annotated(tmp_path / name, {"p1": PAPER, "p0": other})
        assert [paper.id for paper, _ in found] == ["p0", "p1"]
    packed = (tmp_path / "annotated.jsonl.gz").read_bytes()
    write_annotated(tmp_path / "annotated.jsonl.gz", reversed(pairs))
    assert (tmp_path / "annotated.jsonl.gz").read_bytes() == packed


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ({"entities": [{"name": "BazNet", "mentions": ["Baz"], "types": ["Method"], "paper": []}]}, "no form of 'Baz"),
        ({"relations": [["FooNet", "OUTPERFORMS", "BazNet"]]}, "KeyError: 'BazNet'"),
        ({"entities": None}, "TypeError"),
    ],
)
def test_a_record_that_does_not_fit_its_paper_is_named_and_nothing_written(tmp_path, broken, message):
    path = tmp_path / "annotated.jsonl"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(InputError, match=f"paper p1 .*{message}"):
        write_annotated(path, [(PAPER, {**RECORD, **broken})])
    assert path.read_text(encoding="utf-8") == "before"
