"""From a URI to a store."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.credentials import Neo4jCredentials
from loaders.ladybug import CurrentStore, LadybugStore, rebuilding
from loaders.patience import PatientStore
from loaders.store import Building, Store
from schema import ParameterError

if TYPE_CHECKING:
    from loaders.neo4j import Neo4jStore

NEO4J_SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):(//)?", re.IGNORECASE)
_SCAN_BYTES, _SCAN_SHARE = 128 << 20, 8
"""Memory for pages while a Ladybug file is read once: so much, or that part of a large file, whose ids are sorted."""
_ADDRESS = re.compile(r"(\[[0-9a-f:.]+\]|[^/?#@:\[\]\s]+)(:\d{1,5})?", re.IGNORECASE)


def open_store(uri: str, *, credentials: Neo4jCredentials | None = None, read_only: bool = False) -> Store:
    """Open the store at a URI; a Ladybug file that is to be written is made if there is none.

    Args:
        uri: a path (or ``ladybug:`` and a path) is a Ladybug file; ``neo4j://host:port`` and ``bolt://host:port``,
            also with ``+s`` or ``+ssc`` for TLS, are a Neo4j server.
        credentials: for Neo4j; None for a server that asks for none.
        read_only: open to ask questions only; the store must be there.

    Raises:
        ParameterError: no store has such a URI.
        StoreUnavailable: there is none, it is in use, refuses, or is something else.
    """
    path = path_of(uri)
    if path is None:
        return _neo4j(uri, credentials, read_only=read_only)
    return LadybugStore(path, read_only=read_only)


def open_to_scan(uri: str, *, credentials: Neo4jCredentials | None = None) -> Store:
    """Open the store at a URI to read the whole of it once, with little memory; raises what ``open_store`` raises."""
    path = path_of(uri)
    if path is None:
        return open_store(uri, credentials=credentials, read_only=True)
    size = Path(path).stat().st_size if Path(path).is_file() else 0
    return LadybugStore(path, read_only=True, buffer_bytes=max(_SCAN_BYTES, size // _SCAN_SHARE))


def open_current(uri: str, *, credentials: Neo4jCredentials | None = None) -> Store:
    """Open the store at a URI to be read for a long time: a Ladybug file that a build replaces is followed.

    Raises what ``open_store`` raises.
    """
    path = path_of(uri)
    return CurrentStore(path) if path is not None else open_store(uri, credentials=credentials, read_only=True)


@contextmanager
def open_to_build(
    uri: str,
    *,
    credentials: Neo4jCredentials | None = None,
    key: str | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[Building]:
    """Open the store at a URI to change it as the only one who does.

    A Ladybug file is made anew beside the one that is there, which others go on reading, and takes its place when the
    block ends; an error in the block leaves it as it was. A Neo4j server that goes away in the middle is waited for.

    Args:
        uri: as ``open_store`` takes it.
        credentials: for Neo4j.
        key: what the build is made of: what one that was killed has done is not done again by one with the same key.
            None for one that cannot be repeated.
        tell: told when a server is waited for.

    Raises:
        StoreUnavailable: also if another process builds into the store; says which.
    """
    path = path_of(uri)
    if path is not None:
        with rebuilding(Path(path), key=key) as building:
            yield building
        return
    with _neo4j(uri, credentials) as store:
        store.hold()
        yield Building(PatientStore(store, tell=tell, on_return=store.hold), resumed=False)


def path_of(uri: str) -> str | None:
    """The path of a Ladybug file; None for a URI that is (meant to be) an address."""
    scheme = _SCHEME.match(uri)
    if scheme is not None and scheme[1].lower() != "ladybug":
        return None
    path = uri if scheme is None else uri[scheme.end(1) + 1 :]
    if not path.strip() or "\0" in path:
        raise ParameterError(f"{uri!r}: a store needs a path or an address", parameter="uri")
    return path


def _neo4j(uri: str, credentials: Neo4jCredentials | None, *, read_only: bool = False) -> "Neo4jStore":
    """The server at an address; its driver is loaded for a graph that is there."""
    address = _address(uri)
    from loaders.neo4j import Neo4jStore  # noqa: PLC0415

    return Neo4jStore(address, credentials, read_only=read_only)


def _address(uri: str) -> str:
    scheme = _SCHEME.match(uri)
    if scheme is None or scheme[1].lower() not in NEO4J_SCHEMES or scheme[2] is None:
        right = "a path for a Ladybug file, or neo4j://HOST:PORT or bolt://HOST:PORT for a Neo4j server"
        raise ParameterError(
            f"{uri if scheme is None else scheme[0]} is no kind of store; right is {right}", parameter="uri"
        )
    address = uri[scheme.end() :].removesuffix("/")
    if "@" in address:
        raise ParameterError("a Neo4j address holds no user and no password; give them as credentials", parameter="uri")
    if not _ADDRESS.fullmatch(address):
        raise ParameterError(f"{uri}: right is {scheme[0]}HOST or {scheme[0]}HOST:PORT", parameter="uri")
    return scheme[0] + address
