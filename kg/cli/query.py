"""``kg query``: Cypher, or a named query, answered as a table, JSON or CSV."""

import json
import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated

import typer
from rich.markup import escape
from rich.padding import Padding

from kg.cli.common import StoreOption, err, open_for, out, queries_of
from kg.cli.rows import print_rows
from kg.settings import read_settings
from loaders import Answer
from schema import ParameterError, Value
from server.cells import csv_lines, plain, text
from server.named_queries import NamedQuery, run_named_query
from server.query_check import check_queries


class Format(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


StatementArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="CYPHER|@NAME", help="A Cypher statement that reads, or @ and the name of a query.", show_default=False
    ),
]
ParamOption = Annotated[
    list[str] | None,
    typer.Option(
        "--param", metavar="K=V", help="A parameter of the statement; may be given again.", show_default=False
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How the answer is written.")]
LimitOption = Annotated[
    int | None,
    typer.Option(min=1, help="Rows after which the answer is cut. \\[default: KG_QUERY_LIMIT]", show_default=False),
]
ListOption = Annotated[bool, typer.Option("--list", help="List the named queries and their parameters.")]


def command(
    statement: StatementArgument = None,
    param: ParamOption = None,
    store: StoreOption = None,
    output: FormatOption = Format.TABLE,
    limit: LimitOption = None,
    *,
    list_queries: ListOption = False,
) -> None:
    """Ask the graph in Cypher, or by the name of a query.

    Examples:

      kg query --list

      kg query @leaderboard --param benchmark=imagenet

      kg query 'MATCH (m:Method) RETURN m.name, m.papers ORDER BY m.papers DESC LIMIT 5'

      kg query 'MATCH (p:Paper {year: $year}) RETURN p.title' --param year=2020 --format csv
    """
    settings = read_settings()
    queries = queries_of(settings)
    if list_queries:
        _print_queries(queries.values())
        return
    if statement is None:
        raise ParameterError(
            "what to ask? Give a Cypher statement or @NAME; kg query --list names them", parameter="CYPHER"
        )
    rows = limit or settings.query_limit
    given = dict(_split(pair) for pair in param or [])
    with open_for(settings, store, read_only=True) as opened:
        if statement.startswith("@"):
            query = _find(queries, statement[1:])
            check_queries(opened, [query])
            answer = run_named_query(opened, query, given, timeout_s=settings.query_timeout_s, limit=rows)
        else:
            parameters = {name: _typed(value) for name, value in given.items()}
            answer = opened.query(statement, parameters, timeout_s=settings.query_timeout_s, limit=rows)
        written = _write(answer, output)
    if written == rows:
        err.print(f"{rows:,} rows are the limit; if there are more, --limit gives them")


def _find(queries: Mapping[str, NamedQuery], name: str) -> NamedQuery:
    if name not in queries:
        raise ParameterError(f"no query is named {name!r}; there are {', '.join(sorted(queries))}", parameter="@NAME")
    return queries[name]


def _split(pair: str) -> tuple[str, str]:
    name, equals, value = pair.partition("=")
    if not equals or not name:
        raise ParameterError(f"--param {pair}: write it as name=value", parameter="--param")
    return name, value


def _typed(written: str) -> Value:
    """A parameter of a statement: a JSON number, boolean or null, else the text itself."""
    try:
        value = json.loads(written)
    except ValueError:
        return written
    return value if isinstance(value, int | float | bool | type(None)) else written


def _print_queries(queries: Iterable[NamedQuery]) -> None:
    for query in queries:
        signature = " ".join(
            f"{parameter.name}={parameter.type}" if parameter.required else f"[{parameter.name}={parameter.type}]"
            for parameter in query.parameters
        )
        out.print(f"[bold]@{query.name}[/] {escape(signature)}")
        out.print(Padding(escape(query.answers), (0, 0, 0, 2)))


def _write(answer: Answer, output: Format) -> int:
    """Write the rows as they come (a table when they are all there); give their number."""
    if output is Format.TABLE:
        return print_rows(out, answer.columns, ([text(cell) for cell in row] for row in answer.rows))
    if output is Format.CSV:
        return sum(1 for line in csv_lines(answer.columns, answer.rows) if sys.stdout.write(line)) - 1
    rows = 0
    for row in answer.rows:
        rows += 1
        record = {column: plain(cell) for column, cell in zip(answer.columns, row, strict=True)}
        sys.stdout.write(("[\n" if rows == 1 else ",\n") + json.dumps(record, ensure_ascii=False))
    sys.stdout.write("\n]\n" if rows else "[]\n")
    return rows
