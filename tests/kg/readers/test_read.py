"""Formats told by content, faults told with file and line."""

import gzip
import io
import json
import sys
from pathlib import Path

import pytest

from kg.paper import Paper
from kg.readers import read_papers
from schema import InputError, UnreadableInput

BODY = "We study how a small robot learns to walk on sand. " * 6


def read(path: Path | str) -> tuple[list[Paper], list[InputError]]:
    faults: list[InputError] = []
    return list(read_papers([str(path)], report=faults.append)), faults


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def json_line(**fields: object) -> str:
    return json.dumps({"id": "p1", "title": "Walking on Sand", "abstract": BODY} | fields) + "\n"


def test_json_lines_keep_what_they_say(tmp_path: Path) -> None:
    path = write(tmp_path / "papers.txt", json_line(year=2021, venue="CoRL", url="https://example.org/1", pages=8))
    papers, faults = read(path)
    assert faults == []
    assert papers == [
        Paper(
            id="p1",
            title="Walking on Sand",
            abstract=BODY.strip(),
            year=2021,
            venue="CoRL",
            url="https://example.org/1",
            source="papers.txt",
        )
    ]


def test_gzip_is_told_by_content(tmp_path: Path) -> None:
    path = write(tmp_path / "papers", gzip.compress(json_line().encode()))
    assert [paper.id for paper in read(path)[0]] == ["p1"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json_line().encode())))
    papers, _ = read("-")
    assert [(paper.id, paper.source) for paper in papers] == [("p1", "standard input")]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_separated_values_with_quotes_and_line_breaks(tmp_path: Path, separator: str) -> None:
    rows = [
        separator.join(["Id", "Title", "Abstract", "Year"]),
        separator.join(["a", "One", f'"First; half, ""quoted"".\nSecond\thalf. {BODY}"', "2020"]),
        separator.join(["b", "Two", f'"{BODY}"', ""]),
        separator.join(["c", "Three", ""]),
    ]
    papers, faults = read(write(tmp_path / "papers.csv", "\n".join(rows)))
    assert [(paper.id, paper.year) for paper in papers] == [("a", 2020), ("b", None)]
    assert papers[0].abstract.startswith('First; half, "quoted". Second half.')
    assert [(fault.line, fault.reason) for fault in faults] == [(5, "3 fields under a header of 4 columns")]


def test_listing_of_titles_and_abstracts_behind_furniture(tmp_path: Path) -> None:
    lines = [
        "Get trending papers in your email inbox once a day!",
        "Get trending papers in your email inbox!",
        "SubscribeSandWalker: Learning to Walk on Sand",
        BODY,
        "Published on Mar 3, 2021",
        "https://arxiv.org/abs/2103.00001v2",
        "Upvote",
        "12",
        "Next Steps: a Title That Looks Like Furniture",
        BODY,
    ]
    papers, faults = read(write(tmp_path / "page.txt", "\n".join(lines)))
    assert faults == []
    assert [(paper.id, paper.title, paper.year, paper.url) for paper in papers] == [
        (
            "sandwalker-learning-to-walk-on-sand",
            "SandWalker: Learning to Walk on Sand",
            2021,
            "https://arxiv.org/abs/2103.00001",
        ),
        (
            "next-steps-a-title-that-looks-like-furniture",
            "Next Steps: a Title That Looks Like Furniture",
            None,
            None,
        ),
    ]


def test_listing_names_a_title_without_abstract_and_an_abstract_without_title(tmp_path: Path) -> None:
    lines = [BODY, "A Title Whose Abstract Is Missing", "Walking on Sand", BODY, "A Last Title, Alone"]
    papers, faults = read(write(tmp_path / "page.txt", "\n".join(lines)))
    assert [paper.title for paper in papers] == ["Walking on Sand"]
    assert [(fault.line, fault.reason) for fault in faults] == [
        (1, "an abstract without a title above it"),
        (2, "a paper without abstract: A Title Whose Abstract Is Missing"),
        (5, "a paper without abstract: A Last Title, Alone"),
    ]


LINE_FAULTS = {
    "no JSON": (b"{not json}\n", "no JSON: Expecting property name enclosed in double quotes at column 2"),
    "array": (b"[1, 2]\n", "a JSON array, not an object with title and abstract"),
    "no abstract": (json_line(abstract=" ").encode(), "a paper without abstract"),
    "no title": (json_line(title=None).encode(), "a paper without title"),
    "title of wrong kind": (json_line(title=["x"]).encode(), "title is ['x'], not text"),
    "1 MB abstract": (
        json_line(abstract="x" * 1_048_576).encode(),
        "abstract has 1,048,576 characters; at most 50,000 are read",
    ),
    "year": (json_line(year="soon").encode(), "year is 'soon', not a year"),
    "year out of range": (json_line(year=20210).encode(), "year is 20210, not a year"),
    "surrogate": (
        b'{"title": "a \\ud800", "abstract": "b"}\n',
        "title holds half of a surrogate pair, which no store can keep",
    ),
    "latin-1": (
        '{"title": "é"}\n'.encode("latin-1"),
        "not UTF-8: byte 12 of the line is 0xe9; save the file as UTF-8",
    ),
    "NUL": (b"a\0b\n", "holds a NUL character; this is no text"),
    "deep": (b'{"a":' * 100_000 + b"\n", "no JSON"),
}


