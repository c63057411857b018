"""What a store looks at in a statement and its parameters before an engine sees them."""

import re
from collections.abc import Mapping

from schema import ParameterError, QueryError, Value

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
_SURROGATE = re.compile("[\ud800-\udfff]")
_INTEGERS = range(-(2**63), 2**63)


def check_question(statement: str, parameters: Mapping[str, Value]) -> None:
    """Raise QueryError unless this is one statement that begins like a question and has all its parameters.

    For engines that run several statements at once, read files and settings, or take a missing parameter for null.
    """
    tokens = [token for token in _TOKEN.finditer(statement) if token.lastgroup != "comment"]
    while tokens and tokens[-1].lastgroup == "end":
        tokens.pop()
    if not tokens:
        raise QueryError("the statement is empty")
    first = tokens[0].group().upper()
    if first not in _FIRST:
        raise QueryError(f"a question begins with {', '.join(_FIRST[:-1])} or {_FIRST[-1]}, not with {first}")
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.lastgroup == "end":
            raise QueryError("one statement at a time: there is more after a semicolon")
        if token.lastgroup == "word" and token.group().upper() in _FORBIDDEN and not _is_name(statement, token, before):
            raise QueryError(f"{token.group().upper()} has no place in a question")
        name = token.group("parameter")
        if name is not None and name not in parameters:
            raise QueryError(f"the statement asks for ${name}, which is not given")


def _is_name(statement: str, token: re.Match[str], before: re.Match[str] | None) -> bool:
    """Whether the word is a property or label (``n.load``, ``:Load``) rather than a clause."""
    gap = statement[before.end() if before else 0 : token.start()].rstrip()
    return gap.endswith((".", ":"))


def check_parameters(parameters: Mapping[str, Value]) -> None:
    """Raise ParameterError for a value that no engine takes, naming the parameter."""
    for name, value in parameters.items():
        items = value if isinstance(value, list) else [value]
        kinds = {type(item).__name__ for item in items}
        reason = next(filter(None, map(_fault, items)), None)
        if reason is None and len(kinds) > 1:
            reason = f"a list of {' and '.join(sorted(kinds))} mixes types"
        if reason is not None:
            raise ParameterError(f"${name}: {reason}", parameter=name)


def _fault(value: object) -> str | None:
    if isinstance(value, str):
        return "a string with a lone surrogate is no text" if _SURROGATE.search(value) else None
    if value is None or isinstance(value, bool | float):
        return None
    if isinstance(value, int):
        return None if value in _INTEGERS else f"{value} does not fit into 64 bits"
    return f"a {type(value).__name__} is neither text, number, boolean, null nor a list of these"
