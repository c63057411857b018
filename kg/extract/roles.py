"""Roles: which candidates are entities, of what type, and what the paper does with each."""

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.decisions import Decisions
from kg.extract.document import KINDS, Draft, Outcome, slots_of
from kg.extract.labels import METHOD_ROLES, ROLE_LABELS, SLOT_KINDS
from kg.extract.model import Learnt
from kg.extract.network import Floats
from kg.extract.structure import Structure

_DATASET_ROLES = ("TRAINS_ON", "INTRODUCES", "USES data")
_BENCHMARK_ROLES = ("EVALUATES_ON", "INTRODUCES")


def keep_entities(
    drafts: Sequence[Draft], structure: Structure, outcomes: Sequence[Outcome], decisions: Decisions
) -> None:
    """Set ``kept``, ``kind`` and ``score`` of every draft: what is likely an entity, or fills a slot of a result."""
    for draft, row in zip(drafts, structure.drafts, strict=True):
        draft.kind = KINDS[int(row[1:].argmax())]
        draft.score = float(1.0 - row[0])
        draft.kept = draft.score >= decisions.threshold(f"keep {draft.kind}")
    for outcome in outcomes:
        for slot, at in slots_of(outcome).items():
            if at is not None and not drafts[at].kept:
                drafts[at].kept, drafts[at].kind = True, SLOT_KINDS[slot]


def assign_roles(drafts: Sequence[Draft], structure: Structure, decisions: Decisions) -> None:
    """Set ``types`` and ``roles`` of every draft that is kept; the evidence of a role is the first mention."""
    for draft, row in zip(drafts, structure.roles, strict=True):
        if draft.kept:
            _assign(draft, row, decisions)


def role_scores(draft: Draft, row: Floats) -> dict[str, float]:
    """How likely the draft is an entity and has each role; a method has one at most."""
    scores = {label: float(score) * draft.score for label, score in zip(ROLE_LABELS, row, strict=True)}
    if draft.kind == "Method":
        best = max(METHOD_ROLES, key=scores.__getitem__)
        return {best: scores[best]}
    if draft.kind == "Task":
        return {"ADDRESSES": scores["ADDRESSES"]}
    return {label: scores[label] for label in ROLE_LABELS[4:]} if draft.kind == "Data" else {}


def _assign(draft: Draft, row: Floats, decisions: Decisions) -> None:
    scores = role_scores(draft, row)
    roles = {label: score for label, score in scores.items() if score >= decisions.threshold(label)}
    draft.types = (draft.kind,)
    if draft.kind == "Data":
        types = [kind for kind in ("Dataset", "Benchmark") if kind in roles]
        draft.types = tuple(types) or (max(("Benchmark", "Dataset"), key=scores.__getitem__),)
        allowed = [*(_DATASET_ROLES if "Dataset" in draft.types else ())]
        allowed += [role for role in (_BENCHMARK_ROLES if "Benchmark" in draft.types else ()) if role not in allowed]
        roles = {label: roles[label] for label in allowed if label in roles}
    draft.roles = {
        label.removesuffix(" data"): (draft.spans[0][0], decisions.confidence(label, score))
        for label, score in roles.items()
    }


class RoleFinder(Learnt):
    """The component: decides on ``doc._.entities`` and sets their types and roles."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the entities of one document and their roles."""
        keep_entities(doc._.entities, doc._.structure, doc._.outcomes, self.model.decisions)
        assign_roles(doc._.entities, doc._.structure, self.model.decisions)
        return doc


@Language.factory(
    "kg_roles",
    requires=["doc._.entities", "doc._.structure", "doc._.outcomes"],
    assigns=["doc._.entities"],
    default_config={"data": ""},
)
def make_role_finder(nlp: Language, name: str, data: str) -> RoleFinder:  # noqa: ARG001
    """The factory; ``data`` is a model's folder, empty for the one in the package."""
    return RoleFinder(data)
