"""``kg build``: what goes in, what it says, and how it ends."""

import io
import json
import sys
from pathlib import Path

import ladybug
import pytest

from loaders import open_store
from tests.kg.models import without_results
from tests.loaders.papers import contents

from .conftest import SAMPLE, Kg

PAPERS = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()[:4]]


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return write(tmp_path / "papers.jsonl", *map(json.dumps, PAPERS))


def dump(path: Path) -> tuple[list[str], list[str]]:
    """Every node and edge of a store, as sorted text."""
    with open_store(str(path), read_only=True) as store:
        nodes = [repr(row) for row in store.query("MATCH (n) RETURN n").rows]
        edges = [repr(row) for row in store.query("MATCH (a)-[r]->(b) RETURN a.id, r, b.id").rows]
    return sorted(nodes), sorted(edges)


def test_build_says_what_it_did_and_again_changes_nothing(kg: Kg, tmp_path: Path, papers: Path) -> None:
    store = tmp_path / "g.lbug"
    first = kg("build", papers, "--store", store)
    assert first.code == 0
    assert "4 new, 0 changed, 0 unchanged" in first.out
    before = dump(store)
    again = kg("build", papers, "--store", store)
    assert again.code == 0
    assert "0 new, 0 changed, 4 unchanged" in again.out
    assert dump(store) == before


def test_order_and_parts_do_not_matter(kg: Kg, tmp_path: Path, papers: Path) -> None:
    whole, parts = tmp_path / "whole.lbug", tmp_path / "parts.lbug"
    kg("build", papers, "--store", whole)
    for number, paper in enumerate(reversed(PAPERS)):
        part = write(tmp_path / f"part{number}", json.dumps(paper))
        assert kg("build", part, "--store", parts).code == 0
    without_source = [
        [sorted(text.replace(str(papers), "F") for text in side) for side in dump(whole)],
        [sorted(_without_part(text, tmp_path) for text in side) for side in dump(parts)],
    ]
    assert without_source[0][1] == without_source[1][1]
    assert len(without_source[0][0]) == len(without_source[1][0])


def _without_part(text: str, folder: Path) -> str:
    for number in range(len(PAPERS)):
        text = text.replace(str(folder / f"part{number}"), "F")
    return text


def test_a_changed_abstract_replaces_what_the_paper_said(kg: Kg, tmp_path: Path) -> None:
    store = tmp_path / "g.lbug"
    first = {"id": "a", "title": "SandNet", "abstract": "We propose SandNet. SandNet outperforms DuneNet on ImageNet."}
    second = first | {"abstract": "We propose SandNet. It outperforms nothing."}
    kg("build", write(tmp_path / "one", json.dumps(first)), "--store", store)
    assert "DuneNet" in str(dump(store))
    ran = kg("build", write(tmp_path / "two", json.dumps(second)), "--store", store)
    assert "0 new, 1 changed, 0 unchanged" in ran.out
    assert "DuneNet" not in str(dump(store))


def test_bad_lines_are_named_counted_and_skipped(kg: Kg, tmp_path: Path) -> None:
    bad = ["{", json.dumps({"id": "x", "title": "No abstract"})] + ["[]"] * 30
    path = write(tmp_path / "papers.jsonl", json.dumps(PAPERS[0]), *bad, json.dumps(PAPERS[1]))
    ran = kg("build", path, "--store", tmp_path / "g.lbug")
    assert ran.code == 1
    assert f"skipped {path}:2: no JSON" in ran.err
    assert f"skipped {path}:3: a paper without abstract" in ran.err
    assert ran.err.count("skipped") == 20
    assert "2 new" in ran.out
    assert "32 papers skipped" in ran.out


def test_on_error_fail_stops_at_the_first_bad_line(kg: Kg, tmp_path: Path) -> None:
    path = write(tmp_path / "papers.jsonl", json.dumps(PAPERS[0]), "{")
    ran = kg("build", path, "--store", tmp_path / "g.lbug", "--on-error", "fail")
    assert ran.code == 2
    assert ran.err.strip() == f"kg: {path}:2: no JSON: Expecting property name enclosed in double quotes at column 2"
    assert not (tmp_path / "g.lbug").exists()


