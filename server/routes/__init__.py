"""The routes: one router a noun, each of which parses, asks and shapes."""

from collections.abc import Mapping

from fastapi import APIRouter

from server.named_queries import NamedQuery
from server.routes import (
    cypher,
    graph,
    health,
    insights,
    linked,
    lists,
    nodes,
    pages,
    queries,
    relations,
    search,
    sparql,
    stats,
)


def routers(named_queries: Mapping[str, NamedQuery]) -> list[APIRouter]:
    """Every router, in the order in which the OpenAPI document shows them."""
    return [
        stats.router,
        search.router,
        cypher.router,
        graph.router,
        relations.router,
        insights.router,
        *lists.routers(),
        *nodes.routers(),
        queries.router(named_queries),
        sparql.router,
        linked.router,
        health.router,
        pages.router,
    ]
