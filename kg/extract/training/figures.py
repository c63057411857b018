"""Figures of a model for its card: precision, recall and F1 by type, on papers not learnt from."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.extract.decisions import Decisions
from kg.extract.relations import find_relations
from kg.extract.results import find_results
from kg.extract.roles import assign_roles, keep_entities
from kg.extract.training.align import kind_of
from kg.extract.training.cases import role_labels
from kg.extract.training.decide import Judged, right_results


@dataclass(slots=True)
class Figure:
    """How many were predicted, how many of them are right, and how many there are."""

    predicted: int = 0
    right: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """The share of the predicted that is right."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of what there is that was found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.predicted + self.gold) if self.predicted + self.gold else 0.0


def measure(judged: Sequence[Judged], decisions: Decisions) -> dict[str, Figure]:
    """The figures of everything by its name, ``entities/Method`` and so on, in the order of names."""
    gold: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for one in judged:
        case, drafts = one.case, one.case.drafts
        outcomes = find_results(case.reading, one.structure, case.numbers, decisions)
        keep_entities(drafts, one.structure, outcomes, decisions)
        assign_roles(drafts, one.structure, decisions)
        entities = case.record["entities"]
        names = {at: entities[number]["name"] for at, number in enumerate(case.gold) if number is not None}
        gold.update(f"entities/{kind_of(entity['types'])}" for entity in entities)
        gold.update(f"paper edges/{label}" for entity in entities for label in role_labels(entity) & _ROLES)
        for draft, number in zip(drafts, case.gold, strict=True):
            if draft.kept:
                labels = set() if number is None else role_labels(entities[number])
                kinds = set() if number is None else {kind_of(entities[number]["types"])}
                _count(predicted, right, f"entities/{draft.kind}", draft.kind in kinds)
                for role in draft.roles:
                    label = "USES data" if role == "USES" and draft.kind == "Data" else role
                    _count(predicted, right, f"paper edges/{label}", label in labels)
        relations = {tuple(relation) for relation in case.record["relations"]}
        gold.update(f"relations/{label}" for _, label, _ in relations)
        for said in find_relations(case.reading, drafts, one.structure, decisions):
            stated = (names.get(said.subject), said.type, names.get(said.object))
            _count(predicted, right, f"relations/{said.type}", stated in relations)
        gold["results/full"] += len(case.record["results"])
        for good in right_results(case, outcomes):
            _count(predicted, right, "results/full", good)
    return {name: Figure(predicted[name], right[name], gold[name]) for name in sorted(gold)}


_ROLES = frozenset("PROPOSES USES COMPARES ADDRESSES TRAINS_ON INTRODUCES EVALUATES_ON".split()) | {"USES data"}


def _count(predicted: Counter[str], right: Counter[str], name: str, good: bool) -> None:  # noqa: FBT001
    predicted[name] += 1
    right[name] += good


def micro(figures: Iterable[Figure]) -> Figure:
    """Several figures as one."""
    chosen = list(figures)
    return Figure(
        sum(one.predicted for one in chosen), sum(one.right for one in chosen), sum(one.gold for one in chosen)
    )
