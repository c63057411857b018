"""What is looked at in a statement before Ladybug, which lets much through, sees it."""

import re
from collections.abc import Mapping
from functools import lru_cache

from schema import QueryError, Value

_TOKEN = re.compile(
    r"""
    (?P<quoted>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`)
    |(?P<comment>//[^\n]*|/\*.*?\*/)
    |\$(?P<parameter>\w+)
    |(?P<word>\w+)
    |(?P<end>;)
    """,
    re.VERBOSE | re.DOTALL,
)
_FIRST = ("MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN")
_FORBIDDEN = frozenset({"CALL", "LOAD"})


def check_question(statement: str, parameters: Mapping[str, Value]) -> None:
    """Raise QueryError unless this is one statement that begins like a question and has all its parameters.

    The engine would run several statements at once, read files, change settings, and take a missing parameter for null.
    """
    for name in _asked_for(statement):
        if name not in parameters:
            raise QueryError(f"the statement asks for ${name}, which is not given")


@lru_cache(maxsize=1024)
def _asked_for(statement: str) -> tuple[str, ...]:
    """The parameters of a question, in their order; the statements of named queries and pages come again and again."""
    tokens = [token for token in _TOKEN.finditer(statement) if token.lastgroup != "comment"]
    while tokens and tokens[-1].lastgroup == "end":
        tokens.pop()
    if not tokens:
        raise QueryError("the statement is empty")
    first = tokens[0].group().upper()
    if first not in _FIRST:
        raise QueryError(f"a question begins with {', '.join(_FIRST[:-1])} or {_FIRST[-1]}, not with {first}")
    for token in tokens:
        if token.lastgroup == "end":
            raise QueryError("one statement at a time: there is more after a semicolon")
        if token.lastgroup == "word" and token.group().upper() in _FORBIDDEN:
            raise QueryError(f"{token.group()} has no place in a question; as a name it stands in backticks")
    return tuple(name for token in tokens if (name := token.group("parameter")) is not None)
