"""Parameters of a statement, before an engine sees them."""

import re
from collections.abc import Mapping
from typing import Any

from schema import ParameterError, Value

_SURROGATE = re.compile("[\ud800-\udfff]")
_INTEGERS = range(-(2**63), 2**63)
_NUMBERS = {int, float}


def check_parameters(parameters: Mapping[str, Value]) -> None:
    """Raise ParameterError for a value that no engine takes, naming the parameter."""
    for name, value in parameters.items():
        if (reason := _fault(name)) is not None:
            raise ParameterError(f"the name {name!r}: {reason}", parameter=name)
        reason = _fault_of_list(value) if isinstance(value, list) else _fault(value)
        if reason is not None:
            raise ParameterError(f"${name}: {reason}", parameter=name)


def _fault_of_list(items: list[Any]) -> str | None:
    kinds = set(map(type, items))
    # of many strings, which are ids, all are looked at together
    reason = _fault("".join(items)) if kinds == {str} else next(filter(None, map(_fault, items)), None)
    if reason is None and len(kinds) > 1 and kinds != _NUMBERS:
        reason = f"a list of {' and '.join(sorted(kind.__name__ for kind in kinds))} mixes types"
    return reason


def _fault(value: object) -> str | None:
    if isinstance(value, str):
        lone = not value.isascii() and _SURROGATE.search(value)
        return "a string with a lone surrogate is no text" if lone else None
    if value is None or isinstance(value, bool | float):
        return None
    if isinstance(value, int):
        return None if value in _INTEGERS else f"{value} does not fit into 64 bits"
    return f"a {type(value).__name__} is neither text, number, boolean, null nor a list of these"
