"""How much the graph holds, and what it may hold."""

from typing import Annotated

from pydantic import Field

from schema import ValueType
from server.models.parts import Shape


class Stats(Shape):
    """How much the graph holds."""

    engine: Annotated[str, Field(examples=["Ladybug 0.22.0"])]
    version: Annotated[str, Field(description="version of kg")]
    nodes: Annotated[dict[str, int], Field(examples=[{"Paper": 262, "Method": 900}])]
    edges: Annotated[dict[str, int], Field(examples=[{"USES": 700}])]


class PropertyShape(Shape):
    """A property of a node or an edge."""

    name: str
    type: ValueType
    says: str


class NodeTypeShape(Shape):
    """A node type and how pictures draw it."""

    name: str
    plural: str
    says: str
    colour: str
    shape: str
    caption: Annotated[str, Field(description="the property that names a node of this type to people")]
    properties: list[PropertyShape]


class EdgeTypeShape(Shape):
    """An edge type, what it may join and how people read it from either end."""

    name: str
    ends: list[tuple[str, str]]
    says: str
    forward: str
    backward: str


class SchemaShape(Shape):
    """The schema table: what the graph may hold."""

    nodes: list[NodeTypeShape]
    edges: list[EdgeTypeShape]
    evidence: list[PropertyShape]
