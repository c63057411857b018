"""What several commands share: their common options, the screen, and the store behind ``--store``."""

import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kg.extractor import Extractor
from kg.settings import Settings, read_settings
from loaders import Building, Neo4jCredentials, Store, open_store, open_to_build, open_to_scan
from server.named_queries import BUILT_IN, NamedQuery, load_queries

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URI",
        show_default=False,
        help="The graph: a path is a Ladybug file, neo4j:// or bolt:// is Neo4j. Else KG_STORE, else graph.lbug.",
    ),
]
InputsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...", help="Files of papers, gzipped or not; - is standard input.", show_default=False
    ),
]

LimitOption = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="N", help="Take the first N papers only.", show_default=False)
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        min=0,
        metavar="N",
        help="Processes that extract; 0 extracts in this one. \\[default: one a core, 0 for few papers]",
        show_default=False,
    ),
]
MinConfidenceOption = Annotated[
    float,
    typer.Option(
        "--min-confidence",
        min=0.0,
        max=1.0,
        metavar="P",
        help="Leave out roles, relations and results that are right less often than this.",
    ),
]

_FEW = 200
"""Papers that are extracted sooner than worker processes have started."""


def workers_for(wanted: int | None, papers: int | None) -> int:
    """How many worker processes extract so many papers (None: nobody knows)."""
    if wanted is not None:
        return wanted
    return 0 if papers is not None and papers < _FEW else len(os.sched_getaffinity(0))


def open_for(settings: Settings, uri: str | None, *, read_only: bool) -> Store:
    """Open the store that the option or the settings name."""
    return open_store(uri or settings.store, credentials=credentials_of(settings), read_only=read_only)


def build_for(settings: Settings, uri: str | None, *, key: str | None = None) -> AbstractContextManager[Building]:
    """Open the store that the option or the settings name to change it; what it waits for is told on the screen."""
    return open_to_build(uri or settings.store, credentials=credentials_of(settings), key=key, tell=_tell)


def extractor_of(settings: Settings, min_confidence: float = 0.0) -> Extractor:
    """What reads papers."""
    return Extractor(min_confidence, Path(settings.model) if settings.model else None)


def credentials_of(settings: Settings) -> Neo4jCredentials:
    """Who asks a Neo4j server."""
    return Neo4jCredentials(
        user=settings.neo4j_user,
        password=settings.neo4j_password.get_secret_value(),
        database=settings.neo4j_database,
    )


def queries_of(settings: Settings) -> dict[str, NamedQuery]:
    """The named queries that come with kg, and those of the folder that KG_QUERIES names."""
    return load_queries(BUILT_IN, *([Path(settings.queries)] if settings.queries else []))


def _tell(said: str) -> None:
    err.print(said, markup=False, soft_wrap=True)


def open_to_read(uri: str | None) -> Store:
    """Open the store for questions alone."""
    return open_for(read_settings(), uri, read_only=True)


def open_whole(uri: str | None) -> Store:
    """Open the store to read all of it."""
    settings = read_settings()
    return open_to_scan(uri or settings.store, credentials=credentials_of(settings))
