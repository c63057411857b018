"""Every serialisation, read by rdflib and by pyoxigraph, and back into a store."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib import RDF
from rdflib.compare import isomorphic

from loaders import Contribution, Store, load, open_store
from loaders.export import export
from loaders.naming import preferred_name
from loaders.rdf import SUFFIXES, contributions_from, is_rdf
from loaders.rdf.files import FORMATS
from loaders.rdf.terms import TERMS, node_iri
from schema import Edge, InputError, Node, NodeRef, ParameterError, UnreadableInput
from tests.loaders.papers import contents, edge, evidence, maformer, named, paper, seer

pytestmark = [  # rdflib itself uses what it warns of
    pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated"),
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),
]

WILD = "a \"b\", <c> & 'd'; \\u0041 =1+1\r\nnew\tline\n\u2028 grüß \U0001f600 ]]> \x0b\x7f^^@en ."
ME = "<https://example.org/kg/id/paper/maformer-paper>"
IDS = ["a/b", "a b", "ü#?%2e\"'<>\\^`{|}", "\U0001f600", "..", "a:b", "x" * 300]


def odd() -> Contribution:
    """Ids and texts that have to be escaped in one way or another."""
    me = NodeRef("Paper", "odd, paper/1\n")
    ids = [node_id.replace(" ", "_") for node_id in IDS]
    names = [named("Method", node_id, preferred_name(node_id, [WILD, "", node_id]), WILD, "") for node_id in ids]
    names = [Node(*node.ref, {**node.properties, "aliases": sorted({*node.properties["aliases"]})}) for node in names]
    edges = [edge("USES", me, node.ref, me.id, sentence=WILD, confidence=1e-07, field="abstract") for node in names]
    result = Node("Result", "r 1", {"value": 1e22, "value_text": "", "unit": "", "higher_is_better": False})
    edges.append(Edge("REPORTS", me, result.ref, evidence(me.id, sentence=WILD, extractor="ü 1/2", confidence=1.0)))
    return paper(me.id, [*names, result], edges, title=WILD, abstract="", year=-1, url="http://[not an iri> ")


@pytest.fixture(scope="module")
def full_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(str(tmp_path_factory.mktemp("rdf") / "graph.lbug")) as store:
        assert not load(store, [maformer(year=2022), seer(), odd()]).rejected
        yield store


@pytest.fixture(scope="module")
def folder(full_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph in every serialisation."""
    made = tmp_path_factory.mktemp("files")
    for suffix in SUFFIXES:
        assert export(full_store, made / f"graph{suffix}", base="https://example.org/kg/") == full_store.counts()
    return made


def by_rdflib(path: Path) -> rdflib.Graph:
    """All statements of a file, whatever graph they are in."""
    dataset = rdflib.Dataset()
    kind = {".nt": "nt", ".nq": "nquads", ".ttl": "turtle", ".trig": "trig", ".jsonld": "json-ld"}[path.suffix]
    dataset.parse(data=path.read_bytes(), format=kind)
    joined = rdflib.Graph()
    for s, p, o, _ in dataset.quads():
        joined.add((s, p, o))
    return joined


def by_pyoxigraph(path: Path) -> set[pyoxigraph.Triple]:
    return {quad.triple for quad in pyoxigraph.parse(path=path, format=FORMATS[path.suffix])}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_serialisation_says_the_same_to_both_libraries(folder: Path, suffix: str) -> None:
    path = folder / f"graph{suffix}"
    assert by_pyoxigraph(path) == by_pyoxigraph(folder / "graph.nt")
    assert isomorphic(by_rdflib(path), by_rdflib(folder / "graph.nt"))


def test_both_libraries_understand_the_same(folder: Path) -> None:
    again = rdflib.Graph()
    lines = pyoxigraph.serialize(by_pyoxigraph(folder / "graph.ttl"), format=pyoxigraph.RdfFormat.N_TRIPLES)
    again.parse(data=lines, format="nt")
    assert isomorphic(again, by_rdflib(folder / "graph.ttl"))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_round_trip_gives_the_same_graph(full_store: Store, folder: Path, tmp_path: Path, suffix: str) -> None:
    path = folder / f"graph{suffix}"
    with open_store(str(tmp_path / "again.lbug")) as store:
        report = load(store, contributions_from([str(path)], report=fail))
        assert (report.added, report.rejected) == (3, ())
        assert contents(store) == contents(full_store)


