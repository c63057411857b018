"""``kg export``: the graph in a file that other tools read."""

from enum import StrEnum
from typing import Annotated

import typer

from kg.cli.common import StoreOption, open_whole, out
from kg.settings import read_settings
from loaders.export import export
from loaders.export.neo4j_import import export_for_import

FileArgument = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="The suffix tells the format: .graphml .gexf .cyjs .node-link.json .json .csv .html, or .nt .nq .ttl "
        ".trig .jsonld for RDF.",
        show_default=False,
    ),
]
BaseOption = Annotated[
    str | None,
    typer.Option(
        "--base",
        metavar="IRI",
        help="What the IRIs of an RDF file begin with. \\[default: KG_BASE_IRI]",
        show_default=False,
    ),
]


class Format(StrEnum):
    """A format that no suffix names."""

    NEO4J_IMPORT = "neo4j-import"


FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help="Files for neo4j-admin database import, in a new folder.", show_default=False),
]


def command(file: FileArgument, store: StoreOption = None, base: BaseOption = None, form: FormatOption = None) -> None:
    """Write the whole graph to a file, or draw its most connected nodes.

    .gexf for Gephi; .graphml for yEd, Cytoscape, networkx and Gephi; .cyjs for Cytoscape; .node-link.json for networkx;
    .json one object with nodes and edges; .csv a folder with a file for each node and edge type; .html a picture of
    the 400 most connected nodes that needs no network; .nt .nq .ttl .trig .jsonld RDF, which kg build reads back (for
    large graphs take .nt or .nq). All but the picture are written as a stream.

    Examples:

      kg export graph.graphml

      kg export tables.csv --store bolt://localhost:7687

      kg export graph.ttl --base https://example.org/kg/

      kg export --format neo4j-import folder
    """
    command_line = None
    with open_whole(store) as opened:
        if form is Format.NEO4J_IMPORT:
            counts, command_line = export_for_import(opened, file)
        else:
            counts = export(opened, file, base=base or read_settings().base_iri)
    out.print(f"{sum(counts.nodes.values()):,} nodes and {sum(counts.edges.values()):,} edges are in {file}")
    if command_line is not None:
        out.print("With the server stopped, and again with --overwrite-destination if its database is not new, run:")
        out.print(command_line, markup=False, soft_wrap=True)
