"""What a search found."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from server.models.parts import Brief, Shape


@dataclass(slots=True, kw_only=True)
class Hit:
    """A node that a search found."""

    node: Brief
    match: Literal["exact", "prefix", "word", "part", "words", "near"]
    matched: Annotated[str, Field(description="the name, alias or title that fits", examples=["BERT"])]


class Hits(Shape):
    """What a search found, best first."""

    q: str
    hits: list[Hit]


class SuggestionGroup(Shape):
    """What a search found of one type."""

    type: str
    plural: str
    hits: list[Hit]


class Suggestions(Shape):
    """What a search found, by type."""

    q: str
    groups: list[SuggestionGroup]
