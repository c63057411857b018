"""Cells of an answer as JSON, CSV and people have them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from loaders import Cell
from loaders.plain import key_of, plain
from schema import NODE_TYPES, Edge, Node

__all__ = ["csv_lines", "csv_rows", "plain", "text"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula begins with for some spreadsheet, as OWASP lists it; the last four are as wide as ideographs."""


def text(cell: Cell) -> str:
    """A cell as people read it; nothing for null."""
    if cell is None:
        return ""
    if isinstance(cell, Node):
        return str(cell.properties.get(NODE_TYPES[cell.type].caption, cell.id))
    if isinstance(cell, Edge):
        return f"{key_of(cell.source)} {cell.type} {key_of(cell.target)}"
    if isinstance(cell, Sequence) and not isinstance(cell, str):
        return "; ".join(text(value) for value in cell)
    return str(cell)


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Lines of CSV (RFC 4180), the header first.

    Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay as they are.
    """
    return csv_rows(chain([columns], rows))


def csv_rows(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Lines of CSV without a header."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([_unarmed(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _unarmed(cell: Cell) -> str:
    written = text(cell)
    return f"'{written}" if not isinstance(cell, int | float) and written.startswith(_FORMULA) else written
