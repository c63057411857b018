"""The embedded store: a graph in one Ladybug file."""

from loaders.ladybug.current import CurrentStore
from loaders.ladybug.lock import Identity, identity_of
from loaders.ladybug.rebuild import rebuilding
from loaders.ladybug.store import LadybugStore

__all__ = ["CurrentStore", "Identity", "LadybugStore", "identity_of", "rebuilding"]