def test_an_input_that_is_not_there_is_named_and_the_others_go_in(kg: Kg, tmp_path: Path, papers: Path) -> None:
    ran = kg("build", tmp_path / "gone", papers, "--store", tmp_path / "g.lbug")
    assert ran.code == 2
    assert f"unreadable {tmp_path / 'gone'}: No such file or directory" in ran.err
    assert "4 new" in ran.out


def test_without_any_paper_no_store_is_made(kg: Kg, tmp_path: Path) -> None:
    ran = kg("build", write(tmp_path / "empty", ""), "--store", tmp_path / "g.lbug")
    assert ran.code == 2
    assert "nothing to build: 1 input unreadable" in ran.err
    assert not (tmp_path / "g.lbug").exists()


def test_standard_input(kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, papers: Path) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(papers.read_bytes() + b"{\n")))
    ran = kg("build", "-", "--store", tmp_path / "g.lbug")
    assert ran.code == 1
    assert "4 new" in ran.out
    assert "skipped standard input:5: no JSON" in ran.err


def test_workers_and_records_give_the_same_graph(kg: Kg, tmp_path: Path) -> None:
    alone, shared, recorded = (tmp_path / f"{name}.lbug" for name in ("alone", "shared", "recorded"))
    kg("build", SAMPLE, "--limit", 30, "--workers", 0, "--store", alone)
    assert "30 new" in kg("build", SAMPLE, "--limit", 30, "--workers", 2, "--store", shared).out
    kg("extract", SAMPLE, "--limit", 30, "--out", tmp_path / "records.jsonl")
    assert "30 new" in kg("build", tmp_path / "records.jsonl", "--store", recorded).out
    assert dump(alone) == dump(shared) == dump(recorded)


def test_changed_passes_over_what_is_there_from_this_extractor(kg: Kg, tmp_path: Path) -> None:
    store, path = tmp_path / "g.lbug", write(tmp_path / "papers.jsonl", *map(json.dumps, PAPERS))
    kg("build", path, "--store", store)
    before = dump(store)
    later = PAPERS[0] | {"abstract": "We propose SandNet. It is slow."}
    path = write(tmp_path / "papers.jsonl", *map(json.dumps, [later, *PAPERS[1:]]))
    ran = kg("build", path, "--changed", "--store", store)
    assert "4 papers in" in ran.out
    assert "0 new, 1 changed, 3 unchanged" in ran.out
    assert dump(store) != before


def test_changed_reads_again_what_another_extractor_read(kg: Kg, tmp_path: Path, papers: Path) -> None:
    records, store = tmp_path / "records.jsonl", tmp_path / "g.lbug"
    kg("extract", papers, "--out", records)
    older = records.read_text(encoding="utf-8").replace('"fingerprint": "', '"fingerprint": "older-', 2)
    records.write_text(older, encoding="utf-8")
    kg("build", records, "--store", store)
    assert "0 new, 2 changed, 2 unchanged" in kg("build", papers, "--changed", "--store", store).out
    assert "0 new, 0 changed, 4 unchanged" in kg("build", papers, "--replace", "--store", store).out


def test_changed_without_input_reads_again_what_the_graph_holds(kg: Kg, tmp_path: Path, papers: Path) -> None:
    records, store, fresh = tmp_path / "records.jsonl", tmp_path / "g.lbug", tmp_path / "fresh.lbug"
    coded = [one | {"abstract": f"{one['abstract']} Code: https://github.com/a/{n}"} for n, one in enumerate(PAPERS)]
    coded[1]["code_url"] = "https://github.com/another/place"
    papers = write(papers, *map(json.dumps, coded))
    kg("build", papers, "--store", fresh)
    kg("extract", papers, "--min-confidence", "0.7", "--out", records)
    kg("build", records, "--store", store)
    assert dump(store) != dump(fresh)
    assert "4 papers in" in kg("build", "--changed", "--store", store).out
    assert dump(store) == dump(fresh)
    assert "0 papers in" in kg("build", "--changed", "--store", store).out
    assert "0 new, 0 changed, 4 unchanged" in kg("build", papers, "--changed", "--store", store).out
    assert kg("build", "--store", store).code == 2
    nowhere = kg("build", "--changed", "--store", tmp_path / "new.lbug")
    assert (nowhere.code, "holds no papers" in nowhere.err) == (2, True)
    assert not (tmp_path / "new.lbug").exists()


