"""How fast a graph is loaded: both stores on one synthetic graph, each against the bare engine in the same run.

    python benchmarks/load.py --papers 5000
    python benchmarks/load.py --papers 87000 --watch       # only the memory of a build into a new file, as it goes
    python benchmarks/load.py --papers 5000 --neo4j bolt://localhost:7687   # empties that database

Neo4j is asked as KG_NEO4J_USER and KG_NEO4J_PASSWORD say. Where the package neo4j-graphrag is installed, and APOC
in the server, its Neo4jWriter loads the same graph into the same server. No time is asserted anywhere: read the table.
"""

import argparse
import asyncio
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import NamedTuple

import ladybug
import neo4j
import pyarrow as pa
from rich.console import Console
from rich.table import Table
from synthetic import contributions

from loaders import Contribution, Counts, Neo4jCredentials, load, open_store, open_to_build
from loaders.batches import edges_by_kind, nodes_by_type
from loaders.graph import read_edges, read_nodes
from loaders.ladybug import tables
from loaders.neo4j import Neo4jStore
from schema import EVIDENCE, Edge, NodeRef

try:
    from neo4j_graphrag.components.kg_writer import Neo4jWriter
    from neo4j_graphrag.components.types import Neo4jGraph, Neo4jNode, Neo4jRelationship
except ModuleNotFoundError:
    Neo4jWriter = None


_FIRST = 100
"""Papers that are loaded before a load is timed."""


class Measured(NamedTuple):
    """One line of the table."""

    what: str
    rows: int
    seconds: float
    peak_mib: float
    says: str = ""


def in_ladybug(folder: Path, papers: int, batch_size: int) -> Measured:
    """The way of ``kg build`` into a new file; its index of words, which comes after the load, is timed by itself.

    A few papers go into another file first, so that the engine is loaded, as it is where the bare COPY is timed.
    """
    with open_to_build(str(folder / "first.lbug")) as building:
        load(building.store, contributions(_FIRST), batch_size=_FIRST)
    with open_to_build(str(folder / "ours.lbug")) as building:
        seconds, counts = _timed_load(lambda made: load(building.store, made, batch_size=batch_size).after, papers)
        start = time.perf_counter()
    more = time.perf_counter() - start
    size = (folder / "ours.lbug").stat().st_size / 2**20
    says = f"file of {size:.0f} MiB; {more:.1f} s more to index and close it"
    return Measured("Ladybug: load", _rows(counts), seconds, _peak_mib(), says)


def in_ladybug_again(folder: Path, papers: int, batch_size: int) -> Measured:
    """The same papers once more: nothing changes."""
    with open_store(str(folder / "ours.lbug")) as store:
        seconds, counts = _timed_load(lambda made: load(store, made, batch_size=batch_size).after, papers)
    return Measured("Ladybug: load again", _rows(counts), seconds, _peak_mib(), "all unchanged")


def by_copy(folder: Path) -> Measured:
    """The finished graph by one COPY a table, the Arrow tables ready: what the engine can do at best."""
    with open_store(str(folder / "ours.lbug"), read_only=True) as store:
        nodes, edges = nodes_by_type(read_nodes(store)), edges_by_kind(read_edges(store))
    copies: list[tuple[str, pa.Table]] = []
    for name, group in nodes.items():
        columns = ", ".join(f"`{prop.name}`" for prop in tables.own_properties(name))
        copies.append((f"COPY `{name}`(`id`, {columns}) FROM $rows", tables.node_table(name, group)))
    columns = ", ".join(f"`{prop.name}`" for prop in EVIDENCE)
    for (name, source, target), found in edges.items():
        statement = f"COPY `{name}`({columns}) FROM $rows (from='{source}', to='{target}')"
        copies.append((statement, tables.edge_table(found)))
    rows = sum(table.num_rows for _, table in copies)
    with ladybug.Database(folder / "bare.lbug") as database, ladybug.Connection(database) as connection:
        for statement in tables.statements():
            connection.execute(statement)
        start = time.perf_counter()
        connection.execute("BEGIN TRANSACTION")
        for statement, table in copies:
            connection.execute(statement, {"rows": table})
        connection.execute("COMMIT")
        seconds = time.perf_counter() - start
    return Measured("Ladybug: bare COPY", rows, seconds, _peak_mib(), "one COPY a table, all in memory")


def watch(folder: Path, papers: int, batch_size: int, every: int = 10_000) -> None:
    """Print what this process holds while it builds a new file: memory that is to stay level as papers come."""
    start = time.perf_counter()

    def tell(what: str) -> None:
        print(f"{what:>20} {time.perf_counter() - start:6.0f} s {_held_mib():6,.0f} MiB, peak {_peak_mib():6,.0f} MiB")

    def told(taken: int) -> None:
        if taken % every == 0:
            tell(f"{taken:,} papers")

    with open_to_build(str(folder / "watched.lbug")) as building:
        load(building.store, contributions(papers), batch_size=batch_size, on_progress=told)
        tell("counted, named")
    tell("indexed, closed")


