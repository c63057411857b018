"""The server store: a graph in a Neo4j database."""

from loaders.neo4j.plan import Operator, Plan
from loaders.neo4j.store import Neo4jStore

__all__ = ["Neo4jStore", "Operator", "Plan"]
