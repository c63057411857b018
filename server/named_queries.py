"""Named queries: Cypher files with a header that says what they answer and what they take.

A file is named as its query (``leaderboard.cypher`` is ``@leaderboard``) and begins with comment lines::

    // title: Leaderboard of a benchmark
    // answers: Which methods score best on it, who says so and in which words?
    // param benchmark: benchmark -- its name, an alias or its id
    // param since: integer = 0 -- papers from this year on

A parameter is required unless it has a default (a JSON literal after ``=``). Its type is string, integer, float,
boolean or the name of a node type (paper, method, ...); a node is found by name and bound as its id, and one that
need not be given has the default ``""``, since no engine compares well with null.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from loaders import Answer, Store
from schema import InputError, ParameterError, Value
from server.names import find_node
from server.parameters import NODE_PARAMETERS, TYPES, value_of
from server.reader import Reader

BUILT_IN = Path(__file__).parent / "queries"
"""The folder of queries that come with kg."""


RESERVED = ("format", "limit")
"""Names that no parameter may have."""


@dataclass(frozen=True, slots=True)
class QueryParameter:
    """A value that a query takes; ``default`` counts only if it is not required."""

    name: str
    type: str
    required: bool
    default: Value
    says: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A statement that has a name, is explained, and runs on every store."""

    name: str
    title: str
    answers: str
    parameters: tuple[QueryParameter, ...]
    statement: str
    path: Path
    line: int
    """Of the file, where the statement begins."""


_NAME = re.compile(r"[a-z][a-z0-9-]*")
_HEADER = re.compile(r"//\s*(?:(?P<key>title|answers):\s*(?P<words>\S.*)|param\s+(?P<param>\S.*))")
_PARAMETER = re.compile(
    r"(?P<name>[A-Za-z_]\w*)\s*:\s*(?P<type>\w+)\s*(?:=\s*(?P<default>.+?)\s*)?--\s*(?P<says>\S.*)", re.ASCII
)
_TOKEN = re.compile(
    r"""'(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*" | `[^`]*` | //[^\n]* | /\*.*?\*/ | \$(?P<parameter>\w+)""",
    re.VERBOSE | re.DOTALL,
)
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_JSON_TYPES: dict[str, tuple[type, ...]] = {"integer": (int,), "float": (int, float), "boolean": (bool,)}


def load_queries(*folders: Path) -> dict[str, NamedQuery]:
    """Read every ``.cypher`` file of the folders, by name; raise InputError naming the file and line of a fault."""
    queries: dict[str, NamedQuery] = {}
    for folder in folders or (BUILT_IN,):
        if not folder.is_dir():
            raise InputError("no such folder of named queries", path=folder)
        for path in sorted(folder.glob("*.cypher")):
            query = read_query(path)
            if query.name in queries:
                raise InputError(f"@{query.name} is already defined in {queries[query.name].path}", path=path, line=1)
            queries[query.name] = query
    return dict(sorted(queries.items()))