def test_what_is_read_back_changes_nothing(full_store: Store, folder: Path, tmp_path: Path) -> None:
    with open_store(str(tmp_path / "same.lbug")) as store:
        load(store, [maformer(year=2022), seer(), odd()])
        assert load(store, contributions_from([str(folder / "graph.ttl")], report=fail)).unchanged == 3


def test_a_claim_holds_its_evidence(folder: Path) -> None:
    graph = by_rdflib(folder / "graph.ttl")
    base = "https://example.org/kg/id"
    answer = graph.query(
        """
        PREFIX kg: <https://w3id.org/paper-kg/ontology#>
        PREFIX oa: <http://www.w3.org/ns/oa#>
        PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT ?better ?worse ?paper ?sentence ?start ?confidence ?who ?from {
          ?claim rdf:subject ?better; rdf:predicate kg:outperforms; rdf:object ?worse;
            prov:hadPrimarySource ?paper; kg:confidence ?confidence;
            prov:wasAttributedTo/rdfs:label ?who; oa:hasTarget ?passage .
          ?passage oa:hasSource ?from; oa:hasSelector/oa:exact ?sentence; oa:hasSelector/oa:start ?start .
          ?better kg:outperforms ?worse .
        }"""
    )
    assert [[str(cell) for cell in row] for row in answer] == [
        [
            f"{base}/method/maformer",
            f"{base}/method/cswin",
            f"{base}/paper/maformer-paper",
            "It says so.",
            "0",
            "0.9",
            "test 1",
            f"{base}/paper/maformer-paper#abstract",
        ]
    ]


def test_what_a_paper_says_is_in_a_graph_of_its_own(folder: Path) -> None:
    [graph] = {
        quad.graph_name.value
        for quad in pyoxigraph.parse(path=folder / "graph.nq", format=FORMATS[".nq"])
        if quad.predicate.value == f"{TERMS}outperforms"
    }
    assert graph == "https://example.org/kg/id/paper/maformer-paper#claims"


def test_prefixes_are_used(folder: Path) -> None:
    assert "skos:prefLabel" in (folder / "graph.ttl").read_text("utf-8")


@pytest.mark.parametrize("base", ["", "example.org/", "https://example.org", "https://e.org/ x/", "file:///tmp/"])
def test_a_base_that_makes_no_iris_is_refused(full_store: Store, tmp_path: Path, base: str) -> None:
    with pytest.raises(ParameterError, match="slash at its end") as caught:
        export(full_store, tmp_path / "graph.nt", base=base)
    assert caught.value.parameter == "base"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "says"),
    [("a.ttl", True), ("A.TTL", True), ("a.nt.gz", True), ("a.json", False), ("-", False), ("ttl", False)],
)
def test_rdf_is_told_by_the_suffix(name: str, says: object) -> None:
    assert is_rdf(name) == says


def test_gzip_is_unpacked(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "g.nt.gz").write_bytes(gzip.compress((folder / "graph.nt").read_bytes()))
    assert len(list(contributions_from([str(tmp_path / "g.nt.gz")], report=fail))) == 3


