"""Nodes by type: pages, and counts of what they are joined to."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Path, Query, Response
from fastapi.responses import RedirectResponse

from schema import NODE_TYPES, NodeRef, NodeType
from server.answers import answer
from server.models import PAGES, RelationCounts
from server.names import find_node
from server.nodes import node_page, relation_counts
from server.parameters import EXAMPLES
from server.problems import problem_responses
from server.router import Router
from server.service import ReaderDep

Shown = Annotated[int, Query(ge=1, le=500, description="at most so many edges of each kind, and results")]


def routers() -> list[Router]:
    """A router for each node type of the schema table."""
    return [_router(node_type) for node_type in NODE_TYPES.values()]


def _router(node_type: NodeType) -> Router:
    router = Router(prefix=f"/api/{node_type.plural}", tags=[node_type.plural])
    singular = node_type.name.lower()
    examples = [EXAMPLES[singular][0]]

    def show_node(
        reader: ReaderDep,
        id: Annotated[str, Path(description="id; a name or an alias redirects to it", examples=examples)],  # noqa: A002
        limit: Shown = 50,
    ) -> Response:
        if page := node_page(reader, NodeRef(node_type.name, id), limit=limit):
            return answer(page)
        ref = find_node(reader, node_type, id, parameter="id")
        return RedirectResponse(f"/api/{node_type.plural}/{quote(ref.id, safe='')}?limit={limit}", status_code=307)

    def count_relations(
        reader: ReaderDep,
        id: Annotated[str, Path(description="id, name or alias", examples=examples)],  # noqa: A002 - the name in the URL
    ) -> RelationCounts:
        return relation_counts(reader, find_node(reader, node_type, id, parameter="id"))

    router.get(
        "/{id:path}/counts",
        name=f"count_relations_of_{singular}",
        summary=f"Count the edges of a {singular}",
        description="How many edges and nodes each relation joins it to: what expanding it would show.",
        responses=problem_responses(404),
    )(count_relations)
    router.get(
        "/{id:path}",
        name=f"show_{singular}",
        summary=f"Show a {singular}",
        description="Its properties, its results, and its edges by relation, each with the sentences that say so.",
        response_model=PAGES[node_type.name],
        responses={307: {"description": "The node has another id"}, **problem_responses(404)},
    )(show_node)
    return router
