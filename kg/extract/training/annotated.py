"""Papers of the corpus annotated for the training, kept without a word of theirs: forms are places in their texts.

A line holds ``id``, ``check`` (CRC-32 of the text), ``entities`` (``types``, ``paper``, ``places`` as ``[start, end]``
in characters, that of the name first), ``results`` and ``relations`` as in a gold record but with the number of an
entity for its name.
"""

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from kg.extract.extraction import SLOTS
from kg.extract.names import fold
from kg.extract.training.align import Record
from kg.extract.training.lines import read_lines
from kg.paper import Paper
from schema import InputError


def read_annotated(path: Path, papers: Mapping[str, Paper]) -> list[tuple[Paper, Record]]:
    """The papers of a file with their gold records.

    Raises InputError, with the paper, where ``papers`` lacks it or has another text, or the line is no such record.
    """
    found = []
    for line in read_lines(path):
        try:
            record = _record(line, papers, path)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise InputError(
                f"no annotated paper: {line['id']} ({type(error).__name__}: {error})", path=path
            ) from error
        found.append((papers[record["id"]], record))
    return found


def write_annotated(path: Path, pairs: Iterable[tuple[Paper, Record]]) -> int:
    """Write papers with their records to such a file, by id, packed if its name ends in ``.gz``; gives how many.

    Raises InputError, with the paper, where its text lacks an entity or its record is none.
    """
    lines = []
    for paper, record in sorted(pairs, key=lambda pair: pair[0].id):
        try:
            lines.append(json.dumps(placed(paper, record), separators=(",", ":")) + "\n")
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"no record of the paper {paper.id} ({type(error).__name__}: {error})") from error
    text = "".join(lines).encode()
    path.write_bytes(gzip.compress(text, mtime=0) if path.suffix == ".gz" else text)
    return len(lines)


def placed(paper: Paper, record: Record) -> dict[str, Any]:
    """A gold record as a line of such a file.

    A name that the text does not have to the letter gives way to the first mention that folds to the same, or else to
    the first one. Raises ValueError where the text has no form of an entity.
    """
    numbers = {entity["name"]: at for at, entity in enumerate(record["entities"])}
    entities = []
    for entity in record["entities"]:
        forms = [form for form in dict.fromkeys([entity["name"], *entity["mentions"]]) if form in paper.text]
        if not forms:
            raise ValueError(f"its text has no form of {entity['name']!r}")
        forms.sort(key=lambda form: fold(form) != fold(entity["name"]))
        places = [[paper.text.find(form), paper.text.find(form) + len(form)] for form in forms]
        entities.append({"types": entity["types"], "paper": entity["paper"], "places": places})
    return {
        "id": paper.id,
        "check": _check(paper),
        "entities": entities,
        "results": [_renamed(result, numbers.__getitem__) for result in record["results"]],
        "relations": [[numbers[left], label, numbers[right]] for left, label, right in record["relations"]],
    }


def _record(line: Record, papers: Mapping[str, Paper], path: Path) -> Record:
    paper = papers.get(line["id"])
    if paper is None:
        raise InputError(f"the corpus has no paper {line['id']}", path=path)
    if _check(paper) != line["check"]:
        raise InputError(f"the corpus has another text of {line['id']}", path=path)
    entities = []
    for entity in line["entities"]:
        forms = [paper.text[start:end] for start, end in entity["places"]]
        entities.append({"name": forms[0], "types": entity["types"], "mentions": forms, "paper": entity["paper"]})
    return {
        "id": paper.id,
        "entities": entities,
        "results": [_renamed(result, lambda at: entities[at]["name"]) for result in line["results"]],
        "relations": [
            [entities[left]["name"], label, entities[right]["name"]] for left, label, right in line["relations"]
        ],
    }


def _renamed(result: Record, new: Callable[[Any], Any]) -> dict[str, Any]:
    return {key: new(value) if key in SLOTS and value is not None else value for key, value in result.items()}


def _check(paper: Paper) -> int:
    return zlib.crc32(paper.text.encode())
