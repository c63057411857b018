"""Where in a statement the fault is that an engine tells of.

Neo4j counts UTF-16 units from the start, Ladybug characters in a line; where Ladybug only names what it does not know,
that name is looked for.
"""

import re
from typing import NamedTuple

from server.cypher.guard import Token, tokens_of

EXPLAIN = "EXPLAIN "
"""What the stores put before a statement that they only plan."""

_NEO4J = re.compile(r"\s*\(line \d+, column \d+ \(offset: (?P<offset>\d+)\)\).*", re.DOTALL)
_LADYBUG = re.compile(r"\s*\(line: (?P<line>\d+), offset: (?P<offset>\d+)\).*", re.DOTALL)
_NAMED = re.compile(
    r"Variable (?P<variable>\S+) is not in scope|Table (?P<type>\S+) does not exist"
    r"|Cannot find property (?P<property>\S+) for|function (?P<function>\w+) (?:does|did) not",
    re.IGNORECASE,
)


class Fault(NamedTuple):
    """What is wrong in a statement, and at which character; None if nobody says."""

    reason: str
    at: int | None


def fault_in(statement: str, said: str, *, before: int = 0) -> Fault:
    """Read what an engine says of a statement, before which it was given ``before`` characters of our own."""
    if place := _NEO4J.search(said):
        at = _characters(statement, max(0, int(place["offset"]) - before))
        return Fault(_told(said[: place.start()], statement, at), at)
    if place := _LADYBUG.search(said):
        starts = [0, *(found.end() for found in re.finditer("\n", statement))]
        line = min(int(place["line"]), len(starts)) - 1
        at = min(len(statement), max(0, starts[line] + int(place["offset"]) - (before if not line else 0)))
        return Fault(_told(said[: place.start()], statement, at), at)
    found = _NAMED.search(said)
    named = found and _find(list(tokens_of(statement)), str(found.lastgroup), found[str(found.lastgroup)])
    return Fault(said, named.at if named else None)


def _characters(statement: str, units: int) -> int:
    """How many characters so many UTF-16 units are."""
    return len(statement.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))


def _told(reason: str, statement: str, at: int) -> str:
    before = statement[:at]
    return f"{reason} (line {before.count(chr(10)) + 1}, column {at - before.rfind(chr(10))})"


def _find(tokens: list[Token], kind: str, name: str) -> Token | None:
    """The name in the statement: a variable that is out of scope by its last use, anything else by its first."""
    tokens = [token for token in tokens if token.kind not in {"space", "comment"}]
    befores = ["", *(token.text for token in tokens)]
    afters = [*(token.text for token in tokens[1:]), ""]
    wanted = [
        token
        for token, before, after in zip(tokens, befores, afters, strict=False)
        if token.kind in {"word", "name"}
        and token.text.strip("`").upper() == name.upper()
        and (before == "." if kind == "property" else before != ".")
        and (after == "(") == (kind == "function")
    ]
    if not wanted:
        return None
    return wanted[-1] if kind == "variable" else wanted[0]
