"""``kg serve``: the JSON API and the explorer page over a store."""

from typing import Annotated

import typer

from kg.cli.common import StoreOption, credentials_of
from kg.settings import Settings, read_settings
from loaders import open_current
from server.serve import serve

HostOption = Annotated[
    str | None,
    typer.Option(help="Address to listen on. [default: KG_HOST, else 127.0.0.1]", show_default=False),
]
PortOption = Annotated[
    int | None,
    typer.Option(
        help="Port to listen on; 0 takes a free one. [default: KG_PORT, else 8000]",
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
    with open_current(uri, credentials=credentials_of(settings)) as opened:
        serve(
            opened,
            host=host or settings.host,
            port=settings.port if port is None else port,
            timeout_s=settings.query_timeout_s,
            row_limit=settings.query_limit,
            base_iri=settings.base_iri,
        )
