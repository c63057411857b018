"""Lists of nodes, with facets."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from server.models.parts import Brief, Count, Shape


@dataclass(slots=True, kw_only=True)
class ListItem(Brief):
    """A node of a list."""

    properties: Annotated[dict[str, Any] | None, Field(description="the `fields` that were asked for")] = None


class FacetValue(Shape):
    """A value, and how many of the nodes have it."""

    value: Annotated[str | int | float | bool, Field(description="of a property, or the id of a node")]
    label: str
    count: Count


class Facet(Shape):
    """How many of the nodes have which value, most first."""

    facet: Annotated[str, Field(examples=["year"])]
    values: list[FacetValue]
    truncated: Annotated[bool, Field(description="whether there are more values")]


class NodeList(Shape):
    """A slice of the nodes of a type: papers newest first, the others by number of papers, unless sorted."""

    total: Count
    offset: Count
    limit: Count
    items: list[ListItem]
    next: Annotated[str | None, Field(description="cursor of the next slice; null behind the last")] = None
    facets: Annotated[list[Facet] | None, Field(description="those that were asked for")] = None
