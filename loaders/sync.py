"""A whole graph copied from one store into another, whichever engines they are."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from loaders.figures import copy_figures
from loaders.load import LoadReport, load, remove
from loaders.papers import read_contributions
from loaders.store import Store


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a copy did: the load, the papers that only the target had, and how many of those were removed."""

    load: LoadReport
    others: int
    removed: int


def sync(
    source: Store, target: Store, *, delete: bool = False, on_progress: Callable[[int], None] | None = None
) -> SyncReport:
    """Put every paper of a store into another one; what that has already as it is stays untouched.

    What an analysis of the source says of its nodes is copied too; one that was not analysed takes nothing away.

    Args:
        source: is read.
        target: opened to be written to.
        delete: remove the papers that the source does not have.
        on_progress: told how many papers have been taken.

    Raises:
        StoreError: a store goes away, or the target does not hold afterwards what was written.
    """
    others = list(_others(source, target))
    removed = remove(target, others) if delete and others else 0
    copied = (contribution for contribution, held in read_contributions(source) if held is not None)
    loaded = load(target, copied, on_progress=on_progress)
    copy_figures(source, target)
    return SyncReport(loaded, len(others), removed)


def _others(source: Store, target: Store) -> Iterator[str]:
    """Ids of papers that only the target has."""
    target.prepare()
    statement = "MATCH (p:Paper) RETURN p.id AS id ORDER BY id"
    ours = cast("Iterable[tuple[str]]", source.query(statement).rows)
    known = {paper for (paper,) in ours}
    for (paper,) in cast("Iterable[tuple[str]]", target.query(statement).rows):
        if paper not in known:
            yield paper
