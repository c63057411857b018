"""Every request gets a name, is counted and timed, and leaves a line in the log; so does what fails in it."""

import json
import logging
import re
import secrets
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID = "X-Request-ID"
_RAW_REQUEST_ID = REQUEST_ID.lower().encode()
_NAME = "request_id"
"""Where the state of a request holds its name."""
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

ACCESS_LOG, FAILURE_LOG = "kg.access", "kg.server"
"""The logs of requests and of what fails: in a request, a JSON object a line; beside all of them, a plain one."""

_log, _failures = logging.getLogger(ACCESS_LOG), logging.getLogger(FAILURE_LOG)


class Metrics:
    """What Prometheus is told: requests by route, method and status, seconds by route, and how many run now."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "kg_requests", "Requests that were answered.", ["route", "method", "status"], registry=self._registry
        )
        self.seconds = Histogram(
            "kg_request_seconds", "Seconds until the end of an answer.", ["route"], registry=self._registry,
            buckets=_SECONDS,
        )  # fmt: skip
        self.running = Gauge("kg_requests_running", "Requests that are being answered.", registry=self._registry)
        self._kept: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Keep the books of a request that was answered."""
        kept = self._kept.get((route, method, status))
        if kept is None:
            # to look a series up takes longer than to count in it
            kept = self.requests.labels(route, method, str(status)), self.seconds.labels(route)
            self._kept[route, method, status] = kept
        requests, took = kept
        requests.inc()
        took.observe(seconds)

    def text(self) -> bytes:
        """All of it in the text format of Prometheus."""
        return generate_latest(self._registry)


class Access:
    """Names, counts, times and logs requests; a visitor may name a request, in letters, digits and ``._-``."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and keep the books."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID)
        name = given if given and _ID.fullmatch(given) else secrets.token_hex(16)
        # each request has a state of its own, a copy of what the server keeps
        scope.setdefault("state", {})[_NAME] = name
        begun = time.perf_counter()
        status, sent = 500, 0

        async def send_named(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (_RAW_REQUEST_ID, name.encode())]
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
            await send(message)

        self._metrics.running.inc()
        try:
            await self.app(scope, receive, send_named)
        except Exception as error:
            log_failure(scope, error, foreseen=False)
            raise
        finally:
            seconds = time.perf_counter() - begun
            self._metrics.running.dec()
            # the path as it is declared: what visitors write into it would make a series of each
            route = getattr(scope.get("route"), "path", "") or "other"
            self._metrics.count(route, scope["method"], status, seconds)
            if _log.isEnabledFor(logging.INFO):
                figures = {"route": route, "status": status, "bytes": sent, "ms": round(seconds * 1000, 2)}
                _log.info(json.dumps(_about(scope) | figures))


def request_id(scope: Scope) -> str:
    """The name of a request; "" where none was given to it."""
    return str(scope.get("state", {}).get(_NAME, ""))


def log_failure(scope: Scope, error: Exception, *, foreseen: bool) -> None:
    """Write down what failed in a request, with the trace if it was not foreseen."""
    line = _about(scope) | {"error": f"{type(error).__name__}: {error}"}
    if not foreseen:
        line["trace"] = "".join(traceback.format_exception(error))
    _failures.log(logging.WARNING if foreseen else logging.ERROR, json.dumps(line))


def _about(scope: Scope) -> dict[str, Any]:
    """What a line of either log begins with."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    client, _ = scope.get("client") or (None, None)
    asked = {"method": scope["method"], "path": scope["path"]}
    return {"time": now, "id": request_id(scope), "client": client, **asked}
