"""``kg analyze``: what is central, what belongs together, what rises, what is contested."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from kg.analysis import Analysis, analyze, write_back
from kg.cli.common import StoreOption, build_for, err, open_whole, out
from kg.cli.query import Format
from kg.cli.rows import print_rows
from kg.settings import read_settings
from schema import ParameterError

TopOption = Annotated[int, typer.Option("--top", min=1, metavar="N", help="Rows of each table.")]
FormatOption = Annotated[Format, typer.Option("--format", help="Tables for people, or JSON.")]
ConfidenceOption = Annotated[
    float, typer.Option("--min-confidence", min=0, max=1, help="Count only edges the extractor is so sure of.")
]
SinceOption = Annotated[int | None, typer.Option("--since", metavar="YEAR", help="Papers from this year on.")]
UntilOption = Annotated[int | None, typer.Option("--until", metavar="YEAR", help="Papers up to this year.")]
WriteOption = Annotated[
    bool, typer.Option("--write", help="Write centrality, community and rise of each method into the graph.")
]


def command(  # noqa: PLR0917 - typer makes options of them
    store: StoreOption = None,
    top: TopOption = 10,
    output: FormatOption = Format.TABLE,
    min_confidence: ConfidenceOption = 0.0,
    since: SinceOption = None,
    until: UntilOption = None,
    *,
    write: WriteOption = False,
) -> None:
    """Tell what the graph says as a whole, of methods.

    Central: PageRank among methods that papers use together (co-use), that methods are based on (lineage) and that
    outperform others (wins). Communities: methods used together. Bridges: methods that join communities. Rising: more
    papers than in the years before, in standard errors. Contested: methods said to outperform each other in a circle.

    Examples:

      kg analyze

      kg analyze --since 2020 --format json --top 50

      kg analyze --write
    """
    if output is Format.CSV:
        raise ParameterError("--format: table or json; csv holds one table, and there are five", parameter="--format")
    with open_whole(store) as opened:
        analysis = analyze(opened, min_confidence=min_confidence, since=since, until=until)
    if output is Format.JSON:
        json.dump(_first(analysis, top), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        for title, columns, rows in _tables(analysis, top):
            out.print(f"\n[bold]{title}[/]")
            print_rows(out, columns, rows)
    if write:
        with build_for(read_settings(), store) as building:
            count = write_back(building.store, analysis)
        err.print(f"{count:,} methods have their centrality, community and rise in the graph")


def _first(analysis: Analysis, top: int) -> dict[str, Any]:
    return {name: list(found[:top]) for name, found in asdict(analysis).items()}


def _tables(analysis: Analysis, top: int) -> Iterator[tuple[str, Sequence[str], list[list[str]]]]:
    yield (
        "Central methods",
        ("method", "papers", "co-use", "lineage", "wins"),
        [
            [one.name, str(one.papers), f"{one.co_use:.4f}", f"{one.lineage:.4f}", f"{one.wins:.4f}"]
            for one in analysis.central[:top]
        ],
    )
    yield (
        "Communities",
        ("methods", "papers", "community"),
        [[str(len(one.methods)), str(one.papers), one.name] for one in analysis.communities[:top]],
    )
    yield (
        "Bridges between communities",
        ("method", "outside", "participation", "joins"),
        [
            [one.name, str(one.outside), f"{one.participation:.2f}", " | ".join([one.community, *one.joins[:3]])]
            for one in analysis.bridges[:top]
        ],
    )
    yield (
        "Rising methods",
        ("method", "rise", "recent", "before", "papers by year"),
        [
            [
                one.name,
                f"{one.rise:+.2f}",
                f"{one.recent:.2%}",
                f"{one.before:.2%}",
                ", ".join(f"{year}: {count}" for year, count in one.by_year.items()),
            ]
            for one in analysis.rising[:top]
        ],
    )
    yield (
        "Contested claims",
        ("methods", "who says so"),
        [
            [
                " > ".join([*one.names, one.names[0]]),
                " / ".join(f"{claim.winner} > {claim.loser}: {claim.sentence} ({claim.title})" for claim in one.claims),
            ]
            for one in analysis.contested[:top]
        ],
    )
