"""Grouping: the mentions of one thing become one entity, whatever form it takes.

Forms with equal folded words are one, so are the two sides of an acronym. Forms that share words (``report generation``
and ``radiology report generation``, ``SBFL`` and ``SBFL heuristics``) are put to a classifier, but a variant
(``ResNet-50``) is never one with its model or with another variant of it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.acronymtable import AcronymTable
from kg.extract.document import Acronym, Draft
from kg.extract.mentions import MENTIONS
from kg.extract.model import Learnt, Lexicon
from kg.extract.names import fold, shape
from kg.extract.reading import Reading
from kg.extract.tagger import Tagged

_MOST_FORMS = 150
"""A text with more distinct forms than this is no abstract: its forms are grouped by their words alone."""
_SIZES = frozenset("nano tiny mini small base medium large huge giant xs xl xxl".split())
"""Words that tell a variant from its model; numbers and single capital letters do so too."""

Key = tuple[str, ...]


@dataclass(slots=True)
class Form:
    """All mentions with the same folded words; ``bases`` are these words and those of what it is a variant of."""

    key: Key
    kind: str
    spans: list[tuple[Tagged, str]] = field(default_factory=list)
    bases: frozenset[Key] = frozenset()


def forms_of(reading: Reading, spans: Sequence[tuple[Tagged, str]]) -> list[Form]:
    """The distinct forms among the mentions, in order of first mention; a form's kind is the one its scores favour."""
    forms: dict[Key, Form] = {}
    votes: dict[Key, dict[str, float]] = {}
    plain = frozenset(reading.words)
    for span, source in spans:
        key = _key(reading, span.start, span.end, plain)
        if not key:
            continue
        if key not in forms:
            forms[key] = Form(key, span.kind, bases=_bases(key, reading.stretch(span.start, span.end)))
        forms[key].spans.append((span, source))
        vote = votes.setdefault(key, {})
        vote[span.kind] = vote.get(span.kind, 0.0) + span.score + 1e-3
    for key, form in forms.items():
        form.kind = max(sorted(votes[key]), key=votes[key].__getitem__)
    return list(forms.values())


def _key(reading: Reading, start: int, end: int, plain: frozenset[str]) -> Key:
    """The folded words of a form; as they stand if capitals spell an acronym in words that the text uses plainly.

    ``SElf-supERvised (SEER)`` is the name of a model, and not the ``self-supervised`` of the sentence before it.
    """
    words = reading.words[start:end]
    if any(word[1:] != word[1:].lower() and not word.isupper() and word.lower() in plain for word in words):
        return words
    return fold(reading.stretch(start, end))


def known_pairs(
    reading: Reading, acronyms: Sequence[Acronym], forms: Sequence[Form], table: AcronymTable
) -> set[tuple[int, int]]:
    """Pairs of forms that an acronym joins: one that the text defines, or one that the field knows."""
    index = {form.key: number for number, form in enumerate(forms)}
    ends = {span.end: (span.start, number) for number, form in enumerate(forms) for span, _ in form.spans}
    pairs: set[tuple[int, int]] = set()
    plain = frozenset(reading.words)
    for acronym in acronyms:
        short = index.get(_key(reading, acronym.short[0], acronym.short[1], plain))
        long = index.get(_key(reading, acronym.long[0], acronym.long[1], plain))
        if long is None and acronym.long[1] in ends:
            start, number = ends[acronym.long[1]]
            long = number if 2 * (acronym.long[1] - start) > acronym.long[1] - acronym.long[0] else None
        if short is not None and long is not None and short != long:
            pairs.add((min(short, long), max(short, long)))
    for number, form in enumerate(forms):
        for key in table.expansions(form.key):
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


def pair_features(reading: Reading, left: Form, right: Form) -> list[str]:
    """What the ``same`` classifier sees of two forms."""
    a, b = (left, right) if len(left.key) <= len(right.key) else (right, left)
    small, large = set(a.key), set(b.key)
    extra = [word for word in b.key if word not in small]
    lost = [word for word in a.key if word not in large]
    pattern = _pattern(a.key, b.key)
    overlap = len(small & large) / len(small | large)
    text = reading.stretch(a.spans[0][0].start, a.spans[0][0].end)
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


def _bases(key: Key, text: str) -> frozenset[Key]:
    """A form, and what is left of it as its last words are taken away while they are the mark of a variant."""
    bases = {key}
    for end in range(len(key) - 1, 0, -1):
        word = key[end]
        letter = len(word) == 1 and re.search(rf"[^A-Za-z]{re.escape(word.upper())}", text)
        if not (letter or word in _SIZES or any(map(str.isdigit, word))):
            break
        bases.add(key[:end])
    return frozenset(bases)


def merge(forms: Sequence[Form], pairs: Iterable[tuple[int, int]]) -> list[Draft]:
    """Join forms along pairs and make a draft of each group, in order of first mention.

    A pair that would put a thing and its variant, or two variants of it, into one group is left out.
    """
    groups = {number: [number] for number in range(len(forms))}
    bases = {number: set(form.bases) for number, form in enumerate(forms)}
    root = list(groups)
    for pair in pairs:
        a, b = sorted(root[number] for number in pair)
        if a == b or not bases[a].isdisjoint(bases[b]):
            continue
        for number in groups[b]:
            root[number] = a
        groups[a] += groups.pop(b)
        bases[a] |= bases.pop(b)
    drafts = [_draft([forms[number] for number in sorted(group)]) for group in groups.values()]
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
    )


def group(
    reading: Reading, acronyms: Sequence[Acronym], spans: Sequence[tuple[Tagged, str]], model: Lexicon
) -> list[Draft]:
    """The candidates among the mentions, those of one thing as one."""
    forms = forms_of(reading, spans)
    pairs = known_pairs(reading, acronyms, forms, model.acronyms)
    likely = [pair for pair in likely_pairs(forms) if pair not in pairs]
    if model.same is not None and likely:
        scores = model.same.scores([pair_features(reading, forms[left], forms[right]) for left, right in likely])[:, 0]
        pairs |= {pair for pair, score in zip(likely, scores.tolist(), strict=True) if score >= model.same_from}
    return merge(forms, sorted(pairs))


class Grouper(Learnt):
    """The component: sets ``doc._.entities``."""

    def __call__(self, doc: Doc) -> Doc:
        """Group the mentions of one document."""
        found = doc.spans[MENTIONS]
        scores, sources = found.attrs["scores"], found.attrs["sources"]
        spans = [
            (Tagged(span.label_, span.start, span.end, score), source)
            for span, score, source in zip(found, scores, sources, strict=True)
        ]
        doc._.entities = group(doc._.reading, doc._.acronyms, spans, self.model.lexicon)
        return doc


@Language.factory(
    "kg_entities", requires=["doc.spans", "doc._.acronyms"], assigns=["doc._.entities"], default_config={"data": ""}
)
def make_grouper(nlp: Language, name: str, data: str) -> Grouper:  # noqa: ARG001
    """The factory; ``data`` is a model's folder, empty for the one in the package."""
    return Grouper(data)
