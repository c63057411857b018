"""``kg serve``: the JSON API and the explorer page over a store."""

from typing import Annotated

import typer

from kg.cli.common import StoreOption, credentials_of, queries_of
from kg.settings import Settings, read_settings, shown_settings
from loaders import open_current
from schema import ParameterError
from server import Entrance, Limits
from server.limits import DEFAULTS
from server.query_check import check_queries
from server.serve import serve

EPILOG = "\n\n".join(
    ["Variables of the environment:"]
    + [f"{name}: {says} (default: {default})." for name, says, default in shown_settings()]
)
"""What the help shows below the options."""

_MOST_SECONDS = 30
"""That a question to the server may take."""

HostOption = Annotated[
    str | None,
    typer.Option(help="Address to listen on. \\[default: KG_HOST, else 127.0.0.1]", show_default=False),
]
PortOption = Annotated[
    int | None,
    typer.Option(
        help="Port to listen on; 0 takes a free one. \\[default: KG_PORT, else 8000]",
        min=0,
        max=65535,
        show_default=False,
    ),
]


def command(store: StoreOption = None, host: HostOption = None, port: PortOption = None) -> None:
    """Serve the explorer page and the JSON API; Ctrl-C ends it.

    Examples:

      kg serve

      kg serve --store bolt://localhost:7687 --host 0.0.0.0 --port 8080
    """
    settings = read_settings()
    serve_store(settings, store or settings.store, host=host, port=port)


def serve_store(settings: Settings, uri: str, *, host: str | None, port: int | None) -> None:
    """Open a store for reading and serve it until the process is told to end; a build may replace it meanwhile."""
    _check_bounds(settings)
    queries = queries_of(settings)
    with open_current(uri, credentials=credentials_of(settings)) as opened:
        check_queries(opened, queries.values())
        serve(
            opened,
            host=host or settings.host,
            port=settings.port if port is None else port,
            timeout_s=settings.query_timeout_s,
            row_limit=settings.query_limit,
            base_iri=settings.base_iri,
            queries=queries,
            limits=Limits(
                named_s=settings.named_timeout_s,
                named_rows=settings.named_limit,
                statement_s=settings.cypher_timeout_s,
                statement_rows=settings.cypher_limit,
                answer_bytes=settings.answer_mb << 20,
                statements_at_once=settings.cypher_at_once,
                worker_bytes=settings.cypher_memory_mb << 20,
            ),
            entrance=Entrance(
                token=settings.token.get_secret_value(),
                protect=settings.protect,
                origins=tuple(settings.cors.split()),
            ),
            access_log=settings.access_log,
            shutdown_s=settings.shutdown_s,
        )


def _check_bounds(settings: Settings) -> None:
    """Raise ParameterError for limits of the command's own questions that are too much for those of strangers."""
    for variable, value, most in (
        ("KG_QUERY_TIMEOUT_S", settings.query_timeout_s, _MOST_SECONDS),
        ("KG_QUERY_LIMIT", settings.query_limit, DEFAULTS.most_rows),
    ):
        if value > most:
            raise ParameterError(f"{variable}: kg serve takes {most:,} at most, not {value:,}", parameter=variable)
