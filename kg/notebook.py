"""A graph in a notebook or a script: ``import kg`` is all it takes."""

import html
import importlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Self, overload

import networkx as nx
import pyarrow as pa

from kg.analysis import Analysis, analyze
from kg.building import build as build_files
from kg.building import open_contributor
from kg.extractor import Extractor
from kg.paper import Paper
from kg.readers import fail
from kg.readers.fields import make_paper
from loaders import Counts, LoadReport, Neo4jCredentials, Store, load, open_store, open_to_build
from loaders.export import export
from loaders.export.picture import picture
from loaders.graph import most_connected
from loaders.networkx import to_networkx
from loaders.part import around, read_part
from loaders.rdf import is_rdf, load_rdf
from schema import NODE_TYPES, KGError, ParameterError, Value
from server.cells import plain, text
from server.names import find_key
from server.reader import Reader

_HEIGHT = 600
_SHOWN_ROWS = 60
_NULLABLE: dict[type | None, str] = {int: "Int64", bool: "boolean"}


@dataclass(frozen=True, slots=True)
class Rows(Sequence[Mapping[str, Any]]):
    """An answer: a sequence of rows, each a mapping from column to value; a table where a notebook shows it."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> Mapping[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> "Rows": ...
    def __getitem__(self, index: int | slice) -> "Mapping[str, Any] | Rows":
        return Rows(self.columns, self.rows[index]) if isinstance(index, slice) else self.rows[index]

    def to_pandas(self) -> Any:  # noqa: ANN401 - pandas is not always there
        """A ``pandas.DataFrame``; whole numbers stay so where some are missing (``Int64``), and so do truth values.

        Raises:
            KGError: there is no pandas; says how to get it.
        """
        pandas = _optional("pandas")
        frame = pandas.DataFrame.from_records(list(self.rows), columns=list(self.columns))
        for name, values in self._by_column():
            if (dtype := _NULLABLE.get(_only_type(values))) and None in values:
                frame[name] = pandas.array(values, dtype=dtype)
        return frame

    def to_polars(self) -> Any:  # noqa: ANN401 - polars is not always there
        """A ``polars.DataFrame`` of ``to_arrow``; raises KGError that says how to get polars."""
        return _optional("polars").from_arrow(self.to_arrow())

    def to_arrow(self) -> pa.Table:
        """A ``pyarrow.Table``; a column whose values have no common type is text, with JSON for what is no text."""
        return pa.table({name: _arrow(values) for name, values in self._by_column()})

    def _by_column(self) -> Iterator[tuple[str, list[Any]]]:
        return ((name, [row[name] for row in self.rows]) for name in self.columns)

    def __repr__(self) -> str:
        return "\n".join(str(dict(row)) for row in self.rows[:_SHOWN_ROWS]) or "no rows"

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(column)}</th>" for column in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(text(row[name]))}</td>" for name in self.columns) + "</tr>"
            for row in self.rows[:_SHOWN_ROWS]
        )
        more = len(self.rows) - _SHOWN_ROWS
        rest = f"<p>and {more:,} more rows</p>" if more > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a graph as one HTML page; drawn where a notebook shows it, without any other host."""

    page: str
    height: int

    def save(self, path: str | Path) -> None:
        """Write the page to a file."""
        Path(path).write_text(self.page, encoding="utf-8")

    def _repr_html_(self) -> str:
        source = html.escape(self.page, quote=True)
        return (
            f'<iframe srcdoc="{source}" sandbox="allow-scripts" width="100%" height="{self.height}" '
            'style="border: 0"></iframe>'
        )

    def __repr__(self) -> str:
        return f"a picture of {len(self.page):,} characters of HTML; save(path) writes it"


