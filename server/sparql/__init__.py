"""SPARQL over the graph: a copy of it in Oxigraph, asked by a process that is ended when it takes too long."""

from server.sparql.mirror import Mirror

__all__ = ["Mirror"]
