"""``kg sync``: a graph copied from one store into another."""

import time
from typing import Annotated

import typer

from kg.cli.build import print_report
from kg.cli.common import build_for, err, open_for
from kg.cli.faults import Faults, OnError
from kg.cli.progress import paper_progress
from kg.settings import read_settings
from loaders.open import path_of
from loaders.sync import sync
from schema import ParameterError

FromArgument = Annotated[str, typer.Argument(metavar="FROM", help="The graph that is read.", show_default=False)]
ToArgument = Annotated[str, typer.Argument(metavar="TO", help="The graph that is written to.", show_default=False)]
DeleteOption = Annotated[bool, typer.Option("--delete", help="Remove papers that FROM does not have.")]


def command(source: FromArgument, target: ToArgument, *, delete: DeleteOption = False) -> None:
    """Copy a whole graph from one store into another, between Ladybug and Neo4j or within one of them.

    Papers that TO holds as they are stay untouched, others are replaced. Two Neo4j servers are entered with the same
    user and password.

    Examples:

      kg sync graph.lbug bolt://localhost:7687

      kg sync neo4j://there:7687 copy.lbug --delete
    """
    if source == target or (path_of(source) is not None and path_of(source) == path_of(target)):
        raise ParameterError(f"{source} cannot be copied into itself", parameter="TO")
    settings = read_settings()
    faults = Faults(OnError.SKIP)
    started = time.monotonic()
    with (
        open_for(settings, source, read_only=True) as opened,
        build_for(settings, target) as building,
        paper_progress() as progress,
    ):
        task = progress.add_task("copying", total=opened.counts().nodes["Paper"])
        report = sync(
            opened, building.store, delete=delete, on_progress=lambda done: progress.update(task, completed=done)
        )
    for rejected in report.load.rejected:
        faults.add_paper(f"{rejected.paper}: {rejected.reason}")
    print_report(report.load, uri=target, seconds=time.monotonic() - started)
    if report.others:
        what = "removed" if delete else "left as they are; --delete removes them"
        err.print(f"{report.others:,} papers that only {target} has were {what}", markup=False, soft_wrap=True)
    raise typer.Exit(faults.exit_code())
