"""The way into an empty store: what is to go in waits on the disk, and each table is copied once, when all is there.

COPY into an empty table takes a fraction of what growing it batch by batch does; into a full one it takes longer.
"""

import os
import zipfile
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from glob import escape
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TypeVar

import pyarrow as pa

from loaders.batches import EdgeKind, edges_by_kind, nodes_by_type
from loaders.contribution import NAMED, Contribution
from loaders.ladybug import tables
from loaders.merge import named, own_change
from loaders.store import Spool
from schema import EDGE_TYPES, EVIDENCE, NODE_TYPES, LoadError, Node, NodeRef, StoreError

_AT_ONCE = 10_000
"""Names that are made at a time."""

_AHEAD = 2
"""Tables that are made while one is filled."""

_PACKED = pa.ipc.IpcWriteOptions(compression="lz4")

_SAID = pa.schema([("key", pa.string()), ("form", pa.string())])
"""A paper writes a name in a form; without one, it speaks of it."""


_Item = TypeVar("_Item")


class Copy(NamedTuple):
    """A statement that fills an empty table, or that part of one which joins two types; ``pattern`` finds its rows."""

    type: str
    pattern: str
    statement: str
    rows: pa.Table


class FileSpool(Spool):
    """Contributions to an empty store, in files beside its own, one a batch: each is complete or not there.

    Those of a load that was killed stay, for the next one.
    """

    def __init__(self, store: Path, fill: Callable[[Iterator[Copy]], None]) -> None:
        self._store, self._fill = store, fill
        self._batches = sorted(store.parent.glob(f"{escape(store.name)}.spool-*[0-9]"))
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="kg-spool")
        self._under_way: Future[Path] | None = None
        self._seen: set[int] = set()
        """Hashes of papers, results and digests: two of one hash count as one, which costs time alone."""

    def holds(self, contribution: Contribution) -> bool:
        """Whether this very contribution has been added."""
        return {hash(mark) for mark in _marks(contribution)} <= self._seen

    def contradicts(self, contributions: Sequence[Contribution]) -> bool:
        """Whether another form of one of the papers is in, or one of their nodes is claimed by two papers."""
        own = [hash(ref) for ref in _own(contributions)]
        return len(set(own)) < len(own) or not self._seen.isdisjoint(own)

    def add(self, contributions: Sequence[Contribution]) -> None:
        """Keep contributions, on the disk a little later; see ``Spool.add``."""
        try:
            rows = dict(_rows_of(contributions))
        except tables.UNFIT as error:
            raise LoadError(f"{self._store}: {error}") from error
        self._wait()
        batch = self._store.with_name(f"{self._store.name}.spool-{len(self._batches):06}")
        self._under_way = self._writer.submit(self._keep, batch, rows)
        self._seen.update(map(hash, _own(contributions)))
        self._seen.update(hash(mark) for one in contributions for mark in _marks(one))

    def pour(self) -> Counter[str]:
        """Fill the tables, but for those that a load filled which was killed; see ``Spool.pour``."""
        self._wait()
        names: Counter[str] = Counter()
        if not self._batches:
            return names
        self._fill(_ahead(self._copies(names)))
        for batch in self._batches:
            batch.unlink()
        self._batches.clear()
        self._seen.clear()
        return names

    def close(self) -> None:
        """Wait for what is being written."""
        self._writer.shutdown()

    def _wait(self) -> None:
        if self._under_way is not None:
            written, self._under_way = self._under_way, None
            self._batches.append(written.result())

    def _keep(self, batch: Path, rows: dict[str, pa.Table]) -> Path:
        part = batch.with_name(f"{batch.name}.part")
        try:
            _write(part, rows)
            part.replace(batch)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise StoreError(f"{self._store}: {part.name} cannot be written: {error.strerror}") from error
        return batch

    def _copies(self, names: Counter[str]) -> Iterator[Copy]:
        """The tables in the order in which they are filled, nodes before edges; ``names`` counts the shared nodes."""
        # names take longest to be made: there is time while the engine is at papers
        for name in sorted(NODE_TYPES, key=lambda name: name in NAMED):
            rows = self._names(name) if name in NAMED else self._rows(name)
            if rows is not None:
                names[name] += rows.num_rows if name in NAMED else 0
                columns = ", ".join(f"`{prop.name}`" for prop in tables.own_properties(name))
                yield Copy(name, f"(x:`{name}`)", f"COPY `{name}`(`id`, {columns}) FROM $rows", rows)
        columns = ", ".join(f"`{prop.name}`" for prop in EVIDENCE)
        for name, edge_type in EDGE_TYPES.items():
            for source, target in edge_type.ends:
                rows = self._rows(_place((name, source, target)))
                if rows is not None:
                    pattern = f"(:`{source}`)-[x:`{name}`]->(:`{target}`)"
                    statement = f"COPY `{name}`({columns}) FROM $rows (from='{source}', to='{target}')"
                    yield Copy(name, pattern, statement, rows)

    def _rows(self, place: str) -> pa.Table | None:
        found: list[pa.Table] = []
        for path in self._batches:
            with zipfile.ZipFile(path) as batch:
                if place in batch.namelist():
                    found.append(pa.ipc.open_stream(batch.read(place)).read_all())
        return pa.concat_tables(found) if found else None

    def _names(self, name: str) -> pa.Table | None:
        """The shared nodes of a type, each as all papers write it."""
        said = self._rows(name)
        if said is None:
            return None
        counted = said.group_by(["key", "form"], use_threads=False).aggregate([("count_all", "sum")]).sort_by("key")
        made: list[pa.Table] = []
        nodes: list[Node] = []
        for key, forms in groupby(_in_turn(counted), key=itemgetter(0)):
            papers = {form: count for _, form, count in forms}
            written = {form: count for form, count in papers.items() if form is not None}
            nodes.append(Node(name, key, {**named(NodeRef(name, key), written), "papers": papers[None]}))
            if len(nodes) == _AT_ONCE:
                made.append(tables.node_table(name, nodes))
                nodes = []
        return pa.concat_tables([*made, tables.node_table(name, nodes)])


