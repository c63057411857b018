"""What a load asks a store about the papers and names that it holds; the same statements run on every engine."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import cast

from loaders.store import Store
from schema import EDGE_TYPES, NodeRef


def digests_of(store: Store, papers: Sequence[str]) -> dict[str, str | None]:
    """The digests of those of the papers that the store holds."""
    statement = "UNWIND $papers AS wanted MATCH (p:Paper {id: wanted}) RETURN p.id AS id, p.digest AS digest"
    return dict(cast("Iterable[tuple[str, str | None]]", store.query(statement, {"papers": list(papers)}).rows))


def aliases_of(store: Store, refs: Iterable[NodeRef]) -> dict[NodeRef, frozenset[str]]:
    """The aliases of those of the nodes that the store holds."""
    ids: dict[str, list[str]] = {}
    for ref in refs:
        ids.setdefault(ref.type, []).append(ref.id)
    found: dict[NodeRef, frozenset[str]] = {}
    for name, wanted in ids.items():
        statement = f"UNWIND $ids AS wanted MATCH (n:`{name}` {{id: wanted}}) RETURN n.id AS id, n.aliases AS aliases"
        rows = cast("Iterable[tuple[str, list[str] | None]]", store.query(statement, {"ids": wanted}).rows)
        found |= {NodeRef(name, node_id): frozenset(aliases or ()) for node_id, aliases in rows}
    return found


def held_by(store: Store, papers: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    """How many nodes and edges of each type belong to the papers and go with them."""
    if not papers:
        return Counter(), Counter()
    nodes = {
        "Paper": "MATCH (x:Paper {id: wanted})",
        "Result": "MATCH (:Paper {id: wanted})-[:REPORTS]->(x:Result)",
    }
    edges = {name: f"MATCH ()-[x:`{name}`]->() WHERE x.paper = wanted" for name in EDGE_TYPES}
    return Counter(_counts(store, papers, nodes)), Counter(_counts(store, papers, edges))


def paper_counts(store: Store, name: str) -> list[tuple[str, int]]:
    """Shared nodes of a type whose number of papers is not what their edges say, or is 0, with the right number."""
    statement = (
        f"MATCH (n:`{name}`) OPTIONAL MATCH (n)-[r]-() "
        "WITH n.id AS id, n.papers AS stored, count(DISTINCT r.paper) AS papers "
        "WHERE stored IS NULL OR stored <> papers OR papers = 0 RETURN id, papers"
    )
    return list(cast("Iterable[tuple[str, int]]", store.query(statement).rows))


def _counts(store: Store, papers: Sequence[str], patterns: dict[str, str]) -> dict[str, int]:
    parameters = {"papers": list(papers)}
    return {
        name: sum(
            cast("int", count)
            for (count,) in store.query(f"UNWIND $papers AS wanted {pattern} RETURN count(*) AS count", parameters).rows
        )
        for name, pattern in patterns.items()
    }
