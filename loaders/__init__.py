"""Puts a graph into a store and reads it back."""

from loaders.contribution import Contribution
from loaders.store import Answer, Cell, Change, Counts, Store

__all__ = ["Answer", "Cell", "Change", "Contribution", "Counts", "Store"]
