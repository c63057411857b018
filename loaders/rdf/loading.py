"""RDF files put into a store: what their papers say, and what was found out about names since."""

from collections.abc import Callable, Iterable
from contextlib import closing
from itertools import islice

from loaders.figures import write_figures
from loaders.load import LoadReport, load
from loaders.rdf.reading import Report, contributions_from
from loaders.store import Store
from schema import Node


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
        write_figures(store, figures)
    return loaded
