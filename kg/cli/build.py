"""``kg build``: papers in, graph out."""

import time
from functools import partial
from typing import Annotated

import typer
from rich.progress import Progress, TaskID
from rich.table import Table

from kg.building import build, key_of, outdated, rebuild, survey
from kg.cli.common import (
    LimitOption,
    MinConfidenceOption,
    StoreOption,
    WorkersOption,
    build_for,
    err,
    extractor_of,
    out,
    workers_for,
)
from kg.cli.faults import Faults, OnError
from kg.cli.progress import paper_progress
from kg.readers import ignore
from kg.settings import read_settings
from loaders import LoadReport
from loaders.rdf import is_rdf, load_rdf
from schema import ParameterError

OnErrorOption = Annotated[
    OnError,
    typer.Option(help="A paper that cannot be read: skip it and list it, or fail at once."),
]


InputsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[INPUT...]", help="Files of papers, gzipped or not; - is standard input.", show_default=False
    ),
]
ChangedOption = Annotated[
    bool,
    typer.Option(
        "--changed/--replace",
        help="Pass over papers that the graph holds as they are, from this very extractor (without INPUT, read again "
        "those of the graph that are not); or read all of them, and replace what they said before.",
    ),
]


def command(
    inputs: InputsArgument = None,
    store: StoreOption = None,
    on_error: OnErrorOption = OnError.SKIP,
    limit: LimitOption = None,
    workers: WorkersOption = None,
    *,
    changed: ChangedOption = False,
    min_confidence: MinConfidenceOption = 0.0,
) -> None:
    """Read papers, extract what they say, and load it into a graph.

    Building again changes nothing; a paper whose text has changed is replaced. Records of kg extract are loaded
    without extracting again, and so are RDF files of kg export. A Ladybug file is made anew beside the old one, which a
    server goes on reading, and takes its place at the end; a build that was interrupted goes on where it ended when it
    is started again.

    Examples:

      kg build papers.jsonl

      kg build listing.txt more.csv.gz --store graph.lbug

      zcat papers.jsonl.gz | kg build - --store bolt://localhost:7687

      kg build records.jsonl --limit 10000

      kg build graph.ttl

      kg build --changed
    """
    faults = Faults(on_error)
    settings = read_settings()
    started = time.monotonic()
    inputs = inputs or []
    if not inputs and not changed:
        raise ParameterError("there is nothing to read; --changed reads the papers of the graph", parameter="INPUT")
    graphs = rdf_among(inputs)
    if graphs and min_confidence > 0.0:
        raise ParameterError("RDF is taken as a whole", parameter="--min-confidence")
    total = None if graphs or not inputs else survey(inputs, report=faults.report, limit=limit)
    if total == 0:
        err.print(f"nothing to build: {faults.summary() or 'no papers'}")
        raise typer.Exit(faults.exit_code())
    extractor = extractor_of(settings, min_confidence)
    key = key_of(inputs, limit, extractor)
    with build_for(settings, store, key=key) as building, paper_progress() as progress:
        if building.resumed:
            err.print("going on where a build that was interrupted ended")
        task = progress.add_task("building", total=total)
        told = partial(_tell, progress, task)
        if not inputs:
            if not building.store.counts().nodes["Paper"]:
                raise ParameterError("the graph holds no papers; give it some", parameter="INPUT")
            old = outdated(building.store, extractor)[:limit]
            progress.update(task, total=len(old))
            report = rebuild(
                old,
                building.store,
                on_progress=told,
                workers=workers_for(workers, len(old)),
                extractor=extractor,
            )
        elif graphs:
            report = load_rdf(building.store, graphs, report=faults.report, limit=limit, on_progress=told)
        else:
            report = build(
                inputs,
                building.store,
                report=faults.report if total is None else ignore,
                on_progress=told,
                limit=limit,
                workers=workers_for(workers, total),
                changed=changed or building.resumed,
                extractor=extractor,
            )
    for rejected in report.rejected:
        faults.add_paper(f"{rejected.paper}: {rejected.reason}")
    print_report(report, uri=store or settings.store, seconds=time.monotonic() - started)
    if (summary := faults.summary()) is not None:
        out.print(summary)
    raise typer.Exit(faults.exit_code())


def rdf_among(inputs: list[str]) -> list[str]:
    """The inputs, if they are RDF files of kg export; none, if they are papers. Raises ParameterError for both."""
    graphs = [path for path in inputs if is_rdf(path)]
    if graphs and len(graphs) < len(inputs):
        raise ParameterError(
            f"{graphs[0]}: RDF and papers go into builds of their own, one after the other", parameter="INPUT"
        )
    return graphs


def _tell(progress: Progress, task: TaskID, done: int) -> None:
    progress.update(task, completed=done)


def print_report(report: LoadReport, *, uri: str, seconds: float) -> None:
    """Say in a table what a load changed and what the store holds now."""
    papers = report.added + report.changed + report.unchanged
    out.print(
        f"{papers:,} papers in {seconds:.1f} s: {report.added:,} new, {report.changed:,} changed, "
        f"{report.unchanged:,} unchanged."
    )
    table = Table(box=None, pad_edge=False)
    for heading in ("", "in the graph", "change"):
        table.add_column(heading, justify="left" if not heading else "right")
    for kind in ("nodes", "edges"):
        before, after = getattr(report.before, kind), getattr(report.after, kind)
        table.add_row(
            f"[bold]{kind}[/]", f"[bold]{sum(after.values()):,}[/]", _change(sum(before.values()), sum(after.values()))
        )
        for name, count in after.items():
            if count or before[name]:
                table.add_row(f"  {name}", f"{count:,}", _change(before[name], count))
    out.print(table)
    out.print(f"The graph is in {uri}; look at it with: kg serve --store {uri}", soft_wrap=True)


def _change(before: int, after: int) -> str:
    return f"{after - before:+,}" if after != before else "-"
