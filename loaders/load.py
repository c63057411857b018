"""Puts contributions into a store and takes them out again, whichever engine it is."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from loaders.check import check_contribution
from loaders.contribution import NAMED, Contribution
from loaders.held import HeldPaper, belongings, held_aliases, held_papers, recounts, said_aliases
from loaders.merge import change_for, named, names_in
from loaders.store import Change, Counts, Store
from schema import LoadError, Node, SchemaError

BATCH_SIZE = 500
"""Papers that one transaction takes."""

_NODES_AT_ONCE = 10_000

_Item = TypeVar("_Item")


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

    Args:
        store: opened to be written to.
        contributions: read once, ``batch_size`` at a time.
        batch_size: how many papers one transaction takes.
        on_progress: told how many papers have been taken, one by one as they come: making them is what takes time.

    Raises:
        LoadError: the store does not hold afterwards what was written.
        StoreError: the store cannot be written to.
    """
    store.prepare()
    loading = _Loading(store, store.counts())
    for batch in _batches(_told(contributions, on_progress), batch_size):
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
    loading = _Loading(store, store.counts())
    removed = 0
    for batch in _slices(sorted(set(papers)), BATCH_SIZE):
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
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    nodes: Counter[str] = field(default_factory=Counter)
    edges: Counter[str] = field(default_factory=Counter)

    def take(self, batch: Iterable[Contribution]) -> None:
        """Write those contributions of a batch that are sound and that the store does not hold as they are."""
        sound: list[Contribution] = []
        for contribution in batch:
            try:
                check_contribution(contribution)
            except SchemaError as error:
                self.rejected.append(Rejection(contribution.paper, str(error)))
            else:
                sound.append(contribution)
        held = held_papers(self.store, [contribution.paper for contribution in sound])
        news = [
            contribution
            for contribution in sound
            if contribution.paper not in held or held[contribution.paper].digest != contribution.digest
        ]
        self.unchanged += len(sound) - len(news)
        if news:
            self._put(news, held)

    def write(self, change: Change) -> None:
        """Write a change and book what comes and goes with it."""
        nodes, edges = belongings(self.store, change.forget_papers)
        self.store.write(change)
        self.nodes.subtract(nodes)
        self.nodes.subtract(ref.type for ref in change.dropped_nodes)
        self.nodes.update(node.type for node in change.new_nodes)
        self.edges.subtract(edges)
        self.edges.update(edge.type for edge in change.new_edges)

    def settle(self) -> None:
        """Recount the papers of every shared node; drop a node of none, and aliases that no paper gives any more."""
        for name in NAMED:
            for batch in _slices(recounts(self.store, name), _NODES_AT_ONCE):
                said = said_aliases(self.store, (ref for ref, papers, stale in batch if papers and stale))
                kept = tuple(
                    Node(*ref, {"papers": papers} | (named(ref, said[ref]) if ref in said else {}))
                    for ref, papers, _ in batch
                    if papers
                )
                self.write(
                    Change(changed_nodes=kept, dropped_nodes=tuple(ref for ref, papers, _ in batch if not papers))
                )

    def audit(self) -> Counts:
        """Read the counts back; raise LoadError unless they are those of the books."""
        after = self.store.counts()
        expected = {name: count + self.nodes[name] for name, count in self.before.nodes.items()}
        expected |= {name: count + self.edges[name] for name, count in self.before.edges.items()}
        found = after.nodes | after.edges
        wrong = [f"{name} {found[name]} instead of {expected[name]}" for name in found if found[name] != expected[name]]
        if wrong:
            raise LoadError(f"{self.store.uri} does not hold what was written: {', '.join(wrong)}")
        return after

    def _put(self, contributions: Sequence[Contribution], held: Mapping[str, HeldPaper]) -> None:
        """Write in one transaction; if the engine refuses, write the halves, down to the papers that it refuses."""
        replaced = {one.paper: held[one.paper].names for one in contributions if one.paper in held}
        try:
            self.write(change_for(contributions, replaced, held_aliases(self.store, names_in(contributions))))
        except LoadError as error:
            if len(contributions) == 1:
                self.rejected.append(Rejection(contributions[0].paper, str(error)))
                return
            half = len(contributions) // 2
            self._put(contributions[:half], held)
            self._put(contributions[half:], held)
            return
        self.added += len(contributions) - len(replaced)
        self.changed += len(replaced)


def _told(contributions: Iterable[Contribution], on_progress: Callable[[int], None] | None) -> Iterator[Contribution]:
    for number, contribution in enumerate(contributions, 1):
        yield contribution
        if on_progress is not None:
            on_progress(number)


def _batches(contributions: Iterable[Contribution], size: int) -> Iterator[list[Contribution]]:
    """Cut into batches that hold no paper twice."""
    batch: dict[str, Contribution] = {}
    for contribution in contributions:
        if len(batch) == size or contribution.paper in batch:
            yield list(batch.values())
            batch = {}
        batch[contribution.paper] = contribution
    if batch:
        yield list(batch.values())


def _slices(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
