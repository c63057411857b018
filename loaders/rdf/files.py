"""RDF files: every serialisation is written as a stream, so that memory does not grow with the graph."""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

from pyoxigraph import Quad, RdfFormat, parse, serialize

from loaders.rdf.lines import graph_lines
from loaders.rdf.terms import DEFAULT_BASE, PREFIXES
from schema import Edge, Node

FORMATS = {
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".jsonld": RdfFormat.JSON_LD,
}
SUFFIXES = tuple(FORMATS)
_QUADS = frozenset({".nq", ".trig", ".jsonld"})
"""Serialisations that tell in whose graph a statement is."""


def write_rdf(nodes: Iterable[Node], edges: Iterable[Edge], path: Path, suffix: str, base: str = DEFAULT_BASE) -> None:
    """Write a graph in the serialisation of a suffix; ``base`` is what the IRIs of its things begin with."""
    lines = graph_lines(nodes, edges, base, quads=suffix in _QUADS)
    with path.open("wb") as file:
        if suffix in {".nt", ".nq"}:
            file.writelines(line.encode() for line in lines)
            return
        parsed = statements(lines)
        found = parsed if suffix in _QUADS else (quad.triple for quad in parsed)
        serialize(found, file, FORMATS[suffix], prefixes=PREFIXES)


def statements(lines: Iterable[str]) -> Iterator[Quad]:
    """The statements of lines of N-Quads or N-Triples, as they are drawn."""
    return parse(cast("IO[bytes]", Lines(lines)), RdfFormat.N_QUADS)


class Lines(io.RawIOBase):
    """Lines as a file of bytes that is read once."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._rest = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer at the end alone."""
        parts, length = [self._rest], len(self._rest)
        while size < 0 or length < size:
            line = next(self._lines, None)
            if line is None:
                break
            parts.append(line.encode())
            length += len(parts[-1])
        whole = b"".join(parts)
        taken = whole if size < 0 else whole[:size]
        self._rest = whole[len(taken) :]
        return taken
