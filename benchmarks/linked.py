"""How fast a graph is written as RDF, read back, copied for SPARQL and analysed, and with how much memory.

    python benchmarks/linked.py --papers 5000

The graph is the synthetic one of ``benchmarks/load.py``; years are 2015 to 2024. Each step runs in its own process.
No time is asserted anywhere: read the lines.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

from synthetic import contributions

from kg.analysis import analyze
from loaders import Contribution, load, open_store
from loaders.export import export
from loaders.rdf import contributions_from
from schema import InputError, Node
from server.sparql import Mirror

QUERY = """
PREFIX kg: <https://w3id.org/paper-kg/ontology#>
SELECT ?method (COUNT(*) AS ?n) { ?paper kg:uses ?method } GROUP BY ?method ORDER BY DESC(?n) LIMIT 10
"""


def dated(papers: int) -> Iterator[Contribution]:
    """The synthetic papers, with years."""
    for number, one in enumerate(contributions(papers)):
        first, *others = one.nodes
        node = Node(*first.ref, {**first.properties, "year": 2015 + number % 10})
        yield Contribution(one.paper, (node, *others), one.edges)


def build(folder: Path, papers: int) -> str:
    with open_store(str(folder / "graph.lbug")) as store:
        report = load(store, dated(papers))
    return f"{sum(report.after.nodes.values()):,} nodes, {sum(report.after.edges.values()):,} edges"


def write(folder: Path, suffix: str) -> str:
    path = folder / f"graph{suffix}"
    with open_store(str(folder / "graph.lbug"), read_only=True) as store:
        export(store, path)
    said = f"{path.stat().st_size / 2**20:,.0f} MiB"
    if suffix != ".nt":
        path.unlink()
        return said
    with path.open("rb") as file:
        return f"{said}, {sum(1 for _ in file):,} statements"


def read(folder: Path, _: object) -> str:
    def fail(fault: InputError) -> None:
        raise fault

    with closing(contributions_from([str(folder / "graph.nt")], report=fail)) as found:
        return f"{sum(1 for _ in found):,} papers"


def ask(folder: Path, _: object) -> str:
    mirror = Mirror("http://127.0.0.1:8000/")
    with open_store(str(folder / "graph.lbug"), read_only=True) as store, closing(mirror):
        mirror.ask(store, "ASK {}", media="text/turtle", timeout_s=36_000, limit=10)
        times = []
        for query in ("ASK {}", QUERY):
            started = time.perf_counter()
            mirror.ask(store, query, media="text/turtle", timeout_s=600, limit=10)
            times.append(time.perf_counter() - started)
    return f"then ASK {{}} {times[0] * 1000:.0f} ms, most used methods {times[1] * 1000:,.0f} ms"


def analysed(folder: Path, _: object) -> str:
    with open_store(str(folder / "graph.lbug"), read_only=True) as store:
        found = analyze(store)
    return f"{len(found.central):,} methods, {len(found.communities)} communities, {len(found.contested):,} contests"


def measure(step: Callable[[Path, object], str], folder: Path, argument: object) -> tuple[float, float, str]:
    """Seconds, peak MiB and what a step says, in this process."""
    started = time.perf_counter()
    said = step(folder, argument)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return time.perf_counter() - started, peak / 1024, said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=5000)
    papers = parser.parse_args().papers
    print(f"{papers:,} papers; time, peak of memory")
    steps = [("load", build, papers), *((f"write {suffix}", write, suffix) for suffix in (".nt", ".nq", ".ttl"))]
    steps += [("read .nt", read, None), ("copy for SPARQL", ask, None), ("analyze", analysed, None)]
    with tempfile.TemporaryDirectory() as folder:
        for name, step, argument in steps:
            with get_context("spawn").Pool(1) as pool:
                seconds, peak, said = pool.apply(measure, (step, Path(folder), argument))
            print(f"{name:16} {seconds:9,.1f} s {peak:7,.0f} MiB  {said}", flush=True)


if __name__ == "__main__":
    main()
