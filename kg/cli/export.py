"""``kg export``: the graph in a file that other tools read."""

from typing import Annotated

import typer

from kg.cli.common import StoreOption, open_to_read, out
from loaders.export import export

FileArgument = Annotated[
    str,
    typer.Argument(metavar="FILE", help="The suffix tells the format: .graphml .json .csv .html", show_default=False),
]


def command(file: FileArgument, store: StoreOption = None) -> None:
    """Write the whole graph to a file.

    .graphml for Gephi, yEd and networkx; .json one object with nodes and edges; .csv a folder with a file for each
    node and edge type; .html a picture that needs no network.

    Examples:

      kg export graph.graphml

      kg export tables.csv --store bolt://localhost:7687
    """
    with open_to_read(store) as opened:
        counts = export(opened, file)
    out.print(f"{sum(counts.nodes.values()):,} nodes and {sum(counts.edges.values()):,} edges are in {file}")
