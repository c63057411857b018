"""``kg verify``: whether a graph is sound."""

from typing import Annotated

import typer

from kg.cli.common import StoreOption, open_to_read, out
from loaders.verify import verify

UriArgument = Annotated[
    str | None, typer.Argument(metavar="URI", help="The graph; goes before --store.", show_default=False)
]
MostOption = Annotated[int, typer.Option("--most", min=1, help="Faults that are printed; the others are counted.")]


def command(uri: UriArgument = None, store: StoreOption = None, most: MostOption = 20) -> None:
    """Check a graph: types, ends and evidence of every edge, that each paper is whole, ids, names and counts.

    Exit code 1 if something is wrong.

    Examples:

      kg verify

      kg verify bolt://localhost:7687
    """
    found = 0
    with open_to_read(uri or store) as opened:
        for fault in verify(opened):
            found += 1
            if found <= most:
                out.print(fault, markup=False, soft_wrap=True)
        counts = opened.counts()
    if found > most:
        out.print(f"... and {found - most:,} more")
    if not found:
        out.print(f"{sum(counts.nodes.values()):,} nodes and {sum(counts.edges.values()):,} edges, and all is well.")
    raise typer.Exit(1 if found else 0)
