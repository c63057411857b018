"""The classifiers in the order of the pipeline, each trained on what the steps before it say of unseen papers.

The papers are dealt into folds. Every fold has a model of its own, whose tagger and classifiers learnt from the other
folds alone; it reads the fold's papers with the very functions that the pipeline runs. So a classifier learns from
predictions as faulty as those it will meet, and thresholds and confidences are measured, not hoped for.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc

from kg.extract.calibration import Calibration, calibrate
from kg.extract.context import Context, make_context
from kg.extract.document import Draft, Number, Outcome
from kg.extract.grouping import (
    forms_of,
    group,
    keep_features,
    kept,
    known_pairs,
    likely_pairs,
)
from kg.extract.grouping import (
    pair_features as form_features,
)
from kg.extract.mentions import find_mentions
from kg.extract.model import Model
from kg.extract.reading import Reading
from kg.extract.relations import RELATION_LABELS, candidate_pairs, pair_features, possible_relations
from kg.extract.results import (
    RESULT_KINDS,
    SLOTS,
    SlotReader,
    candidates,
    find_results,
    number_features,
    possible_results,
)
from kg.extract.roles import METHOD_ROLES, ROLE_LABELS, assign_roles, beaten_at, role_features
from kg.extract.tagger import Tagged
from kg.extract.training.align import Record, kind_of
from kg.extract.training.logistic import Recipe, Rows, best_threshold
from kg.extract.training.match import likeness, match_drafts, surfaces

RECIPES = {
    "same": Recipe(("same",), bits=15),
    "keep": Recipe(("keep",), bits=15),
    "role": Recipe(ROLE_LABELS, bits=17, rounds=14),
    "relation": Recipe(RELATION_LABELS, bits=18, rounds=8, batch=256, rate=0.05, decay=3e-3),
    "kind": Recipe(RESULT_KINDS, bits=15),
    "slot": Recipe(tuple(SLOTS), bits=16, rounds=10),
    "whole": Recipe(("whole",), bits=12),
}
Predictions = dict[str, list[tuple[float, bool]]]


@dataclass(slots=True)
class Case:
    """A paper under training: its document and gold record, its fold, and what the steps so far made of it."""

    doc: Doc
    reading: Reading
    record: Record
    fold: int
    spans: list[tuple[Tagged, str]] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    gold: list[int | None] = field(default_factory=list)
    at: Context | None = None

    @property
    def context(self) -> Context:
        """The context that the last step made; raise ValueError before the first."""
        if self.at is None:
            raise ValueError(f"no context yet for {self.record['id']}")
        return self.at


@dataclass(slots=True)
class Crew:
    """The model that will be saved, and one for each fold."""

    final: Model
    folds: list[Model]

    def learn(self, name: str, rows: Rows) -> None:
        """Fit a head of this name for the final model and for every fold."""
        for fold, model in enumerate(self.folds):
            self.folds[fold] = replace(model, heads={**model.heads, name: rows.fit(without=fold)})
        self.final = replace(self.final, heads={**self.final.heads, name: rows.fit()})

    def update(self, thresholds: dict[str, float], predictions: Predictions) -> None:
        """Give all models these thresholds, and calibrations measured on the predictions that pass them."""
        calibrations = {
            name: calibrate([score for score, _ in pairs], [right for _, right in pairs])
            for name, pairs in predictions.items()
        }
        for fold, model in enumerate(self.folds):
            self.folds[fold] = _with(model, thresholds, calibrations)
        self.final = _with(self.final, thresholds, calibrations)


def _with(model: Model, thresholds: dict[str, float], calibrations: dict[str, Calibration]) -> Model:
    return replace(
        model,
        thresholds={**model.thresholds, **thresholds},
        calibrations={**model.calibrations, **calibrations},
    )


def learn_all(cases: Sequence[Case], crew: Crew, say: Callable[[str], None]) -> None:
    """Train every head in turn; afterwards each case holds what its fold's model makes of it."""
    for name, stage in (
        ("mentions", _read_mentions),
        ("same", _learn_same),
        ("keep", _learn_keep),
        ("roles", _learn_roles),
        ("relations", _learn_relations),
        ("kinds of results", _learn_kinds),
        ("slots of results", _learn_slots),
        ("results", _learn_results),
    ):
        say(name)
        stage(cases, crew)


