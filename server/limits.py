"""What a visitor's question may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of named queries, and of statements, which may ask for fewer seconds, and for rows up to the most."""

    named_s: float = 1.0
    """Seconds of a named query."""
    named_rows: int = 1_000
    """Rows of its answer unless the request says otherwise."""
    statement_s: float = 5.0
    statement_rows: int = 1_000
    """Rows of its answer unless the request says otherwise."""
    most_rows: int = 10_000
    answer_bytes: int = 16 << 20
    """Bytes of rows after which any of these answers is cut."""
    statements_at_once: int = 4
    worker_bytes: int = 1 << 30
    """Memory of a worker process besides the pages of the graph."""


DEFAULTS = Limits()
