"""A small graph of made-up papers: six that speak of one another's methods, and one that is hostile."""

from collections.abc import Iterator

from loaders import Contribution
from schema import Edge, Node, NodeRef, Value
from schema.slug import slug

EXTRACTOR = "test 1"

LARK, WREN, HERON, FINCH, SILENT, EVIL = "lark", "wren", "heron", "finch", "silent", "evil"

ABSTRACTS = {
    LARK: (
        "Lark: Convolutions that Listen",
        2020,
        "https://example.org/lark",
        (
            "We propose Lark, a network built on ResNet. On ImageNet, Lark reaches 81.2% top-1 accuracy. "
            "Lark outperforms ResNet by 1.4%. We train on LibriTiles. Bird recognition is a part of object recognition."
        ),
    ),
    WREN: (
        "Wren: Lark in a Tenth of the Size",
        2021,
        "https://example.org/wren",
        (
            "Wren is distilled from Lark. On ImageNet, Wren scores 79.9% top-1 accuracy. "
            "We train on LibriTiles and OpenTiles. On phones, Wren beats Lark."
        ),
    ),
    HERON: (
        "A Second Look at Small Networks, in which the Birds Turn Out to Have Been Right All Along",
        2022,
        None,
        (
            "Against what was said, Lark beats Wren. On TileBench, Lark has 3.2% error and Wren 4.1% error. "
            "On Tilebench, a network of zeros has 0% recall. We look at bird recognition."
        ),
    ),
    FINCH: (
        "Finch: Wren with Attention",
        2023,
        "javascript:alert(1)",
        (
            "Finch puts attention into Wren. Finch is measured on ImageNet-1k and beats ResNet. "
            "On ImageNet it reaches 84.0% top-1 accuracy."
        ),
    ),
    SILENT: ("On Saying Nothing", None, None, "There is nothing to be said here."),
    EVIL: (
        '=<img src=x onerror="alert(1)"> & "quotes" href',
        2024,
        "https://example.org/?q=<script>",
        "The method </script><script>document.title='owned'</script> uses <a href='x'>Übersicht模型🐦</a>.",
    ),
}
HOSTILE_NAME = "</script><script>document.title='owned'</script>"
HOSTILE_ID = "and/or?#%2e\"'"
UNICODE_NAME = "Übersicht模型🐦"

_NAMES: dict[tuple[str, str], list[str]] = {
    ("Benchmark", "imagenet"): ["ImageNet", "ImageNet-1k"],
    ("Benchmark", "tilebench"): ["TileBench", "Tilebench"],
    ("Method", "and-or"): ["and/or"],
    ("Metric", "top-1-accuracy"): ["top-1 accuracy"],
    ("Task", "object-recognition"): ["object recognition"],
    ("Task", "bird-recognition"): ["bird recognition"],
    ("Method", HOSTILE_ID): [HOSTILE_NAME],
    ("Method", "unicode"): [UNICODE_NAME],
}

_SAID = """
lark   PROPOSES     Paper:lark Method:lark                    We propose Lark
lark   COMPARES     Paper:lark Method:resnet                  outperforms ResNet
lark   BASED_ON     Method:lark Method:resnet                 built on ResNet
lark   EVALUATES_ON Paper:lark Benchmark:imagenet             On ImageNet, Lark
lark   OUTPERFORMS  Method:lark Method:resnet                 outperforms ResNet
lark   TRAINS_ON    Paper:lark Dataset:libritiles             We train on
lark   ADDRESSES    Paper:lark Task:object-recognition        object recognition
lark   SUBTASK_OF   Task:bird-recognition Task:object-recognition  object recognition
lark   USED_FOR     Method:lark Task:bird-recognition         object recognition
wren   PROPOSES     Paper:wren Method:wren                    Wren is distilled
wren   USES         Paper:wren Method:lark                    Wren is distilled
wren   BASED_ON     Method:wren Method:lark                   Wren is distilled
wren   EVALUATES_ON Paper:wren Benchmark:imagenet             On ImageNet, Wren
wren   TRAINS_ON    Paper:wren Dataset:libritiles             We train on
wren   TRAINS_ON    Paper:wren Dataset:opentiles              We train on
wren   OUTPERFORMS  Method:wren Method:lark                   beats Lark
heron  COMPARES     Paper:heron Method:lark                   Lark beats Wren
heron  COMPARES     Paper:heron Method:wren                   Lark beats Wren
heron  OUTPERFORMS  Method:lark Method:wren                   Lark beats Wren
heron  EVALUATES_ON Paper:heron Benchmark:tilebench           On TileBench, Lark
heron  ADDRESSES    Paper:heron Task:bird-recognition         bird recognition
finch  PROPOSES     Paper:finch Method:finch                  Finch puts attention
finch  USES         Paper:finch Method:wren                   Finch puts attention
finch  BASED_ON     Method:finch Method:wren                  Finch puts attention
finch  PART_OF      Method:attention Method:finch             Finch puts attention
finch  USES         Paper:finch Method:attention              Finch puts attention
finch  OUTPERFORMS  Method:finch Method:resnet                beats ResNet
finch  EVALUATES_ON Paper:finch Benchmark:imagenet            ImageNet-1k
"""

