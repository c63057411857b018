"""Nodes: the entities and numbers of a document as the arrays that the structure reads.

Everything that is known of a node or a pair without reading its words is a code: a number below NODE_CODES or
PAIR_CODES, each field with codes of its own, so that one table of vectors serves all fields.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from kg.extract.document import KINDS, SOURCES, Draft, Number, longest
from kg.extract.reading import Reading, sentence_place

Ints = npt.NDArray[np.int64]

MOST_DRAFTS, MOST_NUMBERS, MOST_SPANS = 120, 60, 6
"""What goes beyond is not read: no abstract names or counts so much, and pairs grow with the square."""

_PLACES = ("title", "first", "second", "middle", "late", "last")
_UNITS = ("", "%", "x", "points")
_SIZES = ("fraction", "range", "share", "decimal", "one", "two", "three", "year", "four", "more")
_NODE_FIELDS = {
    "kind": len(KINDS) + 1,
    "place": len(_PLACES),
    "count": 6,
    "forms": 4,
    "source": len(SOURCES) + 1,
    "sure": 11,
    "rank": 7,
    "unit": len(_UNITS) + 2,
    "size": len(_SIZES) + 1,
    "numbers": 6,
}
_PAIR_FIELDS = {
    "sentences": 7,
    "gap": 18,
    "kinds": (len(KINDS) + 1) ** 2,
    "rivals": 5,
    "numbers": 4,
    "names": 4,
    "lists": 10,
    "common": 4,
}
NODE_CODES, PAIR_CODES = sum(_NODE_FIELDS.values()), sum(_PAIR_FIELDS.values())
_NODE_SHIFTS = np.array([0, *accumulate(_NODE_FIELDS.values())][:-1], dtype=np.int64)
_PAIR_SHIFTS = np.array([0, *accumulate(_PAIR_FIELDS.values())][:-1], dtype=np.int64)
_GAPS = np.array([1, 2, 3, 5, 8, 13, 21], dtype=np.int64)
_NUMBER = len(KINDS)
_AHEAD = 1 + len(_GAPS)
"""What is added to the code of a gap whose left node stands first."""

_LIST_WORDS = frozenset(
    r", and & or / % \ $ ~ ( ) on for in the both points x × as well + by ; - of respectively tasks".split()
    + "dataset datasets benchmark benchmarks to from".split()
)
"""What may stand between two items of a list."""
_LIST_GAP = 7
_RESPECTIVELY = 5
"""What is added to the code of two lists, see ``_list_codes``, where the sentence says so."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """N nodes, drafts before numbers; the dimensions are those of ``kg.extract.training.network.Nodes`` without B."""

    spans: Ints
    codes: Ints
    pairs: Ints
    between: Ints


@dataclass(frozen=True, slots=True)
class _Mentions:
    """The mentions of all nodes, one node's behind the other's; each array (mentions,), ``opens`` (nodes,)."""

    start: Ints
    end: Ints
    kind: Ints
    sentence: Ints
    place: Ints
    size: Ints
    opens: Ints


def make_nodes(reading: Reading, drafts: Sequence[Draft], numbers: Sequence[Number]) -> Nodes:
    """The arrays of a document; drafts and numbers within the limits above, and at least one of them."""
    groups = [draft.spans[:MOST_SPANS] for draft in drafts] + [[(number.start, number.end)] for number in numbers]
    kinds = [KINDS.index(draft.kind) for draft in drafts] + [_NUMBER] * len(numbers)
    mentions = _mentions(reading, groups, kinds)
    spans = np.zeros((len(groups), MOST_SPANS, 2), dtype=np.int64)
    for node, group in enumerate(groups):
        spans[node, : len(group)] = group
    codes = np.array(
        [*_draft_codes(reading, drafts), *_number_codes(reading, numbers)],
        dtype=np.int64,
    )
    pairs, between = _pairs(reading, mentions, np.array(kinds, dtype=np.int64), _name_codes(drafts, len(numbers)))
    return Nodes(spans, codes + _NODE_SHIFTS, pairs + _PAIR_SHIFTS, between)


def led_by(nodes: Nodes, drafts: int) -> npt.NDArray[np.bool_]:
    """Whether a draft stands before a number in its sentence, shape (numbers, drafts)."""
    gap = list(_PAIR_FIELDS).index("gap")
    codes = nodes.pairs[drafts:, :drafts, gap] - _PAIR_SHIFTS[gap]
    return np.asarray((codes > 0) & (codes <= _AHEAD), dtype=np.bool_)


def _draft_codes(reading: Reading, drafts: Sequence[Draft]) -> list[list[int]]:
    seen: dict[str, int] = {}
    rows = []
    for draft in drafts:
        rank = seen.get(draft.kind, 0)
        seen[draft.kind] = rank + 1
        rows.append(
            [
                KINDS.index(draft.kind),
                _PLACES.index(sentence_place(reading, reading.sentence(draft.spans[0][0]))),
                min(len(draft.spans), 6) - 1,
                min(len(draft.keys), 4) - 1,
                min(SOURCES.index(source) for source in draft.sources),
                int(draft.score * 10),
                min(rank, 6),
                len(_UNITS) + 1,
                len(_SIZES),
                5,
            ]
        )
    return rows


def _number_codes(reading: Reading, numbers: Sequence[Number]) -> list[list[int]]:
    sentences = [reading.sentence(number.start) for number in numbers]
    return [
        [
            _NUMBER,
            _PLACES.index(sentence_place(reading, sentence)),
            0,
            0,
            len(SOURCES),
            0,
            min(at, 6),
            _UNITS.index(number.unit) if number.unit in _UNITS else len(_UNITS),
            _SIZES.index(_size(number)),
            min(sentences.count(sentence), 5) - 1,
        ]
        for at, (number, sentence) in enumerate(zip(numbers, sentences, strict=True))
    ]


def _size(number: Number) -> str:
    value = number.value.replace(",", "")
    if "/" in value or " " in value:
        return "fraction"
    if "-" in value:
        return "range"
    if "." in value:
        return "share" if float(value) < 1 else "decimal"
    if len(value) == 4 and 1950 <= int(value) <= 2035 and not number.unit:
        return "year"
    return ("one", "two", "three", "four", "more")[min(len(value), 5) - 1]


def _mentions(reading: Reading, groups: Sequence[Sequence[tuple[int, int]]], kinds: Sequence[int]) -> _Mentions:
    flat = [span for group in groups for span in group]
    kind = [kind for kind, group in zip(kinds, groups, strict=True) for _ in group]
    places = dict.fromkeys(range(len(flat)), (0, 1))
    for which in set(kind):
        ordered = sorted((at for at in range(len(flat)) if kind[at] == which), key=lambda at: flat[at])
        places.update(zip(ordered, runs(reading, [flat[at] for at in ordered]), strict=True))
    bounds = np.array(flat, dtype=np.int64).reshape(-1, 2)
    return _Mentions(
        start=bounds[:, 0],
        end=bounds[:, 1],
        kind=np.array(kind, dtype=np.int64),
        sentence=np.array([reading.sentence(start) for start, _ in flat], dtype=np.int64),
        place=np.array([places[at][0] for at in range(len(flat))], dtype=np.int64),
        size=np.array([places[at][1] for at in range(len(flat))], dtype=np.int64),
        opens=np.array([0, *accumulate(len(group) for group in groups)][:-1], dtype=np.int64),
    )


def runs(reading: Reading, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """For each of the ordered token stretches its place in the list it stands in, and how long that list is."""
    joined: list[list[int]] = []
    for number, (start, _) in enumerate(places):
        if number:
            gap = reading.lower[places[number - 1][1] : start]
            if len(gap) <= _LIST_GAP and all(word in _LIST_WORDS for word in gap):
                joined[-1].append(number)
                continue
        joined.append([number])
    result = [(0, 1)] * len(places)
    for run in joined:
        for place, number in enumerate(run):
            result[number] = (place, len(run))
    return result


def _pairs(reading: Reading, mentions: _Mentions, kinds: Ints, names: Ints) -> tuple[Ints, Ints]:
    """The codes of all pairs, without the shifts of their fields, and the tokens between their closest mentions."""
    number = len(kinds)
    left, right = _closest(mentions)
    start_a, end_a, start_b, end_b = (
        mentions.start[left],
        mentions.end[left],
        mentions.start[right],
        mentions.end[right],
    )
    apart = mentions.sentence[right] - mentions.sentence[left]
    same = apart == 0
    ahead = start_a <= start_b
    low = np.minimum(end_a, end_b)
    high = np.maximum(np.maximum(start_a, start_b), low)
    counts = np.zeros((len(KINDS) + 1, len(reading.words) + 1), dtype=np.int64)
    np.add.at(counts, (mentions.kind, mentions.start + 1), 1)
    counts = counts.cumsum(axis=1)
    other = np.broadcast_to(kinds[None, :], (number, number))
    rivals = counts[other, high] - counts[other, low]
    between = counts[_NUMBER][high] - counts[_NUMBER][low]
    respectively = np.array(["respectively" in reading.lower[slice(*bounds)] for bounds in reading.bounds])
    codes = np.stack(
        [
            np.where(same, 0, np.where(apart < 0, np.clip(-apart, 1, 3), 3 + np.clip(apart, 1, 3))),
            np.where(same, 1 + np.searchsorted(_GAPS, high - low, side="right") + _AHEAD * ahead, 0),
            kinds[:, None] * (len(KINDS) + 1) + kinds[None, :],
            np.where(same, 1 + np.minimum(rivals, 3), 0),
            np.where(same, 1 + np.minimum(between, 2), 0),
            names,
            np.where(
                same, _list_codes(mentions, left, right) + _RESPECTIVELY * respectively[mentions.sentence[left]], 0
            ),
            _common(mentions, number, len(reading.bounds)),
        ],
        axis=-1,
    )
    bounds = np.stack([np.where(same, low, 0), np.where(same, high, 0)], axis=-1)
    return codes, bounds


def _closest(mentions: _Mentions) -> tuple[Ints, Ints]:
    """For every pair of nodes their closest mentions, those in one sentence first; each (nodes, nodes)."""
    start, end, sentence = mentions.start, mentions.end, mentions.sentence
    size = len(start)
    gap = np.maximum(np.maximum(start[:, None], start[None, :]) - np.minimum(end[:, None], end[None, :]), 0)
    far = np.abs(sentence[:, None] - sentence[None, :])
    key = (far * (int(end.max()) + 1) + gap) * size * size + np.arange(size * size).reshape(size, size)
    best = np.minimum.reduceat(np.minimum.reduceat(key, mentions.opens, axis=0), mentions.opens, axis=1) % (size * size)
    return best // size, best % size


def _list_codes(mentions: _Mentions, left: Ints, right: Ints) -> Ints:
    """0 neither in a list, 1 one alone, 2 lists of two lengths, 3 the same place in lists of one length, 4 another."""
    size_a, size_b = mentions.size[left], mentions.size[right]
    parallel = np.where(mentions.place[left] == mentions.place[right], 3, 4)
    both = np.where(size_a == size_b, parallel, 2)
    return np.where((size_a == 1) & (size_b == 1), 0, np.where((size_a == 1) | (size_b == 1), 1, both))


def _common(mentions: _Mentions, number: int, sentences: int) -> Ints:
    """In how many sentences both nodes of a pair are named, 3 for more."""
    node = np.repeat(np.arange(number), np.diff(np.append(mentions.opens, len(mentions.start))))
    named = np.zeros((number, sentences), dtype=np.int64)
    named[node, mentions.sentence] = 1
    return np.asarray(np.minimum(named @ named.T, 3), dtype=np.int64)


def _name_codes(drafts: Sequence[Draft], numbers: int) -> Ints:
    """0 no word shared by the longest forms of a pair, 1 the left within the right, 2 the other way, 3 some."""
    words = [set(longest(draft)) for draft in drafts]
    codes = np.zeros((len(drafts) + numbers, len(drafts) + numbers), dtype=np.int64)
    for left, a in enumerate(words):
        for right, b in enumerate(words[:left]):
            if not a.isdisjoint(b):
                codes[left, right] = 1 if a <= b else 2 if b <= a else 3
                codes[right, left] = 1 if b <= a else 2 if a <= b else 3
    return codes
