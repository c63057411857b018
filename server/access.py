"""Every request gets a name, is counted and timed, and leaves a line in the log."""

import json
import logging
import re
import time
import uuid
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID = "X-Request-ID"
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
        given = Headers(scope=scope).get(REQUEST_ID, "")
        name = given if _ID.fullmatch(given) else uuid.uuid4().hex
        begun = time.perf_counter()
        told: dict[str, Any] = {"status": 500, "bytes": 0}

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                told["status"] = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = name
            elif message["type"] == "http.response.body":
                told["bytes"] += len(message.get("body", b""))
            await send(message)

        self._metrics.running.inc()
        try:
            await self.app(scope, receive, send_named)
        finally:
            seconds = time.perf_counter() - begun
            self._metrics.running.dec()
            # the path as it is declared: what visitors write into it would make a series of each
            route = getattr(scope.get("route"), "path", "") or "other"
            self._metrics.requests.labels(route, scope["method"], str(told["status"])).inc()
            self._metrics.seconds.labels(route).observe(seconds)
            if _log.isEnabledFor(logging.INFO):
                line = {"id": name, "method": scope["method"], "path": scope["path"], "route": route}
                _log.info(json.dumps(line | told | {"ms": round(seconds * 1000, 2)}))
