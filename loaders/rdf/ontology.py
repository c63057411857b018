"""The ontology (OWL 2) that the schema table stands for."""

from importlib.metadata import version

from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from loaders.rdf.mapping import CLASSES, EDGES, OWN_PROPERTIES, PAPERS_WITH_CODE, PROPERTIES, SEE_ALSO, Reuse
from loaders.rdf.terms import ONTOLOGY, PREFIXES, TERMS, VERSION_IRI, camel, class_iri, edge_iri, full, property_iri
from schema import EDGE_TYPES, EVIDENCE, NODE_TYPES, ValueType

_DCTERMS = Namespace(PREFIXES["dcterms"])
_CLAIM = Reuse(
    ("rdf:Statement", "oa:Annotation", "prov:Entity"),
    "what one paper says, where it says so, and which extractor read it: each of the three knows a part of that",
)
_CONFIDENCE = Reuse((), "how sure an extractor is; neither PROV-O nor Web Annotation has a measure of that")
DATATYPES: dict[ValueType, URIRef] = {
    "string": XSD.string,
    "strings": XSD.string,
    "integer": XSD.integer,
    "float": XSD.double,
    "boolean": XSD.boolean,
}


def ontology() -> Graph:
    """The classes and properties of the schema table: labels and comments in English, relatives, and why they exist."""
    graph = new_graph()
    this = URIRef(ONTOLOGY)
    graph.add((this, RDF.type, OWL.Ontology))
    graph.add((this, OWL.versionIRI, URIRef(VERSION_IRI)))
    graph.add((this, OWL.versionInfo, Literal(version("kg"))))
    graph.add((this, _DCTERMS.title, Literal("What machine-learning papers say", lang="en")))
    about = (
        "Methods, datasets, benchmarks, tasks, metrics and results, as the titles and abstracts of papers tell them."
    )
    graph.add((this, _DCTERMS.description, Literal(about, lang="en")))
    for node in NODE_TYPES.values():
        term = _add(graph, class_iri(node.name), OWL.Class, node.name, node.says, reuse=CLASSES.get(node.name, Reuse()))
        if node.name in SEE_ALSO:
            graph.add((term, RDFS.seeAlso, URIRef(PAPERS_WITH_CODE + SEE_ALSO[node.name])))
    claims = "A statement of one paper, with the passage it rests on."
    _add(graph, f"{TERMS}Claim", OWL.Class, "claim", claims, reuse=_CLAIM)
    _add_properties(graph)
    for edge in EDGE_TYPES.values():
        term = _add(
            graph, edge_iri(edge.name), OWL.ObjectProperty, edge.forward, edge.says, reuse=EDGES.get(edge.name, Reuse())
        )
        graph.add((term, RDFS.domain, _either(graph, [source for source, _ in edge.ends])))
        graph.add((term, RDFS.range, _either(graph, [target for _, target in edge.ends])))
    says = next(prop.says for prop in EVIDENCE if prop.name == "confidence")
    term = _add(graph, f"{TERMS}confidence", OWL.DatatypeProperty, "confidence", says, reuse=_CONFIDENCE)
    graph.add((term, RDFS.domain, URIRef(f"{TERMS}Claim")))
    graph.add((term, RDFS.range, XSD.double))
    return graph


def new_graph() -> Graph:
    """An empty graph that writes the prefixes of the ontology, and no others."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def _add_properties(graph: Graph) -> None:
    owners: dict[str, list[str]] = {}
    for node in NODE_TYPES.values():
        for prop in node.properties:
            iri = property_iri(node.name, prop.name)
            if prop.name != "id" and iri.startswith(TERMS):
                owners.setdefault(iri, []).append(node.name)
                label, reuse = prop.name.replace("_", " "), OWN_PROPERTIES.get(prop.name, Reuse())
                term = _add(graph, iri, OWL.DatatypeProperty, label, prop.says, reuse=reuse)
                graph.set((term, RDFS.range, DATATYPES[prop.type]))
    for iri, names in owners.items():
        graph.add((URIRef(iri), RDFS.domain, _either(graph, names)))


def _add(graph: Graph, iri: str, kind: URIRef, label: str, comment: str, *, reuse: Reuse) -> URIRef:
    term = URIRef(iri)
    graph.add((term, RDF.type, kind))
    graph.set((term, RDFS.label, Literal(label, lang="en")))
    graph.set((term, RDFS.comment, Literal(comment, lang="en")))
    graph.add((term, RDFS.isDefinedBy, URIRef(ONTOLOGY)))
    above = RDFS.subClassOf if kind == OWL.Class else RDFS.subPropertyOf
    for name in reuse.above:
        graph.add((term, above, URIRef(full(name))))
    if reuse.why:
        graph.set((term, SKOS.editorialNote, Literal(f"Why a term of its own: {reuse.why}.", lang="en")))
    return term


def _either(graph: Graph, names: list[str]) -> URIRef | BNode:
    """One class, or the union of several."""
    classes = [URIRef(class_iri(name)) for name in dict.fromkeys(names)]
    if len(classes) == 1:
        return classes[0]
    union, members = BNode(), BNode()
    Collection(graph, members, list(classes))
    graph.add((union, RDF.type, OWL.Class))
    graph.add((union, OWL.unionOf, members))
    return union


def mapping_rows() -> list[tuple[str, str, str, str]]:
    """The rows of the table in the docs: what the schema table calls it, its term, its relatives, and why."""
    rows = [_row(name, class_iri(name), CLASSES.get(name, Reuse())) for name in NODE_TYPES]
    rows.append(_row("(evidence)", f"{TERMS}Claim", _CLAIM))
    for node in NODE_TYPES.values():
        for prop in node.properties:
            known = PROPERTIES.get((node.name, prop.name)) or PROPERTIES.get(("*", prop.name))
            reuse = OWN_PROPERTIES.get(prop.name, Reuse())
            row = _row(prop.name, TERMS + camel(prop.name), reuse) if known is None else (prop.name, known, "", "")
            if prop.name != "id" and row not in rows:
                rows.append(row)
    rows += [_row(name, edge_iri(name), EDGES.get(name, Reuse())) for name in EDGE_TYPES]
    return rows


def _row(name: str, iri: str, reuse: Reuse) -> tuple[str, str, str, str]:
    return name, f"kg:{iri.removeprefix(TERMS)}", ", ".join(reuse.above), reuse.why
