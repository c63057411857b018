"""Grouping: the mentions of one thing become one entity, whatever form it takes.

Forms with equal folded words are one, so are the two sides of an acronym. Forms that share words (``report generation``
and ``radiology report generation``, ``SBFL`` and ``SBFL heuristics``) are put to a classifier. Candidates that the
tagger did not choose, and entities that it was unsure of, are put to another, which drops what is likely no entity.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.document import Draft, longest
from kg.extract.features import shape
from kg.extract.mentions import MENTIONS
from kg.extract.model import Model, model_in
from kg.extract.names import fold
from kg.extract.reading import Reading, sentence_place
from kg.extract.tagger import Tagged

_MOST_FORMS = 150
"""A text with more distinct forms than this is no abstract: its forms are grouped by their words alone."""

Key = tuple[str, ...]


@dataclass(slots=True)
class Form:
    """All mentions with the same folded words."""

    key: Key
    kind: str
    spans: list[tuple[Tagged, str]] = field(default_factory=list)


def forms_of(doc: Doc, spans: Sequence[tuple[Tagged, str]]) -> list[Form]:
    """The distinct forms among the mentions, in order of first mention; a form's kind is the one its scores favour."""
    forms: dict[Key, Form] = {}
    votes: dict[Key, dict[str, float]] = {}
    plain = {token.text for token in doc}
    for span, source in spans:
        key = _key(doc, span.start, span.end, plain)
        if not key:
            continue
        forms.setdefault(key, Form(key, span.kind)).spans.append((span, source))
        vote = votes.setdefault(key, {})
        vote[span.kind] = vote.get(span.kind, 0.0) + span.score + 1e-3
    for key, form in forms.items():
        form.kind = max(sorted(votes[key]), key=votes[key].__getitem__)
    return list(forms.values())


def _key(doc: Doc, start: int, end: int, plain: set[str]) -> Key:
    """The folded words of a form; as they stand if capitals spell an acronym in words that the text uses plainly.

    ``SElf-supERvised (SEER)`` is the name of a model, and not the ``self-supervised`` of the sentence before it.
    """
    words = [token.text for token in doc[start:end]]
    if any(word[1:] != word[1:].lower() and not word.isupper() and word.lower() in plain for word in words):
        return tuple(words)
    return fold(doc[start:end].text)


def known_pairs(doc: Doc, forms: Sequence[Form], model: Model) -> set[tuple[int, int]]:
    """Pairs of forms that an acronym joins: one that the text defines, or one that the field knows."""
    index = {form.key: number for number, form in enumerate(forms)}
    ends = {span.end: number for number, form in enumerate(forms) for span, _ in form.spans}
    pairs: set[tuple[int, int]] = set()
    plain = {token.text for token in doc}
    for acronym in doc._.acronyms:
        short = index.get(_key(doc, acronym.short[0], acronym.short[1], plain))
        long = index.get(_key(doc, acronym.long[0], acronym.long[1], plain))
        if long is None:
            long = ends.get(acronym.long[1])
        if short is not None and long is not None and short != long:
            pairs.add((min(short, long), max(short, long)))
    for number, form in enumerate(forms):
        for key in model.acronyms.expansions(form.key):
            other = index.get(key)
            if other is not None and other != number:
                pairs.add((min(number, other), max(number, other)))
    return pairs


def likely_pairs(forms: Sequence[Form]) -> list[tuple[int, int]]:
    """Pairs of forms of one kind that share a word or could be acronym and expansion."""
    if len(forms) > _MOST_FORMS:
        return []
    pairs = []
    for (left, a), (right, b) in combinations(enumerate(forms), 2):
        if a.kind == b.kind and (
            not set(a.key).isdisjoint(b.key) or _initials(a.key, b.key) or _initials(b.key, a.key)
        ):
            pairs.append((left, right))
    return pairs


def _initials(short: Key, long: Key) -> bool:
    if len(short) != 1 or len(long) < 2 or not 2 <= len(short[0]) <= 8:
        return False
    letters = iter("".join(word[0] + word[1:] for word in long))
    return short[0][0] == long[0][0] and all(char in letters for char in short[0])


