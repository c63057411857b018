"""The shapes of the answers, as the OpenAPI document shows them: a module a noun."""

from server.models.graphs import Chosen, Cut, Graph, GraphEdge, GraphNode, JoinedNode, Subgraph
from server.models.lists import Facet, FacetValue, ListItem, NodeList
from server.models.nodes import PAGES, Neighbour, NodePage, RelationCount, RelationCounts, RelationGroup
from server.models.parts import Brief, Count, Evidence, Key, PaperReference, Shape
from server.models.problem import Problem
from server.models.queries import (
    Queries,
    QueryAnswer,
    QueryGraph,
    QueryParameterShape,
    QueryShape,
    StatementEdge,
    StatementGraph,
    StatementNode,
)
from server.models.results import Leaderboard, MetricRanking, ResultRow, Results
from server.models.search import Hit, Hits, SuggestionGroup, Suggestions
from server.models.statistics import EdgeTypeShape, NodeTypeShape, PropertyShape, SchemaShape, Stats

__all__ = [
    "PAGES",
    "Brief",
    "Chosen",
    "Count",
    "Cut",
    "EdgeTypeShape",
    "Evidence",
    "Facet",
    "FacetValue",
    "Graph",
    "GraphEdge",
    "GraphNode",
    "Hit",
    "Hits",
    "JoinedNode",
    "Key",
    "Leaderboard",
    "ListItem",
    "MetricRanking",
    "Neighbour",
    "NodeList",
    "NodePage",
    "NodeTypeShape",
    "PaperReference",
    "Problem",
    "PropertyShape",
    "Queries",
    "QueryAnswer",
    "QueryGraph",
    "QueryParameterShape",
    "QueryShape",
    "RelationCount",
    "RelationCounts",
    "RelationGroup",
    "ResultRow",
    "Results",
    "SchemaShape",
    "Shape",
    "StatementEdge",
    "StatementGraph",
    "StatementNode",
    "Stats",
    "Subgraph",
    "SuggestionGroup",
    "Suggestions",
]
