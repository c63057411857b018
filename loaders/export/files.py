"""From a store to a file, in the format that the suffix names."""

import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from loaders.export.csv import write_csv
from loaders.export.graphml import write_graphml
from loaders.export.json import write_json
from loaders.graph import read_edges, read_nodes
from loaders.store import Counts, Store
from schema import Edge, Node, ParameterError

Writer = Callable[[Iterable[Node], Iterable[Edge], Path], None]

WRITERS: dict[str, Writer] = {
    ".graphml": write_graphml,
    ".json": write_json,
    ".csv": write_csv,
}
"""What writes a format, by suffix; that of ``.csv`` fills a folder."""


def export(store: Store, path: str | Path) -> Counts:
    """Write the whole graph to a file (``.csv``: a folder of files); return what is in it.

    What was there under these names is replaced once everything is written; if something fails, nothing changes.

    Raises:
        ParameterError: no format has this suffix, or the place cannot be written to.
        StoreError: the store cannot be read.
    """
    target = Path(path)
    write = WRITERS.get(target.suffix.lower())
    if write is None:
        raise ParameterError(f"{path}: the suffix tells the format: {', '.join(WRITERS)}", parameter="path")
    counts = store.counts()
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if write is write_csv:
            _fill_folder(store, counts, target, aside)
        else:
            if target.is_dir():
                raise ParameterError(f"{path} is a folder; {target.suffix} is one file", parameter="path")
            write(read_nodes(store, counts), read_edges(store, counts), aside)
            aside.replace(target)
    except OSError as error:
        raise ParameterError(f"{path}: {error.strerror or error}", parameter="path") from error
    finally:
        if aside.is_dir():
            shutil.rmtree(aside)
        aside.unlink(missing_ok=True)
    return counts


def _fill_folder(store: Store, counts: Counts, target: Path, aside: Path) -> None:
    if target.exists() and not target.is_dir():
        raise ParameterError(f"{target} is a file; CSV goes into a folder", parameter="path")
    aside.mkdir()
    write_csv(read_nodes(store, counts), read_edges(store, counts), aside)
    target.mkdir(exist_ok=True)
    for file in sorted(aside.iterdir()):
        file.replace(target / file.name)