@pytest.mark.parametrize("case", LINE_FAULTS)
def test_a_bad_line_is_named_and_the_rest_is_read(tmp_path: Path, case: str) -> None:
    line, reason = LINE_FAULTS[case]
    path = write(tmp_path / "papers.jsonl", json_line().encode() + line + json_line(id="p2").encode())
    papers, faults = read(path)
    assert [paper.id for paper in papers] == ["p1", "p2"]
    assert [str(fault) for fault in faults] == [f"{path}:2: {reason}"]


def test_without_report_the_first_fault_is_raised(tmp_path: Path) -> None:
    path = write(tmp_path / "papers.jsonl", json_line() + "{\n")
    with pytest.raises(InputError, match=r"papers\.jsonl:2: no JSON"):
        list(read_papers([str(path)]))


def test_a_second_paper_with_the_same_id_is_named(tmp_path: Path) -> None:
    first = write(tmp_path / "a.jsonl", json_line())
    second = write(tmp_path / "b.jsonl", json_line(title="Another") + json_line(id="p2"))
    faults: list[InputError] = []
    papers = list(read_papers([str(first), str(second)], report=faults.append))
    assert [(paper.id, paper.title) for paper in papers] == [("p1", "Walking on Sand"), ("p2", "Walking on Sand")]
    assert [str(fault) for fault in faults] == [f"{second}: a second paper with the id 'p1'; the first one is kept"]


UNREADABLE = {
    "empty": (b"", "holds no text"),
    "blank": (b" \n\n", "holds no text"),
    "UTF-16": ("{}".encode("utf-16"), "is UTF-16; save it as UTF-8"),
    "prose": (b"Just a note.\n", "no paper in it: neither JSON Lines, nor CSV, nor titles with abstracts below"),
    "cut gzip": (gzip.compress(json_line().encode())[:-20], ":1: cannot be read on: "),
    "open quote": (b'title,abstract\na,"b\n', "cannot be read on: unexpected end of data"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_an_input_that_cannot_be_read_is_named(tmp_path: Path, case: str) -> None:
    content, reason = UNREADABLE[case]
    papers, faults = read(write(tmp_path / "odd", content))
    assert papers == []
    assert isinstance(faults[-1], UnreadableInput)
    assert str(tmp_path / "odd") in str(faults[-1])
    assert reason in str(faults[-1])


@pytest.mark.parametrize(("name", "reason"), [("gone.jsonl", "No such file or directory"), (".", "is a folder")])
def test_a_path_that_is_no_file_is_named(tmp_path: Path, name: str, reason: str) -> None:
    _, faults = read(tmp_path / name)
    assert reason in str(faults[0])


def test_white_space_and_control_characters_fold(tmp_path: Path) -> None:
    path = write(tmp_path / "papers.jsonl", json_line(abstract="One\n two\t\u2028three\x07 four"))
    assert read(path)[0][0].abstract == "One two three four"


def test_long_titles_give_short_ids_that_stay_apart(tmp_path: Path) -> None:
    titles = ["Sand " * 60 + ending for ending in ("one", "two")]
    path = write(tmp_path / "papers.jsonl", "".join(json_line(id=None, title=title) for title in titles))
    ids = [paper.id for paper in read(path)[0]]
    assert len(set(ids)) == 2
    assert max(map(len, ids)) <= 100


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("@prefix kg: <https://e.org/> .\nkg:a a kg:Paper .\n", ".ttl"),
        ("@base <https://e.org/> .\n", ".ttl"),
        ("PREFIX kg: <https://e.org/>\n", ".ttl"),
        ("\n<https://e.org/a> <https://e.org/b> <https://e.org/c> .\n", ".nt"),
        ('<https://e.org/a> <https://e.org/b> "a text, of a kind"@en .\n', ".nt"),
        ('_:a <https://e.org/b> "1"^^<https://e.org/c> <https://e.org/graph> .\n', ".nq"),
        ("<https://e.org/a> <https://e.org/b> _:c <https://e.org/graph> .\n", ".nq"),
        ('{"@context": {"kg": "https://e.org/"}, "@graph": []}', ".jsonld"),
        ('[{"@id": "https://e.org/a"}]', ".jsonld"),
    ],
)
@pytest.mark.parametrize("name", ["g.jsonl", "g.txt", "g.csv", "g"])
def test_rdf_under_another_name_is_told_once(tmp_path: Path, text: str, suffix: str, name: str) -> None:
    papers, [fault] = read(write(tmp_path / name, text))
    assert papers == []
    assert isinstance(fault, UnreadableInput)
    assert str(fault) == f"{tmp_path / name}: looks like RDF; kg build takes it under a name that ends in {suffix}"


@pytest.mark.parametrize(
    "text", [json_line(), json_line(abstract="@prefix kg: <https://e.org/> ."), json_line(title="<a> <b> <c> .")]
)
def test_papers_that_speak_of_rdf_are_papers(tmp_path: Path, text: str) -> None:
    papers, faults = read(write(tmp_path / "papers.txt", text))
    assert (len(papers), faults) == (1, [])
