"""Results: numbers reported as outcomes, their kind, and whose, where, of what measure and over which baseline."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.context import Context
from kg.extract.cues import cue
from kg.extract.document import Number, Outcome
from kg.extract.model import Model, model_in
from kg.extract.reading import sentence_place
from kg.extract.roles import beaten_at

RESULT_KINDS = ("score", "gain", "reduction", "speedup")
SLOTS = {"method": "Method", "benchmark": "Data", "task": "Task", "metric": "Metric", "baseline": "Method"}
"""The slots of a result with the kind of entity that each may hold."""
_LIST_WORDS = frozenset(
    r", and & or / % \ $ ~ ( ) on for in the both points x × as well + by ; - of respectively tasks".split()
    + "dataset datasets benchmark benchmarks".split()
)
"""What may stand between two items of a list."""
_LIST_GAP = 7
_MOST_NUMBERS = 60
"""Numbers of a text beyond so many are no results of an abstract."""
_MOST_CANDIDATES = 30


def number_features(context: Context, number: Number) -> list[str]:
    """What the ``kind`` classifier sees of a number."""
    reading = context.reading
    sentence = reading.sentence(number.start)
    low, high = reading.bounds[sentence]
    word, code = context.words_at, context.class_at
    left = [word(number.start - step) if number.start - step >= low else "^" for step in range(1, 6)]
    right = [word(number.end + step) if number.end + step < high else "$" for step in range(4)]
    digits = number.value.replace(",", "").split("-")[0].split("/")[0]
    size = "dec" if "." in digits else f"int{min(len(digits), 5)}"
    value = float(digits)
    year = size == "int4" and 1950 <= value <= 2035 and not number.unit
    signs_left = [cue(reading.lower[at]) or "" for at in range(max(low, number.start - 15), number.start)]
    signs_right = [cue(reading.lower[at]) or "" for at in range(number.end, min(high, number.end + 12))]
    features = [
        "bias",
        f"unit:{number.unit}",
        f"size:{size}:{number.unit}",
        f"year:{year}",
        f"value:{number.value if len(number.value) < 4 else ''}:{number.unit}",
        f"range:{'-' in number.value}",
        f"big:{value > 100}:{number.unit}",
        *(f"l{step}:{item}" for step, item in enumerate(left[:4], 1)),
        *(f"l{step}u:{number.unit}:{item}" for step, item in enumerate(left[:3], 1)),
        f"l12:{left[1]} {left[0]}",
        f"l123:{left[2]} {left[1]} {left[0]}",
        *(f"r{step}:{item}" for step, item in enumerate(right[:4], 1)),
        f"r1u:{number.unit}:{right[0]}",
        f"r12:{right[0]} {right[1]}",
        f"r123:{right[0]} {right[1]} {right[2]}",
        *(f"lw:{item}" for item in sorted({word(at) for at in range(max(low, number.start - 10), number.start)})),
        *(f"rw:{item}" for item in sorted({word(at) for at in range(number.end, min(high, number.end + 8))})),
        *(f"lc{step}:{code(number.start - step)}" for step in (1, 2, 3)),
        *(f"rc{step}:{code(number.end + step)}" for step in (0, 1, 2)),
        *(f"sl:{sign}" for sign in sorted(set(signs_left) - {""})),
        *(f"sr:{sign}" for sign in sorted(set(signs_right) - {""})),
        f"nl:{next((sign for sign in reversed(signs_left) if sign in _TELLING), '')}",
        f"nr:{next((sign for sign in signs_right if sign in _TELLING), '')}",
        f"place:{sentence_place(reading, sentence)}",
        f"others:{min(sum(low <= other.start < high for other in context.doc._.numbers), 5)}",
    ]
    kinds = {context.drafts[context.owner[at]].kind for at in range(low, high) if context.owner[at] >= 0}
    return [*features, *(f"has:{kind}" for kind in sorted(kinds))]


_TELLING = frozenset(
    {"achieve", "improve", "reduce", "faster", "outperform", "compare", "release", "train", "use", "part"}
)


def runs(context: Context, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """For each of the ordered token stretches its place in the list it stands in, and how long that list is."""
    lower = context.reading.lower
    joined: list[list[int]] = []
    for number, (start, _) in enumerate(places):
        if number:
            behind = places[number - 1][1]
            gap = lower[behind:start]
            if len(gap) <= _LIST_GAP and all(word in _LIST_WORDS for word in gap):
                joined[-1].append(number)
                continue
        joined.append([number])
    result = [(0, 1)] * len(places)
    for run in joined:
        for place, number in enumerate(run):
            result[number] = (place, len(run))
    return result


class SlotReader:
    """Features of (number, entity) pairs of one document; lists of numbers and of entities are found once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        numbers = context.doc._.numbers
        self._numbers = dict(zip(numbers, runs(context, [(one.start, one.end) for one in numbers]), strict=True))
        self._runs: dict[tuple[int, int], tuple[int, int]] = {}
        for kind in ("Method", "Data", "Task", "Metric"):
            places = sorted(span for draft in context.drafts if draft.kind == kind for span in draft.spans)
            self._runs.update(zip(places, runs(context, places), strict=True))

    def features(self, number: Number, kind: str, draft: int) -> list[str]:
        """What the ``slot`` classifier sees of an entity as a candidate for the slots of a number."""
        context = self._context
        reading, entity = context.reading, context.drafts[draft]
        sentence = reading.sentence(number.start)
        here = [span for span, at in zip(context.spans[draft], context.sentences[draft], strict=True) if at == sentence]
        peers = [
            other
            for other, peer in enumerate(context.drafts)
            if peer.kind == entity.kind and sentence in context.sentences[other]
        ]
        best = max(entity.role_scores, key=entity.role_scores.__getitem__, default="")
        if entity.kind == "Method":
            best = max(("PROPOSES", "USES", "COMPARES"), key=lambda role: entity.role_scores.get(role, 0.0))
        same = [other for other, peer in enumerate(context.drafts) if peer.kind == entity.kind]
        proposed = [other for other in same if context.drafts[other].role_scores.get("PROPOSES", 0.0) >= 0.5]
        features = [
            "bias",
            f"role:{best}:{kind}",
            f"role:{best}:{int(entity.role_scores.get(best, 0.0) * 4)}:{bool(here)}",
            f"rank:{best}:{min(context.ranks[draft], 5)}",
            f"proposed:{min(proposed.index(draft), 3) if draft in proposed else -1}:{min(len(proposed), 4)}",
            f"title:{context.in_title(draft)}:{best}",
            f"total:{min(len(same), 5)}:{min(len(peers), 4)}",
            f"count:{min(len(entity.spans), 5)}",
            f"sure:{int(entity.score * 5)}",
            f"here:{bool(here)}:{kind}:{best}",
            f"name:{context.name(draft)}",
            f"nameunit:{context.name(draft)}:{number.unit}",
            f"unit:{number.unit}:{bool(here)}",
        ]
        if not here:
            gap = min(sentence - at for at in context.sentences[draft]) if context.sentences[draft] else 9
            before = max((at for at in context.sentences[draft] if at < sentence), default=-1)
            features += [
                f"gap:{max(-3, min(gap, 5))}:{best}",
                f"ago:{min(sentence - before, 5) if before >= 0 else 9}",
                f"alone:{len(same) == 1}:{len(peers)}",
                f"only:{len(peers)}:{min(len(same), 4)}:{best}",
            ]
        else:
            features += self._nearby(number, kind, entity.kind, here, best)
        return [f"{entity.kind[:2]}|{feature}" for feature in features]

    def fits(self, number: Number, draft: int) -> bool:
        """Whether a list that runs parallel to the numbers' leaves the draft to this number.

        Where a sentence says "respectively", and the numbers' list and that of the entities are of one length, the
        entities of that list belong to the number at their own place alone.
        """
        context = self._context
        place, size = self._numbers.get(number, (0, 1))
        sentence = context.reading.sentence(number.start)
        low, high = context.reading.bounds[sentence]
        if size == 1 or "respectively" not in context.reading.lower[low:high]:
            return True
        own = [
            self._runs.get(span, (0, 1))
            for span, at in zip(context.spans[draft], context.sentences[draft], strict=True)
            if at == sentence
        ]
        parallel = [at for at, length in own if length == size]
        return not parallel or place in parallel

    def beaten(self, number: Number) -> int | None:
        """The first method that the number's sentence says is beaten, in a list that fits the number."""
        sentence = self._context.reading.sentence(number.start)
        found = []
        for draft in candidates(self._context, "Method"):
            place = beaten_at(self._context, draft)
            if place is not None and self._context.reading.sentence(place[0]) == sentence and self.fits(number, draft):
                found.append((place, draft))
        return min(found)[1] if found else None

    def _nearby(self, number: Number, kind: str, own: str, here: list[tuple[int, int]], best: str) -> list[str]:
        """Features of an entity that the number's sentence names."""
        context = self._context
        start, end = min(here, key=lambda span: _distance(span, number))
        after = start >= number.end
        low, high = (number.end, start) if after else (end, number.start)
        between = [context.words_at(at) for at in range(low, min(high, low + 30))]
        closer = {
            context.owner[at]
            for at in range(low, high)
            if context.owner[at] >= 0 and context.drafts[context.owner[at]].kind == own
        }
        numbers = sum(low <= other.start < high for other in context.doc._.numbers)
        place, size = self._numbers.get(number, (0, 1))
        own_place, own_size = self._runs.get((start, end), (0, 1))
        bounds = context.reading.bounds[context.reading.sentence(number.start)]
        respectively = "respectively" in context.reading.lower[bounds[0] : bounds[1]]
        if size > 1 and size == own_size:
            align = f"same:{place == own_place}"
        elif own_size > 1 and size == 1:
            align = "one-to-many"
        elif size > 1 and own_size == 1:
            align = "many-to-one"
        else:
            align = "free"
        features = [
            f"after:{after}",
            f"dist:{after}:{min((high - low) // 2, 8)}",
            f"closer:{after}:{min(len(closer), 3)}:{min(numbers, 3)}",
            f"closer-kind:{after}:{min(len(closer), 3)}:{kind}",
            f"align:{align}:{respectively}",
            f"align-after:{align}:{after}:{min(len(closer), 2)}",
            f"numbers:{after}:{min(numbers, 3)}:{kind}",
            f"first:{after}:{between[0] if between else '-'}",
            f"last:{after}:{between[-1] if between else '-'}",
            f"near:{after}:{' '.join(between) if len(between) <= 4 else '...'}",
            f"l1:{context.words_at(start - 1)}",
            f"l1b:{context.words_at(start - 1)}:{after}:{best}",
            f"r1:{context.words_at(end)}",
            f"lc:{context.class_at(start - 1)}:{after}",
            f"sure:{after}:{len(here)}",
        ]
        features += [f"bw:{after}:{word}" for word in sorted(set(between))[:20]]
        signs = sorted({cue(word) or "" for word in between} - {""})
        return features + [f"bc:{after}:{kind}:{sign}" for sign in signs]


