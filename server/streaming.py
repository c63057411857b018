"""Long answers, which are made while they are read: so many at once, each for a client that takes what comes."""

import asyncio
from collections.abc import Iterator, Mapping
from itertools import islice

from fastapi.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from server.access import log_failure
from server.turns import Turns

_LINES = 100
"""Lines that are sent at a time."""

_PATIENCE_S = 60.0
"""How long a client may take for them; whoever takes nothing would keep others out."""

_TURNS = Turns(8)
"""So many are sent at once: each holds the ids of what is still to come, and some rows."""


class StreamedLines(StreamingResponse):
    """Lines as they are made; sending them raises Busy, before anything is sent, while too many others are sent."""

    def __init__(self, lines: Iterator[str], *, media_type: str, headers: Mapping[str, str]) -> None:
        """Take lines with their ends."""
        super().__init__(_joined(lines), media_type=media_type, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the lines; end the connection of a client that does not take them."""

        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(_PATIENCE_S):
                await send(message)

        with _TURNS:
            try:
                await super().__call__(scope, receive, send_in_time)
            except TimeoutError:
                log_failure(scope, TimeoutError(f"the client took nothing for {_PATIENCE_S:g} s"), foreseen=True)


def _joined(lines: Iterator[str]) -> Iterator[str]:
    while some := "".join(islice(lines, _LINES)):
        yield some
