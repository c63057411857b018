"""Serving a store until the process is told to end."""

import errno
import gc
import logging
import signal
import socket
import sys
from collections.abc import Mapping
from types import FrameType

import uvicorn

from loaders import Store
from loaders.rdf.terms import DEFAULT_BASE
from schema import KGError
from server.access import ACCESS_LOG, FAILURE_LOG
from server.app import OPEN, Entrance, create_app
from server.limits import DEFAULTS, Limits
from server.named_queries import NamedQuery

_BACKLOG = 2048
_RUBBISH = (100_000, 20, 50)
"""New objects after which the youngest are looked through, and how many such rounds until the older ones are."""


def serve(
    store: Store,
    *,
    host: str,
    port: int,
    timeout_s: float = 30.0,
    row_limit: int = 10_000,
    base_iri: str = DEFAULT_BASE,
    queries: Mapping[str, NamedQuery] | None = None,
    limits: Limits = DEFAULTS,
    entrance: Entrance = OPEN,
    access_log: bool = False,
    shutdown_s: int = 5,
) -> None:
    """Serve a store, and print where; port 0 takes a free one. Returns when SIGINT (Ctrl-C) or SIGTERM comes.

    Answers under way have ``shutdown_s`` seconds to end; the rest is as ``create_app`` has it.

    Raises:
        KGError: the host or the port cannot be listened on; says what to do.
    """
    app = create_app(
        store,
        queries=queries,
        timeout_s=timeout_s,
        row_limit=row_limit,
        base_iri=base_iri,
        limits=limits,
        entrance=entrance,
    )
    _log_lines(FAILURE_LOG, logging.WARNING)
    if access_log:
        _log_lines(ACCESS_LOG, logging.INFO)
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    with _listen(host, port) as listener:
        taken_host, taken_port = listener.getsockname()[:2]
        shown = f"[{taken_host}]" if ":" in taken_host else taken_host
        sys.stdout.write(f"kg serves {store.uri} on http://{shown}:{taken_port} (Ctrl-C ends it)\n")
        sys.stdout.flush()
        app.state.service.cypher.warm(store.snapshot())
        _collect_seldom()
        server = uvicorn.Server(
            uvicorn.Config(
                app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=shutdown_s
            )
        )
        # uvicorn ends first and then raises the signal again, for whoever stood there before it
        before = signal.signal(signal.SIGTERM, _interrupt)
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            pass
        finally:
            signal.signal(signal.SIGTERM, before)


def _collect_seldom() -> None:
    """Look less often for rubbish that holds itself: a large answer is a hundred thousand objects, and none is such."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_RUBBISH)


def _log_lines(name: str, level: int) -> None:
    """Write a log to standard error: a line of JSON each, and nothing around it."""
    log = logging.getLogger(name)
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(message)s"))
        log.addHandler(handler)
    log.setLevel(level)
    log.propagate = False


def _is_news(record: logging.LogRecord) -> bool:
    """Whether our own log does not have it: uvicorn tells again, in many lines, what failed in a request."""
    return record.msg != "Exception in ASGI application\n"


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise KGError(f"{host}: no address to listen on ({error.strerror}); try --host 127.0.0.1") from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise KGError(f"{host}:{port}: {_advice(error, port)}") from error
    return listener


def _advice(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"something else listens there; stop it, or choose another port: --port {port + 1 if port < 65535 else 0}"
        )
    if error.errno == errno.EACCES:
        return "this port is for root alone; choose one above 1023: --port 8000"
    if error.errno == errno.EADDRNOTAVAIL:
        return "this machine has no such address; try --host 127.0.0.1, or 0.0.0.0 for all of its addresses"
    return f"cannot be listened on ({error.strerror})"


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
