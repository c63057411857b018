"""Answers of plain values, column by column."""

from collections.abc import Sequence
from typing import Any, cast

import ladybug
import pyarrow as pa

_FEW = 64
"""Rows up to which the engine gives them sooner than Arrow is set up: that costs 0.1 ms, however few they are."""


def columns_of(result: ladybug.QueryResult) -> dict[str, Sequence[Any]]:
    """The values of each column; lists and maps of values as such, however deep."""
    if result.get_num_tuples() <= _FEW:
        names = result.get_column_names()
        rows = result.get_all()
        return dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))
    table = result.get_as_arrow(0)
    return {name: _values(table.column(name).combine_chunks()) for name in table.column_names}


def _values(array: Any) -> list[Any]:  # noqa: ANN401 - its type says what is in it
    if pa.types.is_list(array.type):
        return _lists(array)
    if pa.types.is_struct(array.type):
        return _maps(array)
    return cast("list[Any]", array.to_pylist())


def _lists(array: Any) -> list[Any]:  # noqa: ANN401
    items = _values(array.flatten())
    found: list[Any] = []
    end = 0
    for length in array.value_lengths().to_pylist():
        if length is None:
            found.append(None)
            continue
        begin, end = end, end + length
        found.append(items[begin:end])
    return found


def _maps(array: Any) -> list[Any]:  # noqa: ANN401
    names = [field.name for field in array.type]
    rows = zip(*map(_values, array.flatten()), strict=True)
    there = array.is_valid().to_pylist()
    return [dict(zip(names, row, strict=True)) if one else None for one, row in zip(there, rows, strict=True)]
