"""How the server asks a store: statements of its own, with a time limit, answered as records."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from loaders import Store
from schema import NODE_TYPES, PRIVATE, NodeType, Value

KEYS = {node.name.lower(): node for node in NODE_TYPES.values()}
"""The node types as keys (``method:bert``) write them."""

Given = ParamSpec("Given")
Answered = TypeVar("Answered")


@dataclass(frozen=True, slots=True)
class Reader:
    """A store and the seconds that one statement may take; None is no limit."""

    store: Store
    timeout_s: float | None = None
    turns: AbstractContextManager[object] = field(default_factory=nullcontext)
    """Holds back statements while many run, and raises Busy where that takes too long: more at once only take one
    another's time, and all need memory."""
    threads: Executor | None = None
    """Where questions run beside the one that began them; without, they are asked one after the other."""

    def beside(
        self, ask: Callable[Concatenate["Reader", Given], Answered], *args: Given.args, **more: Given.kwargs
    ) -> Callable[[], Answered]:
        """Have a function ask with a reader while the caller asks something else.

        What comes back waits for its answer, and raises what the function raises.
        """
        if self.threads is None:
            answer = ask(self, *args, **more)
            return lambda: answer
        begun = self.threads.submit(ask, self, *args, **more)
        # what no thread has begun, who waits for it does: else all of them could wait for one that is free
        return lambda: ask(self, *args, **more) if begun.cancel() else begun.result()

    def columns(self, statement: str, **parameters: Value) -> dict[str, Sequence[Any]]:
        """Run a statement and give its columns, in the order of the statement."""
        with self.turns:
            return self.store.columns(statement, parameters, timeout_s=self.timeout_s)

    def rows(self, statement: str, **parameters: Value) -> Iterator[tuple[Any, ...]]:
        """Run a statement and give every row as its values, in the order of the statement."""
        return zip(*self.columns(statement, **parameters).values(), strict=True)

    def records(self, statement: str, **parameters: Value) -> list[dict[str, Any]]:
        """Run a statement and give every row as a mapping from column to value."""
        columns = self.columns(statement, **parameters)
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def scan(self, statement: str, **parameters: Value) -> list[dict[str, Any]]:
        """As ``records``, for a statement that looks through all nodes of a type: several threads share it."""
        with self.turns:
            answer = self.store.query(statement, parameters, timeout_s=self.timeout_s)
            return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]

    def number(self, statement: str, **parameters: Value) -> int:
        """Run a statement whose single row has a single whole number."""
        (record,) = self.records(statement, **parameters)
        (value,) = record.values()
        return int(value)


def together(branches: Iterable[str]) -> str:
    """One statement that answers the rows of several with the same columns, in no order."""
    return " UNION ALL ".join(branches)


def around(type_name: str, variable: str, parameter: str) -> str:
    """The clauses that begin a pattern at nodes whose ids are given; ``wanted`` is the id.

    What follows describes the pattern from the variable on, its conditions in a WHERE; where nothing fits, a row of
    nulls comes. Behind a plain MATCH, Ladybug looks through every edge of the tables instead of those of the nodes.
    """
    return f"UNWIND ${parameter} AS wanted MATCH ({variable}:`{type_name}` {{id: wanted}}) OPTIONAL MATCH ({variable})"


def any_of(names: Iterable[str]) -> str:
    """The types of the schema table, in a pattern, of which an edge or a node has one."""
    return "|".join(f"`{name}`" for name in dict.fromkeys(names))


def type_in(labels: str | list[str]) -> str:
    """The type of a node from ``labels(n)``: Neo4j gives a list, Ladybug the name."""
    return labels if isinstance(labels, str) else labels[0]


def public_properties(node_type: NodeType) -> list[str]:
    """The properties that answers show, the id first."""
    return [prop.name for prop in node_type.properties if prop.name not in PRIVATE]


def weight(node_type: NodeType, variable: str) -> str:
    """The expression by which nodes of a type are put first: many papers, or a late year."""
    names = {prop.name for prop in node_type.properties}
    counted = next((name for name in ("papers", "year") if name in names), None)
    return f"coalesce({variable}.{counted}, 0)" if counted else "0"


def unwind_names(node_type: NodeType, variable: str) -> str:
    """The clauses that give all that nodes are called as rows of ``id`` and ``name``: aliases, or the title.

    The name of a node is one of its aliases.
    """
    if any(prop.name == "aliases" for prop in node_type.properties):
        return f"UNWIND {variable}.aliases AS name WITH {variable}.id AS id, name"
    return f"WITH {variable}.id AS id, {variable}.{node_type.caption} AS name"
