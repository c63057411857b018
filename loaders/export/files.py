"""From a store to a file, in the format that the suffix names."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from loaders.export.csv import write_csv
from loaders.export.gexf import generate_gexf
from loaders.export.graphml import generate_graphml
from loaders.export.json import generate_cytoscape, generate_json, generate_node_link
from loaders.export.picture import picture
from loaders.graph import most_connected, read_edges, read_nodes
from loaders.rdf.files import SUFFIXES, write_rdf
from loaders.rdf.terms import DEFAULT_BASE, check_base
from loaders.store import Counts, Store
from schema import Edge, Node, ParameterError

FORMATS = (".graphml", ".gexf", ".cyjs", ".node-link.json", ".json", ".csv", ".html", *SUFFIXES)
_NODE_LINK = ".node-link.json"
_DRAWN_NODES = 400
"""Nodes that a browser still draws at ease."""

_Element = TypeVar("_Element", Node, Edge)
_Generate = Callable[[Iterable[Node], Iterable[Edge]], Iterator[str]]
_Write = Callable[[Iterable[Node], Iterable[Edge], Path], None]


def export(store: Store, path: str | Path, *, base: str = DEFAULT_BASE) -> Counts:
    """Write the whole graph to a file (``.csv``: a folder of files); return how much is in it.

    A picture (``.html``) of a large graph holds its most connected nodes alone. What was there under these names is
    replaced once everything is written; if something fails, it stays.

    Args:
        store: what is written.
        path: where to; its suffix tells the format.
        base: what the IRIs of the things in an RDF file begin with.

    Raises:
        ParameterError: no format has this suffix, or the place cannot be written to.
        StoreError: the store cannot be read.
    """
    target = Path(path)
    suffix = _NODE_LINK if target.name.lower().endswith(_NODE_LINK) else target.suffix.lower()
    if suffix not in FORMATS:
        raise ParameterError(f"{path}: the suffix tells the format: {', '.join(FORMATS)}", parameter="path")
    check_base(base)
    if target.exists() and target.is_dir() != (suffix == ".csv"):
        raise ParameterError(f"{path} is {'a folder' if target.is_dir() else 'a file'}", parameter="path")
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if suffix == ".csv":
            return _write_folder(store, target, aside)
        if suffix == ".html":
            return _write_picture(store, target, aside)
        writers: dict[str, _Write] = {
            ".graphml": partial(_write_text, generate_graphml),
            ".gexf": partial(_write_text, generate_gexf),
            ".cyjs": partial(_write_text, partial(generate_cytoscape, name=target.stem)),
            ".json": partial(_write_text, generate_json),
            _NODE_LINK: partial(_write_text, generate_node_link),
            **{name: partial(write_rdf, suffix=name, base=base) for name in SUFFIXES},
        }
        return _write_file(store, target, aside, writers[suffix])
    except OSError as error:
        raise ParameterError(f"{path}: {error.strerror or error}", parameter="path") from error
    finally:
        if aside.is_dir():
            shutil.rmtree(aside)
        else:
            aside.unlink(missing_ok=True)


def _write_file(store: Store, target: Path, aside: Path, write: _Write) -> Counts:
    counts = store.counts()
    write(read_nodes(store, counts), read_edges(store, counts), aside)
    aside.replace(target)
    return counts


def _write_text(generate: _Generate, nodes: Iterable[Node], edges: Iterable[Edge], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(generate(nodes, edges))


def _write_folder(store: Store, target: Path, aside: Path) -> Counts:
    counts = store.counts()
    aside.mkdir()
    write_csv(read_nodes(store, counts), read_edges(store, counts), aside)
    target.mkdir(exist_ok=True)
    for file in sorted(aside.iterdir()):
        file.replace(target / file.name)
    return counts


def _write_picture(store: Store, target: Path, aside: Path) -> Counts:
    counts = store.counts()
    nodes, edges = read_nodes(store, counts), read_edges(store, counts)
    title = target.stem
    total = sum(counts.nodes.values())
    if total > _DRAWN_NODES:
        kept = most_connected(store, _DRAWN_NODES)
        title = f"{title}: the {_DRAWN_NODES} most connected of {total:,} nodes"
        nodes = (node for node in nodes if node.ref in kept)
        edges = (edge for edge in edges if edge.source in kept and edge.target in kept)
    drawn: Counter[str] = Counter()
    aside.write_text(picture(_counted(nodes, drawn), _counted(edges, drawn), title=title), encoding="utf-8")
    aside.replace(target)
    return Counts({name: drawn[name] for name in counts.nodes}, {name: drawn[name] for name in counts.edges})


def _counted(elements: Iterable[_Element], counter: Counter[str]) -> Iterator[_Element]:
    for element in elements:
        counter[element.type] += 1
        yield element
