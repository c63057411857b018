"""What a SPARQL query must not hold: calls to other servers, and more text than a question has."""

import re

from schema import ParameterError

LONGEST = 50_000
"""Characters of a query."""


class MalformedQuery(ParameterError):
    """No query that is answered here: wrong, or not allowed."""


_TOKEN = re.compile(
    r"""
    \#[^\r\n]*                                   # comment
    | <[^<>"{}|^`\\\x00-\x20]*>                  # IRI
    | \"{3}(?:(?:"|"")?(?:[^"\\]|\\.))*\"{3}     # strings
    | '{3}(?:(?:'|'')?(?:[^'\\]|\\.))*'{3}
    | "(?:[^"\\\r\n]|\\.)*"
    | '(?:[^'\\\r\n]|\\.)*'
    | [?$]\w+                                    # variable
    | @[a-zA-Z]+(?:-[a-zA-Z0-9]+)*               # language
    | [\w.\-]*:(?:[\w.\-:]|%[0-9A-Fa-f]{2}|\\.)* # prefixed name
    | (?P<word>\w+)
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def check(query: str) -> None:
    """Raise MalformedQuery if a query is too long or asks another server (``SERVICE``), however it is spelled."""
    if len(query) > LONGEST:
        raise MalformedQuery(f"query: {len(query):,} characters, where {LONGEST:,} are enough", parameter="query")
    for text in (query, _ESCAPE.sub(_character, query)):
        if any(found["word"] and found["word"].upper() == "SERVICE" for found in _TOKEN.finditer(text)):
            raise MalformedQuery("query: SERVICE is not allowed: no other server is asked", parameter="query")


def _character(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
