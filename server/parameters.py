"""The types that a parameter of a named query may have, and how text becomes a value of one."""

import math
import re
from collections.abc import Callable

from schema import NODE_TYPES, ParameterError, Value

NODE_PARAMETERS = {node.name.lower(): node for node in NODE_TYPES.values()}
"""Parameter types that stand for a node: given by name, alias or id, bound as the id."""

EXAMPLES = {
    "paper": ("bert-2019", "resnet-2016"),
    "method": ("bert", "roberta"),
    "dataset": ("librispeech", "imagenet"),
    "benchmark": ("imagenet", "squad"),
    "task": ("question-answering", "object-detection"),
    "metric": ("accuracy", "f1"),
    "result": ("bert-2019.r1", "resnet-2016.r1"),
}
"""Ids of well-known nodes by type, for the OpenAPI document."""

LONGEST = 1_000
"""Characters that a value may have."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
_INTEGERS = range(-(2**63), 2**63)
_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def _string(text: str) -> str:
    return text


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text.strip()) or (number := int(text)) not in _INTEGERS:
        raise ValueError("a whole number")
    return number


def _float(text: str) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise ValueError("a number") from error
    if not math.isfinite(number):
        raise ValueError("a finite number")
    return number


def _boolean(text: str) -> bool:
    try:
        return _BOOLEANS[text.strip().lower()]
    except KeyError as error:
        raise ValueError("true or false") from error


_FROM_TEXT: dict[str, Callable[[str], Value]] = {
    "string": _string,
    "integer": _integer,
    "float": _float,
    "boolean": _boolean,
    **dict.fromkeys(NODE_PARAMETERS, _string),
}
TYPES = tuple(_FROM_TEXT)


def value_of(name: str, type_name: str, text: str) -> Value:
    """Turn text into a value of a parameter type; a node's name stays text. Raises ParameterError naming it."""
    if len(text) > LONGEST:
        raise ParameterError(f"{name}: {len(text)} characters, where {LONGEST} are enough", parameter=name)
    if "\x00" in text or (not text.isascii() and _SURROGATE.search(text)):
        raise ParameterError(f"{name}: holds a character that is no text", parameter=name)
    try:
        return _FROM_TEXT[type_name](text)
    except ValueError as error:
        raise ParameterError(f"{name}: {text!r} is not {error}", parameter=name) from error
