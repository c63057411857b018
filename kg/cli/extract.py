"""``kg extract``: papers in, one record a paper out."""

import heapq
import sys
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Annotated

import typer

from kg.building import survey
from kg.cli.build import OnErrorOption
from kg.cli.common import (
    InputsArgument,
    LimitOption,
    MinConfidenceOption,
    WorkersOption,
    err,
    extractor_of,
    workers_for,
)
from kg.cli.common import out as screen
from kg.cli.explain import explain as explanation
from kg.cli.explain import explain_html as explanation_page
from kg.cli.faults import Faults, OnError
from kg.cli.progress import paper_progress
from kg.extractor import Extractor, NumberedLine, NumberedPaper, open_writer
from kg.readers import ignore, read_papers
from kg.settings import read_settings
from kg.workers import Lost, in_workers
from schema import InputError, ParameterError

OutOption = Annotated[
    str | None,
    typer.Option("--out", metavar="FILE", help="Where the records go; standard output if unset.", show_default=False),
]

ExplainOption = Annotated[
    str | None,
    typer.Option(
        "--explain",
        metavar="PAPER",
        help="Show the paper with this id and what is read from it, instead of writing records.",
        show_default=False,
    ),
]
HtmlOption = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="With --explain: write the page there.", show_default=False),
]

_Opener = Callable[[], Callable[[NumberedPaper], NumberedLine]]


def command(
    inputs: InputsArgument,
    out: OutOption = None,
    on_error: OnErrorOption = OnError.SKIP,
    limit: LimitOption = None,
    workers: WorkersOption = None,
    *,
    min_confidence: MinConfidenceOption = 0.0,
    explain: ExplainOption = None,
    html: HtmlOption = None,
) -> None:
    """Write what each paper says, one JSON object a line, in the order of the input.

    A record holds the paper, its entities with their mentions and roles, its results and its relations, each with its
    evidence: kg build makes a graph of records without extracting again.

    Examples:

      kg extract papers.jsonl --out records.jsonl

      kg extract - < listing.txt | head -1

      kg extract papers.jsonl --explain bert
    """
    faults = Faults(on_error)
    extractor = extractor_of(read_settings(), min_confidence)
    opener = partial(open_writer, extractor)
    if explain is not None and out is not None:
        raise ParameterError("--explain writes no records; give its page a place with --html", parameter="--out")
    if explain is not None:
        _explain(inputs, faults, explain, html, extractor)
    elif html is not None:
        raise ParameterError("needs --explain PAPER", parameter="--html")
    elif out is None:
        _extract(inputs, sys.stdout, faults, opener, limit=limit, workers=workers)
    else:
        unfinished = Path(f"{out}.part")
        try:
            with unfinished.open("w", encoding="utf-8") as stream:
                _extract(inputs, stream, faults, opener, limit=limit, workers=workers)
            unfinished.replace(out)
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", path=out) from error
        finally:
            unfinished.unlink(missing_ok=True)
    if (said := faults.summary()) is not None:
        err.print(said)
    raise typer.Exit(faults.exit_code())


def _explain(inputs: list[str], faults: Faults, wanted: str, html: Path | None, extractor: Extractor) -> None:
    """Show one paper on the screen, or write its page."""
    papers = {paper.id: paper for paper in read_papers(inputs, report=faults.report)}
    if wanted not in papers:
        near = get_close_matches(wanted, papers, n=3, cutoff=0.4)
        hint = f"; near: {', '.join(near)}" if near else ""
        raise ParameterError(f"no paper {wanted!r} among {len(papers)}{hint}", parameter="--explain")
    paper = papers[wanted]
    extraction = extractor.open()(paper).extraction
    if html is None:
        screen.print(explanation(paper, extraction))
        return
    try:
        html.write_text(explanation_page(paper, extraction), encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", path=html) from error


def _extract(
    inputs: list[str], stream: IO[str], faults: Faults, opener: _Opener, *, limit: int | None, workers: int | None
) -> None:
    total = survey(inputs, report=faults.report, limit=limit)
    papers = islice(read_papers(inputs, report=faults.report if total is None else ignore), limit)
    with paper_progress() as progress:
        task = progress.add_task("extracting", total=total)
        results = in_workers(enumerate(papers), opener, workers=workers_for(workers, total))
        for line in _in_order(_lines(results, faults)):
            stream.write(line)
            progress.advance(task)


def _lines(results: Iterable[NumberedLine | Lost[NumberedPaper]], faults: Faults) -> Iterator[NumberedLine]:
    for result in results:
        if isinstance(result, Lost):
            number, paper = result.item
            faults.add_paper(f"{paper.id}: {result.reason}")
            yield number, ""
        else:
            yield result


def _in_order(lines: Iterable[NumberedLine]) -> Iterator[str]:
    """The lines by their numbers, which count from 0 without a gap."""
    early: list[NumberedLine] = []
    expected = 0
    for line in lines:
        heapq.heappush(early, line)
        while early and early[0][0] == expected:
            yield heapq.heappop(early)[1]
            expected += 1
