"""Puts contributions into a store and takes them out again, whichever engine it is."""

import gc
import math
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from loaders.batches import slices
from loaders.check import check_contribution
from loaders.contribution import NAMED, Contribution
from loaders.held import HeldPaper, belongings, held_names, held_papers, recounts, said_forms, unreported
from loaders.merge import certain, change_for, doubted, named, names_change, names_in, own_change
from loaders.store import Change, Counts, Spool, Store
from schema import LoadError, Node, NodeRef, SchemaError

BATCH_SIZE = 1000
"""Papers that are looked up, and whose names are made, at a time."""

_A_WRITER = 100
"""Papers that one of several writers puts in at a time: of more, a server keeps so much that it must tidy up."""

_NODES_AT_ONCE = 10_000

_Put = Callable[[Sequence[Contribution], Mapping[str, Sequence[str]]], None]
"""Writes contributions; with them come the papers among them that are replaced, and what each remembers."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A paper whose contribution is not in the graph, and why."""

    paper: str
    reason: str


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: how many papers, those that it rejected, and the counts before and after."""

    added: int
    changed: int
    unchanged: int
    rejected: tuple[Rejection, ...]
    before: Counts
    after: Counts


def load(
    store: Store,
    contributions: Iterable[Contribution],
    *,
    batch_size: int = BATCH_SIZE,
    on_progress: Callable[[int], None] | None = None,
) -> LoadReport:
    """Put contributions into a store; a paper that it holds is left alone if nothing changed, else replaced.

    Loading again, in another order, in parts, or after a load that was killed gives the same graph. A contribution
    that the schema or the engine refuses is rejected as a whole; the others go in. One load at a time into a store.
    An empty store that has a spool gets all of it at the end, unless one batch is all or papers contradict each other.

    Args:
        store: opened to be written to.
        contributions: read once, ``batch_size`` at a time.
        batch_size: how many papers are looked up at a time, and at most go into one transaction.
        on_progress: told how many papers have been taken, one by one as they come: making them is what takes time.

    Raises:
        LoadError: the store does not hold afterwards what was written.
        StoreError: the store cannot be written to.
    """
    store.prepare()
    with ThreadPoolExecutor(store.writers, thread_name_prefix="kg-load") as pool:
        loading = _Loading(store, store.counts(), pool)
        batches = _batches(_told(contributions, on_progress), batch_size)
        first = next(batches, [])
        if len(first) == batch_size and not any(loading.before.nodes.values()):
            loading.spool = store.spool
        for batch in chain([first], batches):
            loading.take(batch)
        loading.settle()
        return LoadReport(
            added=loading.added,
            changed=loading.changed,
            unchanged=loading.unchanged,
            rejected=tuple(loading.rejected),
            before=loading.before,
            after=loading.audit(),
        )


def remove(store: Store, papers: Iterable[str]) -> int:
    """Take papers out with all that they said; return how many of them the store held.

    Raises:
        LoadError: the store does not hold afterwards what it should.
        StoreError: the store cannot be written to.
    """
    store.prepare()
    with ThreadPoolExecutor(1) as pool:
        loading = _Loading(store, store.counts(), pool)
        removed = 0
        for batch in slices(sorted(set(papers)), BATCH_SIZE):
            held = held_papers(store, batch)
            loading.write(change_for((), {paper: old.names for paper, old in held.items()}, {}))
            removed += len(held)
        loading.settle()
        loading.audit()
        return removed


@dataclass(slots=True)
class _Loading:
    """One load: writes to the store, and keeps the books on what must be there afterwards."""

    store: Store
    before: Counts
    pool: ThreadPoolExecutor
    spool: Spool | None = None
    under_way: "_UnderWay | None" = None
    books: threading.Lock = field(default_factory=threading.Lock)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    nodes: Counter[str] = field(default_factory=Counter)
    edges: Counter[str] = field(default_factory=Counter)

    def take(self, batch: Iterable[Contribution]) -> None:
        """Write those contributions of a batch that are sound and that the store does not hold as they are."""
        sound = self._sound(batch)
        if self.spool is not None:
            news = [contribution for contribution in sound if not self.spool.holds(contribution)]
            if not self.spool.contradicts(news):
                self.unchanged += len(sound) - len(news)
                self._book(self._written(news, {}, self._aside))
                return
            self._pour()
        if self.under_way is not None and self.under_way.speaks_of(sound):
            self._wait()
        held = held_papers(self.store, [contribution.paper for contribution in sound])
        news = [
            contribution
            for contribution in sound
            if contribution.paper not in held or held[contribution.paper].digest != contribution.digest
        ]
        self.unchanged += len(sound) - len(news)
        if news:
            self._put(news, held)

    def _sound(self, batch: Iterable[Contribution]) -> list[Contribution]:
        """The contributions of a batch, each once, but for those that break the schema."""
        sound: dict[str, Contribution] = {}
        for contribution in batch:
            try:
                check_contribution(contribution)
            except SchemaError as error:
                self.rejected.append(Rejection(contribution.paper, str(error)))
                continue
            self.unchanged += contribution.paper in sound
            sound[contribution.paper] = contribution
        return list(sound.values())

    def write(self, change: Change) -> None:
        """Write a change and book what comes and goes with it."""
        nodes, edges = belongings(self.store, change.forget_papers)
        self.store.write(change)
        with self.books:
            self.nodes.subtract(nodes)
            self.nodes.subtract(ref.type for ref in change.dropped_nodes)
            self.nodes.update(node.type for node in change.new_nodes)
            self.edges.subtract(edges)
            self.edges.update(edge.type for edge in change.new_edges)

    def settle(self) -> None:
        """Recount the papers of every shared node, and name those anew whose number has changed; drop those of none."""
        self._wait()
        if self.spool is not None:
            self._pour()
            return
        found = list(chain.from_iterable(self.pool.map(lambda name: recounts(self.store, name), NAMED)))
        forms = said_forms(self.store, {ref for ref, papers in found if papers})
        for batch in slices(found, _NODES_AT_ONCE):
            kept = tuple(Node(*ref, {"papers": papers, **named(ref, forms[ref])}) for ref, papers in batch if papers)
            self.write(Change(changed_nodes=kept, dropped_nodes=tuple(ref for ref, papers in batch if not papers)))

    def audit(self) -> Counts:
        """Read the counts back; raise LoadError unless they are those of the books, and for orphans.

        A name that no paper speaks of is none any more since ``settle``.
        """
        after = self.store.counts()
        expected = {name: count + self.nodes[name] for name, count in self.before.nodes.items()}
        expected |= {name: count + self.edges[name] for name, count in self.before.edges.items()}
        found = after.nodes | after.edges
        wrong = [f"{name} {found[name]} instead of {expected[name]}" for name in found if found[name] != expected[name]]
        if wrong:
            raise LoadError(f"{self.store.uri} does not hold what was written: {', '.join(wrong)}")
        if lone := unreported(self.store):
            raise LoadError(f"{self.store.uri}: {len(lone):,} results that no paper reports, {lone[0]} among them")
        return after

    def _put(self, news: Sequence[Contribution], held: Mapping[str, HeldPaper]) -> None:
        """Write what is new; with several writers, the shared nodes first and then papers beside each other.

        Papers touch no shared node but by their edges, so that no writer waits for a node of another one. Until all
        papers are in, ``papers`` of the shared nodes is unset: should this be killed, the next load looks at them.
        """
        if self.store.writers == 1 or len(news) == 1 or _claimed_twice(news):
            self._wait()
            self._book(self._written(news, held, self._whole))
            return
        replaced = _replaced(news, held)
        if replaced:
            self._wait()  # for nodes that a writer may be at
        names = names_change(news, replaced, held_names(self.store, names_in(news)))
        try:
            self._write_names(doubted(names))
        except LoadError:
            self._wait()
            self._book(self._written(news, held, self._whole))
            return
        self._wait()
        turns = math.ceil(len(news) / (self.store.writers * _A_WRITER))
        parts = slices(news, math.ceil(len(news) / (self.store.writers * turns)))
        going = tuple(self.pool.submit(self._written, part, held, self._own) for part in parts)
        self.under_way = _UnderWay(frozenset(one.paper for one in news), going, names)

    def _wait(self) -> None:
        """Wait for what other threads write, and book it."""
        if self.under_way is None:
            return
        _, going, names = self.under_way
        self.under_way = None
        wait(going)
        written = [part.result() for part in going]
        for part in written:
            self._book(part)
        self._write_names(certain(names, set().union(*(part.refused for part in written))))

    def _whole(self, contributions: Sequence[Contribution], replaced: Mapping[str, Sequence[str]]) -> None:
        self.write(change_for(contributions, replaced, held_names(self.store, names_in(contributions))))

    def _own(self, contributions: Sequence[Contribution], replaced: Mapping[str, Sequence[str]]) -> None:
        self.write(own_change(contributions, replaced))

    def _aside(self, contributions: Sequence[Contribution], _: Mapping[str, Sequence[str]]) -> None:
        """Keep contributions in the spool, and book what belongs to each alone."""
        if self.spool is not None and contributions:
            self.spool.add(contributions)
            self.nodes.update(node.type for one in contributions for node in one.own)
            self.edges.update(edge.type for one in contributions for edge in one.edges)

    def _pour(self) -> None:
        """Have the spool fill the store; whatever comes later goes there itself."""
        if self.spool is not None:
            self.nodes.update(self.spool.pour())
            self.spool = None

    def _write_names(self, change: Change) -> None:
        if change.new_nodes or change.changed_nodes:
            self.write(change)

    def _written(self, contributions: Sequence[Contribution], held: Mapping[str, HeldPaper], put: _Put) -> "_Written":
        """Write in one transaction; if the engine refuses, write the halves, down to the papers that it refuses."""
        replaced = _replaced(contributions, held)
        try:
            put(contributions, replaced)
        except LoadError as error:
            if len(contributions) == 1:
                return _Written(
                    0, 0, (Rejection(contributions[0].paper, str(error)),), frozenset(names_in(contributions))
                )
            half = len(contributions) // 2
            one = self._written(contributions[:half], held, put)
            other = self._written(contributions[half:], held, put)
            return _Written(
                one.added + other.added,
                one.changed + other.changed,
                one.rejected + other.rejected,
                one.refused | other.refused,
            )
        return _Written(len(contributions) - len(replaced), len(replaced))

    def _book(self, written: "_Written") -> None:
        self.added += written.added
        self.changed += written.changed
        self.rejected += written.rejected


class _Written(NamedTuple):
    """What became of contributions; ``refused`` are the shared nodes of those that were rejected."""

    added: int
    changed: int
    rejected: tuple[Rejection, ...] = ()
    refused: frozenset[NodeRef] = frozenset()


class _UnderWay(NamedTuple):
    """Papers that other threads write, and the change of the shared nodes before them."""

    papers: frozenset[str]
    parts: tuple[Future[_Written], ...]
    names: Change

    def speaks_of(self, contributions: Iterable[Contribution]) -> bool:
        """Whether one of these is of a paper that is being written."""
        return any(one.paper in self.papers for one in contributions)


def _replaced(contributions: Iterable[Contribution], held: Mapping[str, HeldPaper]) -> dict[str, list[str]]:
    """Those papers that are in the store in another form, with the names that each remembers."""
    return {one.paper: held[one.paper].names for one in contributions if one.paper in held}


def _claimed_twice(contributions: Iterable[Contribution]) -> bool:
    """Whether two papers have a node that only one can have; which one gets it must not be a matter of luck."""
    own = Counter(node.ref for one in contributions for node in one.own)
    return any(count > 1 for count in own.values())


def _told(contributions: Iterable[Contribution], on_progress: Callable[[int], None] | None) -> Iterator[Contribution]:
    for number, contribution in enumerate(contributions, 1):
        yield contribution
        if on_progress is not None:
            on_progress(number)


def _batches(contributions: Iterable[Contribution], size: int) -> Iterator[list[Contribution]]:
    """Cut into batches that hold no paper in two forms.

    The garbage collector passes over what waits in a batch: small objects by the hundred thousand, none in a cycle.
    """
    batch: list[Contribution] = []
    digests: dict[str, str] = {}
    try:
        for contribution in contributions:
            if len(batch) == size or digests.get(contribution.paper, contribution.digest) != contribution.digest:
                yield batch
                batch, digests = [], {}
                gc.unfreeze()
            batch.append(contribution)
            digests[contribution.paper] = contribution.digest
            gc.freeze()
        if batch:
            yield batch
    finally:
        gc.unfreeze()
