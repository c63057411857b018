"""What an error of the server or the driver is to whoever asked."""

from neo4j.exceptions import AuthError, Neo4jError, ServiceUnavailable, SessionExpired

from loaders.credentials import Neo4jCredentials
from schema import OutOfMemory, QueryError, QueryTimeout, StoreError, StoreUnavailable

_TIMED_OUT = frozenset(
    {
        "Neo.ClientError.Transaction.TransactionTimedOut",
        "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
    }
)
_OUT_OF_MEMORY = frozenset(
    {
        "Neo.ClientError.General.TransactionOutOfMemoryError",
        "Neo.TransientError.General.MemoryPoolOutOfMemoryError",
        "Neo.TransientError.General.OutOfMemoryError",
    }
)
_AWAY = frozenset(
    {
        "Neo.ClientError.Database.DatabaseNotFound",
        "Neo.TransientError.Database.DatabaseUnavailable",
        "Neo.TransientError.General.DatabaseUnavailable",
        "Neo.TransientError.Transaction.DeadlockDetected",
    }
)
"""What a server says that is about to go, has just come, or has more writers than it can tell apart."""

_NO_DATABASE = "Neo.ClientError.Database.DatabaseNotFound"


def error_of(error: Exception, uri: str, kind: type[StoreError]) -> StoreError:
    """StoreUnavailable if the server is away, else an error of the kind."""
    if isinstance(error, ServiceUnavailable | SessionExpired | AuthError) or (
        isinstance(error, Neo4jError) and error.code in _AWAY
    ):
        return StoreUnavailable(f"{uri}: {_reason(error)}")
    # whoever asked may be a stranger, who is not told where the server stands
    return kind(_reason(error) if kind is QueryError else f"{uri}: {_reason(error)}")


def query_error(error: Exception, uri: str, timeout_s: float | None) -> StoreError:
    """The error of a statement that had so many seconds."""
    if isinstance(error, Neo4jError) and error.code in _TIMED_OUT:
        return QueryTimeout(f"stopped after {timeout_s:g} s" if timeout_s else _reason(error))
    if isinstance(error, Neo4jError) and error.code in _OUT_OF_MEMORY:
        return OutOfMemory("ran out of memory")
    return error_of(error, uri, QueryError)


def why_unavailable(error: Exception, credentials: Neo4jCredentials | None) -> str:
    """Why a server cannot be used, for whoever would use it."""
    if isinstance(error, AuthError):
        return f"refuses the password of user {credentials.user}" if credentials else "asks for a user and a password"
    if isinstance(error, Neo4jError) and error.code == _NO_DATABASE and credentials:
        return f"holds no database {credentials.database}"
    if isinstance(error, ServiceUnavailable | SessionExpired):
        return f"no Neo4j server answers there ({_reason(error)})"
    return _reason(error)


def _reason(error: Exception) -> str:
    """What the server or the driver says, on one line."""
    message = error.message if isinstance(error, Neo4jError) and error.message else str(error)
    return " ".join(message.split())
