"""From a URI to a store."""

import re

from loaders.ladybug import LadybugStore
from loaders.neo4j import Neo4jCredentials, Neo4jStore
from loaders.store import Store
from schema import ParameterError

NEO4J_SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):(//)?", re.IGNORECASE)
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
    scheme = _SCHEME.match(uri)
    if scheme is None or scheme[1].lower() == "ladybug":
        path = uri if scheme is None else uri[scheme.end(1) + 1 :]
        if not path.strip() or "\0" in path:
            raise ParameterError(f"{uri!r}: a store needs a path or an address", parameter="uri")
        return LadybugStore(path, read_only=read_only)
    if scheme[1].lower() not in NEO4J_SCHEMES or scheme[2] is None:
        right = "a path for a Ladybug file, or neo4j://HOST:PORT or bolt://HOST:PORT for a Neo4j server"
        raise ParameterError(f"{scheme[0]} is no kind of store; right is {right}", parameter="uri")
    address = uri[scheme.end() :].removesuffix("/")
    if "@" in address:
        raise ParameterError("a Neo4j address holds no user and no password; give them as credentials", parameter="uri")
    if not _ADDRESS.fullmatch(address):
        raise ParameterError(f"{uri}: right is {scheme[0]}HOST or {scheme[0]}HOST:PORT", parameter="uri")
    return Neo4jStore(scheme[0] + address, credentials, read_only=read_only)
