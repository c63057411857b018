"""Who may come in, and with how much: the bearer token, and the size of what is sent."""

import hmac
from typing import Literal

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.problems import BodyTooLong, problem, too_long

MOST_BYTES = 1 << 20
"""Bytes of the body of a request."""

Protect = Literal["all", "cypher"]
_OPEN = frozenset({"/healthz", "/readyz"})
"""Paths that answer without a token: who asks them restarts servers, and knows no secrets."""

_STATEMENTS = frozenset({"/api/cypher", "/graph/cypher"})
"""Paths that take statements of the asker's own."""


class Token:
    """Lets in who shows the token: to everything, or to statements alone."""

    def __init__(self, app: ASGIApp, token: str, protect: Protect) -> None:
        self.app = app
        self._token = token.encode()
        self._all = protect == "all"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        # inside another application, the path begins with where this one is mounted
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        wanted = scope["type"] == "http" and (path not in _OPEN if self._all else path.rstrip("/") in _STATEMENTS)
        if wanted and not self._shown(Headers(scope=scope)):
            detail = "send the header Authorization: Bearer TOKEN"
            headers = {"WWW-Authenticate": 'Bearer realm="kg"'}
            await problem(401, "unauthorized", "No or a wrong token", detail, headers=headers)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _shown(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        fits = hmac.compare_digest(given.strip().encode("latin-1", "replace"), self._token)
        return scheme.lower() == "bearer" and fits


class BodyLimit:
    """Refuses bodies that are longer than any question."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with 413: at once if it tells its length, else when too much has come."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "0")
        if not told.isdigit() or int(told) > MOST_BYTES:
            await too_long(BodyTooLong(MOST_BYTES))(scope, receive, send)
            return
        taken = 0

        async def receive_counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST_BYTES:
                raise BodyTooLong(MOST_BYTES)
            return message

        await self.app(scope, receive_counted, send)
