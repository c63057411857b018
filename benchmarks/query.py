"""How fast questions are answered: every named query and some searches, through our layer and through the bare driver.

    python benchmarks/query.py graph.lbug
    python benchmarks/query.py bolt://localhost:7687

Parameters that are nodes are the most spoken of of their type. Neo4j is asked as KG_NEO4J_USER and KG_NEO4J_PASSWORD
say. No time is asserted anywhere: read the table.
"""

import argparse
import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import ladybug
import neo4j
from rich.console import Console
from rich.table import Table

from loaders import Neo4jCredentials, Store, open_store
from loaders.open import path_of
from loaders.search import SEARCHED
from schema import QueryTimeout, Value
from server.named_queries import NamedQuery, load_queries
from server.parameters import NODE_PARAMETERS

LIMIT = 1000
"""Rows of an answer."""

TIMEOUT_S = 30

SEARCHES = ("bert", "object detec", "a", "learning", "imagnet", "reinforcment lerning", "graph neural network")

Ask = Callable[[str, dict[str, Value]], int]
"""Run a statement, take its rows, and give their number."""


def parameters_of(store: Store, query: NamedQuery) -> dict[str, Value] | None:
    """Values for a query; None if the graph has no node for one of them."""
    values: dict[str, Value] = {}
    for parameter in query.parameters:
        if not parameter.required:
            values[parameter.name] = parameter.default
        elif parameter.type in NODE_PARAMETERS:
            node_type = NODE_PARAMETERS[parameter.type]
            busiest = "n.papers DESC" if node_type.name != "Paper" else "n.id"
            statement = f"MATCH (n:`{node_type.name}`) RETURN n.id AS id ORDER BY {busiest}, id LIMIT 2"
            found = [row[0] for row in store.query(statement).rows]
            taken = sum(1 for value in values.values() if value in found)
            if len(found) <= taken:
                return None
            values[parameter.name] = str(found[taken])
        else:
            values[parameter.name] = {"integer": 1, "float": 1.0, "boolean": True}.get(parameter.type, "a")
    return values


@contextmanager
def bare(uri: str, credentials: Neo4jCredentials) -> Iterator[Ask]:
    """The driver itself."""
    path = path_of(uri)
    if path is not None:
        with ladybug.Database(path, read_only=True) as database, ladybug.Connection(database) as connection:

            def ask_ladybug(statement: str, parameters: dict[str, Value]) -> int:
                result = connection.execute(statement, parameters)
                rows = 0
                while rows < LIMIT and result.has_next():
                    result.get_next()
                    rows += 1
                result.close()
                return rows

            yield ask_ladybug
        return
    with neo4j.GraphDatabase.driver(uri, auth=(credentials.user, credentials.password)) as driver:

        def ask_neo4j(statement: str, parameters: dict[str, Value]) -> int:
            with driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session:
                return len([record.values() for record in session.run(statement, parameters).fetch(LIMIT)])

        yield ask_neo4j


def measure(asks: Sequence[Callable[[], int]], seconds: float) -> tuple[int, list[list[float]]]:
    """Ask each way in turn for so long in all, at least 5 times; give the number of rows and the times of each in ms.

    The first of each is left out. In turns, so that whatever else the machine does meanwhile is beside all of them.
    """
    rows, *_ = [ask() for ask in asks]
    times: list[list[float]] = [[] for _ in asks]
    turns = list(zip(asks, times, strict=True))
    end = time.perf_counter() + seconds * len(asks)
    while len(times[0]) < 5 or time.perf_counter() < end:
        # now the one first, now the other: a server cleans up after an answer while the next is asked
        turns.reverse()
        for ask, taken in turns:
            start = time.perf_counter()
            ask()
            taken.append((time.perf_counter() - start) * 1000)
    return rows, [sorted(taken) for taken in times]


def share(times: Sequence[float], part: float) -> float:
    """The time that this part of the answers did not exceed."""
    return times[min(len(times) - 1, math.ceil(part * len(times)) - 1)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("uri", help="a store that holds a graph")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each is asked (default %(default)s)")
    parser.add_argument("--only", default="", help="the named queries whose names hold this")
    options = parser.parse_args()
    who = Neo4jCredentials(os.environ.get("KG_NEO4J_USER", ""), os.environ.get("KG_NEO4J_PASSWORD", ""), "neo4j")
    out = Console(highlight=False)
    with open_store(options.uri, credentials=who, read_only=True) as store, bare(options.uri, who) as ask:
        counts = store.counts()
        nodes, edges = sum(counts.nodes.values()), sum(counts.edges.values())
        title = f"{store.engine}: {counts.nodes['Paper']:,} papers, {nodes:,} nodes, {edges:,} edges; ms"
        table = Table(title=title, box=None)
        for heading in ("", "rows", "p50", "p99", "bare p50", "bare p99", "more"):
            table.add_column(heading, justify="left" if not heading else "right")
        for query in (query for query in load_queries().values() if options.only in query.name):
            values = parameters_of(store, query)
            if values is None:
                table.add_row(f"@{query.name}", "", "", "", "", "", "no node to ask for")
                continue

            def through_us(query: NamedQuery = query, values: dict[str, Value] = values) -> int:
                return len(list(store.query(query.statement, values, timeout_s=TIMEOUT_S, limit=LIMIT).rows))

            def through_driver(query: NamedQuery = query, values: dict[str, Value] = values) -> int:
                return ask(query.statement, values)

            try:
                rows, (times, driver) = measure([through_us, through_driver], options.seconds)
            except QueryTimeout:
                table.add_row(f"@{query.name}", "", "", "", "", "", f"stopped after {TIMEOUT_S} s")
                continue
            p50, bare50 = share(times, 0.5), share(driver, 0.5)
            table.add_row(
                f"@{query.name}", f"{rows:,}", f"{p50:.2f}", f"{share(times, 0.99):.2f}", f"{bare50:.2f}",
                f"{share(driver, 0.99):.2f}", f"{(p50 / bare50 - 1) * 100:+.0f} %",
            )  # fmt: skip
        types = [node_type.name for node_type in SEARCHED]
        for text in SEARCHES:
            rows, (times,) = measure([lambda text=text: len(store.find(text, types))], options.seconds)
            table.add_row(f"search {text!r}", f"{rows:,}", f"{share(times, 0.5):.2f}", f"{share(times, 0.99):.2f}")
    out.print(table)


if __name__ == "__main__":
    main()