class Graph:
    """A graph in a store, opened to be asked. ``with`` or ``close()`` gives it back."""

    def __init__(
        self,
        store: Store,
        *,
        report: LoadReport | None = None,
        folder: "tempfile.TemporaryDirectory[str] | None" = None,
    ) -> None:
        self.store = store
        self.report = report
        """What the build did, if this graph comes from one."""
        self._folder = folder

    @property
    def counts(self) -> Counts:
        """How many nodes and edges of each type there are."""
        return self.store.counts()

    def query(self, statement: str, *, timeout_s: float = 30.0, limit: int | None = None, **parameters: Value) -> Rows:
        """Ask in Cypher; ``$name`` in the statement is the keyword argument ``name``.

        Raises:
            QueryError: the engine refuses the statement, or it ran longer than ``timeout_s``.
            ParameterError: two columns have the same name, so that a row could hold only one of them.
        """
        answer = self.store.query(statement, parameters, timeout_s=timeout_s, limit=limit)
        for name, times in Counter(answer.columns).items():
            if times > 1:
                raise ParameterError(
                    f"statement: {times} columns are called {name!r}; AS gives each a name", parameter="statement"
                )
        rows = ({name: plain(cell) for name, cell in zip(answer.columns, row, strict=True)} for row in answer.rows)
        return Rows(answer.columns, tuple(rows))

    def to_networkx(self, **filters: Any) -> "nx.MultiDiGraph[str]":  # noqa: ANN401 - those of the function
        """The graph, or a part of it, in networkx; ``loaders.networkx.to_networkx`` says which filters there are."""
        return to_networkx(self.store, **filters)

    def analyze(self, **filters: Any) -> Analysis:  # noqa: ANN401 - those of the function
        """Central and rising methods, communities, bridges and contested claims; see ``kg.analysis.analyze``."""
        return analyze(self.store, **filters)

    def show(self, center: str | None = None, *, depth: int = 1, limit: int = 150, height: int = _HEIGHT) -> Picture:
        """Draw the most connected nodes, or what is around one.

        Args:
            center: type and id or name of a node: ``method:BERT``.
            depth: steps from the centre.
            limit: nodes at most.
            height: of the picture in a notebook, in pixels.
        """
        if limit < 1 or depth < 0:
            raise ParameterError(
                "limit and depth: a picture has at least one node, and no steps below 0", parameter="limit"
            )
        if center is None:
            refs, title = most_connected(self.store, limit), "the most connected nodes"
        else:
            ref = find_key(Reader(self.store), center, parameter="center")
            refs, title = around(self.store, ref, depth=depth, limit=limit), f"around {center}"
        nodes, edges = read_part(self.store, refs)
        return Picture(picture(nodes, edges, title=title), height)

    def export(self, path: str | Path) -> Counts:
        """Write the whole graph to a file; its suffix tells the format."""
        return export(self.store, path)

    def close(self) -> None:
        """Give the store back, and delete it if it was made for this graph alone."""
        self.store.close()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        counts = self.counts
        types = ", ".join(
            f"{count:,} {NODE_TYPES[name].plural if count != 1 else name.lower()}"
            for name, count in counts.nodes.items()
            if count
        )
        return f"a graph of {types or 'nothing'}, and {sum(counts.edges.values()):,} edges"


def build(
    papers: str | Path | Iterable[Paper | Mapping[str, object]],
    store: str | Path | None = None,
    *,
    credentials: Neo4jCredentials | None = None,
    model: str | Path | None = None,
) -> Graph:
    """Extract what papers say and make a graph of it.

    Args:
        papers: the path of a file that ``kg build`` takes, or papers: each a ``kg.Paper``, or a mapping with ``title``
            and ``abstract``, and perhaps ``id``, ``year``, ``venue``, ``url`` and ``code_url``.
        store: path of the Ladybug file, or address of the Neo4j server, that the graph goes into; what is there already
            stays. A Ladybug file is made anew beside the old one and takes its place at the end. Without a store the
            graph is deleted when it is closed.
        credentials: for Neo4j.
        model: the folder of an extractor that ``kg train`` made; None is the one that ships.

    Raises:
        InputError: a paper is none (names it by its place among them), or the model cannot be read.
        StoreError: the store cannot be written to.
    """
    folder = None if store is not None else tempfile.TemporaryDirectory(prefix="kg-graph-")
    uri = str(Path(folder.name) / "graph.lbug") if folder is not None else str(store)
    try:
        extractor = Extractor(model=None if model is None else Path(model))
        with open_to_build(uri, credentials=credentials) as building:
            if isinstance(papers, str | Path):
                report = _build_file(str(papers), building.store, extractor)
            else:
                report = load(building.store, map(open_contributor(extractor), _papers(papers)))
        return Graph(open_store(uri, credentials=credentials, read_only=True), report=report, folder=folder)
    except BaseException:
        if folder is not None:
            folder.cleanup()
        raise


def open_graph(store: str | Path, *, credentials: Neo4jCredentials | None = None) -> Graph:
    """Open a graph that is there: the path of a Ladybug file, or the address of a Neo4j server.

    Raises:
        StoreUnavailable: there is none.
    """
    return Graph(open_store(str(store), credentials=credentials, read_only=True))


def _build_file(path: str, store: Store, extractor: Extractor) -> LoadReport:
    return load_rdf(store, [path], report=fail) if is_rdf(path) else build_files([path], store, extractor=extractor)


def _papers(papers: Iterable[Paper | Mapping[str, object]]) -> Iterator[Paper]:
    for number, paper in enumerate(papers, 1):
        yield paper if isinstance(paper, Paper) else make_paper(_fields(paper, number), path="papers", line=number)


def _fields(paper: object, number: int) -> Mapping[str, object]:
    if not isinstance(paper, Mapping):
        raise ParameterError(
            f"papers:{number}: {type(paper).__name__} is neither a kg.Paper nor a mapping with title and abstract",
            parameter="papers",
        )
    return paper


def _only_type(values: Iterable[object]) -> type | None:
    types = {type(value) for value in values if value is not None}
    return types.pop() if len(types) == 1 else None


def _arrow(values: list[Any]) -> pa.Array:
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array(
            [one if one is None or isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in values],
            pa.string(),
        )


def _optional(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        advice = f"this needs {name}, which comes with the extra notebook of kg: pip install '.[notebook]'"
        raise KGError(advice) from error
