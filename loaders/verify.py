"""Whether a store keeps the promises of the schema: what is checked, and what is wrong, one line a fault."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import cast

from loaders.check import check_contribution
from loaders.contribution import NAMED, Contribution
from loaders.held import recounts, said_forms
from loaders.naming import preferred_name
from loaders.papers import read_contributions
from loaders.store import Store
from schema import NODE_TYPES, Node, NodeRef, SchemaError


def verify(store: Store) -> Iterator[str]:
    """Yield what is wrong with a graph; nothing if all is well.

    Checked are: types of nodes and edges and what edges join; every evidence and that its words stand in its paper
    where it says; that each paper put in what its digest says, no more and no less; that no id is there twice; names,
    aliases and counts of shared nodes.
    """
    yield from _strangers(store)
    yield from _twice(store)
    for contribution, held in read_contributions(store):
        yield from (f"paper {contribution.paper}: {fault}" for fault in _faults(contribution, held))
    for name in NAMED:
        yield from _counted(store, name)
        yield from _called(store, name)
    yield from _loose(store)


def _strangers(store: Store) -> Iterator[str]:
    """Nodes and edges of types that the schema lacks."""
    counts = store.counts()
    for what, pattern, known in (("nodes", "(n)", counts.nodes), ("edges", "()-[r]->()", counts.edges)):
        [(total,)] = cast("Iterable[tuple[int]]", store.query(f"MATCH {pattern} RETURN count(*) AS count").rows)
        if total != sum(known.values()):
            yield f"{abs(total - sum(known.values())):,} {what} of no type, of several, or of a type that is none"


def _twice(store: Store) -> Iterator[str]:
    for name in NODE_TYPES:
        statement = (
            f"MATCH (n:`{name}`) WITH n.id AS id, count(*) AS times WHERE times > 1 OR id IS NULL RETURN id, times"
        )
        for node_id, times in store.query(statement).rows:
            yield f"{name} {node_id!r} is there {times} times"


def _faults(contribution: Contribution, held: Node | None) -> Iterator[str]:
    if held is None:
        count = len(contribution.edges)
        yield f"there is no such paper, but {count:,} {'edge names' if count == 1 else 'edges name'} it"
        return
    try:
        check_contribution(contribution)
    except SchemaError as error:
        yield str(error)
        return
    for edge in contribution.edges:
        said = edge.properties
        text = str(held.properties.get(str(said["field"]), ""))
        start, end = cast("tuple[int, int]", (said["start"], said["end"]))
        if not (0 <= start < end and text[start:end] == said["sentence"]):
            place = f"{edge.type} {edge.source.id} -> {edge.target.id}"
            yield f"{place}: its sentence does not stand at {start} to {end} of the {said['field']}"
    if held.properties.get("names", []) != contribution.told:
        yield "its names are not those that its edges speak of"
    elif held.properties.get("digest") != contribution.digest:
        yield "what it put in is not what was loaded: elements are missing, changed or too many"


def _counted(store: Store, name: str) -> Iterator[str]:
    for found in recounts(store, name):
        yield f"{name} {found.ref.id}: {found.papers:,} papers speak of it, which is not what it says"


def _called(store: Store, name: str) -> Iterator[str]:
    """Shared nodes whose name or aliases do not follow from what papers call them."""
    statement = f"MATCH (n:`{name}`) RETURN n.id AS id, n.name AS name, n.aliases AS aliases ORDER BY id"
    rows = list(cast("Iterable[tuple[str, str, list[str] | None]]", store.query(statement).rows))
    said = said_forms(store, {NodeRef(name, node_id) for node_id, _, _ in rows})
    for node_id, called, aliases in rows:
        forms = said[NodeRef(name, node_id)] or Counter(aliases)
        if (aliases or []) != sorted(set(aliases or [])):
            yield f"{name} {node_id}: its aliases are not sorted, or one is there twice"
        elif set(aliases or []) != forms.keys():
            yield f"{name} {node_id}: its aliases are not those that papers give it"
        elif called != preferred_name(node_id, forms):
            yield f"{name} {node_id}: is called {called!r}, not {preferred_name(node_id, forms)!r}"


def _loose(store: Store) -> Iterator[str]:
    statement = (
        "MATCH (n:Result) OPTIONAL MATCH (p:Paper)-[r:REPORTS]->(n) WITH n.id AS id, count(r) AS papers "
        "WHERE papers <> 1 RETURN id, papers"
    )
    for node_id, papers in store.query(statement).rows:
        yield f"Result {node_id}: {papers} papers report it, not one"