def _rows_of(contributions: Sequence[Contribution]) -> Iterator[tuple[str, pa.Table]]:
    """The rows of contributions by their place: those of shared nodes say what is said of them."""
    change = own_change(contributions, ())
    for name, nodes in nodes_by_type(change.new_nodes).items():
        yield name, tables.node_table(name, nodes)
    for kind, edges in edges_by_kind(change.new_edges).items():
        yield _place(kind), tables.edge_table(edges)
    said: dict[str, tuple[list[str], list[str | None]]] = {}
    for contribution in contributions:
        for (name, node_id), spoken in contribution.spoken.items():
            keys, forms = said.setdefault(name, ([], []))
            keys += [node_id] * (1 + len(spoken))
            forms += (None, *spoken)
    for name, columns in said.items():
        yield name, _counted(pa.table(list(columns), schema=_SAID))


def _ahead(items: Iterator[_Item]) -> Iterator[_Item]:
    """The items; while one is dealt with, those behind it are made."""
    with ThreadPoolExecutor(1) as maker:
        coming = deque(maker.submit(next, items, None) for _ in range(_AHEAD))
        while (item := coming.popleft().result()) is not None:
            coming.append(maker.submit(next, items, None))
            yield item


def _place(kind: EdgeKind) -> str:
    return " ".join(kind)


def _own(contributions: Sequence[Contribution]) -> Iterator[NodeRef]:
    return (node.ref for one in contributions for node in one.own)


def _marks(contribution: Contribution) -> tuple[NodeRef, tuple[str, str]]:
    return NodeRef("Paper", contribution.paper), (contribution.paper, contribution.digest)


def _write(path: Path, rows: dict[str, pa.Table]) -> None:
    with path.open("wb") as file:
        with zipfile.ZipFile(file, "w") as batch:
            for place, table in rows.items():
                stream = pa.BufferOutputStream()
                with pa.ipc.new_stream(stream, table.schema, options=_PACKED) as writer:
                    writer.write_table(table)
                batch.writestr(place, stream.getvalue().to_pybytes())
        file.flush()
        os.fsync(file.fileno())


def _counted(said: pa.Table) -> pa.Table:
    """In how many rows a name is said in a form: those of the column ``count_all``."""
    return said.group_by(["key", "form"], use_threads=False).aggregate([([], "count_all")])


def _in_turn(counted: pa.Table) -> Iterator[tuple[str, str | None, int]]:
    for batch in counted.select(["key", "form", "count_all_sum"]).to_batches(max_chunksize=_AT_ONCE):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