def _distance(span: tuple[int, int], number: Number) -> tuple[int, int]:
    start, end = span
    return (start - number.end if start >= number.end else number.start - end, start)


def candidates(context: Context, slot_kind: str) -> list[int]:
    """The entities that a slot of this kind may hold."""
    return [at for at, draft in enumerate(context.drafts) if draft.kind == slot_kind][:_MOST_CANDIDATES]


def find_results(context: Context) -> list[Outcome]:
    """The results of a document, in text order; a number that counts for several benchmarks is a result for each."""
    numbers = context.doc._.numbers[:_MOST_NUMBERS]
    if "kind" not in context.model.heads or not numbers:
        return []
    found = possible_results(context)
    head = context.model.heads.get("whole")
    if head is None or not found:
        return [outcome for outcome, _ in found]
    scores = head.scores([features for _, features in found])[:, 0].tolist()
    return [
        replace(outcome, confidence=context.model.confidence("result", score))
        for (outcome, _), score in zip(found, scores, strict=True)
        if score >= context.model.threshold("result")
    ]


def possible_results(context: Context) -> list[tuple[Outcome, list[str]]]:
    """Every number that might be a result, its slots filled, with what the ``whole`` classifier sees of it."""
    head = context.model.heads["kind"]
    numbers = context.doc._.numbers[:_MOST_NUMBERS]
    if not numbers:
        return []
    rows = head.scores([number_features(context, number) for number in numbers]).tolist()
    reader = SlotReader(context)
    found: list[tuple[Outcome, list[str]]] = []
    for number, row in zip(numbers, rows, strict=True):
        kind, score = max(zip(head.labels, row, strict=True), key=lambda item: item[1])
        if score >= _POSSIBLE:
            found.extend(_outcomes(context, reader, number, kind, score))
    return found


