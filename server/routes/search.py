"""Finding nodes by their names."""

from typing import Annotated

from fastapi import Query, Response

from server.answers import answer
from server.models import Hits, SuggestionGroup, Suggestions
from server.names import node_types
from server.problems import problem_responses
from server.router import Router
from server.search import RANKS, SEARCHED, search
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
        SuggestionGroup(type=node_type.name, plural=node_type.plural, hits=hits)
        for node_type in SEARCHED
        if (hits := search(reader, q, (node_type,), limit=limit, names_only=True))
    ]
    groups.sort(key=lambda group: (RANKS.index(group.hits[0].match), -(group.hits[0].node.papers or 0)))
    return answer(Suggestions(q=q, groups=groups))
