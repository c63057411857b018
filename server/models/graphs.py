"""Pictures as data: nodes, the edges between them, and what was cut."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from server.models.parts import Brief, Count, Evidence, Key, Shape


@dataclass(slots=True, kw_only=True)
class JoinedNode(Brief):
    """A node, and how much there is around it."""

    neighbours: Annotated[Count, Field(description="how many nodes it is joined to in the whole store")]
    of: Annotated[str | None, Field(description="name of the method that a result is of", examples=["BERT"])] = None


@dataclass(slots=True, kw_only=True)
class GraphNode(JoinedNode):
    """A node of a picture."""

    depth: Annotated[Count, Field(description="steps from the centre")]


@dataclass(slots=True)
class GraphEdge:
    """What joins two nodes of a picture in one way; `/api/relations` has every statement of it."""

    source: Key
    target: Key
    relation: str
    reads: Annotated[str, Field(description="the relation from source to target", examples=["based on"])]
    total: Annotated[Count, Field(description="statements that say so; the answer may hold fewer")]
    evidence: list[Evidence]


class Cut(Shape):
    """What the limit left out of a picture."""

    nodes: Annotated[Count, Field(description="nodes within the depth that were found and left out")]
    by_type: Annotated[dict[str, int], Field(description="the same by node type", examples=[{"Paper": 37}])]
    complete: Annotated[bool, Field(description="false if there may be more that were not even looked for")]


class Graph(Shape):
    """A node with what is around it, the nearest kept first."""

    center: Key
    depth: Count
    limit: Count
    nodes: list[GraphNode]
    edges: list[GraphEdge]
    cut: Cut


class Subgraph(Shape):
    """Chosen nodes and all edges between them."""

    nodes: list[JoinedNode]
    edges: list[GraphEdge]
    unknown: Annotated[list[Key], Field(description="the chosen nodes that the graph does not hold")]


class Chosen(BaseModel):
    """The nodes of a picture."""

    model_config = ConfigDict(extra="forbid")

    nodes: Annotated[list[Key], Field(max_length=1500, examples=[["method:maformer", "benchmark:imagenet"]])]