_POSSIBLE = 0.08
"""Numbers whose best kind scores less are no results."""


def _outcomes(
    context: Context, reader: SlotReader, number: Number, kind: str, score: float
) -> list[tuple[Outcome, list[str]]]:
    """The results that one number may give."""
    slots: dict[str, int | None] = {}
    benchmarks: list[int] = []
    seen = [
        f"k:{kind}",
        f"u:{kind}:{number.unit}",
        f"s:{int(score * 20)}",
        *(f"s>{at}" for at in range(int(score * 10))),
    ]
    for entity_kind in ("Method", "Data", "Task", "Metric"):
        choices = [draft for draft in candidates(context, entity_kind) if reader.fits(number, draft)]
        scores = _slot_scores(context, reader, number, kind, choices)
        for slot in (slot for slot, holds in SLOTS.items() if holds == entity_kind):
            ranked = sorted(zip(scores.get(slot, []), choices, strict=False), key=lambda item: (-item[0], item[1]))
            cut = context.model.threshold(f"slot {slot}")
            chosen = [choice for value, choice in ranked if value >= cut]
            slots[slot] = chosen[0] if chosen else None
            if slot == "benchmark":
                several = max(cut, context.model.threshold("slot several"))
                benchmarks = chosen[:1] + [choice for value, choice in ranked[1:] if value >= several]
            seen += _slot_features(context, slot, ranked, filled=bool(chosen))
    if slots["baseline"] is None and kind != "score":
        slots["baseline"] = reader.beaten(number)
    if slots["baseline"] == slots["method"]:
        slots["baseline"] = None
    places: list[int | None] = [*sorted(benchmarks)] or [None]
    seen.append(f"several:{min(len(places), 3)}")
    return [
        (
            Outcome(
                number,
                kind,
                score,
                method=slots["method"],
                benchmark=benchmark,
                task=slots["task"],
                metric=slots["metric"],
                baseline=slots["baseline"],
            ),
            seen,
        )
        for benchmark in places
    ]


