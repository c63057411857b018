"""Writes a graph to files that other tools read."""

from loaders.export.csv import write_csv
from loaders.export.files import export
from loaders.export.gexf import generate_gexf
from loaders.export.graphml import generate_graphml
from loaders.export.json import generate_cytoscape, generate_json, generate_node_link

__all__ = [
    "export",
    "generate_cytoscape",
    "generate_gexf",
    "generate_graphml",
    "generate_json",
    "generate_node_link",
    "write_csv",
]
