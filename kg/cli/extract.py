"""``kg extract``: papers in, one record a paper out."""

import heapq
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Annotated

import typer

from kg.build import open_recorder, survey
from kg.cli.build import OnErrorOption
from kg.cli.common import InputsArgument, LimitOption, WorkersOption, err, workers_for
from kg.cli.faults import Faults, OnError
from kg.cli.progress import paper_progress
from kg.paper import Paper
from kg.readers import ignore, read_papers
from kg.record import record_of
from kg.workers import Lost, in_workers
from schema import InputError

OutOption = Annotated[
    str | None,
    typer.Option("--out", metavar="FILE", help="Where the records go; standard output if unset.", show_default=False),
]

_Numbered = tuple[int, Paper]
_Line = tuple[int, str]


def command(
    inputs: InputsArgument,
    out: OutOption = None,
    on_error: OnErrorOption = OnError.SKIP,
    limit: LimitOption = None,
    workers: WorkersOption = None,
) -> None:
    """Write what each paper says, one JSON object a line, in the order of the input.

    A record holds the paper, its entities with their mentions and roles, its results and its relations, each with its
    evidence: kg build makes a graph of records without extracting again.

    Examples:

      kg extract papers.jsonl --out records.jsonl

      kg extract - < listing.txt | head -1
    """
    faults = Faults(on_error)
    if out is None:
        _extract(inputs, sys.stdout, faults, limit, workers)
    else:
        partial = Path(f"{out}.part")
        try:
            with partial.open("w", encoding="utf-8") as stream:
                _extract(inputs, stream, faults, limit, workers)
            partial.replace(out)
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", path=out) from error
        finally:
            partial.unlink(missing_ok=True)
    if (said := faults.summary()) is not None:
        err.print(said)
    raise typer.Exit(faults.exit_code())


def open_writer() -> Callable[[_Numbered], _Line]:
    """The function that makes the line of a paper, which keeps its number."""
    record = open_recorder()
    return lambda item: (item[0], json.dumps(record_of(record(item[1])), ensure_ascii=False) + "\n")


def _extract(inputs: list[str], stream: IO[str], faults: Faults, limit: int | None, workers: int | None) -> None:
    total = survey(inputs, report=faults.report, limit=limit)
    papers = islice(read_papers(inputs, report=faults.report if total is None else ignore), limit)
    with paper_progress() as progress:
        task = progress.add_task("extracting", total=total)
        results = in_workers(enumerate(papers), open_writer, workers=workers_for(workers, total))
        for line in _in_order(_lines(results, faults)):
            stream.write(line)
            progress.advance(task)


def _lines(results: Iterable[_Line | Lost[_Numbered]], faults: Faults) -> Iterator[_Line]:
    for result in results:
        if isinstance(result, Lost):
            number, paper = result.item
            faults.add_paper(f"{paper.id}: {result.reason}")
            yield number, ""
        else:
            yield result


def _in_order(lines: Iterable[_Line]) -> Iterator[str]:
    """The lines by their numbers, which count from 0 without a gap."""
    early: list[_Line] = []
    expected = 0
    for line in lines:
        heapq.heappush(early, line)
        while early and early[0][0] == expected:
            yield heapq.heappop(early)[1]
            expected += 1
