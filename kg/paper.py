"""A paper as every reader yields it and every extractor takes it."""

from dataclasses import dataclass
from typing import Literal

Field = Literal["title", "abstract"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A title and an abstract with what else the source says of them."""

    id: str
    title: str
    abstract: str
    year: int | None = None
    venue: str | None = None
    url: str | None = None
    code_url: str | None = None
    source: str | None = None

    @property
    def text(self) -> str:
        """Title and abstract, a line each: all offsets of an extraction count characters of this text."""
        return f"{self.title}\n{self.abstract}"

    def locate(self, start: int, end: int) -> tuple[Field, int, int]:
        """Turn a span of ``text`` into the field it lies in and the offsets there."""
        shift = len(self.title) + 1
        return ("title", start, end) if start < shift else ("abstract", start - shift, end - shift)
