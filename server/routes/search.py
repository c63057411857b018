"""Finding nodes by their names."""

from typing import Annotated

from fastapi import Query, Response

from schema import NODE_TYPES
from server.answers import answer
from server.models import Hits, SuggestionGroup, Suggestions
from server.names import node_types
from server.problems import problem_responses
from server.router import Router
from server.search import search, suggestions
from server.service import ReaderDep

router = Router(prefix="/api", tags=["search"])

Text = Annotated[str, Query(description="words of a name, an alias or a title", examples=["imagenet"])]
Types = Annotated[list[str] | None, Query(description="only nodes of this type; may be given again")]


@router.get("/search", summary="Search names and titles", response_model=Hits, responses=problem_responses())
def search_names(
    reader: ReaderDep,
    q: Text = "",
    type: Types = None,  # noqa: A002 - the name in the URL
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:
    """The nodes whose names or abstracts hold all words of `q`, or the beginnings of words, best first.

    The whole name goes before its start, a word, the words in any order, and an abstract; among equals those of more
    papers. Where nothing fits, one wrong letter in a word is forgiven, and at last any part of a word will do.
    """
    types = node_types(type or [], parameter="type")
    return answer(Hits(q=q, hits=search(reader, q, types, limit=limit)))


@router.get("/suggest", summary="Suggest nodes while typing", response_model=Suggestions, responses=problem_responses())
def suggest(reader: ReaderDep, q: Text = "", limit: Annotated[int, Query(ge=1, le=20)] = 5) -> Response:
    """What a search of the names finds, at most `limit` of each type; the type with the best hit first."""
    groups = [
        SuggestionGroup(type=hits[0].node.type, plural=NODE_TYPES[hits[0].node.type].plural, hits=hits)
        for hits in suggestions(reader, q, limit=limit)
    ]
    return answer(Suggestions(q=q, groups=groups))
