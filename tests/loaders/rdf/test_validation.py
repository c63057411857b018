"""SHACL: a sound graph fits, and a broken one is told by node and shape."""

import os
import sys
from pathlib import Path

import pytest
from rdflib import RDF, Graph

from loaders import load, open_store
from loaders.export import export
from loaders.rdf.shapes import shapes
from loaders.rdf.terms import TERMS, claim_iri
from loaders.rdf.validation import graph_of_file, graph_of_store, validate
from loaders.rdf.wording import described
from schema import EDGE_TYPES, NODE_TYPES, KGError, ParameterError, UnreadableInput
from tests.loaders.papers import maformer, seer

BASE = "http://127.0.0.1:8000/id/"


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("shacl")
    with open_store(str(folder / "g.lbug")) as store:
        load(store, [maformer(year=2022), seer()])
        export(store, folder / "g.nt")
        assert validate(graph_of_store(store)) == []
    return (folder / "g.nt").read_text("utf-8")


def test_every_type_has_a_shape() -> None:
    named = {str(shape).partition("#")[2] for shape in shapes().subjects(RDF.type) if "#" in str(shape)}
    assert named == {*NODE_TYPES, *EDGE_TYPES, "Claim", "Passage", "Position"}


def test_the_shapes_are_shapes() -> None:
    import pyshacl

    assert pyshacl.validate(Graph(), shacl_graph=shapes(), meta_shacl=True)[0]


METHOD, PAPER = f"<{BASE}method/", f"<{BASE}paper/maformer-paper>"
INTEGER = "^^<http://www.w3.org/2001/XMLSchema#integer>"
BEATS = f"{METHOD}maformer> <{TERMS}outperforms> {METHOD}cswin> .\n"
CLAIM = claim_iri(BASE.removesuffix("id/"), next(edge for edge in maformer().edges if edge.type == "OUTPERFORMS"))
A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        (
            f'"2022"{INTEGER}',
            '"2022"',
            ("Paper", "fabio:hasPublicationYear", '"2022" is xsd:string, right is xsd:integer'),
        ),
        ('prefLabel> "SEER"', 'altLabel> "SEER"', ("Method", "skos:prefLabel", "is missing")),
        ('prefLabel> "SEER"', 'prefLabel> "SEER"@en', ("Method", "skos:prefLabel", "in the language en")),
        ('"0.9"', '"1.7"', ("Claim", "kg:confidence", "1.7 is more than 1")),
        ('"score"', '"guess"', ("Result", "kg:kind", "guess is none of score, gain, reduction, speedup")),
        (f"#predicate> <{TERMS}outperforms", "#predicate> <http://e.org/beats", ("Claim", "rdf:predicate", "none of")),
        ("hadPrimarySource>", "wasQuotedFrom>", ("Claim", "prov:hadPrimarySource", "is missing")),
        (
            BEATS,
            f"{BEATS}<{CLAIM}> <http://www.w3.org/ns/prov#hadPrimarySource> <{BASE}paper/seer-paper> .\n",
            ("Claim", "prov:hadPrimarySource", "has more than one value"),
        ),
        ("oa#exact", "oa#prefix", ("Passage", "oa:hasSelector / oa:exact", "is missing")),
        ('exact> "It says so."', 'exact> ""', ("Passage", "oa:hasSelector / oa:exact", "is empty")),
        (
            'exact> "It says so."',
            'exact> "It says no."',
            ("Passage", "oa:exact", "the abstract has other words from 0"),
        ),
        (
            f'start> "0"{INTEGER}',
            f'start> "-1"{INTEGER}',
            ("Passage", "oa:hasSelector / oa:start", "-1 is less than 0"),
        ),
        (f'end> "11"{INTEGER}', f'end> "0"{INTEGER}', ("Position", "oa:start", "0 is not before oa:end")),
        (
            f'end> "11"{INTEGER}',
            f'end> "12"{INTEGER}',
            ("Passage", "oa:end", "12 is behind the end of the abstract, 11"),
        ),
        ("paper#abstract>", "paper#footnote>", ("Passage", "oa:hasSource", "footnote does not fit")),
        (BEATS, "", ("Claim", "rdf:object", "the graph does not hold the statement that is claimed")),
        (
            BEATS,
            f"{BEATS}{METHOD}cswin> <{TERMS}outperforms> {METHOD}seer> .\n",
            ("OUTPERFORMS", "kg:outperforms", "no claim says who states this of Method seer"),
        ),
        (
            BEATS,
            BEATS.replace(f"{METHOD}cswin>", f"<{BASE}task/image-classification>"),
            ("OUTPERFORMS", "kg:outperforms", "image classification is a Task, not a Method"),
        ),
        (
            f"<{BASE}result/maformer-paper-1> <{TERMS}on> <{BASE}benchmark/imagenet>",
            f"<{BASE}result/maformer-paper-1> <{TERMS}on> {METHOD}cswin>",
            ("ON", "kg:on", "CSWin is a Method, not a Benchmark or a Dataset"),
        ),
        (f"{PAPER} <{TERMS}reports>", f"{PAPER} <{TERMS}report>", ("Result", "^kg:reports", "is missing")),
        (f"{METHOD}seer> <{TERMS}papers>", f"{METHOD}seer> <{TERMS}count>", ("Term", "kg:count", "no such property")),
        (
            f"{METHOD}seer> {A} <{TERMS}Method>",
            f"{METHOD}seer> {A} <{TERMS}Gadget>",
            ("Term", "rdf:type", "the ontology has no class kg:Gadget"),
        ),
        (f"{METHOD}seer>", "<http://e.org/seer>", ("Method", "", "the IRI of a Method ends in /id/method/ID")),
        (f"{METHOD}seer>", "_:seer", ("Method", "", "the IRI of a Method ends in /id/method/ID")),
        (
            f"hasSource> <{BASE}paper/seer-paper#",
            f"hasSource> <{BASE}paper/maformer-paper#",
            ("Claim", "oa:hasTarget", "its words are those of another paper, Paper maformer-paper"),
        ),
    ],
)
def test_what_is_broken_is_told_by_node_and_shape(
    lines: str, tmp_path: Path, was: str, becomes: str, told: tuple[str, str, str]
) -> None:
    assert was in lines
    (tmp_path / "bad.nt").write_text(lines.replace(was, becomes), "utf-8")
    found = validate(graph_of_file(str(tmp_path / "bad.nt")))
    assert [one for one in found if (one.shape, one.path) == told[:2] and told[2] in one.message], found
    assert all(one.node for one in found)


