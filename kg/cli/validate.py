"""``kg validate``: whether a graph fits the SHACL shapes."""

from typing import Annotated

import typer

from kg.cli.common import StoreOption, err, open_whole, out
from kg.settings import read_settings
from loaders.rdf.validation import graph_of_file, graph_of_store, validate
from schema import ParameterError

FileArgument = Annotated[
    str | None,
    typer.Argument(metavar="FILE", help="An RDF file; without one, the store is validated.", show_default=False),
]
TopOption = Annotated[int, typer.Option("--top", min=1, metavar="N", help="Violations that are printed.")]


def command(file: FileArgument = None, store: StoreOption = None, top: TopOption = 50) -> None:
    """Hold a graph against the SHACL shapes of the schema; exit code 1 if it does not fit.

    It is read into memory: two minutes and 3.1 GB for 5,000 papers; what would not fit is refused.

    Examples:

      kg validate graph.ttl

      kg validate --store graph.lbug
    """
    if file is not None and store is not None:
        raise ParameterError("either a FILE or a --store, not both", parameter="FILE")
    if file is not None:
        graph = graph_of_file(file)
    else:
        with open_whole(store) as opened:
            graph = graph_of_store(opened, base=read_settings().base_iri)
    found = validate(graph)
    for violation in found[:top]:
        out.print(violation.node, style="bold", markup=False, soft_wrap=True)
        place = f"shape {violation.shape}" + (f", {violation.path}" if violation.path else "")
        held = f" (is {violation.value[:120]})" if violation.value else ""
        out.print(f"  {place}: {violation.message}{held}", markup=False, soft_wrap=True)
    if found:
        nodes = len({violation.node for violation in found})
        err.print(f"{len(found):,} violations at {nodes:,} nodes" + (f"; the first {top}" if len(found) > top else ""))
        raise typer.Exit(1)
    out.print(f"{len(graph):,} statements fit the shapes")
