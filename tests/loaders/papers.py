"""Two small papers and what they put into the graph."""

from collections.abc import Iterable

from loaders import Contribution, Store
from loaders.graph import read_edges, read_nodes
from schema import Edge, Node, NodeRef, Value


def evidence(paper: str, sentence: str = "It says so.", **changes: Value) -> dict[str, Value]:
    return {
        "paper": paper,
        "field": "abstract",
        "sentence": sentence,
        "start": 0,
        "end": len(sentence),
        "confidence": 0.9,
        "extractor": "test 1",
        **changes,
    }


def named(kind: str, node_id: str, *aliases: str) -> Node:
    return Node(kind, node_id, {"name": aliases[0], "aliases": sorted(aliases)})


def paper(paper_id: str, nodes: Iterable[Node] = (), edges: Iterable[Edge] = (), **properties: Value) -> Contribution:
    """A contribution of these elements and the Paper node."""
    node = Node("Paper", paper_id, {"title": f"Title of {paper_id}", "abstract": "It says so.", **properties})
    return Contribution(paper_id, (node, *nodes), tuple(edges))


def edge(kind: str, source: NodeRef, target: NodeRef, paper_id: str, **changes: Value) -> Edge:
    return Edge(kind, source, target, evidence(paper_id, **changes))


def maformer(**properties: Value) -> Contribution:
    """MAFormer reaches 85.9 on ImageNet, 1.7 over CSWin."""
    me, imagenet = NodeRef("Paper", "maformer-paper"), named("Benchmark", "imagenet", "ImageNet")
    method, rival = named("Method", "maformer", "MAFormer", "Multi-scale Attention"), named("Method", "cswin", "CSWin")
    task, metric = (
        named("Task", "image-classification", "image classification"),
        named("Metric", "accuracy", "accuracy"),
    )
    score = Node("Result", "maformer-paper-1", {"value": 85.9, "value_text": "85.9", "unit": "%", "kind": "score"})
    gain = Node(
        "Result",
        "maformer-paper-2",
        {"value": 1.7, "value_text": "1.7", "unit": "", "kind": "gain", "higher_is_better": True},
    )
    joined = [
        ("PROPOSES", me, method.ref),
        ("COMPARES", me, rival.ref),
        ("EVALUATES_ON", me, imagenet.ref),
        ("ADDRESSES", me, task.ref),
        ("REPORTS", me, score.ref),
        ("REPORTS", me, gain.ref),
        ("OF", score.ref, method.ref),
        ("ON", score.ref, imagenet.ref),
        ("MEASURES", score.ref, metric.ref),
        ("OF", gain.ref, method.ref),
        ("OVER", gain.ref, rival.ref),
        ("OUTPERFORMS", method.ref, rival.ref),
        ("USED_FOR", method.ref, task.ref),
    ]
    nodes = (method, rival, imagenet, task, metric, score, gain)
    return paper(me.id, nodes, [edge(kind, a, b, me.id) for kind, a, b in joined], **properties)


def seer(*imagenet_aliases: str) -> Contribution:
    """SEER, a part of which is CSWin, trains on ImageNet, which it writes in its own way."""
    me = NodeRef("Paper", "seer-paper")
    method, part = named("Method", "seer", "SEER"), named("Method", "cswin", "cswin")
    aliases = imagenet_aliases or ("IMAGENET",)
    benchmark, data = named("Benchmark", "imagenet", *aliases), named("Dataset", "imagenet", *aliases)
    joined = [
        ("PROPOSES", me, method.ref),
        ("TRAINS_ON", me, data.ref),
        ("EVALUATES_ON", me, benchmark.ref),
        ("PART_OF", part.ref, method.ref),
    ]
    edges = [edge(kind, a, b, me.id) for kind, a, b in joined]
    return paper(me.id, (method, part, benchmark, data), edges, year=2021)


def contents(store: Store) -> tuple[list[Node], list[Edge]]:
    """All that a store holds, in a fixed order."""
    return list(read_nodes(store)), list(read_edges(store))


def by_ref(store: Store) -> dict[NodeRef, dict[str, Value]]:
    return {node.ref: node.properties for node in read_nodes(store)}
