"""JSON Lines of papers and records, gzip or plain."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from kg.extract.training.align import Record
from kg.paper import Paper
from schema import InputError


def read_lines(path: Path) -> Iterator[Record]:
    """The objects of a JSON Lines file, gzip or plain; raise InputError at a line that is none."""
    with path.open("rb") as start:
        packed = start.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    record = json.loads(line)
                except json.JSONDecodeError as error:
                    raise InputError(f"no JSON: {error.msg}", path=path, line=number) from error
                if not isinstance(record, dict) or not isinstance(record.get("id"), str):
                    raise InputError("no object with an id", path=path, line=number)
                yield record


def paper_of(record: Record) -> Paper:
    """The paper of a line with id, title and abstract."""
    return Paper(id=record["id"], title=record.get("title") or "", abstract=record.get("abstract") or "")


def read_pairs(gold: Path, papers: Path) -> list[tuple[Paper, Record]]:
    """The papers of a file that have a record in another, in the order of ``papers``."""
    records = {record["id"]: record for record in read_lines(gold)}
    return [(paper, records[paper.id]) for paper in map(paper_of, read_lines(papers)) if paper.id in records]
