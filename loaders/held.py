"""What a load asks a store about the papers and names that it holds; the same statements run on every engine."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, cast

from loaders.contribution import understood
from loaders.store import Store
from schema import EDGE_TYPES, EdgeType, NodeRef


class HeldPaper(NamedTuple):
    """What a Paper node remembers of its contribution."""

    digest: str | None
    names: list[str]


class Recount(NamedTuple):
    """A shared node with the number of papers that speak of it."""

    ref: NodeRef
    papers: int


def held_papers(store: Store, papers: Sequence[str]) -> dict[str, HeldPaper]:
    """Those of the papers that the store holds."""
    statement = (
        "UNWIND $papers AS wanted MATCH (p:Paper {id: wanted}) RETURN p.id AS id, p.digest AS digest, p.names AS names"
    )
    rows = cast(
        "Iterable[tuple[str, str | None, list[str] | None]]", store.query(statement, {"papers": list(papers)}).rows
    )
    return {paper: HeldPaper(digest, names or []) for paper, digest, names in rows}


def held_readings(store: Store, papers: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
    """What those of the papers that the store holds were made of: ``reading`` and ``extractor``."""
    statement = (
        "UNWIND $papers AS wanted MATCH (p:Paper {id: wanted}) "
        "RETURN p.id AS id, p.reading AS reading, p.extractor AS extractor"
    )
    rows = cast("Iterable[tuple[str, str | None, str | None]]", store.query(statement, {"papers": list(papers)}).rows)
    return {paper: (reading, extractor) for paper, reading, extractor in rows}


def extractors(store: Store) -> dict[str | None, int]:
    """How many papers each extractor read, the busiest first; None: no one said so."""
    statement = "MATCH (p:Paper) RETURN p.extractor AS extractor, count(*) AS papers ORDER BY papers DESC, extractor"
    return dict(cast("Iterable[tuple[str | None, int]]", store.query(statement).rows))


def read_by_others(store: Store, extractor: str) -> list[str]:
    """The ids of the papers that another extractor read, or that do not say which one did."""
    statement = "MATCH (p:Paper) WHERE p.extractor IS NULL OR p.extractor <> $extractor RETURN p.id AS id ORDER BY id"
    rows = cast("Iterable[tuple[str]]", store.query(statement, {"extractor": extractor}).rows)
    return [paper for (paper,) in rows]


def held_names(store: Store, refs: Iterable[NodeRef]) -> set[NodeRef]:
    """Those of the shared nodes that the store holds."""
    found: set[NodeRef] = set()
    for name, wanted in _ids(refs).items():
        statement = f"UNWIND $ids AS wanted MATCH (n:`{name}` {{id: wanted}}) RETURN collect(n.id) AS ids"
        [(ids,)] = cast("Iterable[tuple[list[str]]]", store.query(statement, {"ids": wanted}).rows)
        found.update(NodeRef(name, node_id) for node_id in ids)
    return found


def said_forms(store: Store, wanted: Collection[NodeRef]) -> dict[NodeRef, Counter[str]]:
    """How the papers write those shared nodes that are wanted: each form, and how many papers remember it.

    Reads what all papers remember, once: the forms of some nodes are in no place of their own.
    """
    if not wanted:
        return {}
    forms: dict[NodeRef, Counter[str]] = {ref: Counter() for ref in wanted}
    # a row for each number, not for each form, of which there are hundreds of thousands
    statement = (
        "MATCH (p:Paper) UNWIND p.names AS said WITH said, count(*) AS papers RETURN papers, collect(said) AS said"
    )
    for papers, said in cast("Iterable[tuple[int, list[str]]]", store.query(statement).rows):
        for ref, form in map(understood, said):
            if ref in forms:
                forms[ref][form] = papers
    return forms


def belongings(store: Store, papers: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    """How many nodes and edges of each type go with the papers."""
    if not papers:
        return Counter(), Counter()
    nodes = {
        "Paper": "MATCH (x:Paper {id: wanted})",
        "Result": "MATCH (:Paper {id: wanted})-[:REPORTS]->(x:Result)",
    }
    return _counts(store, papers, nodes), _counts(
        store, papers, {name: _said(edge) for name, edge in EDGE_TYPES.items()}
    )


def _said(edge: EdgeType) -> str:
    """A pattern for the edges of a type that the paper ``wanted`` said: its own and its results' begin at them."""
    sources = {source for source, _ in edge.ends}
    if sources == {"Paper"}:
        return f"MATCH (:Paper {{id: wanted}})-[x:`{edge.name}`]->()"
    if sources == {"Result"}:
        return f"MATCH (:Paper {{id: wanted}})-[:REPORTS]->(:Result)-[x:`{edge.name}`]->()"
    return f"MATCH ()-[x:`{edge.name}`]->() WHERE x.paper = wanted"


def recounts(store: Store, name: str) -> list[Recount]:
    """Shared nodes of a type whose number of papers is unset, 0, or not what their edges say."""
    statement = (
        f"MATCH (n:`{name}`) OPTIONAL MATCH (n)-[r]-() "
        "WITH n.id AS id, n.papers AS stored, count(DISTINCT r.paper) AS papers "
        "WHERE stored IS NULL OR stored <> papers OR papers = 0 RETURN id, papers"
    )
    rows = cast("Iterable[tuple[str, int]]", store.query(statement).rows)
    return [Recount(NodeRef(name, node_id), papers) for node_id, papers in rows]


def unreported(store: Store) -> list[str]:
    """The ids of results that no paper reports."""
    statement = (
        "MATCH (n:Result) OPTIONAL MATCH (:Paper)-[r:REPORTS]->(n) "
        "WITH n.id AS id, count(r) AS papers WHERE papers = 0 RETURN id ORDER BY id"
    )
    return [result for (result,) in cast("Iterable[tuple[str]]", store.query(statement).rows)]


def _ids(refs: Iterable[NodeRef]) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = {}
    for ref in refs:
        ids.setdefault(ref.type, []).append(ref.id)
    return ids


def _counts(store: Store, papers: Sequence[str], patterns: dict[str, str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for name, pattern in patterns.items():
        statement = f"UNWIND $papers AS wanted {pattern} RETURN count(*) AS count"
        [(count,)] = cast("Iterable[tuple[int]]", store.query(statement, {"papers": list(papers)}).rows)
        counts[name] = count
    return counts
