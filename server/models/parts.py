"""What answers are made of: nodes in few words, and who says so."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """An answer or a part of one; never changed once made.

    Parts that an answer has by the hundred are dataclasses: what comes from the store is not checked once more, and
    goes into them in the order in which a statement answers it.
    """

    model_config = ConfigDict(frozen=True)


Key = Annotated[str, Field(description="type and id of a node", examples=["method:bert"])]
Count = Annotated[int, Field(ge=0)]


@dataclass(slots=True)
class Brief:
    """A node in few words."""

    key: Key
    type: Annotated[str, Field(examples=["Method"])]
    id: Annotated[str, Field(examples=["bert"])]
    label: Annotated[str, Field(description="what people call it", examples=["BERT"])]
    papers: Annotated[int | None, Field(description="how many papers say something about it", examples=[12])] = None
    year: Annotated[int | None, Field(description="year of a paper")] = None
    aliases: Annotated[list[str], Field(description="every way the papers write it", examples=[["BERT"]])] = field(
        default_factory=list
    )


@dataclass(slots=True)
class PaperReference:
    """Enough of a paper to name it and to find it."""

    id: str
    title: str | None
    year: int | None
    url: str | None


@dataclass(slots=True)
class Evidence:
    """Who says so, and in which words."""

    paper: PaperReference
    field: Annotated[str, Field(description="title or abstract", examples=["abstract"])]
    sentence: Annotated[str, Field(examples=["Our model beats BERT on GLUE."])]
    start: Annotated[int, Field(description="offset in characters where the sentence starts in that field")]
    end: Annotated[int, Field(description="offset in characters behind its last character")]
    confidence: Annotated[float, Field(ge=0, le=1, description="how sure the extractor is")]
    extractor: Annotated[str, Field(description="name and version of the extractor")]
