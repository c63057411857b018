"""``kg extract``: papers in, one record a paper out."""

import json
import sys
from pathlib import Path
from typing import IO, Annotated

import typer

from kg.build import survey
from kg.cli.build import OnErrorOption
from kg.cli.common import InputsArgument, err
from kg.cli.faults import Faults, OnError
from kg.cli.progress import paper_progress
from kg.extract.pipeline import extract, load_pipeline
from kg.readers import ignore, read_papers
from schema import InputError

OutOption = Annotated[
    str | None,
    typer.Option("--out", metavar="FILE", help="Where the records go; standard output if unset.", show_default=False),
]


def command(inputs: InputsArgument, out: OutOption = None, on_error: OnErrorOption = OnError.SKIP) -> None:
    """Write what each paper says, one JSON object a line, in the order of the input.

    A record holds the paper's id, its entities with their mentions and roles, its results and its relations.

    Examples:

      kg extract papers.jsonl --out records.jsonl

      kg extract - < listing.txt | head -1
    """
    faults = Faults(on_error)
    if out is None:
        _extract(inputs, sys.stdout, faults)
    else:
        partial = Path(f"{out}.part")
        try:
            with partial.open("w", encoding="utf-8") as stream:
                _extract(inputs, stream, faults)
            partial.replace(out)
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", path=out) from error
        finally:
            partial.unlink(missing_ok=True)
    if (said := faults.summary()) is not None:
        err.print(said)
    raise typer.Exit(faults.exit_code())


def _extract(inputs: list[str], stream: IO[str], faults: Faults) -> None:
    total = survey(inputs, report=faults.report)
    papers = read_papers(inputs, report=faults.report if total is None else ignore)
    with paper_progress() as progress:
        task = progress.add_task("extracting", total=total)
        for extraction in extract(papers, load_pipeline()):
            stream.write(json.dumps(extraction.record(), ensure_ascii=False) + "\n")
            progress.advance(task)