@pytest.mark.parametrize(
    "harm", ["ALTER TABLE `Paper` DROP `reading`", "ALTER TABLE `USES` DROP `field`", "DROP TABLE `SUBTASK_OF`"]
)
def test_a_store_of_another_version_of_the_schema_says_what_to_do(
    kg: Kg, tmp_path: Path, papers: Path, harm: str
) -> None:
    store, fresh = tmp_path / "g.lbug", tmp_path / "fresh.lbug"
    kg("build", papers, "--store", store)
    kg("build", papers, "--store", fresh)
    with ladybug.Database(store) as database, ladybug.Connection(database) as connection:
        connection.execute(harm)
        connection.execute("MATCH (p:Paper) SET p.extractor = 'kg 0.0.1 old', p.digest = 'old'")
    for command in ("info", "serve"):
        ran = kg(command, "--store", store)
        assert ran.code == 2
        assert "another version of kg" in ran.err
        assert "kg build --changed" in ran.err
    assert "4 papers in" in kg("build", "--changed", "--store", store).out
    with open_store(str(store), read_only=True) as mended, open_store(str(fresh), read_only=True) as made:
        assert contents(mended) == contents(made)


def test_min_confidence_makes_another_reading(kg: Kg, tmp_path: Path, papers: Path) -> None:
    records, store, recorded = tmp_path / "records.jsonl", tmp_path / "g.lbug", tmp_path / "recorded.lbug"
    cut = ("--min-confidence", "0.7")
    kg("extract", papers, "--out", records)
    kg("build", records, *cut, "--store", recorded)
    kg("build", papers, *cut, "--store", store)
    assert dump(store) == dump(recorded)
    with open_store(str(store), read_only=True) as opened:
        [(least,)] = opened.query("MATCH ()-[r]->() RETURN min(r.confidence) AS least").rows
    assert isinstance(least, float)
    assert least >= 0.7
    assert "this very one, with a cut" in kg("info", "--store", store).out
    assert "0 changed, 4 unchanged" in kg("build", papers, *cut, "--changed", "--store", store).out
    assert "4 changed, 0 unchanged" in kg("build", papers, "--changed", "--store", store).out
    assert "4 papers in" in kg("build", "--changed", *cut, "--store", store).out


def test_a_model_of_ones_own_reads_and_is_another_extractor(
    kg: Kg, tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, model = tmp_path / "g.lbug", tmp_path / "my-model"
    kg("build", papers, "--store", store)
    monkeypatch.setenv("KG_MODEL", str(model))
    ran = kg("build", papers, "--store", store)
    assert ran.code == 2
    assert "my-model: no folder of a model" in ran.err
    without_results(model)
    assert "another one" in kg("info", "--store", store).out
    assert "4 changed, 0 unchanged" in kg("build", papers, "--changed", "--store", store).out
    assert "this very one" in kg("info", "--store", store).out
    records = kg("extract", papers, "--workers", "2").out.splitlines()
    assert [json.loads(record)["results"] for record in records] == [[]] * 4
    write(tmp_path / "settings.json", "{}")
    monkeypatch.setenv("KG_MODEL", str(tmp_path))
    for command in ("extract", "build"):
        ran = kg(command, papers, "--workers", "2", *(("--store", store) if command == "build" else ()))
        assert ran.code == 2
        assert "settings.json" in ran.err
        assert len(ran.err.strip().splitlines()) == 1


def test_a_name_that_no_file_can_have_is_an_unreadable_input(kg: Kg, tmp_path: Path) -> None:
    ran = kg("build", "x" * 300, "--store", tmp_path / "g.lbug")
    assert ran.code == 2
    assert "xxx: File name too long" in ran.err


def test_a_store_that_is_no_store_is_left_alone(kg: Kg, tmp_path: Path, papers: Path) -> None:
    store = write(tmp_path / "notes.txt", "my precious notes")
    ran = kg("build", papers, "--store", store)
    assert ran.code == 2
    assert str(store) in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert store.read_text(encoding="utf-8") == "my precious notes\n"


@pytest.mark.parametrize("variable", [("KG_PORT", "eight"), ("KG_QUERY_LIMIT", "-1")])
def test_a_wrong_variable_is_named(
    kg: Kg, monkeypatch: pytest.MonkeyPatch, papers: Path, variable: tuple[str, str]
) -> None:
    monkeypatch.setenv(*variable)
    ran = kg("build", papers)
    assert ran.code == 2
    assert variable[0] in ran.err