def test_a_file_that_was_cut_at_the_end_of_a_line_gives_no_part_of_a_paper(folder: Path, tmp_path: Path) -> None:
    text = (folder / "graph.nt").read_bytes()
    whole = {said.paper: said.digest for said in contributions_from([str(folder / "graph.nt")], report=fail)}
    iris = {node_iri("https://example.org/kg/", NodeRef("Paper", paper)): paper for paper in whole}
    lines = text.splitlines(keepends=True)
    [first, *_] = [number for number, line in enumerate(lines) if b"ontology#digest>" in line]
    [*_, last] = [number for number, line in enumerate(lines) if b"ontology#confidence>" in line]
    for end in range(first + 1, len(lines), len(lines) // 40):
        cut = tmp_path / f"{end}.nt"
        cut.write_bytes(b"".join(lines[:end]))
        faults: list[InputError] = []
        found = {said.paper: said.digest for said in contributions_from([str(cut)], report=faults.append)}
        assert found.items() <= whole.items()
        described = {paper for iri, paper in iris.items() if f"<{iri}> <{RDF.type}>".encode() in cut.read_bytes()}
        told = {paper for iri, paper in iris.items() for fault in faults if f"{iri}>" in str(fault)}
        assert found.keys() | told == described, end
        # what comes after the last claim may have been written before
        assert end > last or found.keys() != whole.keys(), end


def test_a_paper_that_was_changed_is_taken_without_digests(folder: Path, tmp_path: Path) -> None:
    text = (folder / "graph.nt").read_text(encoding="utf-8")
    assert "Title of seer-paper" in text
    changed = tmp_path / "changed.nt"
    changed.write_text(text.replace("Title of seer-paper", "Another"), encoding="utf-8")
    with pytest.raises(InputError, match=r"seer-paper>: is not what .*#digest says: .* 4 of its claims are there"):
        list(contributions_from([str(changed)], report=fail))
    lines = changed.read_text(encoding="utf-8").splitlines(keepends=True)
    changed.write_text("".join(line for line in lines if "ontology#digest>" not in line), encoding="utf-8")
    assert len(list(contributions_from([str(changed)], report=fail))) == 3


def fail(fault: InputError) -> None:
    raise fault


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no https://w3id.org/paper-kg/ontology#Paper"),
        ("<http://e.org/a> <http://e.org/b> .\n", r"bad\.nt:1: no N-Triples"),
        ("<http://e.org/a> <http://e.org/b> <http://e.org/c> .\nx", r"bad\.nt:2: no N-Triples"),
    ],
)
def test_a_file_that_is_no_graph_of_ours(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "bad.nt").write_text(text)
    with pytest.raises(UnreadableInput, match=message):
        list(contributions_from([str(tmp_path / "bad.nt")], report=fail))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"none\.ttl: No such file"):
        list(contributions_from([str(tmp_path / "none.ttl")], report=fail))


@pytest.mark.parametrize(
    ("was", "becomes", "message"),
    [
        ('"0.9"', '"1e400"', "confidence is inf"),
        ('"0.9"', '"sure"', "confidence: 'sure' is no float"),
        (f"{TERMS}outperforms> <", "http://e.org/beats> <", None),
        ("#predicate> <" + TERMS + "outperforms", "#predicate> <http://e.org/beats", "is no edge type"),
        ("oa#exact", "oa#exactly", "its selectors have 0 .*exact, not one"),
        ("id/method/cswin", "id/thing/cswin", "is no node"),
        ("id/method/cswin", "id/method/%ff", "is no node"),
        ("id/method/cswin", "id/paper/cswin", "does not join"),
        ('"Title of maformer-paper"', f'"Two" .\n{ME} <http://purl.org/dc/terms/title> "titles"', "title has 2 values"),
        ('"Method cswin CSWin"', '"CSWin"', "not a type, an id and a form"),
        ('"2022"', '"soon"', "year: 'soon' is no integer"),
        ('"2022"^^<http://www.w3.org/2001/XMLSchema#integer>', "<http://e.org/2022>", "not a literal"),
    ],
)  # fmt: skip
def test_a_paper_that_is_broken_is_told_and_passed_over(
    folder: Path, tmp_path: Path, was: str, becomes: str, message: str | None
) -> None:
    text = (folder / "graph.nt").read_text("utf-8")
    assert was in text
    (tmp_path / "bad.nt").write_text(text.replace(was, becomes), "utf-8")
    faults: list[str] = []
    read = list(contributions_from([str(tmp_path / "bad.nt")], report=lambda fault: faults.append(str(fault))))
    if message is None:
        assert len(read) == 3
        return
    assert len(read) + len(faults) == 3
    assert any(re.search(message, fault) for fault in faults), faults
