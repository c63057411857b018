"""Cells as CSV has them."""

import csv
import io

import pytest

from server.cells import csv_lines


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_what_a_spreadsheet_would_run_is_text(begins: str) -> None:
    written = "".join(csv_lines(["name"], [[f"{begins}1+1"]]))
    assert list(csv.reader(io.StringIO(written, newline=""))) == [["name"], [f"'{begins}1+1"]]


def test_other_cells_stay_as_they_are() -> None:
    written = "".join(csv_lines(["a", "b", "c", "d"], [[-1, 'of "herons", and', None, ["x", "y"]]]))
    assert list(csv.reader(io.StringIO(written))) == [["a", "b", "c", "d"], ["-1", 'of "herons", and', "", "x; y"]]