def in_neo4j(uri: str, credentials: Neo4jCredentials, papers: int, batch_size: int) -> Measured:
    """The way of ``kg build`` into an empty database."""
    with Neo4jStore(uri, credentials) as store:
        _empty(uri, credentials)
        seconds, counts = _timed_load(lambda made: load(store, made, batch_size=batch_size).after, papers)
        says = store.engine
    return Measured("Neo4j: load", _rows(counts), seconds, _peak_mib(), says)


def by_unwind(uri: str, credentials: Neo4jCredentials) -> Measured:
    """The finished graph by plain UNWIND ... CREATE of 2000 rows a transaction, with the keys indexed."""
    with Neo4jStore(uri, credentials, read_only=True) as store:
        nodes, edges = nodes_by_type(read_nodes(store)), edges_by_kind(read_edges(store))
    _empty(uri, credentials)
    rows = 0
    start = time.perf_counter()
    with _driver(uri, credentials) as driver, driver.session(database=credentials.database) as session:
        for name, group in nodes.items():
            statement = f"UNWIND $rows AS row CREATE (n:`{name}`) SET n = row"
            rows += _run(session, statement, [{**node.properties, "id": node.id} for node in group])
        for (name, source, target), found in edges.items():
            statement = (
                f"UNWIND $rows AS row MATCH (a:`{source}` {{id: row.a}}), (b:`{target}` {{id: row.b}}) "
                f"CREATE (a)-[r:`{name}`]->(b) SET r = row.e"
            )
            rows += _run(session, statement, [{"a": e.source.id, "b": e.target.id, "e": e.properties} for e in found])
    return Measured("Neo4j: plain UNWIND", rows, time.perf_counter() - start, _peak_mib(), "all in memory")


def by_graphrag(uri: str, credentials: Neo4jCredentials) -> Measured | None:
    """The finished graph by the Neo4jWriter of neo4j-graphrag, 1000 rows a batch; None where it is not installed."""
    if Neo4jWriter is None:
        return None
    with Neo4jStore(uri, credentials, read_only=True) as store:
        nodes = [
            Neo4jNode(id=f"{node.type}:{node.id}", label=node.type, properties={**node.properties, "id": node.id})
            for node in read_nodes(store)
        ]
        edges = [
            Neo4jRelationship(
                start_node_id=f"{edge.source.type}:{edge.source.id}",
                end_node_id=f"{edge.target.type}:{edge.target.id}",
                type=edge.type,
                properties=edge.properties,
            )
            for edge in read_edges(store)
        ]
    _empty(uri, credentials)
    with _driver(uri, credentials) as driver:
        writer = Neo4jWriter(driver, credentials.database, batch_size=1000)
        start = time.perf_counter()
        said = asyncio.run(writer.run(Neo4jGraph(nodes=nodes, relationships=edges)))
        seconds = time.perf_counter() - start
    if said.status != "SUCCESS":
        raise RuntimeError(f"Neo4jWriter: {said}")
    with Neo4jStore(uri, credentials, read_only=True) as store:
        counts = store.counts()
    what = f"{sum(counts.nodes.values()):,} nodes, {sum(counts.edges.values()):,} edges came in"
    return Measured("Neo4j: Neo4jWriter", len(nodes) + len(edges), seconds, _peak_mib(), what)


def by_merge(uri: str, credentials: Neo4jCredentials, papers: int) -> Measured:
    """A statement for each node and edge, a transaction a paper: the naive way, on few papers."""
    _empty(uri, credentials)
    rows = 0
    start = time.perf_counter()
    with _driver(uri, credentials) as driver, driver.session(database=credentials.database) as session:
        for contribution in contributions(papers):
            with session.begin_transaction() as transaction:
                for node in contribution.nodes:
                    statement = f"MERGE (n:`{node.type}` {{id: $id}}) SET n += $properties"
                    transaction.run(statement, id=node.id, properties=node.properties).consume()
                for edge in contribution.edges:
                    _merge_edge(transaction, edge)
            rows += len(contribution.nodes) + len(contribution.edges)
    return Measured("Neo4j: MERGE by row", rows, time.perf_counter() - start, _peak_mib(), f"{papers} papers only")


def _merge_edge(transaction: neo4j.Transaction, edge: Edge) -> None:
    statement = (
        f"MATCH (a:`{edge.source.type}` {{id: $a}}), (b:`{edge.target.type}` {{id: $b}}) "
        f"MERGE (a)-[r:`{edge.type}` {{paper: $paper}}]->(b) SET r += $properties"
    )
    ends: tuple[NodeRef, NodeRef] = (edge.source, edge.target)
    paper = edge.properties["paper"]
    transaction.run(statement, a=ends[0].id, b=ends[1].id, paper=paper, properties=edge.properties).consume()


def _run(session: neo4j.Session, statement: str, rows: Sequence[object]) -> int:
    for start in range(0, len(rows), 2000):
        session.run(statement, rows=rows[start : start + 2000]).consume()
    return len(rows)


