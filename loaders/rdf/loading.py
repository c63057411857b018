"""RDF files put into a store: what their papers say, and what was found out about names since."""

from collections.abc import Callable, Iterable
from contextlib import closing
from itertools import islice

from loaders.load import LoadReport, load
from loaders.rdf.reading import Report, contributions_from
from loaders.store import Change, Store
from schema import Node

_AT_ONCE = 10_000


def load_rdf(
    store: Store,
    paths: Iterable[str],
    *,
    report: Report,
    limit: int | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> LoadReport:
    """Put the graphs of RDF files into a store, with the figures that ``kg analyze --write`` left in them.

    Figures are of a whole graph: with a ``limit`` of papers there are none.

    Raises:
        InputError: a file cannot be read, or ``report`` raised it.
        StoreError: the store cannot be written to, or holds something else afterwards than was written.
    """
    figures: list[Node] = []
    with closing(contributions_from(paths, report=report, figures=figures.append)) as said:
        loaded = load(store, islice(said, limit), on_progress=on_progress)
    if limit is None:
        for start in range(0, len(figures), _AT_ONCE):
            store.write(Change(changed_nodes=tuple(figures[start : start + _AT_ONCE])))
    return loaded