def pair_features(doc: Doc, reading: Reading, left: Form, right: Form) -> list[str]:
    """What the ``same`` classifier sees of two forms."""
    a, b = (left, right) if len(left.key) <= len(right.key) else (right, left)
    small, large = set(a.key), set(b.key)
    extra = [word for word in b.key if word not in small]
    lost = [word for word in a.key if word not in large]
    pattern = _pattern(a.key, b.key)
    overlap = len(small & large) / len(small | large)
    text = doc[a.spans[0][0].start : a.spans[0][0].end].text
    first = min(a.spans[0][0].start, b.spans[0][0].start) == a.spans[0][0].start
    title = [int(reading.titled and form.spans[0][0].start < reading.bounds[0][1]) for form in (a, b)]
    features = [
        f"p:{pattern}",
        f"k:{a.kind}",
        f"pk:{pattern}:{a.kind}",
        f"pn:{pattern}:{min(len(extra), 4)}:{min(len(lost), 3)}",
        f"j:{int(overlap * 8)}",
        f"head:{b.key[-1]}",
        f"heads:{a.key[-1]}:{b.key[-1]}",
        f"a:{' '.join(a.key)}",
        f"shape:{pattern}:{shape(text)}",
        f"len:{len(a.key)}:{min(len(b.key), 6)}",
        f"order:{pattern}:{first}",
        f"title:{pattern}:{title}",
        f"count:{pattern}:{min(len(a.spans), 3)}:{min(len(b.spans), 3)}",
        f"gap:{pattern}:{_gap_bucket(a, b)}",
        f"digits:{any(any(char.isdigit() for char in word) for word in [*extra, *lost])}:{pattern}",
        f"initials:{_initials(a.key, b.key)}",
    ]
    features += [f"x:{word}" for word in extra] + [f"xp:{pattern}:{word}" for word in extra]
    features += [f"l:{word}" for word in lost] + [f"lk:{a.kind}:{word}" for word in lost]
    features += [f"xk:{a.kind}:{word}" for word in extra]
    return features


