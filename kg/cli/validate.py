"""``kg validate``: whether a graph fits the SHACL shapes."""

from itertools import groupby
from operator import attrgetter
from typing import Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from kg.cli.common import StoreOption, err, open_whole, out
from kg.settings import read_settings
from loaders.rdf.validation import graph_of_file, graph_of_store, validate
from loaders.rdf.wording import described
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
    for node, violations in groupby(found[:top], key=attrgetter("node")):
        if name := described(graph, node):
            out.print(Text(name, style="bold"))
        out.print(Text(f"  {node}" if name else node), soft_wrap=True)
        for one in violations:
            place = f"shape {one.shape}" + (f", {one.path}" if one.path else "")
            out.print(
                Padding(
                    Text(f"{place}: ", style="dim").append(one.message, style="not dim"), (0, 0, 0, 2), expand=False
                )
            )
    if found:
        nodes = len({violation.node for violation in found})
        told = f"{_counted(len(found), 'violation')} at {_counted(nodes, 'node')}"
        err.print(told + (f"; {top:,} {'is' if top == 1 else 'are'} shown" if len(found) > top else ""))
        raise typer.Exit(1)
    out.print(f"{len(graph):,} statements fit the shapes")


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")
