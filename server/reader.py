"""How the server asks a store: statements of its own, with a time limit, answered as records."""

from dataclasses import dataclass
from typing import Any

from loaders import Store
from schema import NODE_TYPES, NodeType, Value

KEYS = {node.name.lower(): node for node in NODE_TYPES.values()}
"""The node types as keys (``method:bert``) write them."""

_PRIVATE = frozenset({"digest", "extractor", "names", "reading", "source"})
"""What serves the loading of the graph, or tells of the machine where that was."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A store and the seconds that one statement may take; None is no limit."""

    store: Store
    timeout_s: float | None = None

    def records(self, statement: str, **parameters: Value) -> list[dict[str, Any]]:
        """Run a statement and give every row as a mapping from column to value."""
        answer = self.store.query(statement, parameters, timeout_s=self.timeout_s)
        return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]

    def number(self, statement: str, **parameters: Value) -> int:
        """Run a statement whose single row has a single whole number."""
        (record,) = self.records(statement, **parameters)
        (value,) = record.values()
        return int(value)


def public_properties(node_type: NodeType) -> list[str]:
    """The properties that answers show, the id first."""
    return [prop.name for prop in node_type.properties if prop.name not in _PRIVATE]


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
