"""Worker processes: a function applied to a stream of items, a batch at a time, by processes that may die.

The results come in the order in which they are ready. However long the stream is, a bounded number of items and
results is held, and while the caller is busy with a result the workers go on.
"""

import multiprocessing
import queue
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar, cast

from schema import KGError

Item = TypeVar("Item")
Result = TypeVar("Result")

Opener = Callable[[], Callable[[Item], Result]]
"""Called once in each worker: makes the function that is applied to every item. Both are importable by name."""

BATCH = 16
"""Items that a worker is given at a time."""

_AHEAD = 2
"""Batches that a worker has before it: it never waits for the next one."""

_WAITING = 64
"""Batches of results that wait for the caller."""

_STARTS = 3
"""Workers in a row that may end before they have begun to work."""

_LOOK_S = 0.2
"""How often it is looked whether the caller has gone."""


@dataclass(frozen=True, slots=True)
class Lost(Generic[Item]):
    """An item whose worker died, and died again when the item was given to another one alone."""

    item: Item
    reason: str


class WorkerError(KGError):
    """The workers cannot work at all."""


def in_workers(
    items: Iterable[Item], opener: Opener[Item, Result], *, workers: int, batch: int = BATCH
) -> Iterator[Result | Lost[Item]]:
    """Apply the function that ``opener`` makes to every item, in this many processes; 0 is this process itself.

    When a worker dies, another takes its place. The items that it was at are given out again, each alone; one that
    ends its worker again comes back as Lost.

    Raises:
        KGError: what ``opener``, or the function that it made, raised.
        WorkerError: workers cannot be started, or end before they have begun.
        Exception: whatever ``items`` raises.
    """
    if workers == 0:
        yield from map(opener(), items)
        return
    crew = _Crew(iter(items), opener, workers, batch)
    with ThreadPoolExecutor(1, thread_name_prefix="kg-workers") as thread:
        done = thread.submit(crew.run)
        try:
            while (results := crew.results.get()) is not None:
                yield from results
            done.result()
        finally:
            crew.stopped.set()


@dataclass(slots=True)
class _Worker(Generic[Item]):
    process: BaseProcess
    connection: Connection
    held: deque[tuple[Item, ...]] = field(default_factory=deque)
    ready: bool = False


@dataclass(slots=True)
class _Crew(Generic[Item, Result]):
    """The workers; ``run`` hands out items and takes in results, in a thread of its own."""

    items: Iterator[Item]
    opener: Opener[Item, Result]
    size: int
    batch: int
    results: queue.Queue[list[Result | Lost[Item]] | None] = field(default_factory=lambda: queue.Queue(_WAITING))
    stopped: threading.Event = field(default_factory=threading.Event)
    workers: list[_Worker[Item]] = field(default_factory=list)
    again: deque[tuple[Item, ...]] = field(default_factory=deque)
    """Batches that are given out once more; one that ended a worker comes as single items."""
    suspects: set[int] = field(default_factory=set)
    """The ``id`` of those items of ``again`` that have ended a worker."""
    failed_starts: int = 0

    def run(self) -> None:
        """Work until the items are used up or the caller has gone."""
        try:
            self.workers = [self._start() for _ in range(self.size)]
            while not self.stopped.is_set() and self._hand_out():
                self._take_in()
        finally:
            for worker in self.workers:
                worker.connection.close()
                worker.process.terminate()
            for worker in self.workers:
                worker.process.join()
            self._put(None)

    def _start(self) -> _Worker[Item]:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self.opener), name="kg-worker", daemon=True)
        try:
            process.start()
        except OSError as error:
            ours.close()
            raise WorkerError(f"no worker can be started: {error.strerror}") from error
        finally:
            theirs.close()
        return _Worker(process, ours)

    def _hand_out(self) -> bool:
        """Give every worker what it has room for; False if nobody has anything to do any more."""
        for worker in list(self.workers):
            while len(worker.held) < _AHEAD and (batch := self._next()):
                worker.held.append(batch)
                try:
                    worker.connection.send(batch)
                except (BrokenPipeError, ConnectionResetError):
                    self._replace(worker)
                    break
        return bool(self.again) or any(worker.held for worker in self.workers)

    def _next(self) -> tuple[Item, ...]:
        return self.again.popleft() if self.again else tuple(islice(self.items, self.batch))

    def _take_in(self) -> None:
        by_connection = {worker.connection: worker for worker in self.workers}
        for connection in wait(list(by_connection), timeout=_LOOK_S):
            worker = by_connection[cast("Connection", connection)]
            try:
                said = worker.connection.recv()
            except (EOFError, OSError):  # OSError: it ended in the middle of what it said
                self._replace(worker)
                continue
            if isinstance(said, KGError):
                raise said
            if said is None:
                worker.ready = True
                self.failed_starts = 0
                continue
            for item in worker.held.popleft():
                self.suspects.discard(id(item))
            self._put(said)

    def _replace(self, worker: _Worker[Item]) -> None:
        """Start another in the place of a worker that has ended, and give out what that one had."""
        worker.connection.close()
        worker.process.join()
        reason = _how_it_ended(worker.process.exitcode)
        if not worker.ready:
            self.failed_starts += 1
            if self.failed_starts == _STARTS:
                raise WorkerError(f"{_STARTS} workers in a row ended before they had begun; the last one {reason}")
        elif worker.held:
            self._suspect(worker.held.popleft(), reason)
        self.again.extend(worker.held)
        self.workers[self.workers.index(worker)] = self._start()

    def _suspect(self, batch: tuple[Item, ...], reason: str) -> None:
        for item in batch:
            if id(item) in self.suspects:
                self.suspects.remove(id(item))
                self._put([Lost(item, f"the worker that read it {reason}, twice")])
            else:
                self.suspects.add(id(item))
                self.again.append((item,))

    def _put(self, results: list[Result | Lost[Item]] | None) -> None:
        while not self.stopped.is_set():
            try:
                self.results.put(results, timeout=_LOOK_S)
            except queue.Full:
                continue
            return


def _how_it_ended(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"was ended by {signal.Signals(-exit_code).name}"
    return f"ended with code {exit_code}"


def _work(connection: Connection, opener: Opener[Item, Result]) -> None:
    """What a worker does until nobody gives it anything any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    try:
        try:
            apply = opener()
        except KGError as error:
            connection.send(error)
            return
        connection.send(None)
        # a thread takes the batches in: who gives them never waits for one who waits for his results to be taken
        batches: queue.SimpleQueue[tuple[Item, ...] | None] = queue.SimpleQueue()
        threading.Thread(target=_receive, args=(connection, batches), daemon=True).start()
        while (batch := batches.get()) is not None:
            try:
                results = [apply(item) for item in batch]
            except KGError as error:
                connection.send(error)
                return
            connection.send(results)
    except (BrokenPipeError, ConnectionResetError):
        return


def _receive(connection: Connection, batches: queue.SimpleQueue[tuple[Item, ...] | None]) -> None:
    try:
        while True:
            batches.put(connection.recv())
    except (EOFError, OSError):
        batches.put(None)