def test_a_node_is_told_by_what_people_call_it(lines: str, tmp_path: Path) -> None:
    broken = lines.replace('"0.9"', '"1.7"').replace('exact> "It', 'exact> "He').replace('"score"', '"guess"')
    (tmp_path / "bad.nt").write_text(broken, "utf-8")
    graph = graph_of_file(str(tmp_path / "bad.nt"))
    called = {described(graph, one.node) for one in validate(graph)}
    assert called >= {
        "MAFormer outperforms CSWin, says maformer-paper",
        "words of the abstract of Paper seer-paper",
        "Result maformer-paper-1",
    }
    assert described(graph, "http://e.org/x") == described(graph, "_:x") == ""


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("x y z .")
    with pytest.raises(UnreadableInput, match=r"bad\.ttl:1: no Turtle"):
        graph_of_file(str(tmp_path / "bad.ttl"))
    with pytest.raises(UnreadableInput, match="No such file"):
        graph_of_file(str(tmp_path / "none.ttl"))
    with pytest.raises(ParameterError, match="suffix"):
        graph_of_file(str(tmp_path / "graph.json"))


def test_what_would_fill_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "huge.nt").open("wb") as file:
        file.truncate(10**13)
    with pytest.raises(KGError, match=r"about 150,000 GB of memory"):
        graph_of_file(str(tmp_path / "huge.nt"))
    with open_store(str(tmp_path / "g.lbug")) as store:
        load(store, [seer()])
        monkeypatch.setattr(os, "sysconf", {"SC_PHYS_PAGES": 1, "SC_PAGE_SIZE": 4096}.__getitem__)
        with pytest.raises(KGError, match="too large"):
            graph_of_store(store)


def test_without_pyshacl_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    with pytest.raises(KGError, match=r"\[shacl\]"):
        validate(Graph())
