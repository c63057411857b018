"""What the text of a statement must be before any engine sees it: one question, and nothing that does anything.

The words that are not allowed are not allowed anywhere but in strings, in comments and between backticks: which of them
an engine would take for a command in which place differs between engines and versions.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import accumulate, pairwise
from typing import NamedTuple

from schema import KGError, ParameterError

LONGEST = 20_000
"""Characters of a statement."""
MOST_STEPS = 8
"""The largest upper bound of a variable-length pattern."""

FIRST = ("MATCH", "OPTIONAL MATCH", "WITH", "UNWIND", "RETURN")
"""How a statement begins."""

FORBIDDEN = frozenset(
    """ALTER ATTACH BEGIN CALL CHECKPOINT COMMIT COPY CREATE CURRENT_SETTING CURRVAL DEALLOCATE DELETE DENY DETACH DROP
    ENABLE EXPLAIN EXPORT FOREACH GRANT IMPORT INSERT INSTALL LOAD MACRO MERGE NEXTVAL PRAGMA PROFILE REMOVE RENAME
    REVOKE ROLLBACK SET SHOW TERMINATE UNINSTALL UPDATE USE""".split()
)
"""Words of statements that change, read files or networks, set or show settings, or run procedures."""

_NAMESPACES = frozenset(
    "date datetime duration list localdatetime localtime map path point time vector.similarity".split()
)
"""What may stand before the dot in the name of a function: namespaces that engines bring along to compute."""

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
    | (?P<comment>//[^\n]*|/\*.*?\*/)
    | (?P<string>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")
    | (?P<name>`(?:``|[^`])*`)
    | \$(?P<parameter>[A-Za-z0-9_]+)
    | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_]))
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<dots>\.\.)
    | (?!/\*)(?P<sign>[!\#%&(-/:-@\[\\\]^{|}~])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u+([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_OPENS, _CLOSES = {"(": ")", "[": "]", "{": "}"}, {")": "(", "]": "[", "}": "{"}


class Refused(KGError):
    """A statement that is not allowed; says why, and at which character it begins to be."""

    def __init__(self, reason: str, *, at: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


class Token(NamedTuple):
    """A word or sign of a statement: its kind, its text, and the character at which it begins."""

    kind: str
    text: str
    at: int

    @property
    def word(self) -> str:
        """The word in capitals; empty for what is no word."""
        return self.text.upper() if self.kind == "word" else ""


def check_statement(statement: str, parameters: Mapping[str, object]) -> None:
    """Raise Refused unless this is one statement that asks; ParameterError if it names a parameter that is not given.

    Engines read Unicode escapes before anything else, or in strings alone: the text has to pass either way.
    """
    if len(statement) > LONGEST:
        raise Refused(f"{len(statement):,} characters, where {LONGEST:,} are enough")
    _check(statement, parameters)
    unescaped = _ESCAPE.sub(_character, statement)
    if unescaped != statement:
        _check(unescaped, parameters)


def _check(statement: str, parameters: Mapping[str, object]) -> None:
    tokens = [token for token in tokens_of(statement) if token.kind not in {"space", "comment"}]
    while tokens and tokens[-1].text == ";":
        tokens.pop()
    if not tokens:
        raise Refused("the statement is empty")
    _check_first(tokens)
    for place, token in enumerate(tokens):
        if token.text == ";":
            raise Refused("one statement at a time: there is more after a semicolon", at=token.at)
        if token.word in FORBIDDEN:
            raise Refused(
                f"{token.text} has no place in a question; as a name it stands in backticks: `{token.text}`",
                at=token.at,
            )
        if token.kind == "parameter" and token.text not in parameters:
            raise ParameterError(f"the statement asks for ${token.text}, which is not given", parameter="parameters")
        if token.text == "(":
            _check_function(tokens, place)
    _check_lengths(tokens)


def tokens_of(statement: str) -> Iterator[Token]:
    """Take a statement apart; raise Refused where that fails."""
    at = 0
    while at < len(statement):
        found = _TOKEN.match(statement, at)
        if found is None:
            raise Refused(_why_no_token(statement, at), at=at)
        kind = str(found.lastgroup)
        if kind in {"string", "name", "comment"} and any(char < " " and char not in "\t\r\n" for char in found.group()):
            raise Refused("there is a control character", at=at)
        yield Token(kind, found[kind], at)
        at = found.end()


def _why_no_token(statement: str, at: int) -> str:
    char = statement[at]
    if char == "/":
        return "a comment is never closed"
    if char in "'\"`":
        return f"what {char} opens is never closed"
    if char.isdigit() and char.isascii():
        # 3_0 is thirty to Neo4j, 0x1F thirty-one: a bound of steps has to be what it looks like
        return "a number is digits with a point or an exponent, and no letter or _ touches it"
    if char == "$":
        return "a parameter is $ and letters, digits or _"
    if not char.isascii() or not char.isprintable():
        return f"{char!r} stands outside of quotes and backticks, where plain ASCII is wanted"
    return f"{char!r} has no meaning here"


def _check_first(tokens: list[Token]) -> None:
    first = tokens[0].word
    if first == "OPTIONAL":
        first = f"OPTIONAL {tokens[1].word}" if len(tokens) > 1 else first
    if first not in FIRST:
        raise Refused(
            f"a question begins with {', '.join(FIRST[:-1])} or {FIRST[-1]}, not with {tokens[0].text[:40]}",
            at=tokens[0].at,
        )


def _check_function(tokens: list[Token], place: int) -> None:
    """Refuse ``a.b(`` unless ``a`` is a namespace of functions that compute."""
    start = place - 1
    if start < 1 or tokens[start - 1].text != ".":
        return
    parts: list[str] = []
    while start >= 2 and tokens[start].kind in {"word", "name"} and tokens[start - 1].text == ".":
        start -= 2
        parts.insert(0, tokens[start].text.strip("`").lower())
    if ".".join(parts) not in _NAMESPACES:
        called = "".join(token.text for token in tokens[start:place])
        raise Refused(f"{called[:80]} is no function that may be called here", at=tokens[max(start, 0)].at)


def _check_lengths(tokens: list[Token]) -> None:
    """Refuse patterns of any length: ``-[*]-``, ``-[:X*2..]-``, ``(...)+``, ``(...){2,}``."""
    opened: list[tuple[str, int]] = []
    patterns: dict[int, int] = {}
    steps = _steps(tokens)
    for place, token in enumerate(tokens):
        before = tokens[place - 1].text if place else ""
        if token.kind == "sign" and token.text in _OPENS:
            opened.append((token.text, place))
        elif token.kind == "sign" and token.text in _CLOSES:
            if not opened or opened[-1][0] != _CLOSES[token.text]:
                raise Refused(f"{token.text} closes nothing that is open", at=token.at)
            patterns[place] = opened.pop()[1]
        elif token.text == "*" and opened and _is_relationship(tokens, opened[-1]):
            _check_star(tokens, place)
        elif token.text in {"*", "+"} and (
            (before in {">", "-"} and place > 1 and tokens[place - 2].text in {"-", "]"})
            or (before == ")" and _holds_pattern(steps, patterns.get(place - 1), place - 1))
        ):
            raise Refused(_unbounded("a quantifier"), at=token.at)
        if token.text == "{" and before in {")", ">", "-"}:
            _check_quantifier(tokens, place)
    if opened:
        raise Refused(f"{opened[-1][0]} is never closed", at=tokens[opened[-1][1]].at)


def _is_relationship(tokens: list[Token], opened: tuple[str, int]) -> bool:
    bracket, place = opened
    return bracket == "[" and place > 0 and tokens[place - 1].text == "-"


def _check_star(tokens: list[Token], star: int) -> None:
    """Check the bounds behind a star: ``*3``, ``*1..3``, ``*..3``, ``* SHORTEST 1..3``, ``* WSHORTEST(cost) 1..3``."""
    place = star + 1
    while place < len(tokens) and (tokens[place].kind in {"word", "name"} or tokens[place].text in {"(", ")"}):
        place += 1
    bounds = []
    while place < len(tokens) and tokens[place].kind in {"number", "dots"}:
        bounds.append(tokens[place])
        place += 1
    if not bounds or bounds[-1].kind != "number":
        raise Refused(_unbounded("a pattern of any length"), at=tokens[star].at)
    _check_bound(bounds[-1])


def _check_quantifier(tokens: list[Token], place: int) -> None:
    inside = tokens[place + 1 : place + 5]
    if not inside or not (inside[0].kind == "number" or inside[0].text == ","):
        return
    last = inside[0]
    for token in inside:
        if token.text == "}":
            break
        last = token
    if last.kind != "number":
        raise Refused(_unbounded("a quantifier"), at=tokens[place].at)
    _check_bound(last)


def _check_bound(token: Token) -> None:
    if not token.text.isdigit() or len(token.text) > 3 or int(token.text) > MOST_STEPS:
        raise Refused(f"a pattern of {token.text} steps; at most {MOST_STEPS} are allowed", at=token.at)


def _steps(tokens: list[Token]) -> list[int]:
    """How many steps of paths, a bracket or a node behind a dash, begin before each token."""
    begins = (one.text in {"-", ">"} and two.text in {"[", "-", "("} for one, two in pairwise(tokens))
    return list(accumulate(begins, initial=0))


def _holds_pattern(steps: list[int], start: int | None, end: int) -> bool:
    """Whether the parentheses from ``start`` to ``end`` hold a step of a path."""
    return start is not None and steps[max(start, end - 1)] > steps[start]


def _unbounded(what: str) -> str:
    return f"{what} needs an upper bound of at most {MOST_STEPS} steps, as in -[:BASED_ON*1..3]->"


def _character(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\N{REPLACEMENT CHARACTER}"
