"""Papers out of any input: tells the format by what the input holds and hands it to the reader of that format."""

import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from kg.paper import Paper
from kg.readers import json_lines, listing, records, separated
from kg.readers.lines import Line, name_of, open_lines
from kg.readers.rdf import rdf_suffix
from kg.readers.report import Report, fail
from kg.record import Record
from schema import InputError, UnreadableInput

_Item = TypeVar("_Item", Paper, Paper | Record)
_Reader = Callable[..., Iterator[_Item]]


def read_papers(paths: Iterable[str], *, report: Report = fail) -> Iterator[Paper]:
    """Yield the papers of all inputs in order; ``-`` is standard input, gzip is unpacked.

    ``report`` is told of every line that holds no paper, of every id that came before, and (as UnreadableInput) of
    every input that cannot be read; it raises to stop or returns to go on.
    """
    return _read(paths, _reader_of, report)


def read_inputs(paths: Iterable[str], *, report: Report = fail) -> Iterator[Paper | Record]:
    """Yield the papers of all inputs as ``read_papers`` does, but those that ``kg extract`` wrote as records."""
    return _read(paths, _reader_of_either, report)


def _read(paths: Iterable[str], reader_of: Callable[[Line], _Reader[_Item]], report: Report) -> Iterator[_Item]:
    seen: set[str] = set()
    for path in paths:
        try:
            for item in _read_one(path, reader_of, report):
                if item.id in seen:
                    report(InputError(f"a second paper with the id {item.id!r}; the first one is kept", path=path))
                    continue
                seen.add(item.id)
                yield item
        except InputError as fault:
            report(fault)


def _read_one(path: str, reader_of: Callable[[Line], _Reader[_Item]], report: Report) -> Iterator[_Item]:
    with open_lines(path, report=report) as lines:
        name = name_of(path)
        first = next((line for line in lines if line.text.strip()), None)
        if first is None:
            raise UnreadableInput("holds no text", path=name)
        if (suffix := rdf_suffix(first.text)) is not None:
            raise UnreadableInput(f"looks like RDF; kg build takes it under a name that ends in {suffix}", path=name)
        yield from reader_of(first)(itertools.chain([first], lines), path=name, report=report)


def _reader_of_either(first: Line) -> _Reader[Paper | Record]:
    if first.text.lstrip().startswith("{"):
        try:
            fields = json.loads(first.text)
        except (ValueError, RecursionError):
            return json_lines.read
        if records.is_record(fields):
            return records.read
    return _reader_of(first)


def _reader_of(first: Line) -> _Reader[Paper]:
    if first.text.lstrip().startswith(("{", "[")):
        return json_lines.read
    if separated.separator_of(first.text) is not None:
        return separated.read
    return listing.read
