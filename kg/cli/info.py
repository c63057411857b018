"""``kg info``: what a store holds."""

from importlib.metadata import version

from rich.table import Table

from kg.cli.common import StoreOption, extractor_of, open_to_read, out
from kg.settings import read_settings
from loaders.held import extractors
from schema import EDGE_TYPES, NODE_TYPES


def command(store: StoreOption = None) -> None:
    """Say what a graph holds: nodes and edges by type, which extractors read its papers, the store and its version.

    Examples:

      kg info

      kg info --store bolt://localhost:7687
    """
    with open_to_read(store) as opened:
        counts, uri, engine = opened.counts(), opened.uri, opened.engine
        read_by = extractors(opened)
    out.print(f"kg {version('kg')}, {engine}, {uri}", soft_wrap=True)
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    table.add_column("count", justify="right")
    table.add_column("what it is")
    for kind, held, types in (("nodes", counts.nodes, NODE_TYPES), ("edges", counts.edges, EDGE_TYPES)):
        table.add_row(f"[bold]{kind}[/]", f"[bold]{sum(held.values()):,}[/]", "")
        for name, count in held.items():
            table.add_row(f"  {name}", f"{count:,}", types[name].says)
    out.print(table)
    ours = extractor_of(read_settings()).name
    for extractor, papers in read_by.items():
        said = (
            "this very one"
            if extractor == ours
            else "this very one, with a cut"
            if extractor is not None and extractor.startswith(f"{ours} from ")
            else "another one: kg build --changed reads them again"
        )
        out.print(
            f"{papers:,} papers were read by {extractor or 'an extractor that is not known'}, {said}", soft_wrap=True
        )
