"""Every request gets a name, is counted and timed, and leaves a line in the log."""

import json
import logging
import re
import secrets
import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID = "X-Request-ID"
_RAW_REQUEST_ID = REQUEST_ID.lower().encode()
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

_log = logging.getLogger("kg.access")


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
        finally:
            seconds = time.perf_counter() - begun
            self._metrics.running.dec()
            # the path as it is declared: what visitors write into it would make a series of each
            route = getattr(scope.get("route"), "path", "") or "other"
            self._metrics.count(route, scope["method"], status, seconds)
            if _log.isEnabledFor(logging.INFO):
                line = {"id": name, "method": scope["method"], "path": scope["path"], "route": route, "status": status}
                _log.info(json.dumps(line | {"bytes": sent, "ms": round(seconds * 1000, 2)}))
