"""The ontology and the terms that the schema table stands for."""

import re
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.compare import isomorphic

from loaders.rdf.mapping import CLASSES, EDGES, OWN_PROPERTIES, PROPERTIES
from loaders.rdf.ontology import mapping_rows, ontology
from loaders.rdf.terms import ONTOLOGY, TERMS, VERSION_IRI, class_iri, edge_iri, node_iri, node_of, property_iri
from schema import EDGE_TYPES, NODE_TYPES, NodeRef

DOC = Path(__file__).parents[3] / "docs" / "ontology.md"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return ontology()


def test_every_type_is_a_term_with_a_label_a_comment_and_a_reason(graph: Graph) -> None:
    terms = {class_iri(name) for name in NODE_TYPES} | {edge_iri(name) for name in EDGE_TYPES}
    terms |= {
        property_iri(node.name, prop.name)
        for node in NODE_TYPES.values()
        for prop in node.properties
        if prop.name != "id"
    }
    own = {URIRef(term) for term in terms if term.startswith(TERMS)} | {URIRef(f"{TERMS}Claim")}
    for term in own:
        assert graph.value(term, RDF.type) in {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty}
        assert graph.value(term, RDFS.label).language == "en"
        assert graph.value(term, RDFS.comment).language == "en"
        assert str(graph.value(term, SKOS.editorialNote)).startswith("Why a term of its own: ")
    described = {term for term in graph.subjects() if str(term).startswith(TERMS)}
    assert described == own | {URIRef(f"{TERMS}confidence")}


REASON = re.compile(r"\b(mls|cito|schema|skos|prov|dcterms|bibo|fabio|oa):\w+|CiTO|ML-Schema|PROV-O|none of the reused")


def test_every_reason_is_about_the_reused_vocabularies(graph: Graph) -> None:
    for term, note in graph.subject_objects(SKOS.editorialNote):
        above = graph.objects(term, RDFS.subClassOf if (term, RDF.type, OWL.Class) in graph else RDFS.subPropertyOf)
        assert REASON.search(str(note)) or list(above), note


ML_SCHEMA = frozenset(
    "Algorithm Data Dataset EvaluationMeasure Implementation Model ModelEvaluation Run Task "
    "achieves hasInput hasOutput hasPart hasValue realizes specifiedBy".split()
)
"""Terms of http://www.w3.org/2016/03/mls as its Turtle has them."""
ELSEWHERE = {
    "bibo": {"Article", "presentedAt"},
    "cito": {"discusses", "usesDataFrom", "usesMethodIn"},
    "fabio": {"ResearchPaper", "hasPublicationYear"},
    "oa": {"Annotation"},
}


def test_the_terms_that_are_named_are_those_of_their_vocabularies() -> None:
    known = ELSEWHERE | {"mls": ML_SCHEMA}
    closed = {"schema": rdflib.SDO, "skos": SKOS, "prov": rdflib.PROV, "dcterms": rdflib.DCTERMS, "rdf": RDF}
    text = " ".join(" ".join(row[1:]) for row in mapping_rows())
    named = set(re.findall(r"\b([a-z]+):(\w+)", text))
    assert len(named) > 60
    for prefix, name in named - {("kg", name) for _, name in named}:
        assert name in known.get(prefix, ()) or name in closed[prefix].__annotations__, f"{prefix}:{name}"


def test_papers_with_code_is_pointed_to(graph: Graph) -> None:
    task = URIRef("https://linkedpaperswithcode.com/class/task")
    assert graph.value(URIRef(class_iri("Task")), RDFS.seeAlso) == task


def test_the_version_is_told(graph: Graph) -> None:
    assert graph.value(URIRef(ONTOLOGY), OWL.versionIRI) == URIRef(VERSION_IRI)
    assert graph.value(URIRef(ONTOLOGY), RDF.type) == OWL.Ontology


def test_what_an_edge_may_join_is_its_domain_and_range(graph: Graph) -> None:
    beats = URIRef(edge_iri("OUTPERFORMS"))
    assert graph.value(beats, RDFS.domain) == URIRef(class_iri("Method"))
    union = graph.value(graph.value(URIRef(edge_iri("ON")), RDFS.range), OWL.unionOf)
    assert set(graph.items(union)) == {URIRef(class_iri("Benchmark")), URIRef(class_iri("Dataset"))}


def test_nothing_is_mapped_that_the_schema_lacks() -> None:
    names = {prop.name for node in NODE_TYPES.values() for prop in node.properties}
    assert CLASSES.keys() == NODE_TYPES.keys()
    assert EDGES.keys() == EDGE_TYPES.keys()
    assert {name for _, name in PROPERTIES} | OWN_PROPERTIES.keys() == names - {"id"}


def test_no_two_things_share_a_term() -> None:
    terms = [edge_iri(name) for name in EDGE_TYPES] + [class_iri(name) for name in NODE_TYPES]
    own = {property_iri(node.name, prop.name) for node in NODE_TYPES.values() for prop in node.properties}
    assert len(terms) == len(set(terms))
    assert not own & set(terms)


def test_pyoxigraph_reads_the_turtle(graph: Graph) -> None:
    triples = pyoxigraph.parse(graph.serialize(format="turtle"), format=pyoxigraph.RdfFormat.TURTLE)
    again = Graph().parse(data=pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_QUADS), format="nt")
    assert isomorphic(again, graph)


def test_the_document_has_the_table() -> None:
    text = DOC.read_text("utf-8")
    for name, term, above, why in mapping_rows():
        row = f"| {name} | `{term}` | {above} | {why} |"
        assert row in text, f"docs/ontology.md lacks this row: {row}"


@pytest.mark.parametrize("node_id", ["bert", "a/b", "..", "ü \n#?%41", "\U0001f600"])
def test_an_iri_leads_back_to_its_node(node_id: str) -> None:
    ref = NodeRef("Method", node_id)
    iri = node_iri("https://example.org/kg/", ref)
    assert iri.isascii()
    assert node_of(iri) == ref


@pytest.mark.parametrize("iri", ["https://e.org/id/Method/a", "https://e.org/id/method/", "x", "https://e.org/id/no/a"])
def test_other_iris_are_no_nodes(iri: str) -> None:
    assert node_of(iri) is None
