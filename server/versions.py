"""Answers that have not changed are not sent again: ``ETag`` by the version of the graph, or else by the answer."""

import hashlib
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from loaders import Store
from loaders.ladybug import LadybugStore

_MADE_OF_THE_GRAPH = ("/api/", "/graph/")


def version_of(store: Store) -> str | None:
    """What tells the graph of a store from all others: which file it is. None where it may change in place."""
    current = store.snapshot()
    return "-".join(map(str, current.identity)) if isinstance(current, LadybugStore) else None


class Versioned:
    """Marks answers made of the graph, and answers 304 to those who have them already."""

    def __init__(self, app: ASGIApp, version: Callable[[], str | None], salt: str) -> None:
        """Take the version of the graph, and what else answers are made of: our own version, the named queries."""
        self.app = app
        self._version = version
        # much longer than the rest of what a tag is made of
        self._salt = hashlib.blake2b(salt.encode(), digest_size=12).hexdigest()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on unless its answer is known to the visitor."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(_MADE_OF_THE_GRAPH):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("if-none-match")
        known = {tag.strip() for tag in given.split(",")} if given else frozenset()
        version = self._version()
        tag = None if version is None else _tag(self._salt, version, headers.get("accept", ""))
        if tag in known:
            await _send_unchanged(send, str(tag))
            return
        held: list[Message] = []

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                if tag is None:
                    held.append(message)
                    return
                message["headers"] = [*message["headers"], (b"etag", tag.encode())]
            elif held:
                (start,) = held
                held.clear()
                if not message.get("more_body", False):
                    made = _tag(self._salt, hashlib.blake2b(message.get("body", b"")).hexdigest(), "")
                    if made in known:
                        await _send_unchanged(send, made)
                        return
                    start["headers"] = [*start["headers"], (b"etag", made.encode())]
                await send(start)
            await send(message)

        await self.app(scope, receive, send_marked)


def _tag(*parts: str) -> str:
    """Weak: the answer may come compressed or not."""
    return f'W/"{hashlib.blake2b(chr(0).join(parts).encode(), digest_size=12).hexdigest()}"'


async def _send_unchanged(send: Send, tag: str) -> None:
    headers = [(b"etag", tag.encode()), (b"vary", b"Accept")]
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
