"""What SHACL's core cannot say of a graph: claims that fit what they claim, words that stand where they are said to."""

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import RDF, BNode, Graph, URIRef
from rdflib import Literal as Text
from rdflib.term import Node as Term

from loaders.rdf.ontology import ontology
from loaders.rdf.terms import EDGE_OF_IRI, TERMS, full, node_of, property_iri

_SUBJECT, _PREDICATE, _OBJECT = (URIRef(full(f"rdf:{name}")) for name in ("subject", "predicate", "object"))
_SOURCE, _SELECTOR = URIRef(full("oa:hasSource")), URIRef(full("oa:hasSelector"))
_TARGET, _PAPER = URIRef(full("oa:hasTarget")), URIRef(full("prov:hadPrimarySource"))
_EXACT, _START, _END = (URIRef(full(f"oa:{name}")) for name in ("exact", "start", "end"))


@dataclass(frozen=True, slots=True)
class Violation:
    """A node that does not fit a shape."""

    node: str
    shape: str
    """The shape's name: that of the node type, the edge type, or Claim, Passage, Position or Term."""
    path: str
    """The property at fault; empty if it is the node itself."""
    value: str
    message: str


def inconsistencies(graph: Graph) -> Iterator[Violation]:
    """Yield each statement without its claim, claim without its statement, misplaced quotation and unknown term."""
    claimed = {
        (graph.value(claim, _SUBJECT), predicate, graph.value(claim, _OBJECT)): claim
        for claim, predicate in graph.subject_objects(_PREDICATE)
    }
    for (subject, predicate, value), claim in claimed.items():
        if None not in {subject, value} and (subject, predicate, value) not in graph:
            yield _of(claim, "Claim", "rdf:object", value, "the graph does not hold the statement that is claimed")
    for iri, name in EDGE_OF_IRI.items():
        predicate = URIRef(iri)
        for subject, value in graph.subject_objects(predicate):
            if (subject, predicate, value) not in claimed:
                yield _of(subject, name, _curie(iri), value, f"no claim says who states this of {_named(value)}")
    yield from _misplaced(graph)
    yield from _unknown(graph)


def _misplaced(graph: Graph) -> Iterator[Violation]:
    """Quotations that do not stand at their offsets, or that are those of another paper."""
    for claim, passage in graph.subject_objects(_TARGET):
        paper = str(graph.value(passage, _SOURCE)).partition("#")[0]
        if graph.value(claim, _PAPER) not in {None, URIRef(paper)}:
            yield _of(
                claim,
                "Claim",
                "oa:hasTarget",
                passage,
                f"its words are those of another paper, {_named(URIRef(paper))}",
            )
    for passage, source in graph.subject_objects(_SOURCE):
        paper, _, field = str(source).partition("#")
        text = graph.value(URIRef(paper), URIRef(property_iri("Paper", field)))
        selectors = list(graph.objects(passage, _SELECTOR))
        exact, start, end = (
            next((found for one in selectors if (found := graph.value(one, name)) is not None), None)
            for name in (_EXACT, _START, _END)
        )
        if all(isinstance(one, Text) for one in (text, exact, start, end)):
            first, last = (one.toPython() for one in (start, end) if isinstance(one, Text))
            if not (isinstance(first, int) and isinstance(last, int) and 0 <= first < last):
                continue
            if last > len(str(text)):
                yield _of(
                    passage, "Passage", "oa:end", end, f"{last} is behind the end of the {field}, {len(str(text))}"
                )
            elif str(text)[first:last] != str(exact):
                yield _of(passage, "Passage", "oa:exact", exact, f"the {field} has other words from {first} to {last}")


def _unknown(graph: Graph) -> Iterator[Violation]:
    """Terms with our prefix that the ontology does not have."""
    known = set(ontology().subjects())
    for predicate in set(graph.predicates()) - known:
        if str(predicate).startswith(TERMS):
            for subject in graph.subjects(predicate):
                yield _of(subject, "Term", _curie(str(predicate)), predicate, "the ontology has no such property")
    for kind in set(graph.objects(None, RDF.type)) - known:
        if str(kind).startswith(TERMS):
            for subject in graph.subjects(RDF.type, kind):
                yield _of(subject, "Term", "rdf:type", kind, f"the ontology has no class {_curie(str(kind))}")


def type_of(graph: Graph, node: Term) -> str:
    """The name of our class that a node is of; empty if it is of none."""
    kinds = (str(kind) for kind in graph.objects(node, RDF.type))
    return next((kind.removeprefix(TERMS) for kind in sorted(kinds) if kind.startswith(TERMS)), "")


def _named(node: Term) -> str:
    ref = node_of(str(node))
    return f"{ref.type} {ref.id}" if ref else str(node)


def _curie(iri: str) -> str:
    return f"kg:{iri.removeprefix(TERMS)}"


def _of(node: Term, shape: str, path: str, value: Term | None, message: str) -> Violation:
    return Violation(
        node.n3() if isinstance(node, BNode) else str(node), shape, path, "" if value is None else str(value), message
    )
