"""Named queries of users, before they are served: what statements of strangers may not do, and what no engine takes."""

from collections.abc import Iterable

from loaders import Store
from loaders.ladybug import LadybugStore
from schema import InputError, OutOfMemory, ParameterError, QueryError, QueryTimeout, StoreUnavailable, Value
from server.cypher.fault import EXPLAIN, Fault, fault_in
from server.cypher.guard import Refused, check_statement
from server.cypher.plan import check_plan
from server.named_queries import BUILT_IN, NamedQuery, QueryParameter

_VALUES: dict[str, Value] = {"integer": 1, "float": 1.0, "boolean": True}


def check_queries(store: Store, queries: Iterable[NamedQuery]) -> None:
    """Check the queries that do not come with kg; raise InputError naming the file and line of the first fault."""
    for query in queries:
        if query.path.parent != BUILT_IN:
            check_query(store, query)


def check_query(store: Store, query: NamedQuery) -> None:
    """Hold a query against the guard and the engine; raise InputError naming the file and line of a fault.

    A store that does not answer says nothing of it.
    """
    # at its place in the file: lines are then those of the file
    statement = "\n" * (query.line - 1) + query.statement.rstrip("; \t\r\n")
    parameters = {parameter.name: _value(parameter) for parameter in query.parameters}
    try:
        check_statement(statement, parameters)
        _explain(store.snapshot(), statement, parameters)
    except Refused as error:
        raise _told(query, statement, Fault(error.reason, error.at)) from error
    except ParameterError as error:
        raise _told(query, statement, Fault(str(error), None)) from error
    except (QueryTimeout, OutOfMemory):
        return
    except QueryError as error:
        raise _told(query, statement, fault_in(statement, str(error), before=len(EXPLAIN))) from error
    except StoreUnavailable:
        return


def _explain(store: Store, statement: str, parameters: dict[str, Value]) -> None:
    if isinstance(store, LadybugStore):
        store.explain(statement, parameters)
        return
    # the driver is loaded for a graph that is there
    from loaders.neo4j import Neo4jStore  # noqa: PLC0415

    if isinstance(store, Neo4jStore):
        check_plan(store.explain(statement, parameters))


def _value(parameter: QueryParameter) -> Value:
    """One that the engine may be asked to plan with."""
    return _VALUES.get(parameter.type, "") if parameter.required else parameter.default


def _told(query: NamedQuery, statement: str, fault: Fault) -> InputError:
    line = query.line if fault.at is None else statement.count("\n", 0, fault.at) + 1
    return InputError(fault.reason, path=query.path, line=line)
