"""What is around a node: breadth first, so that the nearest nodes stay when a limit cuts."""

from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice, zip_longest
from operator import neg
from typing import Any, Literal

from schema import EDGE_TYPES, NODE_TYPES, NodeRef
from server.briefs import HEADS, brief_rows, ids_by_type, key_of, paper_references
from server.evidence import EVIDENCE_COLUMNS, collected_evidence
from server.models import Cut, Evidence, Graph, GraphEdge, GraphNode, JoinedNode, Subgraph
from server.nodes import End, ends_at
from server.reader import Reader, any_of, around, together, type_in, weight

DEEPEST = 4
_LOOKED_AT = 5_000
"""How many nodes of one type a step looks at."""
_EDGE = ("source", "relation", "target_type", "target", "total", *EVIDENCE_COLUMNS)
"""What a statement answers of the edges of a type of nodes: a list of each."""
_SAID = 5
"""Statements that a picture tells of an edge: thousands of papers may say that one method is better than another."""


Direction = Literal["any", "out", "in"]
_ARROWS = {"any": ("-", "-"), "out": ("-", "->"), "in": ("<-", "-")}


@dataclass(frozen=True, slots=True)
class Ways:
    """Which edges a walk follows; no relations or types are all of them."""

    relations: frozenset[str] = frozenset()
    direction: Direction = "any"
    types: frozenset[str] = frozenset()
    confidence: float = 0.0
    """The least that an edge has."""

    def at(self, type_name: str) -> list[End]:
        """The ways that lead away from a node of a type."""
        return [
            end
            for end in ends_at(type_name)
            if (not self.relations or end.edge.name in self.relations)
            and (not self.types or end.other in self.types)
            and self.direction in {"any", end.direction}
        ]

    def relations_by_other(self, type_name: str) -> dict[str, list[str]]:
        """The types of the nodes that these ways lead to, each with the edge types between."""
        found: dict[str, list[str]] = {}
        for end in self.at(type_name):
            found.setdefault(end.other, []).append(end.edge.name)
        return found


EVERY_WAY = Ways()


@dataclass(slots=True)
class _Walk:
    """Nodes by their distance from the centre, and how many of each type were left out on the way."""

    depths: dict[NodeRef, int]
    left_out: Counter[str] = field(default_factory=Counter)
    complete: bool = True


def neighbourhood(reader: Reader, center: NodeRef, *, depth: int, limit: int, ways: Ways = EVERY_WAY) -> Graph:
    """The nodes within ``depth`` steps of a node that is there, at most ``limit``, and all edges between them.

    Within a step, the node types take turns, and nodes in many papers or of late years go first. The walk follows
    ``ways`` alone; the edges between what it finds are of every type.
    """
    walk = _walk(reader, center, depth, limit, ways)
    joined, edges = _joined(reader, walk.depths, confidence=ways.confidence)
    return Graph(
        center=key_of(center),
        depth=depth,
        limit=limit,
        nodes=[
            GraphNode(*told, neighbours=neighbours, of=of, depth=walk.depths[ref])
            for ref, told, neighbours, of in joined
        ],
        edges=edges,
        cut=Cut(
            nodes=walk.left_out.total(),
            by_type={name: walk.left_out[name] for name in NODE_TYPES if walk.left_out[name]},
            complete=walk.complete,
        ),
    )


def subgraph(reader: Reader, refs: Iterable[NodeRef]) -> Subgraph:
    """These nodes, in this order, and all edges between them; those that the store does not hold are named."""
    wanted = list(dict.fromkeys(refs))
    joined, edges = _joined(reader, wanted)
    known = {ref for ref, *_ in joined}
    return Subgraph(
        nodes=[JoinedNode(*told, neighbours=neighbours, of=of) for _, told, neighbours, of in joined],
        edges=edges,
        unknown=[key_of(ref) for ref in wanted if ref not in known],
    )


def _walk(reader: Reader, center: NodeRef, depth: int, limit: int, ways: Ways) -> _Walk:
    walk = _Walk({center: 0})
    frontier = [center]
    for step in range(1, depth + 1):
        found, complete = _step(reader, frontier, ways)
        walk.complete &= complete
        room = limit - len(walk.depths)
        frontier = list(islice((ref for ref in _in_turns(found) if ref not in walk.depths), room))
        walk.depths.update(dict.fromkeys(frontier, step))
        if len(walk.depths) == limit:
            walk.complete &= step == depth
            walk.left_out = _left_out(found, walk.depths)
            break
    return walk


def _step(reader: Reader, frontier: Iterable[NodeRef], ways: Ways) -> tuple[dict[str, list[str]], bool]:
    """The ids of the neighbours of some nodes by type, those with the most weight first; and whether these are all."""
    ids = ids_by_type(frontier)
    steps = {
        (source, other): any_of(relations)
        for source in ids
        for other, relations in ways.relations_by_other(source).items()
    }
    if not steps:
        return {}, True
    left, right = _ARROWS[ways.direction]
    # a row for each type and not for each node: there may be thousands, of which few are shown
    statement = together(
        f"""{around(source, "n", source)}{left}[e:{relations}]{right}(o:`{other}`)
        WHERE e.confidence >= $confidence
        WITH DISTINCT o.id AS id, {weight(NODE_TYPES[other], "o")} AS weight WHERE id IS NOT NULL
        WITH id, weight ORDER BY weight DESC, id LIMIT {_LOOKED_AT}
        RETURN '{other}' AS other, collect(id) AS ids, collect(weight) AS weights"""
        for (source, other), relations in steps.items()
    )
    records = reader.records(statement, confidence=ways.confidence, **ids)
    weights: dict[str, dict[str, int]] = {}
    for record in records:
        weights.setdefault(record["other"], {}).update(zip(record["ids"], record["weights"], strict=True))
    found = {
        name: [node for _, node in sorted(zip(map(neg, weights[name].values()), weights[name], strict=True))]
        for name in NODE_TYPES
        if name in weights
    }
    return found, all(len(record["ids"]) < _LOOKED_AT for record in records)