def _read_mentions(cases: Sequence[Case], crew: Crew) -> None:
    for case in cases:
        case.spans = find_mentions(case.doc, case.reading, crew.folds[case.fold])


def _learn_same(cases: Sequence[Case], crew: Crew) -> None:
    rows = Rows(RECIPES["same"])
    for case in cases:
        model = crew.folds[case.fold]
        forms = forms_of(case.doc, case.spans)
        known = known_pairs(case.doc, forms, model)
        gold = [surfaces(entity) for entity in case.record["entities"]]
        owners = [_owner({form.key}, gold) for form in forms]
        features, targets = [], []
        for left, right in likely_pairs(forms):
            if (left, right) in known or (owners[left] is None and owners[right] is None):
                continue
            features.append(form_features(case.doc, case.reading, forms[left], forms[right]))
            targets.append([float(owners[left] == owners[right])])
        rows.add(features, targets, case.fold)
    crew.learn("same", rows)
    best: tuple[float, float] = (-1.0, 0.5)
    for cut in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        crew.update({"same": cut}, {})
        hits = total = 0
        for case in cases:
            drafts = [
                draft
                for draft in group(case.doc, case.reading, case.spans, crew.folds[case.fold])
                if "tagger" in draft.sources
            ]
            hits += sum(number is not None for number in match_drafts(drafts, case.record))
            total += len(drafts) + len(case.record["entities"])
        best = max(best, (2 * hits / max(total, 1), cut))
    crew.update({"same": best[1]}, {})


def _owner(keys: set[tuple[str, ...]], gold: Sequence[set[tuple[str, ...]]]) -> int | None:
    """The gold entity that is most like these forms, if any is like them at all."""
    score, number = max(((likeness(keys, forms), -at) for at, forms in enumerate(gold)), default=(0.0, 0))
    return -number if score >= 0.5 else None


def _learn_keep(cases: Sequence[Case], crew: Crew) -> None:
    rows = Rows(RECIPES["keep"])
    for case in cases:
        model = crew.folds[case.fold]
        case.drafts = group(case.doc, case.reading, case.spans, model)
        found = match_drafts(case.drafts, case.record)
        rows.add(
            [keep_features(case.doc, case.reading, draft, model) for draft in case.drafts],
            [[float(number is not None)] for number in found],
            case.fold,
        )
    crew.learn("keep", rows)
    predictions: Predictions = defaultdict(list)
    missed: Counter[str] = Counter()
    for case in cases:
        model = replace(crew.folds[case.fold], thresholds={**crew.folds[case.fold].thresholds, **_KEEP_ALL})
        missed.update(f"keep {kind_of(entity['types'])}" for entity in case.record["entities"])
        drafts = kept(case.doc, case.reading, case.drafts, model)
        for draft, number in zip(drafts, match_drafts(drafts, case.record), strict=True):
            predictions[f"keep {draft.kind}"].append((draft.score, number is not None))
            missed[f"keep {draft.kind}"] -= number is not None
    thresholds = {
        name: best_threshold([score for score, _ in pairs], [right for _, right in pairs], missed[name])
        for name, pairs in predictions.items()
    }
    crew.update(thresholds, predictions)
    for case in cases:
        case.drafts = kept(case.doc, case.reading, case.drafts, crew.folds[case.fold])
        case.gold = match_drafts(case.drafts, case.record)


_KEEP_ALL = {f"keep {kind}": 0.0 for kind in ("Method", "Data", "Task", "Metric")}


def _learn_roles(cases: Sequence[Case], crew: Crew) -> None:
    rows = Rows(RECIPES["role"])
    for case in cases:
        case.at = make_context(case.doc, case.reading, case.drafts, crew.folds[case.fold])
        rows.add(
            [role_features(case.context, at) for at in range(len(case.drafts))],
            [[float(label in _gold_labels(case, at)) for label in ROLE_LABELS] for at in range(len(case.drafts))],
            case.fold,
        )
    crew.learn("role", rows)
    predictions: Predictions = defaultdict(list)
    missed: Counter[str] = Counter()
    for case in _with_contexts(cases, crew):
        assign_roles(case.context)
        for at, draft in enumerate(case.drafts):
            right = _gold_labels(case, at)
            labels = _labels_of(draft.kind)
            if draft.kind == "Method":
                labels = (max(METHOD_ROLES, key=draft.role_scores.__getitem__),)
            for label in labels:
                predictions[label].append((draft.role_scores[label], label in right))
            missed.update(right - set(labels))
        found = set(case.gold)
        for number, entity in enumerate(case.record["entities"]):
            if number not in found:
                missed.update(_labels_in(entity))
    thresholds = {
        label: best_threshold([score for score, _ in pairs], [right for _, right in pairs], missed[label])
        for label, pairs in predictions.items()
    }
    crew.update(thresholds, predictions)
    crew.update({}, {"beaten": _beaten(cases, crew)})


