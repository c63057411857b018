"""CSV, or the like with tabs or semicolons, whose header names ``title`` and ``abstract``."""

import csv
from collections.abc import Iterator

from kg.paper import Paper
from kg.readers.fields import make_paper
from kg.readers.lines import MAX_LINE, Line
from kg.readers.report import Report
from schema import InputError, UnreadableInput

_SEPARATORS = (",", "\t", ";")
_REQUIRED = {"title", "abstract"}


def separator_of(header: str) -> str | None:
    """The separator under which this line is a header with the columns that a paper needs, if there is one."""
    return next((separator for separator in _SEPARATORS if set(_columns(header, separator)) >= _REQUIRED), None)


def read(lines: Iterator[Line], *, path: str, report: Report) -> Iterator[Paper]:
    """Yield the paper of each row that holds one; the others go to ``report``.

    Raises:
        UnreadableInput: the header lacks a column, or quotes are so wrong that the rest cannot be told apart.
    """
    header = next(lines)
    separator = separator_of(header.text)
    if separator is None:
        raise UnreadableInput("a header without title and abstract", path=path, line=header.number)
    columns = _columns(header.text, separator)
    csv.field_size_limit(MAX_LINE)
    rows = csv.reader((f"{line.text}\n" for line in lines), delimiter=separator, strict=True)
    while True:
        first_line = header.number + rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise UnreadableInput(f"cannot be read on: {error}", path=path, line=first_line) from error
        if row is None:
            return
        if not any(row):
            continue
        try:
            if len(row) != len(columns):
                reason = f"{len(row)} fields under a header of {len(columns)} columns"
                raise InputError(reason, path=path, line=first_line)
            yield make_paper(dict(zip(columns, row, strict=True)), path=path, line=first_line)
        except InputError as fault:
            report(fault)


def _columns(header: str, separator: str) -> list[str]:
    row = next(csv.reader([header], delimiter=separator), [])
    return [name.strip().casefold() for name in row]
