"""Fingerprints: of a paper as it was read, and of all that decides what is made of it."""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kg.extract.model import DATA
from kg.paper import Paper
from schema import InputError


@cache
def extractor_fingerprint(model: Path | None = None) -> str:
    """8 hexadecimal digits that change with any data file of the extractor or of resolution.

    ``model`` is the folder of another model than the package's. Raises InputError if there is none.
    """
    if model is not None and not model.is_dir():
        raise InputError("no folder of a model; `kg train` makes one", path=model)
    digest = hashlib.blake2b(digest_size=4)
    for folder, place in ((model or DATA, "model"), (files("kg.data"), "names")):
        for name, file in _data_files(folder, place):
            content = file.read_bytes()
            digest.update(f"{name} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def paper_fingerprint(paper: Paper) -> str:
    """16 hexadecimal digits that change with any field of the paper but ``source``: a file may be moved."""
    fields = [paper.id, paper.title, paper.abstract, paper.year, paper.venue, paper.url, paper.code_url]
    return hashlib.blake2b(json.dumps(fields).encode(), digest_size=8).hexdigest()


def _data_files(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        path = f"{name}/{item.name}"
        if item.is_dir() and item.name != "__pycache__":
            yield from _data_files(item, path)
        elif item.is_file() and not item.name.endswith((".py", ".pyc", ".md")):
            yield path, item
