"""``kg analyze``: what is central, what belongs together, what rises, what is contested."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from enum import StrEnum
from itertools import groupby, islice
from typing import Annotated, Any

import typer
from rich.padding import Padding
from rich.text import Text

from kg.analysis import Analysis, analyze, write_back
from kg.analysis.central import Central
from kg.analysis.contested import Contest
from kg.cli.common import StoreOption, build_for, err, open_whole, out
from kg.cli.rows import print_rows
from kg.settings import read_settings


class Format(StrEnum):
    """How the analysis is written: there are six tables, too many for one of CSV."""

    TABLE = "table"
    JSON = "json"


_YEARS = 6
"""Years of papers that are told beside a rise."""
_SENTENCES = 3
"""Those of a step in a circle that are printed."""

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
    outperform others (wins), systems with a name of their own (ResNet) apart from classes (graph neural network).
    Communities: methods used together. Bridges: methods with more ties to two fields than chance gives. Rising: a
    larger share of papers than in the two years before, in standard errors. Contested: methods said to outperform each
    other in a circle, each step with its sentences.

    Examples:

      kg analyze

      kg analyze --since 2020 --format json --top 50

      kg analyze --write
    """
    with open_whole(store) as opened:
        analysis = analyze(opened, min_confidence=min_confidence, since=since, until=until)
    if output is Format.JSON:
        json.dump(_first(analysis, top), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        for title, columns, rows in _tables(analysis, top):
            out.print(f"\n[bold]{title}[/]")
            print_rows(out, columns, rows)
        _print_contests(analysis.contested[:top])
    if write:
        with build_for(read_settings(), store) as building:
            count = write_back(building.store, analysis)
        err.print(f"{count:,} methods have their centrality, community and rise in the graph")


def _first(analysis: Analysis, top: int) -> dict[str, Any]:
    return {name: list(found[:top]) for name, found in asdict(analysis).items()}


def _tables(analysis: Analysis, top: int) -> Iterator[tuple[str, Sequence[str], list[list[str]]]]:
    for title, system in (("Central systems", True), ("Central classes of methods", False)):
        chosen = islice((one for one in analysis.central if one.system is system), top)
        yield title, ("method", "papers", "co-use", "lineage", "wins"), [_central(one) for one in chosen]
    yield (
        "Communities",
        ("methods", "papers", "community"),
        [[str(len(one.methods)), str(one.papers), one.name] for one in analysis.communities[:top]],
    )
    yield (
        "Bridges between fields",
        ("method", "inside", "outside", "joins"),
        [
            [one.name, str(one.inside), str(one.outside), f"{one.field} <> {one.joins}"]
            for one in analysis.bridges[:top]
            if one.excess > 0
        ],
    )
    last = max((max(one.by_year) for one in analysis.rising), default=0)
    years = range(last - _YEARS + 1, last + 1)
    yield (
        "Rising methods",
        ("method", "rise", "recent", "before", f"papers {years[0]}-{last}" if last else "papers"),
        [
            [
                one.name,
                f"{one.rise:+.1f}",
                f"{one.recent:.2%}",
                f"{one.before:.2%}",
                " ".join(str(one.by_year.get(year, 0)) for year in years),
            ]
            for one in analysis.rising[:top]
        ],
    )


def _central(one: Central) -> list[str]:
    return [one.name, str(one.papers), f"{one.co_use:.5f}", f"{one.lineage:.5f}", f"{one.wins:.5f}"]


def _print_contests(contests: Sequence[Contest]) -> None:
    """Each circle, and below it who says so, step by step."""
    out.print("\n[bold]Contested claims[/]")
    for one in contests:
        out.print(Text(" > ".join([*one.names, one.names[0]])))
        for claims in (list(group) for _, group in groupby(one.claims, lambda claim: (claim.winner, claim.loser))):
            for claim in claims[:_SENTENCES]:
                text = Text(f"{claim.winner} > {claim.loser}: ", style="dim").append(claim.sentence, style="not dim")
                out.print(Padding(text.append(f" ({claim.title})"), (0, 0, 0, 4), expand=False))
            if len(claims) > _SENTENCES:
                more = f"... and {len(claims) - _SENTENCES} more"
                out.print(Padding(Text(more, style="dim"), (0, 0, 0, 4)))