_RESULTS: dict[str, list[tuple[str, float, str, str, bool | None, str, str, str | None, str | None]]] = {
    LARK: [
        ("81.2", 81.2, "%", "score", True, "lark", "imagenet", "top-1-accuracy", None),
        ("1.4", 1.4, "%", "gain", True, "lark", "imagenet", "top-1-accuracy", "resnet"),
    ],
    WREN: [("79.9", 79.9, "%", "score", True, "wren", "imagenet", "top-1-accuracy", None)],
    HERON: [
        ("3.2", 3.2, "%", "score", False, "lark", "tilebench", "error", None),
        ("4.1", 4.1, "%", "score", False, "wren", "tilebench", "error", None),
        ("0", 0.0, "%", "score", True, "wren", "tilebench", "recall", None),
        ("4.1", 4.1, "%", "score", True, "lark", "tilebench", "recall", None),
    ],
    FINCH: [("84.0", 84.0, "%", "score", True, "finch", "imagenet", "top-1-accuracy", None)],
}


def contributions() -> Iterator[Contribution]:
    """What the papers put into a graph."""
    lines = [line.split(maxsplit=4) for line in _SAID.strip().splitlines()]
    for paper in (LARK, WREN, HERON, FINCH):
        edges = [
            Edge(kind, _ref(source), _ref(target), _evidence(paper, words))
            for said_by, kind, source, target, words in lines
            if said_by == paper
        ]
        yield _contribution(paper, *_results(paper), edges)
    yield _contribution(SILENT, [], [], [])
    evil, hostile, other = NodeRef("Paper", EVIL), NodeRef("Method", HOSTILE_ID), NodeRef("Method", "unicode")
    said = _evidence(EVIL, "The method")
    edges = [
        Edge("PROPOSES", evil, hostile, said),
        Edge("USES", evil, other, said),
        Edge("BASED_ON", hostile, other, said),
    ]
    yield _contribution(EVIL, [], [], edges)


def _contribution(paper: str, results: list[Node], about: list[Edge], edges: list[Edge]) -> Contribution:
    title, year, url, abstract = ABSTRACTS[paper]
    properties: dict[str, Value] = {"title": title, "abstract": abstract, "year": year, "url": url}
    node = Node("Paper", paper, {name: value for name, value in properties.items() if value is not None})
    edges = [*edges, *about]
    named = {ref for edge in edges for ref in (edge.source, edge.target) if ref.type not in {"Paper", "Result"}}
    return Contribution(paper, (node, *map(_named, sorted(named)), *results), tuple(edges))


def _results(paper: str) -> tuple[list[Node], list[Edge]]:
    nodes, edges = [], []
    for number, (text, value, unit, kind, higher, method, benchmark, metric, over) in enumerate(
        _RESULTS.get(paper, []), start=1
    ):
        properties: dict[str, Value] = {
            "value": value,
            "value_text": text,
            "unit": unit,
            "kind": kind,
            "higher_is_better": higher,
        }
        node = Node("Result", f"{paper}-{number}", properties)
        nodes.append(node)
        said = _evidence(paper, text)
        edges.append(Edge("REPORTS", NodeRef("Paper", paper), node.ref, said))
        edges.append(Edge("OF", node.ref, NodeRef("Method", method), said))
        edges.append(Edge("ON", node.ref, NodeRef("Benchmark", benchmark), said))
        if metric:
            edges.append(Edge("MEASURES", node.ref, NodeRef("Metric", metric), said))
        if over:
            edges.append(Edge("OVER", node.ref, NodeRef("Method", over), said))
    return nodes, edges


def _evidence(paper: str, words: str) -> dict[str, Value]:
    """The sentence of the abstract that holds the words."""
    abstract = ABSTRACTS[paper][3]
    at = abstract.index(words)
    start = abstract.rfind(". ", 0, at)
    start = 0 if start < 0 else start + 2
    end = abstract.find(". ", at)
    end = len(abstract) if end < 0 else end + 1
    return {
        "paper": paper,
        "field": "abstract",
        "sentence": abstract[start:end],
        "start": start,
        "end": end,
        "confidence": 0.9,
        "extractor": EXTRACTOR,
    }


def _named(ref: NodeRef) -> Node:
    name = ref.id if slug(ref.id) != ref.id else ref.id.capitalize()
    aliases = _NAMES.get((ref.type, ref.id)) or [{"resnet": "ResNet", "libritiles": "LibriTiles"}.get(ref.id, name)]
    return Node(ref.type, ref.id, {"name": aliases[0], "aliases": sorted(aliases)})


def _ref(text: str) -> NodeRef:
    kind, _, node_id = text.partition(":")
    return NodeRef(kind, node_id)
