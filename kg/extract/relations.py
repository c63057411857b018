"""Relations between entities: OUTPERFORMS, BASED_ON, PART_OF, USED_FOR and SUBTASK_OF, in a sentence or across them."""

from collections.abc import Callable
from functools import cached_property
from itertools import permutations

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.context import Context
from kg.extract.cues import cue
from kg.extract.document import Statement, longest
from kg.extract.model import Model, model_in
from kg.extract.reading import sentence_place

RELATION_LABELS = ("OUTPERFORMS", "BASED_ON", "PART_OF", "USED_FOR", "SUBTASK_OF")
_ENDS = {
    "OUTPERFORMS": ("Method", "Method"),
    "BASED_ON": ("Method", "Method"),
    "PART_OF": ("Method", "Method"),
    "USED_FOR": ("Method", "Task"),
    "SUBTASK_OF": ("Task", "Task"),
}
_MOST_OF_A_KIND = 25
"""Entities of a kind beyond so many enter no relation: no abstract names that many, and pairs grow with the square."""
_ROLES = ("PROPOSES", "USES", "COMPARES", "ADDRESSES")


def candidate_pairs(context: Context) -> list[tuple[int, int]]:
    """Ordered pairs of entities that a relation could join."""
    methods = [number for number, draft in enumerate(context.drafts) if draft.kind == "Method"][:_MOST_OF_A_KIND]
    tasks = [number for number, draft in enumerate(context.drafts) if draft.kind == "Task"][:_MOST_OF_A_KIND]
    return [
        *permutations(methods, 2),
        *((method, task) for method in methods for task in tasks),
        *permutations(tasks, 2),
    ]


def pair_features(context: Context, left: int, right: int, entity: dict[int, list[str]]) -> list[str]:
    """What the ``relation`` classifier sees of an ordered pair; ``entity`` keeps what is known of each end."""
    drafts = context.drafts
    kind = drafts[left].kind[0] + drafts[right].kind[0]
    for end in (left, right):
        if end not in entity:
            entity[end] = _end_features(context, end)
    a, b = entity[left], entity[right]
    features = [*(f"a:{feature}" for feature in a), *(f"b:{feature}" for feature in b)]
    features += [f"ab:{x}:{y}" for x in a[:4] for y in b[:4]]
    features += _joint(context, left, right)
    return [f"{kind}|{feature}" for feature in features]


def _end_features(context: Context, number: int) -> list[str]:
    """What a relation needs of one end; the first four are crossed with those of the other end."""
    draft = context.drafts[number]
    scores = draft.role_scores
    best = max(_ROLES, key=lambda role: scores.get(role, 0.0))
    key = longest(draft)
    same_best = [
        other
        for other, peer in enumerate(context.drafts)
        if peer.kind == draft.kind and peer.role_scores.get(best, 0.0) >= 0.5
    ]
    rank = same_best.index(number) if number in same_best else -1
    return [
        f"role:{best}",
        f"rolerank:{best}:{min(rank, 3)}",
        f"title:{context.in_title(number)}:{best}",
        f"roles:{best}:{int(scores.get(best, 0.0) * 5)}",
        f"many:{best}:{min(len(same_best), 5)}:{min(rank, 3)}",
        f"count:{min(len(draft.spans), 4)}",
        f"head:{key[-1]}",
        f"name:{' '.join(key)}",
        *(f"score:{role}:{int(scores.get(role, 0.0) * 4)}" for role in _ROLES),
        f"sure:{int(draft.score * 5)}",
        f"fs:{sentence_place(context.reading, context.sentences[number][0])}",
    ]


