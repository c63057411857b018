"""Named queries and statements, and what they answer."""

from typing import Annotated, Any

from pydantic import Field

from server.models.parts import Key, Shape


class QueryParameterShape(Shape):
    """A value that a named query takes."""

    name: str
    type: Annotated[str, Field(description="string, integer, float, boolean or a node type", examples=["benchmark"])]
    required: bool
    default: Any
    says: str


class QueryShape(Shape):
    """A named query."""

    name: Annotated[str, Field(examples=["leaderboard"])]
    title: str
    answers: str
    parameters: list[QueryParameterShape]
    statement: Annotated[str, Field(description="its Cypher")]


class Queries(Shape):
    """Every named query, by name."""

    queries: list[QueryShape]


class QueryAnswer(Shape):
    """What a named query answers."""

    query: Annotated[str, Field(examples=["busiest-methods"])]
    title: str
    parameters: Annotated[dict[str, Any], Field(description="as used: names of nodes have become ids")]
    columns: Annotated[list[str], Field(examples=[["method", "papers"]])]
    rows: Annotated[list[dict[str, Any]], Field(examples=[[{"method": "BERT", "papers": 12}]])]
    truncated: Annotated[bool, Field(description="whether rows beyond the limit were left out")]


class StatementNode(Shape):
    """A node in the answer of a statement; one that only stands at the end of an edge has no properties."""

    key: Key
    type: str
    id: str
    label: str
    properties: dict[str, Any]


class StatementEdge(Shape):
    """An edge in the answer of a statement."""

    type: str
    source: Key
    target: Key
    properties: dict[str, Any]


class StatementGraph(Shape):
    """The nodes and edges in the answer of a statement, each once."""

    nodes: list[StatementNode]
    edges: list[StatementEdge]


class QueryGraph(StatementGraph):
    """The nodes and edges in the answer of a named query, each once."""

    truncated: Annotated[bool, Field(description="whether those of rows beyond the limit were left out")]
