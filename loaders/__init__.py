"""Puts a graph into a store and reads it back.

The engines are loaded when a store is first opened: what only makes contributions, as worker processes do, needs none.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from loaders.contribution import Contribution
from loaders.credentials import Neo4jCredentials
from loaders.load import LoadReport, Rejection, load, remove
from loaders.store import Answer, Beginning, Building, Cell, Change, Counts, Store

if TYPE_CHECKING:
    from loaders.open import open_current, open_store, open_to_build, open_to_scan

__all__ = [
    "Answer",
    "Beginning",
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


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("loaders.open"), name)