def _joint(context: Context, left: int, right: int) -> list[str]:
    """What the text between and around two entities says, from the sentence where they stand closest."""
    drafts, reading = context.drafts, context.reading
    a_key, b_key = longest(drafts[left]), longest(drafts[right])
    shared = len(set(a_key) & set(b_key))
    inside = "a<b" if set(a_key) < set(b_key) else "b<a" if set(b_key) < set(a_key) else "some" if shared else "none"
    features = [f"inside:{inside}", f"share:{min(shared, 3)}", f"heads:{a_key[-1]}:{b_key[-1]}"]
    common = set(context.sentences[left]) & set(context.sentences[right])
    features.append(f"common:{min(len(common), 3)}")
    if not common:
        gap = min(abs(x - y) for x in set(context.sentences[left]) for y in set(context.sentences[right]))
        return [
            *features,
            f"apart:{min(gap, 5)}",
            f"apart-order:{context.sentences[left][0] < context.sentences[right][0]}",
        ]
    _, a_span, b_span = closest(context, left, right)
    order = a_span < b_span
    low, high = (a_span[1], b_span[0]) if order else (b_span[1], a_span[0])
    between = [context.words_at(at) for at in range(low, min(high, low + 40))]
    number = reading.sentence(a_span[0])
    start, end = reading.bounds[number]
    features += [
        f"order:{order}",
        f"dist:{order}:{min((high - low) // 2, 8)}",
        f"place:{sentence_place(reading, number)}:{order}",
        f"before:{order}:{context.words_at(min(a_span[0], b_span[0]) - 1)}",
        f"after:{order}:{context.words_at(max(a_span[1], b_span[1]))}",
        f"first:{order}:{between[0] if between else '-'}",
        f"last:{order}:{between[-1] if between else '-'}",
        f"kinds:{order}:{sum(word.startswith('<') for word in between)}",
    ]
    if len(between) <= 5:
        features.append(f"between:{order}:{' '.join(between)}")
    features += [f"bw:{order}:{word}" for word in sorted(set(between))[:25]]
    features += [f"bc:{order}:{sign}" for sign in sorted({cue(word) or "" for word in between} - {""})]
    features += [
        f"bk:{order}:{code}" for code in sorted({context.class_at(at) for at in range(low, min(high, low + 15))})
    ]
    outside = [*range(max(start, min(a_span[0], b_span[0]) - 12), min(a_span[0], b_span[0]))]
    features += [f"oc:{order}:{sign}" for sign in sorted({cue(reading.lower[at]) or "" for at in outside} - {""})]
    behind = range(max(a_span[1], b_span[1]), min(end, max(a_span[1], b_span[1]) + 8))
    features += [f"pc:{order}:{sign}" for sign in sorted({cue(reading.lower[at]) or "" for at in behind} - {""})]
    return features


def closest(context: Context, left: int, right: int) -> tuple[int, tuple[int, int], tuple[int, int]]:
    """Distance and spans of the two mentions that stand closest, those in one sentence first."""
    best = None
    for a, a_sentence in zip(context.spans[left], context.sentences[left], strict=True):
        for b, b_sentence in zip(context.spans[right], context.sentences[right], strict=True):
            gap = (abs(a_sentence - b_sentence), b[0] - a[1] if a < b else a[0] - b[1])
            if best is None or gap < best[0]:
                best = (gap, a, b)
    if best is None:
        raise ValueError(f"entities {left} and {right} of {len(context.drafts)}: one has no mention")
    return best[0][1], best[1], best[2]


def find_relations(context: Context) -> list[Statement]:
    """The relations between the drafts, in order of their ends.

    Two drafts have one relation at most: the one whose score is furthest above its threshold, for a text hardly ever
    says that a thing is part of what it outperforms.
    """
    found: dict[tuple[int, int], tuple[float, Statement]] = {}
    for statement, score in possible_relations(context):
        lead = score / context.model.threshold(statement.type)
        pair = (min(statement.subject, statement.object), max(statement.subject, statement.object))
        if lead >= 1.0 and (pair not in found or found[pair][0] < lead):
            found[pair] = (lead, statement)
    return sorted((one for _, one in found.values()), key=lambda one: (one.subject, one.object))


def possible_relations(context: Context) -> list[tuple[Statement, float]]:
    """Every relation that might be between two drafts, with its raw score."""
    head = context.model.heads.get("relation")
    pairs = candidate_pairs(context)
    if head is None or not pairs:
        return []
    entity: dict[int, list[str]] = {}
    scores = head.scores([pair_features(context, left, right, entity) for left, right in pairs])
    found = []
    for (left, right), row in zip(pairs, scores.tolist(), strict=True):
        ends = (context.drafts[left].kind, context.drafts[right].kind)
        for label, score in zip(head.labels, row, strict=True):
            if score >= _POSSIBLE and _ENDS[label] == ends:
                token = closest(context, left, right)[1][0]
                sure = context.model.confidence(label, score)
                found.append((Statement(left, label, right, token, sure), score))
    return found


_POSSIBLE = 0.02
"""Relations that score less are none."""


class RelationFinder:
    """The component: sets ``doc._.statements``."""

    def __init__(self, model: Callable[[], Model]) -> None:
        self._load = model

    @cached_property
    def model(self) -> Model:
        """What was learnt, read when it is first needed."""
        return self._load()

    def __call__(self, doc: Doc) -> Doc:
        """Find the relations of one document."""
        doc._.statements = find_relations(doc._.context)
        return doc


@Language.factory("kg_relations", requires=["doc._.context"], assigns=["doc._.statements"], default_config={"data": ""})
def make_relation_finder(nlp: Language, name: str, data: str) -> RelationFinder:  # noqa: ARG001
    """The factory; ``data`` is a model's folder, empty for the one in the package."""
    return RelationFinder(model_in(data))
