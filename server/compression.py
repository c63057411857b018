"""Long answers go compressed to those who take them so."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Message, Receive, Scope, Send

_REFUSED = re.compile(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)", re.IGNORECASE)


class Compressed(GZipMiddleware):
    """Compresses as Starlette does, and does no more for others than to tell what an answer depends on."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and compress its answer, or mark it as one that could have come compressed."""
        if scope["type"] != "http" or _takes_gzip(Headers(scope=scope).get("accept-encoding", "")):
            await super().__call__(scope, receive, send)
            return
        start: Message | None = None

        async def send_marked(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if start is not None:
                begun, start = start, None
                if message.get("more_body", False) or len(message.get("body", b"")) >= self.minimum_size:
                    _mark(begun)
                await send(begun)
            await send(message)

        await self.app(scope, receive, send_marked)


def _takes_gzip(accepted: str) -> bool:
    return "gzip" in accepted and not ("q=0" in accepted and _REFUSED.search(accepted))


def _mark(start: Message) -> None:
    headers = MutableHeaders(raw=start["headers"])
    # neither parts of files are compressed nor what is so already: of that we have PNG alone
    if start["status"] != 206 and not headers.get("content-type", "").startswith("image/png"):
        headers.add_vary_header("Accept-Encoding")
