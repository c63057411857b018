"""SHACL: a sound graph fits, and a broken one is told by node and shape."""

import os
import sys
from pathlib import Path

import pytest
from rdflib import RDF, Graph

from loaders import load, open_store
from loaders.export import export
from loaders.rdf.shapes import shapes
from loaders.rdf.terms import TERMS
from loaders.rdf.validation import graph_of_file, graph_of_store, validate
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
    assert named == {*NODE_TYPES, *EDGE_TYPES, "Claim", "Passage"}


def test_the_shapes_are_shapes() -> None:
    import pyshacl

    assert pyshacl.validate(Graph(), shacl_graph=shapes(), meta_shacl=True)[0]


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        (
            '"2022"^^<http://www.w3.org/2001/XMLSchema#integer>',
            '"2022"',
            (f"{BASE}paper/maformer-paper", "Paper", "fabio:hasPublicationYear"),
        ),
        ('prefLabel> "SEER"', 'altLabel> "SEER"', (f"{BASE}method/seer", "Method", "skos:prefLabel")),
        ('"0.9"', '"1.5"', (None, "Claim", "kg:confidence")),
        ("#predicate> <" + TERMS + "outperforms", "#predicate> <http://e.org/beats", (None, "Claim", "rdf:predicate")),
        ("hadPrimarySource>", "wasQuotedFrom>", (None, "Claim", "prov:hadPrimarySource")),
        ("oa#exact", "oa#prefix", (None, "Passage", "oa:hasSelector / oa:exact")),
        (
            f"<{BASE}method/maformer> <{TERMS}outperforms> <{BASE}method/cswin>",
            f"<{BASE}method/maformer> <{TERMS}outperforms> <{BASE}task/image-classification>",
            (f"{BASE}method/maformer", "OUTPERFORMS", "kg:outperforms"),
        ),
        (
            f"<{BASE}result/maformer-paper-1> <{TERMS}on> <{BASE}benchmark/imagenet>",
            f"<{BASE}result/maformer-paper-1> <{TERMS}on> <{BASE}method/cswin>",
            (f"{BASE}result/maformer-paper-1", "ON", "kg:on"),
        ),
    ],
)
def test_what_is_broken_is_told(
    lines: str, tmp_path: Path, was: str, becomes: str, told: tuple[str | None, str, str]
) -> None:
    node, shape, path = told
    assert was in lines
    (tmp_path / "bad.nt").write_text(lines.replace(was, becomes), "utf-8")
    found = validate(graph_of_file(str(tmp_path / "bad.nt")))
    assert {(one.shape, one.path) for one in found} >= {(shape, path)}
    assert all(one.message for one in found)
    if node:
        assert node in {one.node for one in found}


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
