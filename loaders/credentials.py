"""Who asks a Neo4j server: apart from the store, whose driver takes pandas along where that is installed."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Neo4jCredentials:
    """Who asks a Neo4j server, and for which of its databases (None: the user's home database)."""

    user: str
    password: str = field(repr=False)
    database: str | None = None
