"""The JSON-LD context that the schema table stands for."""

from typing import Any

from loaders.rdf.mapping import VOCABULARIES
from loaders.rdf.ontology import DATATYPES
from loaders.rdf.terms import PREFIXES, TERMS, camel, class_iri, edge_iri, full, property_iri
from schema import EDGE_TYPES, NODE_TYPES

_PLAIN = f"{VOCABULARIES['xsd']}string"


def context() -> dict[str, Any]:
    """The value of ``@context``: from the names of the schema table (``trainsOn``) to the terms of the ontology."""
    terms: dict[str, Any] = {"@version": 1.1, "id": "@id", "type": "@type", **PREFIXES}
    for node in NODE_TYPES.values():
        terms[node.name] = class_iri(node.name)
        for prop in node.properties:
            if prop.name != "id":
                terms[camel(prop.name)] = _coerced(property_iri(node.name, prop.name), str(DATATYPES[prop.type]))
    for edge in EDGE_TYPES.values():
        terms[camel(edge.name.lower())] = {"@id": edge_iri(edge.name), "@type": "@id"}
    return terms | {
        "Claim": f"{TERMS}Claim",
        "confidence": _coerced(f"{TERMS}confidence", f"{VOCABULARIES['xsd']}double"),
        "subject": {"@id": full("rdf:subject"), "@type": "@id"},
        "predicate": {"@id": full("rdf:predicate"), "@type": "@id"},
        "object": {"@id": full("rdf:object"), "@type": "@id"},
        "paper": {"@id": full("prov:hadPrimarySource"), "@type": "@id"},
        "attributedTo": {"@id": full("prov:wasAttributedTo"), "@type": "@id"},
        "target": {"@id": full("oa:hasTarget"), "@type": "@id"},
        "selector": {"@id": full("oa:hasSelector"), "@type": "@id"},
        "hasSource": {"@id": full("oa:hasSource"), "@type": "@id"},
        "sentence": full("oa:exact"),
        "start": _coerced(full("oa:start"), f"{VOCABULARIES['xsd']}integer"),
        "end": _coerced(full("oa:end"), f"{VOCABULARIES['xsd']}integer"),
        "label": full("rdfs:label"),
    }


def _coerced(iri: str, datatype: str) -> str | dict[str, str]:
    return iri if datatype == _PLAIN else {"@id": iri, "@type": datatype}
