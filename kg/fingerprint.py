"""Fingerprints: of a paper as it was read, and of all that decides what is made of it."""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from kg.paper import Paper

_DECIDING = ("kg.extract", "kg.data")
"""Packages whose data files decide: the model of the extractor, and the names that resolution knows."""


@cache
def extractor_fingerprint() -> str:
    """8 hexadecimal digits that change with any data file of the extractor or of resolution."""
    digest = hashlib.blake2b(digest_size=4)
    for package in _DECIDING:
        for name, file in _data_files(files(package), package):
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
