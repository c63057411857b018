"""The store protocol: what every engine under the graph must do, and nothing more."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self

from loaders.contribution import Contribution
from loaders.search import Found
from schema import Edge, Node, NodeRef, Value

Cell = Value | Node | Edge | Sequence["Cell"] | Mapping[str, "Cell"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement returned: column names and rows, drawn from the engine as they are read.

    Nodes and relationships come as ``schema.Node`` and ``schema.Edge``, paths as the list of both in order.
    """

    columns: tuple[str, ...]
    rows: Iterator[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a statement begins: clauses that leave each of some nodes once, as ``n``, and their parameters."""

    clauses: str
    parameters: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many nodes and edges of each type a store holds; types that it lacks are 0."""

    nodes: dict[str, int]
    edges: dict[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """One all-or-nothing step of a load, in the order in which a store carries it out."""

    forget_papers: tuple[str, ...] = ()
    """Papers whose edges, results and Paper node go first."""
    new_nodes: tuple[Node, ...] = ()
    """Nodes whose (type, id) the store does not hold."""
    changed_nodes: tuple[Node, ...] = ()
    """Nodes that it holds: each property that is given replaces the stored one, None unsets it."""
    new_edges: tuple[Edge, ...] = ()
    dropped_nodes: tuple[NodeRef, ...] = field(default=())
    """Nodes that go, with whatever edges they still have."""


class Spool(Protocol):
    """Where contributions to an empty store wait until all are there, and go in at once."""

    def holds(self, contribution: Contribution) -> bool:
        """Whether this very contribution waits here."""

    def contradicts(self, contributions: Sequence[Contribution]) -> bool:
        """Whether one of the papers waits here in another form, or two papers claim a node that only one can have."""

    def add(self, contributions: Sequence[Contribution]) -> None:
        """Keep contributions that contradict nothing; raise LoadError, and keep none, for one that no store can hold.

        Raises StoreError if the disk is full, perhaps not before the next batch.
        """

    def pour(self) -> Counter[str]:
        """Put all of it into the store; how many shared nodes of each type it was, counted and named as they are."""

    def close(self) -> None:
        """Wait for what is being written."""


class Store(Protocol):
    """A graph in an engine. ``with`` closes it; every method raises StoreError or a child of it."""

    uri: str
    engine: str
    """Name and version of the engine, for people."""
    writers: int = 1
    """How many changes it takes at a time, of different papers."""
    spool: Spool | None = None
    """For many contributions to an empty store; None for one that takes them as they come."""

    def prepare(self) -> None:
        """Make the tables, constraints and indexes of the schema table where they are missing."""

    def write(self, change: Change) -> None:
        """Carry out a change in one transaction; raise LoadError, and change nothing, if the engine refuses it."""

    def query(
        self,
        statement: str,
        parameters: Mapping[str, Value] | None = None,
        *,
        timeout_s: float | None = None,
        limit: int | None = None,
    ) -> Answer:
        """Run one statement that reads.

        Raises:
            ParameterError: a parameter has a value that no engine takes.
            QueryError: the engine refuses the statement; also while rows are read.
            QueryTimeout: it ran longer than ``timeout_s``.
            OutOfMemory: it took more memory than the engine has for it.

        After ``limit`` rows the answer ends, and no more are fetched.
        """

    def columns(
        self, statement: str, parameters: Mapping[str, Value] | None = None, *, timeout_s: float | None = None
    ) -> dict[str, Sequence[Cell]]:
        """Run one statement that begins at a few nodes and answers plain values: all of its rows, by column.

        Raises what ``query`` raises. Where the engine has columns itself, none of the rows is made.
        """
        answer = self.query(statement, parameters, timeout_s=timeout_s)
        rows = list(answer.rows)
        return dict(zip(answer.columns, zip(*rows, strict=True) if rows else [()] * len(answer.columns), strict=True))

    def find(
        self, text: str, types: Sequence[str], *, names_only: bool = False, typos: bool = True, limit: int = 20
    ) -> list[Found]:
        """The nodes of these types that a search for a text finds, best first; ``loaders.search`` says which.

        ``names_only`` leaves abstracts out; without ``typos``, words are taken as they are written.
        """

    def find_all(self, text: str, type_name: str) -> Beginning:
        """Every node of a type that a search for a text finds, in no order, for a statement that goes on from them."""

    def counts(self) -> Counts:
        """Count nodes and edges by type."""

    def snapshot(self) -> "Store":
        """The store to ask several questions that belong together: another graph does not take its place meanwhile."""
        return self

    def close(self) -> None:
        """Give the engine back."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def nodes_with(type_name: str, ids: list[str]) -> Beginning:
    """The nodes of a type that have these ids."""
    # Ladybug looks through a list for each node that is IN it, and has no plan for joins behind {id: wanted}
    clauses = f"UNWIND $found AS wanted WITH wanted MATCH (n:`{type_name}`) WHERE n.id = wanted WITH n"
    return Beginning(clauses, {"found": ids})


@dataclass(frozen=True, slots=True)
class Building:
    """A store to be written to, and whether an earlier build with the same key has written to it already."""

    store: Store
    resumed: bool
