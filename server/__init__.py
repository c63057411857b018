"""Answers people and programs: JSON, pictures and the explorer page over a store."""

from server.app import Entrance, create_app
from server.limits import Limits
from server.named_queries import NamedQuery, QueryParameter, load_queries, run_named_query
from server.serve import serve

__all__ = [
    "Entrance",
    "Limits",
    "NamedQuery",
    "QueryParameter",
    "create_app",
    "load_queries",
    "run_named_query",
    "serve",
]
