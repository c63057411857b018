"""Papers out of any input: tells the format by what the input holds and hands it to the reader of that format."""

import itertools
from collections.abc import Callable, Iterable, Iterator

from kg.paper import Paper
from kg.readers import json_lines, listing, separated
from kg.readers.lines import Line, name_of, open_lines
from kg.readers.report import Report, fail
from schema import InputError, UnreadableInput

_Reader = Callable[..., Iterator[Paper]]


def read_papers(paths: Iterable[str], *, report: Report = fail) -> Iterator[Paper]:
    """Yield the papers of all inputs in order; ``-`` is standard input, gzip is unpacked.

    ``report`` is told of every line that holds no paper, of every id that came before, and (as UnreadableInput) of
    every input that cannot be read; it raises to stop or returns to go on.
    """
    seen: set[str] = set()
    for path in paths:
        try:
            for paper in _read_one(path, report):
                if paper.id in seen:
                    report(InputError(f"a second paper with the id {paper.id!r}; the first one is kept", path=path))
                    continue
                seen.add(paper.id)
                yield paper
        except InputError as fault:
            report(fault)


def _read_one(path: str, report: Report) -> Iterator[Paper]:
    with open_lines(path, report=report) as lines:
        name = name_of(path)
        first = next((line for line in lines if line.text.strip()), None)
        if first is None:
            raise UnreadableInput("holds no text", path=name)
        yield from _reader_of(first)(itertools.chain([first], lines), path=name, report=report)


def _reader_of(first: Line) -> _Reader:
    if first.text.lstrip().startswith(("{", "[")):
        return json_lines.read
    if separated.separator_of(first.text) is not None:
        return separated.read
    return listing.read
