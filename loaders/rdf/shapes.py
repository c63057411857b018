"""SHACL shapes that the schema table stands for: what a sound graph looks like."""

from collections.abc import Iterable

from rdflib import RDF, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from loaders.rdf.ontology import DATATYPES, new_graph
from loaders.rdf.terms import ONTOLOGY, TERMS, class_iri, edge_iri, full, property_iri
from schema import EDGE_TYPES, EVIDENCE, NODE_TYPES, NodeType

SHAPES = f"{ONTOLOGY}/shapes#"


def shapes() -> Graph:
    """A shape for each node type, for each edge type, and for claims and passages."""
    graph = new_graph()
    graph.bind("sh", SH)
    for node in NODE_TYPES.values():
        _node_shape(graph, node)
    for edge in EDGE_TYPES.values():
        sources = list(dict.fromkeys(source for source, _ in edge.ends))
        targets = list(dict.fromkeys(target for _, target in edge.ends))
        shape = URIRef(f"{SHAPES}{edge.name}")
        graph.add((shape, RDF.type, SH.NodeShape))
        graph.add((shape, SH.targetSubjectsOf, URIRef(edge_iri(edge.name))))
        _classes(graph, shape, sources)
        rule = _property(graph, shape, edge_iri(edge.name))
        graph.add((rule, SH.nodeKind, SH.IRI))
        _classes(graph, rule, targets)
    _claim_shape(graph)
    _passage_shape(graph)
    return graph


def _node_shape(graph: Graph, node: NodeType) -> None:
    shape = URIRef(f"{SHAPES}{node.name}")
    graph.add((shape, RDF.type, SH.NodeShape))
    graph.add((shape, SH.targetClass, URIRef(class_iri(node.name))))
    graph.add((shape, SH.nodeKind, SH.IRI))
    graph.add((shape, SH.pattern, Literal(f"/id/{node.name.lower()}/[^/#]+$")))
    says = f"the IRI of a {node.name} ends in /id/{node.name.lower()}/ID"
    graph.add((shape, SH.message, Literal(says, lang="en")))
    if node.name == "Result":
        _reported_once(graph, shape)
    for prop in node.properties:
        if prop.name == "id":
            continue
        rule = _property(graph, shape, property_iri(node.name, prop.name))
        graph.add((rule, SH.datatype, DATATYPES[prop.type]))
        if prop.type != "strings":
            graph.add((rule, SH.maxCount, Literal(1)))
        if prop.name in {"name", "title", "papers"}:
            graph.add((rule, SH.minCount, Literal(1)))
        if prop.name == "papers":
            graph.add((rule, SH.minInclusive, Literal(1)))
        if prop.values:
            _among(graph, rule, map(Literal, prop.values))


def _reported_once(graph: Graph, shape: URIRef) -> None:
    rule, path = BNode(), BNode()
    graph.add((shape, SH.property, rule))
    graph.add((rule, SH.path, path))
    graph.add((path, SH.inversePath, URIRef(edge_iri("REPORTS"))))
    graph.add((rule, SH.minCount, Literal(1)))
    graph.add((rule, SH.maxCount, Literal(1)))


def _claim_shape(graph: Graph) -> None:
    shape = URIRef(f"{SHAPES}Claim")
    graph.add((shape, RDF.type, SH.NodeShape))
    graph.add((shape, SH.targetClass, URIRef(f"{TERMS}Claim")))
    _one(graph, shape, "rdf:subject")
    _one(graph, shape, "rdf:object")
    _among(graph, _one(graph, shape, "rdf:predicate"), (URIRef(edge_iri(name)) for name in EDGE_TYPES))
    graph.add((_one(graph, shape, "prov:hadPrimarySource"), SH["class"], URIRef(class_iri("Paper"))))
    graph.add((_one(graph, shape, "prov:wasAttributedTo"), SH["class"], URIRef(full("prov:SoftwareAgent"))))
    confidence = _one(graph, shape, "kg:confidence")
    graph.add((confidence, SH.datatype, XSD.double))
    graph.add((confidence, SH.minInclusive, Literal(0)))
    graph.add((confidence, SH.maxInclusive, Literal(1)))
    graph.add((_one(graph, shape, "oa:hasTarget"), SH["class"], URIRef(full("oa:SpecificResource"))))


def _passage_shape(graph: Graph) -> None:
    shape = URIRef(f"{SHAPES}Passage")
    graph.add((shape, RDF.type, SH.NodeShape))
    graph.add((shape, SH.targetObjectsOf, URIRef(full("oa:hasTarget"))))
    fields = next(prop.values for prop in EVIDENCE if prop.name == "field")
    source = _one(graph, shape, "oa:hasSource")
    graph.add((source, SH.pattern, Literal(f"/id/paper/[^/#]+#({'|'.join(fields)})$")))
    graph.add((_selected(graph, shape, "exact", XSD.string), SH.minLength, Literal(1)))
    graph.add((_selected(graph, shape, "start", XSD.integer), SH.minInclusive, Literal(0)))
    _selected(graph, shape, "end", XSD.integer)
    position = URIRef(f"{SHAPES}Position")
    graph.add((position, RDF.type, SH.NodeShape))
    graph.add((position, SH.targetSubjectsOf, URIRef(full("oa:start"))))
    graph.add((_property(graph, position, full("oa:start")), SH.lessThan, URIRef(full("oa:end"))))


def _selected(graph: Graph, passage: URIRef, name: str, datatype: URIRef) -> BNode:
    """One value that one of the selectors of a passage has."""
    rule, path = BNode(), BNode()
    Collection(graph, path, [URIRef(full("oa:hasSelector")), URIRef(full(f"oa:{name}"))])
    graph.add((passage, SH.property, rule))
    graph.add((rule, SH.path, path))
    graph.add((rule, SH.minCount, Literal(1)))
    graph.add((rule, SH.maxCount, Literal(1)))
    graph.add((rule, SH.datatype, datatype))
    return rule


def _among(graph: Graph, rule: BNode, values: Iterable[Node]) -> None:
    known = BNode()
    Collection(graph, known, list(values))
    graph.add((rule, SH["in"], known))


def _one(graph: Graph, shape: URIRef, name: str) -> BNode:
    rule = _property(graph, shape, full(name))
    graph.add((rule, SH.minCount, Literal(1)))
    graph.add((rule, SH.maxCount, Literal(1)))
    return rule


def _property(graph: Graph, shape: URIRef, path: str) -> BNode:
    rule = BNode()
    graph.add((shape, SH.property, rule))
    graph.add((rule, SH.path, URIRef(path)))
    return rule


def _classes(graph: Graph, rule: URIRef | BNode, names: list[str]) -> None:
    """Demand one of the classes."""
    if len(names) == 1:
        graph.add((rule, SH["class"], URIRef(class_iri(names[0]))))
        return
    options = []
    for name in names:
        option = BNode()
        graph.add((option, SH["class"], URIRef(class_iri(name))))
        options.append(option)
    either = BNode()
    Collection(graph, either, list(options))
    graph.add((rule, SH["or"], either))
