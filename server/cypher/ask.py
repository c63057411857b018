"""From a statement to its answer, on whichever engine the graph is."""

import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from loaders import Store
from loaders.ladybug import LadybugStore
from loaders.plain import write_answer
from schema import KGError, OutOfMemory, ParameterError, QueryError, QueryTimeout, Value
from server.cypher.fault import EXPLAIN, Fault, fault_in
from server.cypher.guard import Refused, check_statement
from server.cypher.plan import check_plan, plan_as_json
from server.cypher.pool import Pool
from server.turns import Turns

if TYPE_CHECKING:
    from loaders.neo4j import Neo4jStore

_REMEMBERED = 512
"""Statements whose plans have been looked at and need not be again."""


class MalformedStatement(KGError):
    """The engine cannot make sense of a statement, or failed over it; says why, and at which character."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.at = fault.at


@dataclass(frozen=True, slots=True)
class Question:
    """A statement with all that limits it: rows, seconds, and bytes of rows."""

    statement: str
    parameters: dict[str, Value] = field(default_factory=dict)
    limit: int = 1_000
    timeout_s: float = 5.0
    most_bytes: int = 16 << 20
    explain: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer as the text of a JSON object."""

    body: bytes


class Cypher:
    """Asks statements, so many at once; to be closed."""

    def __init__(self, *, at_once: int = 4, memory_bytes: int = 1 << 30) -> None:
        self._turns = Turns(at_once)
        self._pool = Pool(most=at_once, memory_bytes=memory_bytes)
        self._looked_at: dict[tuple[str, str], None] = {}

    def ask(self, store: Store, question: Question) -> Reply:
        """Answer a statement.

        Raises:
            Refused: it is not allowed.
            Busy: too many run, or no worker came free in time.
            MalformedStatement: the engine cannot make sense of it.
            ParameterError: a parameter is missing or has a value that no engine takes.
            QueryTimeout: it took too long.
            OutOfMemory: it took too much memory.
        """
        check_statement(question.statement, question.parameters)
        with self._turns:
            if isinstance(store, LadybugStore):
                return self._ask_ladybug(store, question)
            # the driver is loaded for a graph that is there
            from loaders.neo4j import Neo4jStore  # noqa: PLC0415

            if isinstance(store, Neo4jStore):
                return self._ask_neo4j(store, question)
        raise Refused(f"no statements are taken over {store.engine}")

    def warm(self, store: Store) -> None:
        """Have what the first statement needs start now."""
        if isinstance(store, LadybugStore):
            self._pool.spare(Path(store.uri))

    def close(self) -> None:
        """End the workers."""
        self._pool.close()

    def _ask_ladybug(self, store: LadybugStore, question: Question) -> Reply:
        asked: dict[str, Any] = {
            "statement": question.statement.rstrip("; \t\r\n"),
            "parameters": question.parameters,
            "limit": question.limit,
            "timeout_s": question.timeout_s,
            "most_bytes": question.most_bytes,
            "explain": question.explain,
        }
        said, body = self._pool.ask(Path(store.uri), asked)
        match said.get("error"):
            case None:
                return _planned({"text": body.decode()}) if question.explain else Reply(body)
            case "timeout":
                raise QueryTimeout(f"stopped after {question.timeout_s:g} s")
            case "parameter":
                raise ParameterError(said["reason"], parameter="parameters")
            case _:
                before = len(EXPLAIN) if question.explain else 0
                raise MalformedStatement(fault_in(question.statement, said["reason"], before=before))

    def _ask_neo4j(self, store: "Neo4jStore", question: Question) -> Reply:
        begun = time.perf_counter()
        statement = question.statement.rstrip("; \t\r\n")
        before = 0
        asked = partial(store.query, statement, question.parameters, timeout_s=question.timeout_s)
        try:
            known = (store.uri, statement)
            if question.explain or known not in self._looked_at:
                before = len(EXPLAIN)
                plan = store.explain(statement, question.parameters)
                before = 0
                check_plan(plan)
                self._remember(known)
                if question.explain:
                    return _planned(plan_as_json(plan.root))
            answer = asked(limit=question.limit + 1)
            return Reply(write_answer(answer, limit=question.limit, most_bytes=question.most_bytes, begun=begun).body)
        except (QueryTimeout, OutOfMemory):
            raise
        except QueryError as error:
            raise MalformedStatement(fault_in(statement, str(error), before=before)) from error

    def _remember(self, known: tuple[str, str]) -> None:
        self._looked_at[known] = None
        while len(self._looked_at) > _REMEMBERED:
            self._looked_at.pop(next(iter(self._looked_at)), None)


def _planned(plan: object) -> Reply:
    return Reply(to_json({"columns": [], "rows": [], "truncated": False, "graph": None, "plan": plan, "took_ms": None}))