def _beaten(cases: Sequence[Case], crew: Crew) -> list[tuple[float, bool]]:
    """Whether the gold says COMPARES of each method that the rule of ``beaten_at`` gives that role."""
    found = []
    for case in _with_contexts(cases, crew):
        assign_roles(case.context)
        for at, draft in enumerate(case.drafts):
            if "COMPARES" in draft.roles and beaten_at(case.context, at) is not None:
                found.append((1.0, "COMPARES" in _gold_labels(case, at)))
    return found


def _labels_of(kind: str) -> tuple[str, ...]:
    return {"Method": METHOD_ROLES, "Task": ("ADDRESSES",), "Data": ROLE_LABELS[4:], "Metric": ()}[kind]


def _gold_labels(case: Case, at: int) -> set[str]:
    """The role labels that the gold entity of a draft has; none for a draft without one."""
    number = case.gold[at]
    return set() if number is None else _labels_in(case.record["entities"][number])


def _labels_in(entity: Record) -> set[str]:
    types = set(entity["types"])
    roles = {"USES data" if role == "USES" and "Method" not in types else role for role in entity["paper"]}
    return roles | (types & {"Dataset", "Benchmark"})


def _with_contexts(cases: Sequence[Case], crew: Crew) -> Iterator[Case]:
    """The cases, each with a context around the current model of its fold."""
    for case in cases:
        case.at = make_context(case.doc, case.reading, case.drafts, crew.folds[case.fold])
        yield case


def _learn_relations(cases: Sequence[Case], crew: Crew) -> None:
    rows = Rows(RECIPES["relation"])
    for case in _with_contexts(cases, crew):
        relations = gold_relations(case)
        pairs = candidate_pairs(case.context)
        entity: dict[int, list[str]] = {}
        rows.add(
            [pair_features(case.context, left, right, entity) for left, right in pairs],
            [[float((case.gold[a], label, case.gold[b]) in relations) for label in RELATION_LABELS] for a, b in pairs],
            case.fold,
        )
    crew.learn("relation", rows)
    predictions: Predictions = defaultdict(list)
    missed: Counter[str] = Counter()
    for case in _with_contexts(cases, crew):
        relations = gold_relations(case)
        missed.update(label for _, label, _ in relations)
        for statement, score in possible_relations(case.context):
            right = (case.gold[statement.subject], statement.type, case.gold[statement.object]) in relations
            predictions[statement.type].append((score, right))
            missed[statement.type] -= right
    thresholds = {
        label: best_threshold([score for score, _ in pairs], [right for _, right in pairs], missed[label])
        for label, pairs in predictions.items()
    }
    crew.update(thresholds, predictions)


def gold_relations(case: Case) -> set[tuple[int | None, str, int | None]]:
    """The gold relations of a case, ends as indices of gold entities."""
    numbers = {entity["name"]: at for at, entity in enumerate(case.record["entities"])}
    return {(numbers[a], label, numbers[b]) for a, label, b in case.record["relations"]}


def gold_results(case: Case) -> list[tuple[Number, list[Record]]]:
    """The document's numbers, each with the gold results that it gives; the first of equal values has them."""
    numbers = list(case.doc._.numbers)
    places: dict[tuple[float, ...], list[int]] = defaultdict(list)
    for at, number in enumerate(numbers):
        places[_value(number.value)].append(at)
    given: list[list[Record]] = [[] for _ in numbers]
    for result in case.record["results"]:
        for at in places.get(_value(result["value"]), [])[:1]:
            given[at].append(result)
    return list(zip(numbers, given, strict=True))


def _value(text: str) -> tuple[float, ...]:
    return tuple(float(part.replace(",", "")) for part in re.findall(r"\d+(?:[.,]\d+)*", text))


