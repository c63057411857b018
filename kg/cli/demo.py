"""``kg demo``: the sample graph, built and served."""

import time
from importlib.resources import as_file, files
from typing import Annotated

import typer

from kg.building import build
from kg.cli.build import print_report
from kg.cli.common import build_for
from kg.cli.serve import HostOption, PortOption, serve_store
from kg.settings import read_settings

DEMO_STORE = "demo.lbug"

BuildOnlyOption = Annotated[bool, typer.Option("--build-only", help="Build the sample graph and do not serve it.")]


def command(host: HostOption = None, port: PortOption = None, *, build_only: BuildOnlyOption = False) -> None:
    """Build a graph of sample papers in demo.lbug and serve it.

    The sample is 48 abstracts about well-known papers, written for this purpose.
    """
    settings = read_settings()
    started = time.monotonic()
    with (
        as_file(files("kg.sample") / "papers.jsonl") as sample,
        build_for(settings, DEMO_STORE) as building,
    ):
        report = build([str(sample)], building.store)
    print_report(report, uri=DEMO_STORE, seconds=time.monotonic() - started)
    if not build_only:
        serve_store(settings, DEMO_STORE, host=host, port=port)
