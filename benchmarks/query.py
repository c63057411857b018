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
from contextlib import contextmanager, suppress

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

SEARCHES = ("bert", "object detec", "a", "imagnet", "reinforcment lerning", "graph neural network")

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


def measure(ask: Callable[[], int], seconds: float) -> tuple[int, list[float]]:
    """Ask for so long, at least 5 times; give the number of rows and the times in ms, the first one left out."""
    rows = ask()
    times: list[float] = []
    end = time.perf_counter() + seconds
    while len(times) < 5 or time.perf_counter() < end:
        start = time.perf_counter()
        ask()
        times.append((time.perf_counter() - start) * 1000)
    return rows, sorted(times)


def share(times: Sequence[float], part: float) -> float:
    """The time that this part of the answers did not exceed."""
    return times[min(len(times) - 1, math.ceil(part * len(times)) - 1)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("uri", help="a store that holds a graph")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each is asked (default %(default)s)")
    options = parser.parse_args()
    who = Neo4jCredentials(os.environ.get("KG_NEO4J_USER", ""), os.environ.get("KG_NEO4J_PASSWORD", ""), "neo4j")
    out = Console(highlight=False)
    with open_store(options.uri, credentials=who, read_only=True) as store:
        counts = store.counts()
        nodes, edges = sum(counts.nodes.values()), sum(counts.edges.values())
        title = f"{store.engine}: {counts.nodes['Paper']:,} papers, {nodes:,} nodes, {edges:,} edges; ms"
        table = Table(title=title, box=None)
        for heading in ("", "rows", "p50", "p99", "bare p50", "bare p99", "more"):
            table.add_column(heading, justify="left" if not heading else "right")
        asked = [(query, parameters_of(store, query)) for query in load_queries().values()]
        ours: dict[str, tuple[int, list[float]]] = {}
        for query, values in asked:
            if values is not None:
                with suppress(QueryTimeout):
                    ours[query.name] = measure(
                        lambda query=query, values=values: len(
                            list(store.query(query.statement, values, timeout_s=TIMEOUT_S, limit=LIMIT).rows)
                        ),
                        options.seconds,
                    )
        types = [node_type.name for node_type in SEARCHED]
        found = {text: measure(lambda text=text: len(store.find(text, types)), options.seconds) for text in SEARCHES}
    with bare(options.uri, who) as ask:
        for query, values in asked:
            if values is None:
                table.add_row(f"@{query.name}", "", "", "", "", "", "no node to ask for")
                continue
            if query.name not in ours:
                table.add_row(f"@{query.name}", "", "", "", "", "", f"stopped after {TIMEOUT_S} s")
                continue
            rows, times = ours[query.name]
            _, driver = measure(lambda query=query, values=values: ask(query.statement, values), options.seconds)
            p50, bare50 = share(times, 0.5), share(driver, 0.5)
            table.add_row(
                f"@{query.name}", f"{rows:,}", f"{p50:.2f}", f"{share(times, 0.99):.2f}", f"{bare50:.2f}",
                f"{share(driver, 0.99):.2f}", f"{(p50 / bare50 - 1) * 100:+.0f} %",
            )  # fmt: skip
    for text, (rows, times) in found.items():
        table.add_row(f"search {text!r}", f"{rows:,}", f"{share(times, 0.5):.2f}", f"{share(times, 0.99):.2f}")
    out.print(table)


if __name__ == "__main__":
    main()
