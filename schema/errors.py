"""Every error that kg raises on purpose.

KGError
├── InputError            a paper or line that cannot be read
│   └── UnreadableInput   an input that cannot be read as a whole
├── SchemaError           a node or edge that the schema table does not allow
├── ParameterError        a named query, parameter or option that does not exist or has a wrong value
└── StoreError
    ├── StoreUnavailable  no store at that URI: absent, locked, refused, not a store
    ├── LoadError         what was written is not what came back
    └── QueryError        a statement the engine refused
        ├── QueryTimeout  a statement that ran past its time limit
        └── OutOfMemory   a statement that took more memory than it may have
"""

from pathlib import Path


class KGError(Exception):
    """The root: catch this to catch everything that kg raises on purpose."""


class InputError(KGError):
    """A paper or line that cannot be read; names the file and the line."""

    def __init__(self, reason: str, *, path: Path | str | None = None, line: int | None = None) -> None:
        place = ":".join(str(part) for part in (path, line) if part is not None)
        super().__init__(f"{place}: {reason}" if place else reason)
        self.reason = reason
        self.path = path
        self.line = line


class UnreadableInput(InputError):
    """A file or stream that cannot be read as a whole: absent, not text, without any paper."""


class SchemaError(KGError):
    """A node or edge that the schema table does not allow."""


class ParameterError(KGError):
    """A named query, parameter or option that does not exist or has a wrong value."""

    def __init__(self, reason: str, *, parameter: str) -> None:
        super().__init__(reason)
        self.parameter = parameter


class StoreError(KGError):
    """Something went wrong in or around a store."""


class StoreUnavailable(StoreError):
    """There is no usable store at the URI: absent, locked, refused, or not a store."""


class LoadError(StoreError):
    """What was written is not what the store holds afterwards."""


class QueryError(StoreError):
    """The engine refused a statement."""


class QueryTimeout(QueryError):
    """A statement ran past its time limit and was stopped."""


class OutOfMemory(QueryError):
    """A statement took more memory than it may have, and was ended."""
