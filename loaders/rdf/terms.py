"""The IRIs of the ontology's terms and of the things in a graph."""

import hashlib
import json
import re
from functools import cache
from importlib.metadata import version
from urllib.parse import quote, unquote

from loaders.rdf.mapping import CLASSES, PROPERTIES, VOCABULARIES, Reuse
from schema import EDGE_TYPES, NODE_TYPES, Edge, NodeRef, ParameterError, Value

ONTOLOGY = "https://w3id.org/paper-kg/ontology"
"""The ontology; its terms stay the same whoever publishes a graph."""
TERMS = f"{ONTOLOGY}#"
VERSION_IRI = f"{ONTOLOGY}/{version('kg')}"
DEFAULT_BASE = "http://127.0.0.1:8000/"
"""What the IRIs of things begin with if nobody says otherwise: where ``kg serve`` listens."""
PREFIXES = {"kg": TERMS, **VOCABULARIES}

_BASE = re.compile(r"https?://[A-Za-z0-9._~:%\[\]-]+(/[A-Za-z0-9._~%-]+)*/")
_NODE = re.compile(r".*/id/([a-z]+)/([^/#]+)")
_TYPES = {name.lower(): name for name in NODE_TYPES}


def check_base(base: str) -> str:
    """The base as it is; raises ParameterError unless it is an http IRI that ends in a slash."""
    if not _BASE.fullmatch(base):
        raise ParameterError(
            f"{base}: a base is an address such as {DEFAULT_BASE}, with a slash at its end", parameter="base"
        )
    return base


def full(name: str) -> str:
    """The IRI behind a prefixed name of a known vocabulary: ``skos:prefLabel``."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def class_iri(node_type: str) -> str:
    """The class of a node type."""
    return TERMS + node_type


def reused_class(node_type: str) -> str | None:
    """The known class that nodes of a type are given beside our own."""
    above = CLASSES.get(node_type, Reuse()).above
    return full(above[0]) if above else None


@cache
def property_iri(node_type: str, name: str) -> str:
    """The property of a node type."""
    known = PROPERTIES.get((node_type, name)) or PROPERTIES.get(("*", name))
    return full(known) if known else TERMS + camel(name)


@cache
def edge_iri(edge_type: str) -> str:
    """The property that an edge type is."""
    return TERMS + camel(edge_type.lower())


def node_iri(base: str, ref: NodeRef) -> str:
    """The IRI of a node: ``BASE/id/method/bert``."""
    return f"{base}id/{ref.type.lower()}/{quote(ref.id, safe='')}"


def node_of(iri: str) -> NodeRef | None:
    """The node that an IRI of any base means; None if it is none."""
    found = _NODE.fullmatch(iri)
    if found is None or found[1] not in _TYPES:
        return None
    try:
        return NodeRef(_TYPES[found[1]], unquote(found[2], errors="strict"))
    except UnicodeDecodeError:
        return None


def agent_iri(base: str, extractor: str) -> str:
    """The IRI of an extractor, by name and version."""
    return f"{base}id/extractor/{quote(extractor, safe='')}"


def field_iri(paper: str, field: str) -> str:
    """The IRI of the title or the abstract of a paper."""
    return f"{paper}#{quote(field, safe='')}"


def claim_iri(base: str, edge: Edge) -> str:
    """The IRI of what one paper says: the same whenever it says the same."""
    return f"{base}id/claim/{_hash(edge.type, *edge.source, *edge.target, edge.properties.get('paper'))}"


def passage_iri(base: str, properties: dict[str, Value]) -> str:
    """The IRI of the place in a paper that an edge rests on."""
    place = (properties.get(name) for name in ("paper", "field", "start", "end", "sentence"))
    return f"{base}id/passage/{_hash(*place)}"


def camel(name: str) -> str:
    """``trains_on`` as RDF writes it: ``trainsOn``."""
    first, *more = name.split("_")
    return first + "".join(word.capitalize() for word in more)


EDGE_OF_IRI = {edge_iri(name): name for name in EDGE_TYPES}
"""The edge type that a property is."""


def _hash(*parts: Value) -> str:
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()
