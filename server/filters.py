"""Filters of a list as people write them: ``method=bert``, ``year__gte=2020``, and ``year>=2020``, ``year>2019``."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from schema import ParameterError

COMPARISONS = {
    "": "{0} = {1}",
    "__gte": "{0} >= {1}",
    "__lte": "{0} <= {1}",
    "__gt": "{0} > {1}",
    "__lt": "{0} < {1}",
    "__not": "{0} <> {1}",
    "__contains": "toLower({0}) CONTAINS toLower({1})",
}
"""What may stand behind the name of a property, and the condition that it makes of the property and the value."""

MOST, MOST_JOINS = 32, 8
"""Filters of one list, and those of them that join nodes to others: Ladybug plans hundreds of joins for minutes."""

_SIGNS = {"=": "", ">=": "__gte", "<=": "__lte", ">": "__gt", "<": "__lt", "!=": "__not"}
_WRITTEN = re.compile(r"([a-z_]+?)(__[a-z]+)?([<>!]=|[<>=])(.*)", re.DOTALL)


class Filter(NamedTuple):
    """What a property or a type is to be: its name, how it is compared (see ``COMPARISONS``), and with what."""

    name: str
    how: str
    text: str

    @property
    def parameter(self) -> str:
        """The parameter that asks for it."""
        return f"{self.name}{self.how}"[:80]


def read_filters(given: Iterable[tuple[str, str]]) -> list[Filter]:
    """The filters that parameters ask for, each once; raises ParameterError if there are too many."""
    filters = list(dict.fromkeys(_read(name, text) for name, text in given))
    check_number(filters, MOST, "filters")
    return filters


def check_number(filters: list[Filter], most: int, what: str) -> None:
    """Raise ParameterError that names the first filter too many."""
    if len(filters) > most:
        name = filters[most].parameter
        raise ParameterError(f"{name}: there are {len(filters)} {what}, and at most {most} may be", parameter=name)


def _read(name: str, text: str) -> Filter:
    # a URL is split at the first =, which may be part of a sign, or missing
    whole = f"{name}={text}" if text or name.endswith(("<", ">", "!")) else name
    written = _WRITTEN.fullmatch(whole)
    if written is None:
        return Filter(name, "", text)
    prop, how, sign, value = written.groups(default="")
    return Filter(prop, how + _SIGNS[sign], value)