def _in_turns(found: Mapping[str, list[str]]) -> Iterator[NodeRef]:
    """Nodes by type, the types taking turns."""
    for turn in zip_longest(*found.values()):
        yield from (NodeRef(name, node) for name, node in zip(found, turn, strict=True) if node is not None)


def _left_out(found: Mapping[str, list[str]], taken: Iterable[NodeRef]) -> Counter[str]:
    """How many of each type were found and not taken."""
    ids = ids_by_type(taken)
    return Counter({name: len(set(nodes).difference(ids.get(name, ()))) for name, nodes in found.items()})


def _joined(
    reader: Reader, refs: Collection[NodeRef], *, confidence: float = 0.0
) -> tuple[list[tuple[NodeRef, tuple[Any, ...], int, str | None]], list[GraphEdge]]:
    """What a picture tells of each node that is there, in the order of the nodes, and the edges between them.

    Of a node that is what its brief is made of, how much there is around it, and the method of a result.
    """
    asked = reader.beside(edges_among, refs, confidence=confidence, most=_SAID)
    counted = reader.beside(_neighbour_counts, refs)
    named = reader.beside(_methods_of_results, refs)
    found = brief_rows(reader, refs)
    counts, methods, edges = counted(), named(), asked()
    if len(found) < len(refs):
        # some may have gone since their edges were found
        keys = set(map(key_of, found))
        edges = [edge for edge in edges if edge.source in keys and edge.target in keys]
    return [(ref, found[ref], counts.get(ref, 0), methods.get(ref)) for ref in refs if ref in found], edges


def _methods_of_results(reader: Reader, refs: Iterable[NodeRef]) -> dict[NodeRef, str]:
    results = [ref.id for ref in refs if ref.type == "Result"]
    if not results:
        return {}
    rows = reader.rows(
        f"{around('Result', 'r', 'results')}-[:`OF`]->(m:Method) RETURN wanted AS result, min(m.name) AS method",
        results=results,
    )
    return {NodeRef("Result", result): method for result, method in rows}


def _neighbour_counts(reader: Reader, refs: Iterable[NodeRef]) -> dict[NodeRef, int]:
    ids = ids_by_type(refs)
    if not ids:
        return {}
    # a row for each type: to read one takes a driver that is written in Python longer than what is in it
    statement = together(
        f"""{around(name, "n", name)}-[]-(o)
        WITH wanted AS id, count(DISTINCT o) AS count
        RETURN '{name}' AS type, collect(id) AS ids, collect(count) AS counts"""
        for name in ids
    )
    return {
        NodeRef(name, node): count
        for name, nodes, counts in reader.rows(statement, **ids)
        for node, count in zip(nodes, counts, strict=True)
    }


def edges_among(
    reader: Reader,
    refs: Iterable[NodeRef],
    *,
    relations: Container[str] = EDGE_TYPES,
    confidence: float = 0.0,
    most: int | None = None,
) -> list[GraphEdge]:
    """All that joins some nodes to one another: an edge for each pair and relation, with ``most`` statements of it."""
    ids = ids_by_type(refs)
    joins = [
        (edge.name, source, target)
        for edge in EDGE_TYPES.values()
        for source, target in edge.ends
        if source in ids and target in ids and edge.name in relations
    ]
    if not joins:
        return []
    statement = together(
        f"""{around(start, "n", start)}-[e:{any_of(edge for edge, source, _ in joins if source == start)}]->
        (o:{any_of(target for _, source, target in joins if source == start)})
        WHERE o.id IN $targets AND e.confidence >= $confidence
        WITH wanted AS source, type(e) AS relation, labels(o) AS target_type, o.id AS target, count(e) AS total,
            {collected_evidence("e", most)}
        WITH {", ".join(_EDGE)} WHERE target IS NOT NULL
        RETURN '{start}' AS source_type, {", ".join(f"collect({column}) AS {column}" for column in _EDGE)}"""
        for start in dict.fromkeys(source for _, source, _ in joins)
    )
    starts = {source: ids[source] for _, source, _ in joins}
    wanted = {name: set(ids[name]) for name in ids}
    targets = list(set().union(*wanted.values()))
    places = {join: place for place, join in enumerate(joins)}
    found: list[tuple[int, str, str, int, list[list[Any]]]] = []
    for source_type, *columns in reader.rows(statement, confidence=confidence, targets=targets, **starts):
        for source, relation, labels, target, total, *said in zip(*columns, strict=True):
            # nodes of two types may have one id
            if target in wanted[type_in(labels)]:
                found.append((places[relation, source_type, type_in(labels)], source, target, total, said))
    found.sort()
    papers = paper_references(reader, chain.from_iterable(said[0] for *_, said in found))
    shown = [
        (HEADS[source], HEADS[target], relation, EDGE_TYPES[relation].forward) for relation, source, target in joins
    ]
    edges = []
    for place, source, target, total, said in found:
        source_head, target_head, relation, reads = shown[place]
        evidence = [Evidence(papers[paper], *rest) for paper, *rest in sorted(zip(*said, strict=True))]
        edges.append(GraphEdge(source_head + source, target_head + target, relation, reads, total, evidence))
    return edges
