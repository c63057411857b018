"""Roles: what the paper does with each entity, from all its mentions; and whether data is Dataset or Benchmark."""

from collections.abc import Callable
from functools import cached_property

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.context import Context, draft_features, list_edges, make_context, place_features
from kg.extract.document import Draft, longest
from kg.extract.model import Model, model_in

METHOD_ROLES = ("PROPOSES", "USES", "COMPARES")
ROLE_LABELS = (
    *METHOD_ROLES,
    "ADDRESSES",
    "TRAINS_ON",
    "INTRODUCES",
    "EVALUATES_ON",
    "USES data",
    "Dataset",
    "Benchmark",
)
"""Labels of the ``role`` classifier; ``USES data`` is USES of a Dataset, the last two are types."""
_DATASET_ROLES = ("TRAINS_ON", "INTRODUCES", "USES data")
_BENCHMARK_ROLES = ("EVALUATES_ON", "INTRODUCES")
_MOST_PLACES = 8
"""Mentions of an entity beyond so many add nothing."""


def role_features(context: Context, number: int) -> list[str]:
    """What the ``role`` classifier sees of an entity; every feature carries the entity's kind."""
    draft = context.drafts[number]
    features = set(draft_features(context, number))
    for start, end in draft.spans[:_MOST_PLACES]:
        features.update(place_features(context, start, end))
    features.update(_company(context, number))
    return [f"{draft.kind[:2]}|{feature}" for feature in sorted(features)]


def _company(context: Context, number: int) -> list[str]:
    """What the other entities say of this one: whether the title begins with a name, and whether it is this one's."""
    titles = [
        other for other, sentences in enumerate(context.sentences) if context.reading.titled and sentences[0] == 0
    ]
    start = context.drafts[number].spans[0][0]
    first = bool(titles) and titles[0] == number
    colon = (
        bool(titles)
        and context.drafts[titles[0]].spans[0][1] < len(context.reading.words)
        and (context.reading.words[context.drafts[titles[0]].spans[0][1]] == ":")
    )
    inside = any(
        other != number and set(longest(draft)) > set(longest(context.drafts[number]))
        for other, draft in enumerate(context.drafts)
        if draft.kind == context.drafts[number].kind
    )
    defined = any(
        acronym.long[0] <= start < acronym.long[1] or acronym.short[0] == start for acronym in context.doc._.acronyms
    )
    return [f"colon:{colon}:{first}", f"inside:{inside}", f"defined:{defined}:{context.in_title(number)}"]


def beaten_at(context: Context, number: int) -> tuple[int, int] | None:
    """The mention of an entity that the text says is beaten: it stands in a list behind ``outperforms`` or ``than``."""
    for start, end in context.spans[number]:
        low, high = context.reading.bounds[context.reading.sentence(start)]
        if list_edges(context, low, high, start, end)[0] in _BEATING:
            return start, end
    return None


_BEATING = frozenset(
    "outperform outperforms outperformed outperforming surpass surpasses surpassed surpassing exceed exceeds exceeding "
    "beat beats beating than over".split()
)


def assign_roles(context: Context) -> None:
    """Set ``types``, ``roles`` and ``role_scores`` of every draft."""
    head = context.model.heads.get("role")
    if head is None or not context.drafts:
        for draft in context.drafts:
            draft.types = ("Benchmark",) if draft.kind == "Data" else (draft.kind,)
        return
    rows = head.scores([role_features(context, number) for number in range(len(context.drafts))]).tolist()
    for number, (draft, row) in enumerate(zip(context.drafts, rows, strict=True)):
        draft.role_scores = dict(zip(head.labels, row, strict=True))
        decide(draft, context.model)
        for role in draft.roles:
            label = "USES data" if role == "USES" and draft.kind == "Data" else role
            token = _evidence(context, number, label)
            draft.roles[role] = (token, context.model.confidence(label, draft.role_scores[label]))
        beaten = beaten_at(context, number) if draft.kind == "Method" and "PROPOSES" not in draft.roles else None
        if beaten is not None:
            draft.roles = {"COMPARES": (beaten[0], context.model.confidence("beaten", 1.0))}


def decide(draft: Draft, model: Model) -> None:
    """Turn role scores into types and roles; the evidence of each role is still the first mention."""
    scores, place = draft.role_scores, (draft.spans[0][0], 0.0)
    draft.roles = {}
    if draft.kind == "Method":
        best = max(METHOD_ROLES, key=scores.__getitem__)
        if scores[best] >= model.threshold(best):
            draft.roles[best] = place
    elif draft.kind == "Task" and scores["ADDRESSES"] >= model.threshold("ADDRESSES"):
        draft.roles["ADDRESSES"] = place
    if draft.kind != "Data":
        draft.types = (draft.kind,)
        return
    types = [kind for kind in ("Dataset", "Benchmark") if scores[kind] >= model.threshold(kind)]
    draft.types = tuple(types) or (max(("Benchmark", "Dataset"), key=scores.__getitem__),)
    allowed = [role for role in _DATASET_ROLES if "Dataset" in draft.types]
    allowed += [role for role in _BENCHMARK_ROLES if "Benchmark" in draft.types and role not in allowed]
    for role in allowed:
        if scores[role] >= model.threshold(role):
            draft.roles[role.removesuffix(" data")] = place


def _evidence(context: Context, number: int, label: str) -> int:
    """The mention that speaks most for a role: the first token of the one whose surroundings score highest."""
    draft = context.drafts[number]
    spans = draft.spans[:_MOST_PLACES]
    if len(spans) == 1:
        return spans[0][0]
    head = context.model.heads["role"]
    rows = [[f"{draft.kind[:2]}|{feature}" for feature in place_features(context, *span)] for span in spans]
    column = head.scores(rows)[:, head.labels.index(label)]
    return spans[int(column.argmax())][0]


class RoleFinder:
    """The component: sets the roles of ``doc._.entities`` and ``doc._.context``."""

    def __init__(self, model: Callable[[], Model]) -> None:
        self._load = model

    @cached_property
    def model(self) -> Model:
        """What was learnt, read when it is first needed."""
        return self._load()

    def __call__(self, doc: Doc) -> Doc:
        """Find the roles of one document's entities."""
        doc._.context = make_context(doc, doc._.reading, doc._.entities, self.model)
        assign_roles(doc._.context)
        return doc


@Language.factory(
    "kg_roles", requires=["doc._.entities"], assigns=["doc._.entities", "doc._.context"], default_config={"data": ""}
)
def make_role_finder(nlp: Language, name: str, data: str) -> RoleFinder:  # noqa: ARG001
    """The factory; ``data`` is a model's folder, empty for the one in the package."""
    return RoleFinder(model_in(data))
