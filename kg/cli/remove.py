"""``kg remove``: papers out of the graph."""

from typing import Annotated

import typer

from kg.cli.common import StoreOption, build_for, err, open_for, out
from kg.settings import read_settings
from loaders import remove
from loaders.held import held_papers

PapersArgument = Annotated[
    list[str], typer.Argument(metavar="PAPER_ID...", help="Ids of papers, as the graph has them.", show_default=False)
]


def command(papers: PapersArgument, store: StoreOption = None) -> None:
    """Take papers out of the graph with all that they alone said.

    Exit code 1 if the graph does not hold one of them.

    Examples:

      kg remove maformer

      kg remove 2024-acl-17 2024-acl-18 --store bolt://localhost:7687
    """
    wanted = list(dict.fromkeys(papers))
    settings = read_settings()
    open_for(settings, store, read_only=True).close()  # one that is not there is told, not made
    with build_for(settings, store) as building:
        held = held_papers(building.store, wanted)
        removed = remove(building.store, wanted) if held else 0
    for paper in wanted:
        if paper not in held:
            err.print(f"{paper}: no such paper", markup=False, soft_wrap=True)
    out.print(f"{removed:,} {'paper' if removed == 1 else 'papers'} removed")
    raise typer.Exit(0 if len(held) == len(wanted) else 1)
