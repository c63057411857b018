"""The embedded store: a graph in one Ladybug file."""

from loaders.ladybug.store import LadybugStore

__all__ = ["LadybugStore"]
