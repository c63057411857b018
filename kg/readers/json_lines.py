"""JSON Lines: one object a line with ``title``, ``abstract`` and optional ``id``, ``year``, ``venue``, ``url``."""

import json
from collections.abc import Iterator

from kg.paper import Paper
from kg.readers.fields import make_paper
from kg.readers.lines import Line
from kg.readers.report import Report
from schema import InputError


def read(lines: Iterator[Line], *, path: str, report: Report) -> Iterator[Paper]:
    """Yield the paper of each line that holds one; the others go to ``report``."""
    for number, text in lines:
        if not text.strip():
            continue
        try:
            yield make_paper(_parse(text, path=path, line=number), path=path, line=number)
        except InputError as fault:
            report(fault)


def _parse(text: str, *, path: str, line: int) -> dict[str, object]:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = (
            f"no JSON: {error.msg} at column {error.colno}" if isinstance(error, json.JSONDecodeError) else "no JSON"
        )
        raise InputError(reason, path=path, line=line) from error
    if not isinstance(record, dict):
        raise InputError(f"a JSON {_kind(record)}, not an object with title and abstract", path=path, line=line)
    return record


def _kind(value: object) -> str:
    names = {list: "array", str: "string", bool: "boolean", int: "number", float: "number", type(None): "null"}
    return names[type(value)]
