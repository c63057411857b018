"""The report of SHACL in words for people: what a violation is, and which node it is of."""

from collections.abc import Callable
from dataclasses import dataclass

from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib import Literal as Text
from rdflib.term import Node as Term

from loaders.rdf.consistency import Violation, type_of
from loaders.rdf.shapes import SHAPES
from loaders.rdf.terms import EDGE_OF_IRI, TERMS, full, node_of
from schema import EDGE_TYPES, NODE_TYPES

_SHORT = 60
_STRING = URIRef(full("xsd:string"))


def worded(report: Graph, wanted: Graph, graph: Graph, result: Term) -> Violation:
    """A result of a report as a violation, in words."""
    value, source = report.value(result, SH.value), report.value(result, SH.sourceShape)
    path = wanted.value(source, SH.path)
    shape = source if isinstance(source, URIRef) else wanted.value(None, SH.property, source)
    words = _WORDS[report.value(result, SH.sourceConstraintComponent)]
    said = wanted.value(source, SH.message) or words(_Fault(graph, wanted, source, value))
    node = report.value(result, SH.focusNode)
    return Violation(
        node.n3() if isinstance(node, BNode) else str(node),
        str(shape).removeprefix(SHAPES),
        _path(wanted, path),
        "" if value is None else str(value),
        str(said),
    )


def described(graph: Graph, node: str) -> str:
    """What people call a node: ``Method ResNet``, ``BYOL based on ResNet, says byol-2020``; empty if it has no name."""
    subject = URIRef(node.partition("#")[0])
    if (subject, RDF.type, URIRef(f"{TERMS}Claim")) in graph:
        return _claim(graph, subject)
    source = graph.value(subject, URIRef(full("oa:hasSource")))
    if source is not None:
        paper, _, field = str(source).partition("#")
        return f"words of the {field} of {_named(graph, URIRef(paper))}"
    return _named(graph, subject) if node_of(str(subject)) else ""


def _claim(graph: Graph, claim: URIRef) -> str:
    subject, predicate, value, paper = (
        graph.value(claim, URIRef(full(name)))
        for name in ("rdf:subject", "rdf:predicate", "rdf:object", "prov:hadPrimarySource")
    )
    edge = EDGE_OF_IRI.get(str(predicate))
    relation = EDGE_TYPES[edge].forward if edge else str(predicate)
    who = "" if paper is None else f", says {_called(graph, paper)}"
    return f"{_called(graph, subject)} {relation} {_called(graph, value)}{who}"


def _named(graph: Graph, node: Term) -> str:
    ref = node_of(str(node))
    return f"{ref.type} {_called(graph, node)}" if ref else str(node)


def _called(graph: Graph, node: Term | None) -> str:
    """The id of a paper or result, the label of another node; else what it is."""
    if node is None:
        return "?"
    label, ref = graph.value(node, URIRef(full("skos:prefLabel"))), node_of(str(node))
    return _short(str(label) if label is not None else ref.id if ref else str(node))


@dataclass(frozen=True, slots=True)
class _Fault:
    """A value, and the constraint of a shape that it does not meet."""

    graph: Graph
    wanted: Graph
    source: Term | None
    value: Term | None

    def of(self, parameter: URIRef) -> Term | None:
        """A parameter of the constraint."""
        return self.wanted.value(self.source, parameter)

    def among(self, parameter: URIRef) -> list[Term]:
        """A parameter of the constraint that is a list."""
        head = self.of(parameter)
        return [] if head is None else list(self.wanted.items(head))

    def short(self, term: Term | None) -> str:
        """A term with its prefix."""
        return _curie(self.wanted, term)


def _datatype(fault: _Fault) -> str:
    value, right = fault.value, fault.short(fault.of(SH.datatype))
    if not isinstance(value, Text):
        return f"{value} is no text, right is {right}"
    held = f"in the language {value.language}" if value.language else fault.short(value.datatype or _STRING)
    return f'"{_short(str(value))}" is {held}, right is {right}'


def _class(fault: _Fault, *wanted: Term | None) -> str:
    kind = "" if fault.value is None else type_of(fault.graph, fault.value)
    names = " or a ".join(fault.short(one).removeprefix("kg:") for one in wanted)
    held = f"a {kind}" if kind in NODE_TYPES else "of no known type"
    return f"{_called(fault.graph, fault.value)} is {held}, not a {names}"


def _either(fault: _Fault) -> str:
    return _class(fault, *(fault.wanted.value(option, SH["class"]) for option in fault.among(SH["or"])))


def _none_of(fault: _Fault) -> str:
    return f"{fault.short(fault.value)} is none of {', '.join(map(fault.short, fault.among(SH['in'])))}"


_WORDS: dict[Term | None, Callable[[_Fault], str]] = {
    SH.MinCountConstraintComponent: lambda _: "is missing",
    SH.MaxCountConstraintComponent: lambda _: "has more than one value",
    SH.MinLengthConstraintComponent: lambda _: "is empty",
    SH.MinInclusiveConstraintComponent: lambda fault: f"{fault.value} is less than {fault.of(SH.minInclusive)}",
    SH.MaxInclusiveConstraintComponent: lambda fault: f"{fault.value} is more than {fault.of(SH.maxInclusive)}",
    SH.LessThanConstraintComponent: lambda fault: f"{fault.value} is not before {fault.short(fault.of(SH.lessThan))}",
    SH.PatternConstraintComponent: lambda fault: f"{fault.value} does not fit {fault.of(SH.pattern)}",
    SH.NodeKindConstraintComponent: lambda fault: f"{fault.value} is no IRI",
    SH.DatatypeConstraintComponent: _datatype,
    SH.ClassConstraintComponent: lambda fault: _class(fault, fault.of(SH["class"])),
    SH.OrConstraintComponent: _either,
    SH.InConstraintComponent: _none_of,
}
"""What is wrong, by the kind of a constraint."""


def _path(wanted: Graph, path: Term | None) -> str:
    if path is None:
        return ""
    if isinstance(path, URIRef):
        return _curie(wanted, path)
    inverse = wanted.value(path, SH.inversePath)
    if inverse is not None:
        return f"^{_curie(wanted, inverse)}"
    return " / ".join(_curie(wanted, step) for step in wanted.items(path))


def _curie(wanted: Graph, term: Term | None) -> str:
    return wanted.namespace_manager.normalizeUri(term).strip("<>") if isinstance(term, URIRef) else str(term)


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 3]}..."
