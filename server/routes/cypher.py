"""Statements in Cypher, read-only."""

from typing import Annotated, Any, cast

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from schema import Value
from server.cypher import Question
from server.cypher.guard import LONGEST
from server.models import Shape, StatementGraph
from server.problems import problem_responses
from server.router import Router
from server.service import Service, ServiceDep

router = Router(prefix="/api", tags=["cypher"])

_EXAMPLE = "MATCH (m:Method)-[o:OUTPERFORMS]->(r:Method {id: $id}) RETURN m, o, r LIMIT 10"

Scalar = str | bool | int | float | None


class CypherQuestion(BaseModel):
    """A statement that reads, the values of its parameters, and the limits that it asks for."""

    model_config = ConfigDict(
        extra="forbid", allow_inf_nan=False, json_schema_extra={"examples": [{"statement": "RETURN 1 AS one"}]}
    )

    statement: Annotated[str, Field(min_length=1, max_length=LONGEST, examples=[_EXAMPLE])]
    parameters: Annotated[
        dict[str, Scalar | list[Scalar]], Field(max_length=100, description="values by name", examples=[{"id": "bert"}])
    ] = {}
    limit: Annotated[int | None, Field(ge=1, description="rows after which the answer is cut")] = None
    timeout: Annotated[
        float | None, Field(gt=0, le=3600, description="seconds after which it is stopped; the server has its own")
    ] = None
    explain: Annotated[bool, Field(description="answer with the plan, and do not run it")] = False


class StatementAnswer(Shape):
    """What a statement answers: a list of values for each row, in the order of the columns."""

    columns: Annotated[list[str], Field(examples=[["one"]])]
    rows: Annotated[list[list[Any]], Field(examples=[[[1]]])]
    truncated: Annotated[bool, Field(description="whether rows beyond a limit were left out")]
    graph: Annotated[StatementGraph | None, Field(description="if there are nodes, edges or paths in the rows")]
    plan: Annotated[dict[str, Any] | None, Field(description="of `explain`: steps on Neo4j, `text` on Ladybug")]
    took_ms: Annotated[float | None, Field(description="milliseconds in the engine and for writing the answer")]


@router.post(
    "/cypher",
    summary="Ask in Cypher",
    response_model=StatementAnswer,
    responses=problem_responses(400, 403),
)
def ask(service: ServiceDep, asked: CypherQuestion) -> Response:
    """Run one statement that reads.

    It begins with MATCH, OPTIONAL MATCH, WITH, UNWIND or RETURN. What changes the graph, reads files or networks, calls
    procedures or sets anything is refused with 403; so are patterns without an upper bound. Rows beyond the limit are
    left out, and `truncated` says so; what takes too long is stopped with 504, what takes too much memory with 503.
    """
    return Response(answer_to(service, asked), media_type="application/json")


def answer_to(service: Service, asked: CypherQuestion) -> bytes:
    """The answer to a statement, within the server's limits, as the text of a JSON object; see ``Cypher.ask``."""
    limits = service.limits
    question = Question(
        statement=asked.statement,
        parameters=cast("dict[str, Value]", asked.parameters),
        limit=min(asked.limit or limits.statement_rows, limits.most_rows),
        timeout_s=min(asked.timeout or limits.statement_s, limits.statement_s),
        most_bytes=limits.answer_bytes,
        explain=asked.explain,
    )
    return service.cypher.ask(service.store, question).body
