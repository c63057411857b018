"""The graph as linked data: an ontology and shapes made from the schema table, RDF files written and read back."""

from loaders.rdf.files import SUFFIXES, write_rdf
from loaders.rdf.loading import load_rdf
from loaders.rdf.ontology import ontology
from loaders.rdf.reading import contributions_from, is_rdf
from loaders.rdf.terms import DEFAULT_BASE, ONTOLOGY, TERMS

__all__ = [
    "DEFAULT_BASE",
    "ONTOLOGY",
    "SUFFIXES",
    "TERMS",
    "contributions_from",
    "is_rdf",
    "load_rdf",
    "ontology",
    "write_rdf",
]
