"""Whether a store answers, asked beside all other questions: slow ones may hold every turn and thread."""

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor

from schema import StoreUnavailable
from server.reader import Reader

_PATIENCE_S = 2.0
"""How long an answer may take."""


class Pulse:
    """Asks a store short questions, none twice at a time: who asks meanwhile gets the same answer."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="pulse")
        self._asked: dict[str, Future[int]] = {}

    async def feel(self, reader: Reader, statement: str) -> None:
        """Ask a statement that answers a number; raise what the store raises, StoreUnavailable if it takes too long."""
        asked = self._asked.get(statement)
        if asked is None or asked.done():
            asked = self._asked[statement] = self._threads.submit(reader.number, statement)
        done, _ = await asyncio.wait([asyncio.wrap_future(asked)], timeout=_PATIENCE_S)
        if not done:
            raise StoreUnavailable(f"{reader.store.uri}: no answer within {_PATIENCE_S:g} s")
        asked.result()

    def close(self) -> None:
        """Ask no more."""
        self._threads.shutdown(wait=False)
