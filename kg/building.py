"""The whole road as one function: papers in, extracted, resolved and loaded."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any, cast

from kg.extractor import Extractor
from kg.fingerprint import paper_fingerprint
from kg.graph import contribution
from kg.paper import Paper
from kg.readers import STANDARD_INPUT, Report, fail, read_inputs
from kg.record import PAPER_FIELDS, Record, cut, cut_fingerprint
from kg.workers import Lost, in_workers
from loaders import Contribution, LoadReport, Rejection, Store, load
from loaders.held import held_readings, read_by_others
from loaders.part import read_part
from schema import NodeRef

_SHIPPED = Extractor()
_LOOKED_UP = 500
"""Papers that a store is asked about at a time."""


def build(
    inputs: Iterable[str],
    store: Store,
    *,
    report: Report = fail,
    on_progress: Callable[[int], None] | None = None,
    limit: int | None = None,
    workers: int = 0,
    changed: bool = False,
    extractor: Extractor = _SHIPPED,
) -> LoadReport:
    """Read the papers of all inputs, extract what they say and load it into the store.

    Building again, in another order or in parts, gives the same graph: a paper that the store holds is replaced.
    Records of ``kg extract`` among the inputs are not extracted again.

    Args:
        inputs: paths of files; ``-`` is standard input.
        store: an open store that may be written to.
        report: told of every line that holds no paper.
        on_progress: told how many papers have been loaded so far.
        limit: how many papers are taken at most.
        workers: processes that extract while this one loads; 0 does both here, one after the other.
        changed: pass over the papers that the store holds as they are and from this very extractor.
        extractor: what reads the papers.

    Raises:
        InputError: ``report`` raised it, or the model of the extractor cannot be read.
        StoreError: the store cannot be written to, or holds something else afterwards than was written.
    """
    items: Iterator[Paper | Record] = islice(read_inputs(inputs, report=report), limit)
    books = _Books(on_progress)
    if changed:
        store.prepare()
        items = books.news(items, store, extractor)
    return _load(items, store, books, workers=workers, extractor=extractor)


def rebuild(
    papers: Sequence[str],
    store: Store,
    *,
    on_progress: Callable[[int], None] | None = None,
    workers: int = 0,
    extractor: Extractor = _SHIPPED,
) -> LoadReport:
    """Extract papers that the store holds once more, from the title and abstract that it has; see ``build``."""
    return _load(_held(papers, store), store, _Books(on_progress), workers=workers, extractor=extractor)


def outdated(store: Store, extractor: Extractor = _SHIPPED) -> list[str]:
    """The ids of the papers that another extractor read, or this one with another cut; prepares the store."""
    store.prepare()
    return read_by_others(store, extractor.name)


def _load(
    items: Iterable[Paper | Record], store: Store, books: "_Books", *, workers: int, extractor: Extractor
) -> LoadReport:
    opener = partial(open_contributor, extractor)
    loaded = load(store, books.contributions(in_workers(items, opener, workers=workers)))
    return replace(loaded, unchanged=loaded.unchanged + books.skipped, rejected=(*loaded.rejected, *books.lost))


def _held(papers: Sequence[str], store: Store) -> Iterator[Paper]:
    """Papers as they were read: a link to code that was found in the abstract is none that the source gave."""
    for start in range(0, len(papers), _LOOKED_UP):
        for node in read_part(store, {NodeRef("Paper", paper) for paper in papers[start : start + _LOOKED_UP]})[0]:
            fields = {name: node.properties.get(name) for name in PAPER_FIELDS}
            paper = Paper(**cast("dict[str, Any]", fields | {"id": node.id}))
            found = paper_fingerprint(paper) != node.properties.get("reading")
            yield replace(paper, code_url=None) if found else paper


def open_contributor(extractor: Extractor = _SHIPPED) -> Callable[[Paper | Record], Contribution]:
    """The function that makes the contribution of a paper or record; loads the model when it is first needed."""
    return _Contributor(extractor)


@dataclass(slots=True)
class _Contributor:
    extractor: Extractor
    _extract: Callable[[Paper], Record] | None = None

    def __call__(self, item: Paper | Record) -> Contribution:
        if isinstance(item, Paper):
            self._extract = self._extract or self.extractor.open()
            record = self._extract(item)
        else:
            record = cut(item, self.extractor.min_confidence)
        return contribution(record.paper, record.extraction, record.fingerprint)


@dataclass(slots=True)
class _Books:
    """What becomes of the papers that do not reach the store."""

    on_progress: Callable[[int], None] | None
    skipped: int = 0
    lost: list[Rejection] = field(default_factory=list)

    def contributions(self, results: Iterable[Contribution | Lost[Paper | Record]]) -> Iterator[Contribution]:
        """The contributions among the results; a paper that was lost is noted."""
        for taken, result in enumerate(results, 1):
            if isinstance(result, Contribution):
                yield result
            else:
                self.lost.append(Rejection(result.item.id, result.reason))
            if self.on_progress is not None:
                self.on_progress(taken + self.skipped)

    def news(self, items: Iterable[Paper | Record], store: Store, extractor: Extractor) -> Iterator[Paper | Record]:
        """Those items whose contribution the store does not hold already."""
        items = iter(items)
        while batch := list(islice(items, _LOOKED_UP)):
            held = held_readings(store, [item.id for item in batch])
            news = [item for item in batch if held.get(item.id) != _made_of(item, extractor)]
            self.skipped += len(batch) - len(news)
            yield from news


def _made_of(item: Paper | Record, extractor: Extractor) -> tuple[str, str]:
    if isinstance(item, Record):
        fingerprint = cut_fingerprint(item.fingerprint, extractor.min_confidence)
        return paper_fingerprint(item.paper), f"{item.extraction.extractor} {fingerprint}"
    return paper_fingerprint(item), extractor.name


def survey(inputs: Sequence[str], *, report: Report, limit: int | None = None) -> int | None:
    """Read through the inputs, report their faults and count their papers, before anything is built.

    None where an input can be read only once (standard input, a pipe): its faults are then found while building.
    """
    if any(path == STANDARD_INPUT or _is_stream(Path(path)) for path in inputs):
        return None
    return sum(1 for _ in islice(read_inputs(inputs, report=report), limit))


def key_of(inputs: Sequence[str], limit: int | None, extractor: Extractor = _SHIPPED) -> str | None:
    """What a build of these inputs is known by, so that one that was killed is gone on with; None if it cannot be.

    It changes with every input, with the limit, with the extractor and with what is cut.
    """
    states: list[object] = [limit, extractor.name]
    for path in map(Path, inputs):
        state = _state(path)
        if state is None or not S_ISREG(state.st_mode):
            return None
        states.append((str(path.absolute()), state.st_size, state.st_mtime_ns))
    return repr(states)


def _is_stream(path: Path) -> bool:
    state = _state(path)
    return state is not None and not S_ISREG(state.st_mode) and not S_ISDIR(state.st_mode)


def _state(path: Path) -> os.stat_result | None:
    """What the file system says of a path; None where it says nothing, whyever."""
    try:
        return path.stat()
    except (OSError, ValueError):
        return None
