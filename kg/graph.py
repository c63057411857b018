"""From what one paper says to the nodes and edges it puts into the graph."""

from collections.abc import Iterable, Iterator

from kg.extract import Entity, Evidence, Extraction, Result
from kg.extract.links import find_code_url
from kg.fingerprint import paper_fingerprint
from kg.metrics import higher_is_better
from kg.paper import Paper
from kg.resolve import canonical_id
from loaders import Contribution
from loaders.naming import preferred_name
from schema import EDGE_TYPES, Edge, Node, NodeRef, Value


def contribution(paper: Paper, extraction: Extraction, fingerprint: str | None = None) -> Contribution:
    """Resolve the entities of a paper and make its nodes and edges, each edge with its evidence.

    The Paper node notes what it was made of: the paper as it was read, and the extractor with this fingerprint.
    An entity that no edge touches (only mentioned, in no role) makes no node.
    """
    evidence = _EvidenceOf(paper, extraction.extractor)
    paper_ref = NodeRef("Paper", paper.id)
    refs: dict[str, tuple[NodeRef, ...]] = {}
    aliases: dict[NodeRef, set[str]] = {}
    for entity in extraction.entities:
        refs[entity.name] = tuple(NodeRef(kind, canonical_id(entity, kind)) for kind in entity.types)
        for ref in refs[entity.name]:
            aliases.setdefault(ref, set()).update(_forms(entity))

    edges: list[Edge] = []
    for entity in extraction.entities:
        for role, said in entity.roles.items():
            edges += evidence.edges(role, (paper_ref,), refs[entity.name], said)
    for relation in extraction.relations:
        edges += evidence.edges(relation.type, refs[relation.subject], refs[relation.object], relation.evidence)
    results = [_result_node(paper, number, result) for number, result in enumerate(extraction.results, 1)]
    for node, result in zip(results, extraction.results, strict=True):
        edges += evidence.edges("REPORTS", (paper_ref,), (node.ref,), result.evidence)
        for edge_type, name in (
            ("OF", result.method),
            ("ON", result.benchmark),
            ("FOR", result.task),
            ("MEASURES", result.metric),
            ("OVER", result.baseline),
        ):
            if name is not None:
                edges += evidence.edges(edge_type, (node.ref,), refs[name], result.evidence)

    edges = list(_surest(edges))
    touched = {ref for edge in edges for ref in (edge.source, edge.target)}
    named = [_named_node(ref, aliases[ref]) for ref in sorted(aliases) if ref in touched]
    return Contribution(
        paper.id, (_paper_node(paper, extraction.extractor, fingerprint), *named, *results), tuple(edges)
    )


class _EvidenceOf:
    """Makes the edges of one paper, so that each carries where in that paper it is said."""

    def __init__(self, paper: Paper, extractor: str) -> None:
        self._paper = paper
        self._extractor = extractor

    def edges(
        self, edge_type: str, sources: Iterable[NodeRef], targets: tuple[NodeRef, ...], said: Evidence
    ) -> Iterator[Edge]:
        """The edge between every pair of ends that the schema lets it join; ON prefers a Benchmark to a Dataset."""
        ends = EDGE_TYPES[edge_type].ends
        pairs = [(s, t) for s in sources for t in targets if (s.type, t.type) in ends and s != t]
        if edge_type == "ON":
            pairs = sorted(pairs, key=lambda pair: ends.index((pair[0].type, pair[1].type)))[:1]
        field, start, end = self._paper.locate(*said.sentence)
        text = self._paper.title if field == "title" else self._paper.abstract
        properties: dict[str, Value] = {
            "paper": self._paper.id,
            "field": field,
            "sentence": text[start:end],
            "start": start,
            "end": end,
            "confidence": round(said.confidence, 4),
            "extractor": self._extractor,
        }
        for source, target in pairs:
            yield Edge(edge_type, source, target, properties)


def _surest(edges: Iterable[Edge]) -> Iterable[Edge]:
    """One edge for each statement: the one that the extractor is surest of, the first of equals."""
    best: dict[tuple[str, NodeRef, NodeRef, Value], Edge] = {}
    for edge in edges:
        known = best.get(edge.key)
        if known is None or _confidence(edge) > _confidence(known):
            best[edge.key] = edge
    return best.values()


def _confidence(edge: Edge) -> float:
    confidence = edge.properties["confidence"]
    return confidence if isinstance(confidence, float) else 0.0


def _forms(entity: Entity) -> set[str]:
    return {entity.name, *(mention.text for mention in entity.mentions)}


def _named_node(ref: NodeRef, forms: set[str]) -> Node:
    return Node(ref.type, ref.id, {"name": preferred_name(ref.id, forms), "aliases": sorted(forms)})


def _paper_node(paper: Paper, extractor: str, fingerprint: str | None) -> Node:
    properties: dict[str, Value] = {
        "title": paper.title,
        "abstract": paper.abstract,
        "year": paper.year,
        "venue": paper.venue,
        "url": paper.url,
        "code_url": paper.code_url or find_code_url(paper.abstract),
        "source": paper.source,
        "extractor": extractor if fingerprint is None else f"{extractor} {fingerprint}",
        "reading": paper_fingerprint(paper),
    }
    return Node("Paper", paper.id, _known(properties))


def _result_node(paper: Paper, number: int, result: Result) -> Node:
    properties: dict[str, Value] = {
        "value": _number(result.value),
        "value_text": result.value,
        "unit": result.unit,
        "kind": result.kind,
        "higher_is_better": higher_is_better(result.metric),
    }
    return Node("Result", f"{paper.id}.r{number}", _known(properties))


def _known(properties: dict[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in properties.items() if value is not None}


def _number(value: str) -> float | None:
    """The number in "85.9" or "1,024"; the middle of a range like "6.6-12.1"."""
    try:
        parts = [float(part.replace(",", "")) for part in value.split("-") if part]
    except ValueError:
        return None
    return sum(parts) / len(parts) if parts else None
