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
        """Take the version of the graph, and what else answers are made of: our own version, queries, limits."""
        self.app = app
        self._version = version
        # much longer than the rest of what a tag is made of
        self._salt = _digest(salt.encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on unless its answer is known to the visitor."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(_MADE_OF_THE_GRAPH):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        known = _tags(headers.get("if-none-match"))
        version = self._version()
        # of the question too: only who was answered it with 200 has its tag
        question = (headers.get("accept", ""), scope["query_string"].decode("latin-1"), scope["path"])
        tag = None if version is None else _tag(self._salt, version, *question)
        if tag in known:
            await _send_unchanged(send, str(tag))
            return
        held: list[Message] = []
        over = False

        async def send_marked(message: Message) -> None:
            nonlocal over
            if over:
                return
            if message["type"] == "http.response.start" and message["status"] == 200:
                held.append(message)
                return
            if held:
                start = held.pop()
                whole = not message.get("more_body", False)
                mark = _tag(self._salt, _digest(message.get("body", b""))) if tag is None and whole else tag
                if mark is not None and (mark in known or "*" in known):
                    over = True
                    await _send_unchanged(send, mark)
                    return
                if mark is not None:
                    start["headers"] = [*start["headers"], (b"etag", f"W/{mark}".encode())]
                await send(start)
            await send(message)

        await self.app(scope, receive, send_marked)


def _tags(given: str | None) -> frozenset[str]:
    """The tags of a list, weak ones as if they were strong; or ``*``, which is any."""
    return frozenset(tag.strip().removeprefix("W/") for tag in given.split(",")) if given else frozenset()


def _tag(*parts: str) -> str:
    """A tag without what says that it is weak; all are, since an answer may come compressed or not."""
    return f'"{_digest(chr(0).join(parts).encode())}"'


def _digest(told: bytes) -> str:
    return hashlib.blake2b(told, digest_size=12).hexdigest()


async def _send_unchanged(send: Send, tag: str) -> None:
    headers = [(b"etag", f"W/{tag}".encode()), (b"vary", b"Accept, Accept-Encoding")]
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
