"""Nodes: the page of each type, and what a node is joined to."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from schema import NODE_TYPES, NodeType, ValueType
from server.models.parts import Brief, Count, Evidence, Key, Shape
from server.models.results import Results
from server.reader import public_properties


@dataclass(slots=True)
class Neighbour:
    """The node at the other end, and every statement that joins the two in one way."""

    node: Brief
    evidence: list[Evidence]


@dataclass(slots=True, kw_only=True)
class RelationGroup:
    """The edges of a node that are of one type, in one direction, to one type of node."""

    relation: Annotated[str, Field(examples=["USES"])]
    direction: Literal["out", "in"]
    reads: Annotated[str, Field(description="the relation as people say it from this node", examples=["used by"])]
    type: Annotated[str, Field(description="type of the nodes at the other end", examples=["Paper"])]
    total: Annotated[Count, Field(description="edges in the store; the answer may hold fewer")]
    neighbours: list[Neighbour]


class NodePage(Shape):
    """All that the graph says about a node."""

    key: Key
    type: str
    id: str
    label: str
    properties: Any
    results: Results
    relations: list[RelationGroup]


class RelationCount(Shape):
    """How many edges and nodes one kind of edge joins a node to."""

    relation: Annotated[str, Field(examples=["USES"])]
    direction: Literal["out", "in"]
    reads: Annotated[str, Field(description="the relation as people say it from this node", examples=["used by"])]
    type: Annotated[str, Field(description="type of the nodes at the other end", examples=["Paper"])]
    edges: Count
    nodes: Count


class RelationCounts(Shape):
    """What a node is joined to, by relation; relations that it has none of are left out."""

    key: Key
    relations: list[RelationCount]


_PYTHON_TYPES: dict[ValueType, Any] = {
    "string": str | None,
    "integer": int | None,
    "float": float | None,
    "boolean": bool | None,
    "strings": list[str] | None,
}


def page_model(node_type: NodeType) -> type[NodePage]:
    """The page of a node type, with its properties as the schema table has them."""
    types = {prop.name: prop for prop in node_type.properties}
    fields: dict[str, Any] = {
        name: (_PYTHON_TYPES[types[name].type], Field(default=None, description=types[name].says))
        for name in public_properties(node_type)
    }
    properties = create_model(f"{node_type.name}Properties", __base__=Shape, **fields)
    properties.__doc__ = f"The properties of a {node_type.name}: {node_type.says}."
    page = create_model(f"{node_type.name}Page", __base__=NodePage, properties=(properties, ...))
    page.__doc__ = f"All that the graph says about a {node_type.name}: {node_type.says}."
    return page


PAGES = {name: page_model(node_type) for name, node_type in NODE_TYPES.items()}