def _gap_bucket(a: Form, b: Form) -> int:
    return min(abs(a.spans[0][0].start - b.spans[0][0].start) // 25, 4)


def _pattern(a: Key, b: Key) -> str:
    if b[: len(a)] == a:
        return "prefix"
    if b[-len(a) :] == a:
        return "suffix"
    if set(a) <= set(b):
        return "inside" if a[-1] != b[-1] else "inside-head"
    if a[-1] == b[-1]:
        return "head"
    if a[0] == b[0]:
        return "first"
    return "share" if set(a) & set(b) else "none"


def merge(forms: Sequence[Form], pairs: Iterable[tuple[int, int]]) -> list[Draft]:
    """Join forms along pairs and make a draft of each group, in order of first mention."""
    root = list(range(len(forms)))

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    for left, right in pairs:
        a, b = find(left), find(right)
        root[max(a, b)] = min(a, b)
    groups: dict[int, list[Form]] = {}
    for number, form in enumerate(forms):
        groups.setdefault(find(number), []).append(form)
    drafts = [_draft(group) for group in groups.values()]
    return sorted(drafts, key=lambda draft: draft.spans)


def _draft(group: Sequence[Form]) -> Draft:
    votes: dict[str, float] = {}
    for form in group:
        for span, _ in form.spans:
            votes[form.kind] = votes.get(form.kind, 0.0) + span.score + 1e-3
    spans = sorted((span.start, span.end, span.score, source) for form in group for span, source in form.spans)
    return Draft(
        kind=max(sorted(votes), key=votes.__getitem__),
        spans=[(start, end) for start, end, _, _ in spans],
        keys=[form.key for form in group],
        score=max(score for _, _, score, _ in spans),
        sources=tuple(source for *_, source in spans),
        scores=tuple(score for _, _, score, _ in spans),
    )


def group(doc: Doc, reading: Reading, spans: Sequence[tuple[Tagged, str]], model: Model) -> list[Draft]:
    """The entities among the mentions, before the classifier that drops some."""
    forms = forms_of(doc, spans)
    pairs = known_pairs(doc, forms, model)
    same = model.heads.get("same")
    likely = [pair for pair in likely_pairs(forms) if pair not in pairs]
    if same is not None and likely:
        scores = same.scores([pair_features(doc, reading, forms[left], forms[right]) for left, right in likely])[:, 0]
        cut = model.threshold("same")
        pairs |= {pair for pair, score in zip(likely, scores.tolist(), strict=True) if score >= cut}
    return merge(forms, sorted(pairs))


def keep_features(doc: Doc, reading: Reading, draft: Draft, model: Model) -> list[str]:
    """What the ``keep`` classifier sees of an entity; every feature carries the entity's kind."""
    best = max(range(len(draft.spans)), key=lambda number: draft.scores[number])
    text = doc[draft.spans[best][0] : draft.spans[best][1]].text
    key = longest(draft)
    term = next((term for term in map(model.vocabulary.get, draft.keys) if term is not None), None)
    known = "-" if term is None else f"{term.kind}:{int(term.share * 5)}"
    papers = 0 if term is None else min(term.papers, 40).bit_length()
    tagged = sum(source == "tagger" for source in draft.sources)
    bucket = int(draft.score * 20)
    title = reading.titled and draft.spans[0][0] < reading.bounds[0][1]
    sentence = reading.sentence(draft.spans[0][0])
    features = [
        "bias",
        f"s:{bucket}",
        *(f"up:{limit}" for limit in range(0, bucket, 2)),
        f"src:{'+'.join(sorted(set(draft.sources)))}",
        f"n:{min(tagged, 4)}:{min(len(draft.spans), 5)}",
        f"forms:{min(len(draft.keys), 4)}",
        f"v:{known}",
        f"vs:{known}:{bucket // 3}",
        f"vp:{papers}",
        f"t:{title}:{bucket // 3}",
        f"sent:{sentence_place(reading, sentence)}",
        f"shape:{shape(text)}",
        f"shape-s:{shape(text)}:{bucket // 4}",
        f"head:{key[-1]}",
        f"first:{key[0]}",
        f"len:{min(len(key), 6)}",
        f"name:{' '.join(key)}",
        *(f"w:{word}" for word in key),
        *(
            f"c:{code}"
            for code in sorted({model.table.classes(word)[1] for word in reading.words[slice(*draft.spans[best])]})
        ),
    ]
    for start, end in draft.spans[:3]:
        features.extend(_surroundings(doc, reading, start, end, model))
    return [f"{draft.kind[:2]}|{feature}" for feature in features]


def _surroundings(doc: Doc, reading: Reading, start: int, end: int, model: Model) -> list[str]:
    """The words around a mention, their classes and the numbers in its sentence."""
    low, high = reading.bounds[reading.sentence(start)]
    left = [reading.lower[at] if at >= low else "^" for at in (start - 1, start - 2)]
    right = [reading.lower[at] if at < high else "$" for at in (end, end + 1)]
    codes = [model.table.classes(reading.words[at])[1] if low <= at < high else -2 for at in (start - 1, end)]
    gaps = [
        min(abs(number.start - end), abs(start - number.end)) for number in doc._.numbers if low <= number.start < high
    ]
    return [
        f"l1:{left[0]}",
        f"l12:{left[1]} {left[0]}",
        f"r1:{right[0]}",
        f"r12:{right[0]} {right[1]}",
        f"lr:{left[0]} {right[0]}",
        f"lc:{codes[0]}",
        f"rc:{codes[1]}",
        f"lcrc:{codes[0]} {codes[1]}",
        f"number:{min(min(gaps) // 3, 4) if gaps else '-'}",
    ]


class Grouper:
    """The component: sets ``doc._.entities``."""

    def __init__(self, model: Callable[[], Model]) -> None:
        self._load = model

    @cached_property
    def model(self) -> Model:
        """What was learnt, read when it is first needed."""
        return self._load()

    def __call__(self, doc: Doc) -> Doc:
        """Group the mentions of one document."""
        found = doc.spans[MENTIONS]
        scores, sources = found.attrs["scores"], found.attrs["sources"]
        spans = [
            (Tagged(span.label_, span.start, span.end, score), source)
            for span, score, source in zip(found, scores, sources, strict=True)
        ]
        doc._.entities = kept(doc, doc._.reading, group(doc, doc._.reading, spans, self.model), self.model)
        return doc


def kept(doc: Doc, reading: Reading, drafts: list[Draft], model: Model) -> list[Draft]:
    """The drafts that are likely entities, each with its confidence as score."""
    head = model.heads.get("keep")
    if head is None or not drafts:
        trusted = {"vocabulary", "pattern"} if model.tagger is None else {"tagger"}
        return [draft for draft in drafts if not trusted.isdisjoint(draft.sources)]
    scores = head.scores([keep_features(doc, reading, draft, model) for draft in drafts])[:, 0].tolist()
    chosen = []
    for draft, score in zip(drafts, scores, strict=True):
        draft.score = score
        if score >= model.threshold(f"keep {draft.kind}"):
            chosen.append(draft)
    return chosen


@Language.factory(
    "kg_entities", requires=["doc.spans", "doc._.acronyms"], assigns=["doc._.entities"], default_config={"data": ""}
)
def make_grouper(nlp: Language, name: str, data: str) -> Grouper:  # noqa: ARG001
    """The factory; ``data`` is a model's folder, empty for the one in the package."""
    return Grouper(model_in(data))