def _learn_kinds(cases: Sequence[Case], crew: Crew) -> None:
    rows = Rows(RECIPES["kind"])
    for case in _with_contexts(cases, crew):
        pairs = gold_results(case)
        rows.add(
            [number_features(case.context, number) for number, _ in pairs],
            [[float(any(result["kind"] == kind for result in given)) for kind in RESULT_KINDS] for _, given in pairs],
            case.fold,
        )
    crew.learn("kind", rows)


def _learn_slots(cases: Sequence[Case], crew: Crew) -> None:
    rows = Rows(RECIPES["slot"])
    for case in _with_contexts(cases, crew):
        reader = SlotReader(case.context)
        for number, given in gold_results(case):
            if not given:
                continue
            features, targets = [], []
            for kind in ("Method", "Data", "Task", "Metric"):
                for draft in candidates(case.context, kind):
                    features.append(reader.features(number, given[0]["kind"], draft))
                    targets.append([float(_fills(case, draft, given, slot)) for slot in SLOTS])
            rows.add(features, targets, case.fold)
    crew.learn("slot", rows)
    choices: dict[str, list[tuple[float, bool, bool]]] = defaultdict(list)
    for case in _with_contexts(cases, crew):
        reader = SlotReader(case.context)
        head = crew.folds[case.fold].heads["slot"]
        for number, given in gold_results(case):
            for slot, kind in SLOTS.items():
                drafts = candidates(case.context, kind)
                if not given or not drafts:
                    continue
                seen = [reader.features(number, given[0]["kind"], draft) for draft in drafts]
                column = head.scores(seen)[:, head.labels.index(slot)]
                best = int(column.argmax())
                empty = any(result[slot] is None for result in given)
                choices[slot].append((float(column[best]), _fills(case, drafts[best], given, slot), empty))
    crew.update({f"slot {slot}": _best_cut(rows) for slot, rows in choices.items()}, {})


def _fills(case: Case, draft: int, given: Sequence[Record], slot: str) -> bool:
    """Whether a draft is what a gold result of the number has in this slot."""
    number = case.gold[draft]
    return number is not None and any(result[slot] == case.record["entities"][number]["name"] for result in given)


def _best_cut(choices: Sequence[tuple[float, bool, bool]]) -> float:
    """The cut with the most right choices: the best candidate from it on, nothing below it."""
    ranked = sorted(choices, reverse=True)
    right = sum(empty for *_, empty in ranked)
    best, cut = right, 1.01
    for at, (score, fills, empty) in enumerate(ranked):
        right += fills - empty
        following = ranked[at + 1][0] if at + 1 < len(ranked) else 0.0
        if right > best:
            best, cut = right, (score + following) / 2
    return round(cut, 4)


def _learn_results(cases: Sequence[Case], crew: Crew) -> None:
    rows = Rows(RECIPES["whole"])
    for case in _with_contexts(cases, crew):
        found = possible_results(case.context)
        right = right_results(case, [outcome for outcome, _ in found])
        rows.add([features for _, features in found], [[float(good)] for good in right], case.fold)
    crew.learn("whole", rows)
    pairs: list[tuple[float, bool]] = []
    missed = 0
    crew.update({"result": 0.0}, {})
    for case in _with_contexts(cases, crew):
        found_now = find_results(case.context)
        right = right_results(case, found_now)
        missed += len(case.record["results"]) - sum(right)
        pairs.extend((outcome.confidence, good) for outcome, good in zip(found_now, right, strict=True))
    cut = best_threshold([score for score, _ in pairs], [good for _, good in pairs], missed)
    crew.update({"result": cut}, {"result": pairs})


def right_results(case: Case, outcomes: Sequence[Outcome]) -> list[bool]:
    """Which predicted results are right in number, kind, method, benchmark and metric, each gold one counting once."""
    left = list(case.record["results"])
    names = {at: case.record["entities"][number]["name"] for at, number in enumerate(case.gold) if number is not None}
    right = []
    for outcome in outcomes:
        match = next((result for result in left if _same_result(outcome, result, names)), None)
        if match is not None:
            left.remove(match)
        right.append(match is not None)
    return right


def _same_result(outcome: Outcome, result: Record, names: dict[int, str]) -> bool:
    def name(draft: int | None) -> str | None:
        return None if draft is None else names.get(draft, "")

    return (
        _value(outcome.number.value) == _value(result["value"])
        and outcome.kind == result["kind"]
        and name(outcome.method) == result["method"]
        and name(outcome.benchmark) == result["benchmark"]
        and name(outcome.metric) == result["metric"]
    )