def _driver(uri: str, credentials: Neo4jCredentials) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(uri, auth=(credentials.user, credentials.password))


def _empty(uri: str, credentials: Neo4jCredentials) -> None:
    with _driver(uri, credentials) as driver, driver.session(database=credentials.database) as session:
        session.run("MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 5000 ROWS").consume()
        session.run("MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()


def _timed_load(run: Callable[[Iterator[Contribution]], Counts], papers: int) -> tuple[float, Counts]:
    """Seconds that a load takes, but for those in which its thread makes the papers that it is given."""
    making = 0.0

    def made() -> Iterator[Contribution]:
        nonlocal making
        papers_to_come = contributions(papers)
        while True:
            start = time.thread_time()
            contribution = next(papers_to_come, None)
            making += time.thread_time() - start
            if contribution is None:
                return
            yield contribution

    start = time.perf_counter()
    counts = run(made())
    return time.perf_counter() - start - making, counts


def _each(ratios: Sequence[float]) -> str:
    return ", ".join(f"{ratio:.1f}" for ratio in ratios)


def _rows(counts: Counts) -> int:
    return sum(counts.nodes.values()) + sum(counts.edges.values())


def _held_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _in_files(measure: Callable[..., Measured | None], folder: Path, options: argparse.Namespace) -> str:
    """Measure loads into new Ladybug files, each beside a bare COPY; what their ratio is."""
    slower: list[float] = []
    for number in range(options.rounds):
        place = folder / str(number)
        place.mkdir()
        ours = measure(in_ladybug, place, options.papers, options.batch_size)
        if not number:
            measure(in_ladybug_again, place, options.papers, options.batch_size)
        bare = measure(by_copy, place)
        slower.append(ours.seconds / bare.seconds)
    return f"Ladybug: a load takes {median(slower):.1f} times as long as a bare COPY ({_each(slower)})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=2000, help="papers of the synthetic graph (default %(default)s)")
    parser.add_argument("--batch-size", type=int, default=1000, help="papers a transaction (default %(default)s)")
    parser.add_argument("--neo4j", metavar="URI", help="also load into this server, after emptying its database")
    parser.add_argument("--rounds", type=int, default=3, help="loads of which the median counts (default %(default)s)")
    parser.add_argument("--merged", type=int, default=50, help="papers to MERGE row by row (default %(default)s)")
    parser.add_argument("--watch", action="store_true", help="print the memory of one build into a Ladybug file")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds: of no load there is no median")
    if options.watch:
        with tempfile.TemporaryDirectory() as folder:
            watch(Path(folder), options.papers, options.batch_size)
    else:
        compare(options)


def compare(options: argparse.Namespace) -> None:
    """Print the table of loads, and the ratios to the bare engines."""
    out = Console(highlight=False)
    table = Table(title=f"{options.papers:,} papers, {options.batch_size} a batch", box=None)
    for heading in ("", "rows", "s", "rows/s", "peak MiB", ""):
        table.add_column(heading, justify="left" if not heading else "right")

    # each in a process of its own, so that its peak of memory is its own
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool,
    ):

        def measure(function: Callable[..., Measured | None], *arguments: object) -> Measured | None:
            line = pool.submit(function, *arguments).result()
            if line is None:
                return None
            rate = line.rows / line.seconds
            table.add_row(
                line.what, f"{line.rows:,}", f"{line.seconds:.1f}", f"{rate:,.0f}", f"{line.peak_mib:,.0f}", line.says
            )
            return line

        ratios = [_in_files(measure, Path(folder), options)]
        if options.neo4j:
            who = Neo4jCredentials(os.environ["KG_NEO4J_USER"], os.environ["KG_NEO4J_PASSWORD"], "neo4j")
            # the first round also warms the server up, and a load of other work comes and goes: medians of the others
            ours = measure(in_neo4j, options.neo4j, who, options.papers, options.batch_size)
            rounds: list[float] = []
            for number in range(options.rounds + 1):
                theirs = measure(by_graphrag, options.neo4j, who)
                ours = measure(in_neo4j, options.neo4j, who, options.papers, options.batch_size)
                if theirs is None:
                    break
                if number:
                    rounds.append(ours.rows / ours.seconds * theirs.seconds / theirs.rows)
            if rounds:
                faster = f"{median(rounds):.1f} times as many rows a second as the Neo4jWriter ({_each(rounds)})"
                ratios.append(f"Neo4j: a load makes {faster}")
            plain = measure(by_unwind, options.neo4j, who)
            naive = measure(by_merge, options.neo4j, who, options.merged)
            faster = ours.rows / ours.seconds * naive.seconds / naive.rows
            ratios.append(f"Neo4j: a load takes {ours.seconds / plain.seconds:.1f} times as long as a plain UNWIND")
            ratios.append(f"Neo4j: a load makes {faster:.1f} times as many rows a second as a MERGE by row")
    out.print(table)
    for ratio in ratios:
        out.print(ratio)


if __name__ == "__main__":
    main()
