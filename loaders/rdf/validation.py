"""Whether a graph fits the SHACL shapes, told by node and shape."""

import gzip
import importlib
import os
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from pyoxigraph import Quad, RdfFormat, parse, serialize
from rdflib import RDF, SH, Graph

from loaders.graph import read_edges, read_nodes
from loaders.rdf.consistency import Violation, inconsistencies
from loaders.rdf.files import FORMATS, SUFFIXES
from loaders.rdf.lines import graph_lines
from loaders.rdf.shapes import shapes
from loaders.rdf.terms import DEFAULT_BASE
from loaders.rdf.wording import worded
from loaders.store import Store
from schema import KGError, ParameterError, UnreadableInput

_OF_AN_ELEMENT, _OF_A_BYTE = 40_000, 15
"""Bytes of memory for a node or edge, and for a byte of RDF: 5,000 papers are 77,771 elements and took 3.1 GB."""


def graph_of_store(store: Store, *, base: str = DEFAULT_BASE) -> Graph:
    """The whole graph of a store in memory.

    Raises:
        KGError: to validate it would take more memory than this machine has.
    """
    counts = store.counts()
    _check_room(_OF_AN_ELEMENT * (sum(counts.nodes.values()) + sum(counts.edges.values())))
    lines = graph_lines(read_nodes(store, counts), read_edges(store, counts), base, quads=False)
    return Graph().parse(data="".join(lines), format="nt")


def graph_of_file(path: str) -> Graph:
    """All statements of an RDF file in memory, those of its graphs joined.

    Raises:
        ParameterError: the suffix is that of no RDF file.
        UnreadableInput: the file cannot be read.
        KGError: to validate it would take more memory than this machine has.
    """
    suffix = Path(path.removesuffix(".gz")).suffix.lower()
    if suffix not in FORMATS:
        raise ParameterError(f"{path}: the suffix tells the format: {', '.join(SUFFIXES)}", parameter="FILE")
    try:
        _check_room(_OF_A_BYTE * Path(path).stat().st_size)
        data = Path(path).read_bytes()
        quads = parse(gzip.decompress(data) if path.endswith(".gz") else data, FORMATS[suffix])
        return Graph().parse(data=_triples(quads), format="nt")
    except SyntaxError as error:
        raise UnreadableInput(f"no {FORMATS[suffix].name}: {error.msg}", path=path, line=error.lineno) from error
    except (OSError, EOFError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnreadableInput(reason, path=path) from error


def validate(graph: Graph) -> list[Violation]:
    """Hold a graph against the shapes; every violation by node and shape, none for a sound graph.

    Raises:
        KGError: pyshacl is not installed.
    """
    wanted = shapes()
    _, report, _ = _pyshacl().validate(graph, shacl_graph=wanted, inference="none", advanced=False, meta_shacl=False)
    found = {worded(report, wanted, graph, result) for result in report.subjects(RDF.type, SH.ValidationResult)}
    found.update(inconsistencies(graph))
    return sorted(found, key=lambda one: (one.node, one.shape, one.path, one.value, one.message))


def _check_room(needed: int) -> None:
    """Refuse what would fill the memory, where the system tells how large that is."""
    if hasattr(os, "sysconf") and needed > (there := os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")):
        raise KGError(
            f"too large: to hold this graph against the shapes takes about {needed / 1e9:,.0f} GB of memory, and there "
            f"are {there / 1e9:,.0f}; `kg verify` checks a store of any size, and parts of a graph can be validated"
        )


def _triples(quads: Iterable[Quad]) -> bytes:
    return serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""


def _pyshacl() -> ModuleType:
    try:
        return importlib.import_module("pyshacl")
    except ImportError as error:
        raise KGError(
            "to validate needs pyshacl, which comes with the extra shacl of kg: pip install '.[shacl]'"
        ) from error
