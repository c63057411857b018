"""Rows on a screen of a given width."""

import io

from rich.console import Console

from kg.cli.rows import print_rows


def printed(columns: list[str], rows: list[list[str]], width: int) -> list[str]:
    stream = io.StringIO()
    assert print_rows(Console(file=stream, width=width), columns, rows) == len(rows)
    return stream.getvalue().splitlines()


def test_rows_that_fit_are_a_table() -> None:
    assert printed(["name", "papers"], [["BERT", "12"], ["Go-Explore", "3"]], 40) == [
        "name        papers",
        "BERT        12",
        "Go-Explore  3",
    ]


def test_long_cells_are_wrapped_below_their_row() -> None:
    sentence = "BERT reaches 80.5 on GLUE and leaves what came before it behind."
    assert printed(["method", "sentence"], [["BERT", sentence], ["T5", ""]], 40) == [
        "method",
        "BERT",
        "    sentence  BERT reaches 80.5 on GLUE",
        "              and leaves what came",
        "              before it behind.",
        "T5",
    ]


def test_line_breaks_markup_and_wide_letters_keep_the_columns() -> None:
    assert printed(["a", "b"], [["[red]x", "1\n2"], ["模型", "3"]], 40) == ["a       b", "[red]x  1 2", "模型    3"]


def test_no_rows() -> None:
    assert printed(["a"], [], 40) == ["a"]
