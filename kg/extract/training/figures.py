"""Figures: precision, recall and F1 of what the folds' models make of the papers they have not learnt from."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.extract.context import make_context
from kg.extract.relations import find_relations
from kg.extract.results import find_results
from kg.extract.roles import assign_roles
from kg.extract.training.stages import Case, Crew, gold_relations, right_results


@dataclass(slots=True)
class Figure:
    """Counts of one type of node or edge, or of one relation."""

    gold: int = 0
    predicted: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        """The share of the predictions that is right, 0 where there is none."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold items that is found, 0 where there is none."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.gold + self.predicted
        return 2 * self.right / total if total else 0.0


def measure(cases: Sequence[Case], crew: Crew) -> dict[str, Figure]:
    """Figures by row, ``entities/Method`` to ``results/full``, in that order."""
    counts: dict[str, Counter[str]] = {"gold": Counter(), "predicted": Counter(), "right": Counter()}
    for case in cases:
        case.at = make_context(case.doc, case.reading, case.drafts, crew.folds[case.fold])
        assign_roles(case.context)
        for name, rows in (*_entities(case), *_relations(case), *_results(case)):
            counts[name].update(rows)
    names = sorted(
        set(counts["gold"]) | set(counts["predicted"]), key=lambda name: (_ORDER.index(name.split("/")[0]), name)
    )
    return {name: Figure(counts["gold"][name], counts["predicted"][name], counts["right"][name]) for name in names}


_ORDER = ("entities", "paper edges", "relations", "results")
_Rows = Iterable[tuple[str, list[str]]]


def _entities(case: Case) -> _Rows:
    gold = case.record["entities"]
    yield "gold", [f"entities/{kind}" for entity in gold for kind in entity["types"]]
    yield "gold", [f"paper edges/{role}" for entity in gold for role in entity["paper"]]
    for draft, number in zip(case.drafts, case.gold, strict=True):
        yield "predicted", [f"entities/{kind}" for kind in draft.types]
        yield "predicted", [f"paper edges/{role}" for role in draft.roles]
        if number is not None:
            yield "right", [f"entities/{kind}" for kind in draft.types if kind in gold[number]["types"]]
            yield "right", [f"paper edges/{role}" for role in draft.roles if role in gold[number]["paper"]]


def _relations(case: Case) -> _Rows:
    gold = gold_relations(case)
    yield "gold", [f"relations/{label}" for _, label, _ in gold]
    for one in find_relations(case.context):
        yield "predicted", [f"relations/{one.type}"]
        if (case.gold[one.subject], one.type, case.gold[one.object]) in gold:
            yield "right", [f"relations/{one.type}"]


def _results(case: Case) -> _Rows:
    found = find_results(case.context)
    yield "gold", ["results/full"] * len(case.record["results"])
    yield "predicted", ["results/full"] * len(found)
    yield "right", ["results/full"] * sum(right_results(case, found))
