"""Puts a graph into a store and reads it back."""

from loaders.contribution import Contribution
from loaders.load import LoadReport, Rejection, load, remove
from loaders.neo4j import Neo4jCredentials
from loaders.open import open_current, open_store, open_to_build, open_to_scan
from loaders.store import Answer, Building, Cell, Change, Counts, Store

__all__ = [
    "Answer",
    "Building",
    "Cell",
    "Change",
    "Contribution",
    "Counts",
    "LoadReport",
    "Neo4jCredentials",
    "Rejection",
    "Store",
    "load",
    "open_current",
    "open_store",
    "open_to_build",
    "open_to_scan",
    "remove",
]