def _slot_features(context: Context, slot: str, ranked: list[tuple[float, int]], *, filled: bool) -> list[str]:
    """What the choice for one slot says of the whole: how sure it is, and how much surer than the next."""
    if not ranked:
        return [f"{slot}:none"]
    best = ranked[0][0]
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    named = context.drafts[ranked[0][1]]
    role = max(named.role_scores, key=named.role_scores.__getitem__, default="")
    return [
        f"{slot}:{filled}:{int(best * 8)}",
        f"{slot}:lead:{filled}:{int((best - second) * 5)}",
        f"{slot}:sure:{filled}:{int(named.score * 5)}",
        f"{slot}:role:{filled}:{role if slot in {'method', 'baseline'} else ''}",
        *(f"{slot}:{filled}>{at}" for at in range(int(best * 8))),
    ]


def _slot_scores(
    context: Context, reader: SlotReader, number: Number, kind: str, choices: list[int]
) -> dict[str, list[float]]:
    head = context.model.heads.get("slot")
    if head is None or not choices:
        return {}
    scores = head.scores([reader.features(number, kind, draft) for draft in choices])
    return {slot: scores[:, column].tolist() for column, slot in enumerate(head.labels)}


class ResultFinder:
    """The component: sets ``doc._.outcomes``."""

    def __init__(self, model: Callable[[], Model]) -> None:
        self._load = model

    @cached_property
    def model(self) -> Model:
        """What was learnt, read when it is first needed."""
        return self._load()

    def __call__(self, doc: Doc) -> Doc:
        """Find the results of one document."""
        doc._.outcomes = find_results(doc._.context)
        return doc


@Language.factory(
    "kg_results", requires=["doc._.context", "doc._.numbers"], assigns=["doc._.outcomes"], default_config={"data": ""}
)
def make_result_finder(nlp: Language, name: str, data: str) -> ResultFinder:  # noqa: ARG001
    """The factory; ``data`` is a model's folder, empty for the one in the package."""
    return ResultFinder(model_in(data))
