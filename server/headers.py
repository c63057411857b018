"""What every answer has in common: headers by which browsers trust it with as little as it needs, and HEAD."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSP = "Content-Security-Policy"
TRUNCATED = "X-Truncated"
_NOTHING_ELSE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

DATA_POLICY = f"default-src 'none'; {_NOTHING_ELSE}"
EXPLORER_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    f"{_NOTHING_ELSE}"
)
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    f"connect-src 'self'; {_NOTHING_ELSE}"
)
PICTURE_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    f"sandbox allow-scripts; {_NOTHING_ELSE}"
)
"""A picture is a page of its own that holds its script; in a sandbox it is a stranger to this server."""

_HEADERS = {
    CSP: DATA_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",
}
_RAW = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
"""As they go over the wire."""


def cut(*, truncated: bool) -> dict[str, str]:
    """The headers that say whether a limit left something out, for answers that cannot say it otherwise."""
    return {TRUNCATED: "true"} if truncated else {}


class SecurityHeaders:
    """Adds the headers that an answer does not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and mark its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *[one for one in _RAW if one[0] not in given]]
            await send(message)

        await self.app(scope, receive, send_marked)


class HeadAsGet:
    """Answers HEAD as GET; the server that speaks HTTP leaves the body out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, as GET if it is HEAD."""
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await self.app(scope, receive, send)
