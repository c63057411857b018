"""Long answers: so many at once, and none for a client that takes nothing."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.types import Message

from loaders import load, open_store
from schema import NODE_TYPES
from server import listing as lists
from server import streaming
from server.listing import Order, listing, rows_of_list
from server.reader import Reader
from server.streaming import StreamedLines
from server.turns import Busy, Turns
from tests.loaders.test_load import many

Send = Callable[[Message], Awaitable[None]]


async def receive() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


async def answer(send: Send, lines: int = 250) -> None:
    streamed = StreamedLines((f"{number}\r\n" for number in range(lines)), media_type="text/csv", headers={})
    await streamed({"type": "http", "method": "GET", "path": "/api/papers.csv"}, receive, send)


def keep(kept: list[Message]) -> Send:
    async def send(message: Message) -> None:
        kept.append(message)

    return send


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "_TURNS", Turns(1))


def test_lines_come_some_at_a_time() -> None:
    kept: list[Message] = []
    asyncio.run(answer(keep(kept)))
    start, *bodies = kept
    assert (start["status"], len(bodies)) == (200, 4)
    assert b"".join(body["body"] for body in bodies).split() == [str(number).encode() for number in range(250)]


def test_only_so_many_are_sent_at_once() -> None:
    async def meet() -> None:
        taken, go_on = asyncio.Event(), asyncio.Event()

        async def send_slowly(_message: Message) -> None:
            taken.set()
            await go_on.wait()

        slow = asyncio.create_task(answer(send_slowly))
        await taken.wait()
        kept: list[Message] = []
        with pytest.raises(Busy):
            await answer(keep(kept))
        assert kept == []
        go_on.set()
        await slow
        await answer(keep(kept))
        gone = asyncio.create_task(answer(send_slowly))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.wait([gone])
        await answer(keep(kept))

    asyncio.run(meet())


def test_who_takes_nothing_is_waited_for_so_long(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def never(_message: Message) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(streaming, "_PATIENCE_S", 0.01)
    with caplog.at_level(logging.WARNING, "kg.server"):
        asyncio.run(answer(never))
    (said,) = (json.loads(record.message) for record in caplog.records)
    assert (said["path"], said["error"]) == ("/api/papers.csv", "TimeoutError: the client took nothing for 0.01 s")
    asyncio.run(answer(keep([])))


def test_one_too_many_is_told_when_to_come_again(client: httpx.Client) -> None:
    assert client.get("/api/papers.csv").status_code == 200
    with streaming._TURNS:
        told = client.get("/api/papers", params={"format": "csv"})
    assert (told.status_code, told.json()["type"]) == (429, "urn:kg:problem:busy")
    assert told.headers["Retry-After"] == "1"
    assert client.get("/api/papers.csv").status_code == 200


def test_no_more_is_read_than_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "_ROWS", 10)
    papers = NODE_TYPES["Paper"]
    with open_store(str(tmp_path / "graph.lbug")) as store:
        load(store, many(35))
        asked: list[str] = []
        columns = store.columns
        monkeypatch.setattr(store, "columns", lambda statement, *args, **more: (
            asked.append(statement), columns(statement, *args, **more))[1])  # fmt: skip
        reader = Reader(store)
        rows: Iterator[tuple[str]] = rows_of_list(
            reader, listing(reader, papers, []), Order(None, down=True), ["id"], None
        )
        assert len(asked) == 1
        first = [next(rows) for _ in range(10)]
        assert len(asked) == 2
        assert sorted({*first, *rows}) == sorted(tuple(row) for row in store.query("MATCH (n:Paper) RETURN n.id").rows)
        assert len(asked) == 5
