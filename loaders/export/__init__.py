"""Writes a graph to files that other tools read."""

from loaders.export.csv import write_csv
from loaders.export.files import export
from loaders.export.graphml import generate_graphml, write_graphml
from loaders.export.json import generate_json, write_json

__all__ = ["export", "generate_graphml", "generate_json", "write_csv", "write_graphml", "write_json"]
