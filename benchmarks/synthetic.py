"""A synthetic graph for the benchmarks of loads, pages and questions: of any size, and the same for the same seed."""

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate

from loaders import Contribution
from schema import Edge, Node

NAMES_PER_PAPER = {"Method": 6, "Benchmark": 2, "Task": 2, "Dataset": 1, "Metric": 1}
SENTENCES_PER_PAPER, SENTENCES_WITH_EDGES = 12, 6
SENTENCE = "On this benchmark it reaches a score that is well above the one of the strongest baseline so far. "


def contributions(papers: int, seed: int = 0) -> Iterator[Contribution]:
    """Papers with 12 names, 3 results and 35 edges each, which stand in 6 sentences of the paper.

    Names are shared as words are, few by many.
    """
    chance = random.Random(seed)
    for number in range(papers):
        yield _contribution(f"paper-{number}", papers, chance)


def _contribution(paper: str, papers: int, chance: random.Random) -> Contribution:
    names = {
        kind: [_named(kind, int((papers * count) ** chance.random()), chance) for _ in range(count)]
        for kind, count in NAMES_PER_PAPER.items()
    }
    sentences = [f"{number} of {paper}: {SENTENCE}" for number in range(SENTENCES_PER_PAPER)]
    me = Node("Paper", paper, {"title": f"A title of {paper}", "abstract": "".join(sentences), "year": 2020})
    said = _evidence(paper, sentences)
    results = [
        Node("Result", f"{paper}-{k}", {"value": 80.0 + k, "value_text": f"{80 + k}.0", "unit": "%", "kind": "score"})
        for k in range(3)
    ]
    methods, (one, two), (task, other), [data], [metric] = names.values()
    ours, part, *used = methods
    ends: list[tuple[str, Node, Node]] = [
        *(("PROPOSES", me, node) for node in (ours, part)),
        *(("USES", me, node) for node in (*used[:2], data)),
        *(("COMPARES", me, node) for node in used[2:]),
        ("TRAINS_ON", me, data),
        *(("EVALUATES_ON", me, node) for node in (one, two)),
        *(("ADDRESSES", me, node) for node in (task, other)),
        *(("REPORTS", me, result) for result in results),
        *(("OF", result, ours) for result in results),
        *(("ON", result, bench) for result, bench in zip(results, (one, two, one), strict=True)),
        *(("MEASURES", result, metric) for result in results),
        ("FOR", results[0], task),
        ("OVER", results[1], used[2]),
        *(("OUTPERFORMS", ours, node) for node in used[1:]),
        *(("BASED_ON", ours, node) for node in used[:2]),
        ("PART_OF", part, ours),
        *(("USED_FOR", ours, node) for node in (task, other)),
        ("SUBTASK_OF", task, other),
    ]
    edges = {
        edge.key: edge
        for kind, source, target in ends
        for edge in [Edge(kind, source.ref, target.ref, dict(chance.choice(said)))]
    }
    nodes = {node.ref: node for node in (me, *results, *(node for group in names.values() for node in group))}
    return Contribution(paper, tuple(nodes.values()), tuple(edges.values()))


def _named(kind: str, rank: int, chance: random.Random) -> Node:
    name = chance.choice([f"{kind} {rank}", f"{kind.lower()} {rank}", f"{kind.upper()}-{rank}"])
    return Node(kind, f"{kind.lower()}-{rank}", {"name": name, "aliases": [name]})


def _evidence(paper: str, sentences: Sequence[str]) -> list[dict[str, str | int | float]]:
    """What an edge may say of itself: which of the paper's first sentences it stands in."""
    ends = list(accumulate(map(len, sentences)))
    return [
        {
            "paper": paper,
            "field": "abstract",
            "sentence": sentence,
            "start": end - len(sentence),
            "end": end,
            "confidence": 0.9,
            "extractor": "benchmark 1",
        }
        for sentence, end in zip(sentences[:SENTENCES_WITH_EDGES], ends, strict=False)
    ]
