"""Decisions measured: thresholds that maximise F1 and confidences that are precisions, on papers not learnt from."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from kg.extract.calibration import calibrate
from kg.extract.decisions import Decisions
from kg.extract.document import Outcome
from kg.extract.labels import ROLE_LABELS
from kg.extract.relations import possible_relations
from kg.extract.results import find_results
from kg.extract.roles import keep_entities, role_scores
from kg.extract.structure import Structure
from kg.extract.training.align import Record, kind_of
from kg.extract.training.cases import Case, role_labels, value_of
from kg.extract.training.logistic import best_threshold

Pairs = dict[str, list[tuple[float, bool]]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with the structure that a network which had not learnt from it gave."""

    case: Case
    structure: Structure


def decide(judged: Sequence[Judged], first: int | None = None) -> Decisions:
    """Thresholds and calibrations of everything, in the order of the pipeline.

    Thresholds are of the ``first`` papers alone, calibrations of all.
    """
    decisions = _results(judged[:first], judged)
    for step in (_entities, _roles, _relations):
        pairs, missed = step(judged[:first], decisions)
        thresholds = {
            name: best_threshold([score for score, _ in found], [right for _, right in found], missed[name])
            for name, found in pairs.items()
        }
        pairs, _ = step(judged, decisions)
        calibrations = {
            name: calibrate([score for score, _ in found], [right for _, right in found])
            for name, found in pairs.items()
        }
        decisions = Decisions({**decisions.thresholds, **thresholds}, {**decisions.calibrations, **calibrations})
    return decisions


_SEVERAL = (0.3, 0.35, 0.4, 0.5)
"""Shares from which several benchmarks of a number count; below, F1 is the same, but leaderboards get odd numbers."""


def _results(chosen: Sequence[Judged], judged: Sequence[Judged]) -> Decisions:
    found_at: list[tuple[float, Decisions]] = []
    for several in _SEVERAL:
        start = Decisions({"several benchmarks": several, "result": 0.0})
        pairs, missed = _outcomes(chosen, start)
        cut = best_threshold([score for score, _ in pairs], [good for _, good in pairs], missed)
        kept = [good for score, good in pairs if score >= cut]
        f1 = 2 * sum(kept) / max(1, len(kept) + missed + sum(good for _, good in pairs))
        pairs, _ = _outcomes(judged, start)
        calibration = calibrate([score for score, _ in pairs], [good for _, good in pairs])
        found_at.append((f1, Decisions({"several benchmarks": several, "result": cut}, {"result": calibration})))
    return max(found_at, key=itemgetter(0))[1]


def _outcomes(judged: Sequence[Judged], decisions: Decisions) -> tuple[list[tuple[float, bool]], int]:
    """Every result with its score and whether it is right, and how many are missed."""
    pairs: list[tuple[float, bool]] = []
    missed = 0
    for one in judged:
        found = find_results(one.case.reading, one.structure, one.case.numbers, decisions)
        right = right_results(one.case, found)
        missed += len(one.case.record["results"]) - sum(right)
        pairs.extend((outcome.confidence, good) for outcome, good in zip(found, right, strict=True))
    return pairs, missed


def _entities(judged: Sequence[Judged], decisions: Decisions) -> tuple[Pairs, Counter[str]]:
    del decisions
    pairs: Pairs = defaultdict(list)
    missed: Counter[str] = Counter()
    for one in judged:
        case = one.case
        missed.update(f"keep {kind_of(entity['types'])}" for entity in case.record["entities"])
        keep_entities(case.drafts, one.structure, (), Decisions())
        for draft, number in zip(case.drafts, case.gold, strict=True):
            right = number is not None and kind_of(case.record["entities"][number]["types"]) == draft.kind
            pairs[f"keep {draft.kind}"].append((draft.score, right))
            missed[f"keep {draft.kind}"] -= right
    return pairs, missed


def _roles(judged: Sequence[Judged], decisions: Decisions) -> tuple[Pairs, Counter[str]]:
    pairs: Pairs = defaultdict(list)
    missed: Counter[str] = Counter()
    for one in _kept(judged, decisions):
        case = one.case
        for entity in case.record["entities"]:
            missed.update(role_labels(entity))
        for draft, number, row in zip(case.drafts, case.gold, one.structure.roles, strict=True):
            if draft.kept:
                labels = set() if number is None else role_labels(case.record["entities"][number])
                for label, score in role_scores(draft, row).items():
                    pairs[label].append((score, label in labels))
                    missed[label] -= label in labels
    return {label: pairs[label] for label in ROLE_LABELS if label in pairs}, missed


def _relations(judged: Sequence[Judged], decisions: Decisions) -> tuple[Pairs, Counter[str]]:
    pairs: Pairs = defaultdict(list)
    missed: Counter[str] = Counter()
    for one in _kept(judged, decisions):
        case = one.case
        names = {
            at: case.record["entities"][number]["name"] for at, number in enumerate(case.gold) if number is not None
        }
        gold = {tuple(relation) for relation in case.record["relations"]}
        missed.update(label for _, label, _ in gold)
        for left, label, right, score in possible_relations(case.drafts, one.structure):
            good = (names.get(left), label, names.get(right)) in gold
            pairs[label].append((score, good))
            missed[label] -= good
    return pairs, missed


def _kept(judged: Sequence[Judged], decisions: Decisions) -> Sequence[Judged]:
    for one in judged:
        outcomes = find_results(one.case.reading, one.structure, one.case.numbers, decisions)
        keep_entities(one.case.drafts, one.structure, outcomes, decisions)
    return judged


def right_results(case: Case, outcomes: Sequence[Outcome]) -> list[bool]:
    """Which predicted results are right in number, kind, method, benchmark and metric, each gold one counting once."""
    left = list(case.record["results"])
    names = {at: case.record["entities"][number]["name"] for at, number in enumerate(case.gold) if number is not None}
    right = []
    for outcome in outcomes:
        match = next((result for result in left if _same(outcome, result, names)), None)
        if match is not None:
            left.remove(match)
        right.append(match is not None)
    return right


def _same(outcome: Outcome, result: Record, names: dict[int, str]) -> bool:
    def name(draft: int | None) -> str | None:
        return None if draft is None else names.get(draft, "")

    return (
        value_of(outcome.number.value) == value_of(result["value"])
        and outcome.kind == result["kind"]
        and name(outcome.method) == result["method"]
        and name(outcome.benchmark) == result["benchmark"]
        and name(outcome.metric) == result["metric"]
    )
