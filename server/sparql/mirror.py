"""The graph as SPARQL has it: a copy of the current store, made when it is asked for and the store has changed."""

import json
import logging
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from pyoxigraph import RdfFormat
from pyoxigraph import Store as Oxigraph

from loaders import Counts, Store
from loaders.graph import read_edges, read_nodes
from loaders.rdf.files import Lines
from loaders.rdf.lines import graph_lines
from loaders.rdf.ontology import ontology
from schema import NODE_TYPES, KGError, Node, OutOfMemory, QueryError, QueryTimeout
from server.cage import LAUNCH
from server.reader import public_properties
from server.sparql.guard import MalformedQuery, check

_log = logging.getLogger("kg.server")

_WORKER = Path(__file__).with_name("worker.py")
_AT_ONCE = 4
"""Queries that run at the same time; the others wait for their turn."""
_WAITING = 16
"""Queries that run or wait; more would keep the server from its other work."""
_FRESH_S = 5.0
"""How long a query waits for the copy of a new store before it asks the copy of the old one."""
_PUBLIC = {name: frozenset(public_properties(node_type)) for name, node_type in NODE_TYPES.items()}


class MirrorNotReady(KGError):
    """There is no copy yet, or no place for one more query."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: JSON of SPARQL results if ``kind`` is rows, else a graph in the media type that was asked for."""

    kind: str
    body: bytes
    cut: bool


@dataclass(slots=True)
class _Copy:
    store: Store
    counts: Counts
    folder: Path
    users: int = 0
    retired: bool = False


class Mirror:
    """Answers SPARQL over whatever graph a store holds now; to be closed, which deletes the copies."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._lock = threading.Lock()
        self._seats = threading.BoundedSemaphore(_WAITING)
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        self._maker = ThreadPoolExecutor(1, thread_name_prefix="kg-sparql")
        self._copy: _Copy | None = None
        self._making: Future[None] | None = None
        self._closed = threading.Event()

    def ask(self, store: Store, query: str, *, media: str, timeout_s: float, limit: int) -> Found:
        """Run a query that reads.

        Args:
            store: the graph that is meant.
            query: SPARQL 1.1.
            media: media type of a graph, should the query make one.
            timeout_s: seconds after which it is stopped.
            limit: rows or triples after which the answer is cut.

        Raises:
            MalformedQuery: the query is wrong or not allowed.
            MirrorNotReady: the copy of a large graph is still being made, or too many queries wait.
            QueryTimeout: it took too long, or was ended from outside.
            OutOfMemory: it took too much memory.
        """
        check(query)
        if not self._seats.acquire(blocking=False):
            raise MirrorNotReady(f"{_WAITING} queries run or wait already; try again in a while")
        try:
            return self._ask(store, query, media=media, timeout_s=timeout_s, limit=limit)
        finally:
            self._seats.release()

    def close(self) -> None:
        """Delete the copies; a copy that is being made is given up."""
        self._closed.set()
        self._maker.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            if self._copy is not None:
                self._retire(self._copy)
                self._copy = None

    def _ask(self, store: Store, query: str, *, media: str, timeout_s: float, limit: int) -> Found:
        deadline = time.monotonic() + timeout_s
        with self._folder(store, timeout_s) as folder:
            if not self._turns.acquire(timeout=max(0.0, deadline - time.monotonic())):
                raise QueryTimeout(f"had no turn within {timeout_s:g} s")
            try:
                asked = {"folder": str(folder), "query": query, "limit": limit, "format": media}
                return _run(asked, max(0.05, deadline - time.monotonic()))
            finally:
                self._turns.release()

    @contextmanager
    def _folder(self, store: Store, timeout_s: float) -> Iterator[Path]:
        """The copy of the store, kept while it is used."""
        copy = self._current(store, timeout_s)
        try:
            yield copy.folder
        finally:
            with self._lock:
                copy.users -= 1
                if copy.retired and not copy.users:
                    shutil.rmtree(copy.folder)

    def _current(self, store: Store, timeout_s: float) -> _Copy:
        counts = store.counts()
        with self._lock:
            if self._copy is not None and self._copy.store is store and self._copy.counts == counts:
                self._copy.users += 1
                return self._copy
            if self._making is None or self._making.done():
                self._making = self._maker.submit(self._make, store, counts)
            making, old = self._making, self._copy
        try:
            making.result(min(timeout_s, _FRESH_S) if old else timeout_s)
        except NotYet:
            if old is None:
                raise MirrorNotReady("the copy of the graph for SPARQL is being made; try again in a while") from None
        with self._lock:
            if self._copy is None:
                raise MirrorNotReady("the server ends")
            self._copy.users += 1
            return self._copy

    def _make(self, store: Store, counts: Counts) -> None:
        folder = Path(tempfile.mkdtemp(prefix="kg-sparql-"))
        try:
            copy = Oxigraph(str(folder))
            nodes = (_public(node) for node in read_nodes(store, counts))
            lines = graph_lines(nodes, read_edges(store, counts), self._base, quads=False)
            copy.bulk_load(cast("IO[bytes]", Lines(self._until_closed(lines))), RdfFormat.N_TRIPLES)
            copy.bulk_load(ontology().serialize(format="nt").encode(), RdfFormat.N_TRIPLES)
            copy.flush()
            del copy
        except BaseException:
            shutil.rmtree(folder)
            raise
        with self._lock:
            old, self._copy = self._copy, _Copy(store, counts, folder)
            if old is not None:
                self._retire(old)

    def _until_closed(self, lines: Iterator[str]) -> Iterator[str]:
        for line in lines:
            if self._closed.is_set():
                raise MirrorNotReady("the server ends")
            yield line

    def _retire(self, copy: _Copy) -> None:
        copy.retired = True
        if not copy.users:
            shutil.rmtree(copy.folder)


def _public(node: Node) -> Node:
    shown = _PUBLIC[node.type]
    return Node(node.type, node.id, {name: value for name, value in node.properties.items() if name in shown})


def _run(asked: dict[str, Any], timeout_s: float) -> Found:
    command = [sys.executable, "-I", str(LAUNCH), str(_WORKER)]
    try:
        ended = subprocess.run(  # noqa: S603 - our own script
            command, input=json.dumps(asked).encode(), capture_output=True, timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise QueryTimeout(f"stopped the query after {timeout_s:.3g} s") from error
    first, _, body = ended.stdout.partition(b"\n")
    if ended.returncode != 0 or not first:
        raise _why_it_ended(ended)
    said = json.loads(first)
    if "error" in said:
        raise MalformedQuery(f"query: {said['reason']}", parameter="query")
    return Found(said["kind"], body, said["cut"])


def _why_it_ended(ended: subprocess.CompletedProcess[bytes]) -> QueryError:
    """By which signal or with which code, and whether for lack of memory; what else it said goes into the log."""
    code = ended.returncode
    how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
    reason = f"ended the query: its process {how}"
    said = ended.stderr.decode(errors="replace").strip()
    if any(word in said for word in ("MemoryError", "memory allocation", "bad_alloc")):
        return OutOfMemory(f"{reason}: it took too much memory")
    _log.warning("a query's process %s: %s", how, said)
    return QueryTimeout(reason)
