"""Rows on a screen: short columns as a table, long texts wrapped below their row."""

import textwrap
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

_GAP = 2
_INDENT = 4


def print_rows(console: Console, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Print rows of text cells under their column names, the widest below until the rest fits; give their number."""
    held = [[" ".join(cell.split()) for cell in row] for row in rows]
    widths = [max([cell_len(column), *(cell_len(row[n]) for row in held)]) for n, column in enumerate(columns)]
    short = list(range(len(columns)))
    while len(short) > 1 and sum(widths[n] + _GAP for n in short) - _GAP > console.width:
        short.remove(max(short, key=lambda n: (widths[n], n)))
    long = [n for n in range(len(columns)) if n not in short]
    console.print(_line([columns[n] for n in short], [widths[n] for n in short], style="bold"), soft_wrap=True)
    label = max((cell_len(columns[n]) for n in long), default=0)
    for row in held:
        console.print(_line([row[n] for n in short], [widths[n] for n in short]), soft_wrap=True)
        for n in long:
            if row[n]:
                console.print(_wrapped(columns[n].ljust(label), row[n], console.width), soft_wrap=True)
    return len(held)


def _line(cells: Sequence[str], widths: Sequence[int], style: str = "") -> Text:
    padded = [cell + " " * (width - cell_len(cell)) for cell, width in zip(cells, widths, strict=True)]
    return Text((" " * _GAP).join(padded).rstrip(), style=style)


def _wrapped(label: str, text: str, width: int) -> Text:
    indent = " " * (_INDENT + len(label) + _GAP)
    lines = textwrap.wrap(text, max(width - len(indent), 20)) or [""]
    line = Text(" " * _INDENT).append(label, style="dim").append(" " * _GAP + lines[0])
    for more in lines[1:]:
        line.append(f"\n{indent}{more}")
    return line