def read_query(path: Path) -> NamedQuery:
    """Read one file; raise InputError naming it and the line of a fault."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InputError("not UTF-8 text", path=path, line=line) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error
    return parse_query(text, path)


def parse_query(text: str, path: Path) -> NamedQuery:
    """Parse the text of a file; ``path`` gives the query its name and stands in errors (InputError)."""
    if not _NAME.fullmatch(path.stem):
        raise InputError("a query is named in small letters, digits and hyphens", path=path)
    lines = text.split("\n")
    length = next((index for index, line in enumerate(lines) if not line.startswith("//")), len(lines))
    words: dict[str, str] = {}
    declared: dict[str, tuple[QueryParameter, int]] = {}
    for number, line in enumerate(lines[:length], start=1):
        header = _HEADER.fullmatch(line.rstrip())
        if header is None:
            raise InputError("a header line is // title: ..., // answers: ... or // param ...", path=path, line=number)
        if header["param"]:
            parameter = _parse_parameter(header["param"], path, number)
            if parameter.name in declared:
                raise InputError(f"${parameter.name} is declared twice", path=path, line=number)
            declared[parameter.name] = parameter, number
        elif header["key"] in words:
            raise InputError(f"a second line // {header['key']}:", path=path, line=number)
        else:
            words[header["key"]] = header["words"]
    for key in ("title", "answers"):
        if key not in words:
            raise InputError(f"no line // {key}: ... at the top", path=path, line=1)
    below = "\n".join(lines[length:])
    statement = below.strip()
    if not _COMMENT.sub("", statement).strip("; \n\t"):
        raise InputError("no statement below the header", path=path, line=length + 1)
    _check_uses(text, {name: line for name, (_, line) in declared.items()}, path)
    parameters = tuple(parameter for parameter, _ in declared.values())
    begins = length + 1 + below[: below.index(statement)].count("\n")
    return NamedQuery(path.stem, words["title"], words["answers"], parameters, statement, path, begins)


def run_named_query(
    store: Store,
    query: NamedQuery,
    given: Mapping[str, str],
    *,
    timeout_s: float | None = None,
    limit: int | None = None,
) -> Answer:
    """Run a query with parameters as people type them; at most ``limit`` rows.

    Raises ParameterError naming the parameter that is missing, unknown, of the wrong type or no known node, and what
    ``Store.query`` raises.
    """
    parameters = bind(Reader(store, timeout_s), query, given)
    return store.query(query.statement, parameters, timeout_s=timeout_s, limit=limit)


def bind(reader: Reader, query: NamedQuery, given: Mapping[str, str]) -> dict[str, Value]:
    """The values that a query runs with: text by the type of its parameter, nodes by their ids; see above."""
    names = [parameter.name for parameter in query.parameters]
    for name in given:
        if name not in names:
            known = f"it takes {', '.join(names)}" if names else "it takes none"
            raise ParameterError(f"@{query.name} has no parameter {name[:80]!r}; {known}", parameter=name)
    return {parameter.name: _bound(reader, query, parameter, given) for parameter in query.parameters}


def _bound(reader: Reader, query: NamedQuery, parameter: QueryParameter, given: Mapping[str, str]) -> Value:
    if parameter.name not in given:
        if parameter.required:
            raise ParameterError(f"@{query.name} needs {parameter.name}: {parameter.says}", parameter=parameter.name)
        return parameter.default
    value = value_of(parameter.name, parameter.type, given[parameter.name])
    if parameter.type not in NODE_PARAMETERS or (value == parameter.default and not parameter.required):
        return value
    return find_node(reader, NODE_PARAMETERS[parameter.type], str(value), parameter=parameter.name).id


def _parse_parameter(text: str, path: Path, line: int) -> QueryParameter:
    parts = _PARAMETER.fullmatch(text)
    if parts is None:
        raise InputError("a parameter is // param NAME: TYPE [= DEFAULT] -- what it is", path=path, line=line)
    name, type_name, default = parts["name"], parts["type"], parts["default"]
    if name in RESERVED:
        raise InputError(f"${name}: {', '.join(RESERVED)} are options of every query", path=path, line=line)
    if type_name not in TYPES:
        raise InputError(f"${name}: no type {type_name!r}; there are {', '.join(TYPES)}", path=path, line=line)
    value: Value = None
    if default is not None:
        try:
            value = json.loads(default)
        except json.JSONDecodeError as error:
            raise InputError(f"${name}: the default {default} is not JSON", path=path, line=line) from error
        if not _fits(value, type_name):
            raise InputError(f"${name}: the default {default} is not of type {type_name}", path=path, line=line)
    return QueryParameter(name, type_name, default is None, value, parts["says"].strip())


def _fits(value: object, type_name: str) -> bool:
    if type_name in NODE_PARAMETERS:
        return value == ""
    if isinstance(value, bool):
        return type_name == "boolean"
    return isinstance(value, _JSON_TYPES.get(type_name, (str,)))


def _check_uses(text: str, declared: Mapping[str, int], path: Path) -> None:
    """Raise InputError unless the parameters outside strings, names and comments are those declared (by line)."""
    used: dict[str, int] = {}
    for token in _TOKEN.finditer(text):
        if token["parameter"]:
            used.setdefault(token["parameter"], text.count("\n", 0, token.start()) + 1)
    for name, line in used.items():
        if name not in declared:
            raise InputError(f"${name} is not declared: // param {name}: TYPE -- what it is", path=path, line=line)
    for name, line in declared.items():
        if name not in used:
            raise InputError(f"${name} is declared but the statement does not use it", path=path, line=line)
