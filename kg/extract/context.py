"""What stands around mentions: the shared vocabulary of features for roles, relations and results."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from kg.extract.cues import cue
from kg.extract.document import Draft, longest
from kg.extract.features import shape
from kg.extract.model import Model
from kg.extract.reading import Reading, sentence_place

MOST_SPANS = 16


@dataclass(frozen=True, slots=True)
class Context:
    """A document with its drafts: where they stand, and what of each token the features need."""

    doc: Doc
    reading: Reading
    drafts: Sequence[Draft]
    model: Model
    owner: tuple[int, ...]
    """The draft whose mention holds a token, -1 for none."""
    classes: tuple[int, ...]
    """The middle word class of each token."""
    spans: tuple[tuple[tuple[int, int], ...], ...]
    """For each draft its first mentions; those beyond MOST_SPANS add nothing and cost time in long texts."""
    sentences: tuple[tuple[int, ...], ...]
    """For each draft the sentence of each of these."""
    ranks: tuple[int, ...]
    """For each draft how many drafts of its kind come before it."""

    def name(self, draft: int) -> str:
        """The folded words of a draft's longest form."""
        return " ".join(longest(self.drafts[draft]))

    def in_title(self, draft: int) -> bool:
        """Whether a draft is named in the title."""
        return self.reading.titled and self.sentences[draft][0] == 0

    def words_at(self, token: int) -> str:
        """The word at a token, a kind in brackets inside another mention, ``^`` or ``$`` outside the text."""
        if token < 0:
            return "^"
        if token >= len(self.owner):
            return "$"
        if self.owner[token] >= 0:
            return f"<{self.drafts[self.owner[token]].kind}>"
        return self.reading.lower[token]

    def class_at(self, token: int) -> int:
        """The middle class of the word at a token; -2 outside the text."""
        return self.classes[token] if 0 <= token < len(self.classes) else -2


def make_context(doc: Doc, reading: Reading, drafts: Sequence[Draft], model: Model) -> Context:
    """The context of a document's drafts."""
    owner = [-1] * len(doc)
    for number, draft in enumerate(drafts):
        for start, end in draft.spans:
            owner[start:end] = [number] * (end - start)
    seen: dict[str, int] = {}
    ranks = []
    for draft in drafts:
        ranks.append(seen.get(draft.kind, 0))
        seen[draft.kind] = ranks[-1] + 1
    return Context(
        doc=doc,
        reading=reading,
        drafts=drafts,
        model=model,
        owner=tuple(owner),
        classes=tuple(model.table.classes(word)[1] for word in reading.words),
        spans=tuple(tuple(draft.spans[:MOST_SPANS]) for draft in drafts),
        sentences=tuple(tuple(reading.sentence(start) for start, _ in draft.spans[:MOST_SPANS]) for draft in drafts),
        ranks=tuple(ranks),
    )


def place_features(context: Context, start: int, end: int) -> list[str]:
    """What stands around one mention: words, their classes, cues in its sentence and the sentence's place."""
    reading = context.reading
    number = reading.sentence(start)
    low, high = reading.bounds[number]
    word, kind = context.words_at, context.class_at
    left = [word(start - step) if start - step >= low else "^" for step in (1, 2, 3)]
    right = [word(end + step) if end + step < high else "$" for step in (0, 1, 2)]
    features = [
        f"l1:{left[0]}",
        f"l2:{left[1]}",
        f"l3:{left[2]}",
        f"l12:{left[1]} {left[0]}",
        f"l123:{left[2]} {left[1]} {left[0]}",
        f"r1:{right[0]}",
        f"r2:{right[1]}",
        f"r12:{right[0]} {right[1]}",
        f"lr:{left[0]} {right[0]}",
        f"lc:{kind(start - 1)}",
        f"lc2:{kind(start - 2)}",
        f"rc:{kind(end)}",
        f"rc2:{kind(end + 1)}",
        f"lcc:{kind(start - 2)} {kind(start - 1)}",
        f"sent:{sentence_place(reading, number)}",
    ]
    nearest_left = nearest_right = ""
    for at in range(low, high):
        sign = cue(reading.lower[at])
        if sign is None or start <= at < end:
            continue
        if at < start:
            nearest_left = sign
            features.append(f"cl:{sign}")
        else:
            nearest_right = nearest_right or sign
            features.append(f"cr:{sign}")
    features += [f"nl:{nearest_left}", f"nr:{nearest_right}", f"nlr:{nearest_left}:{nearest_right}"]
    opening, closing = list_edges(context, low, high, start, end)
    features += [
        f"open:{opening}",
        f"openc:{cue(opening) or '-'}:{nearest_left}",
        f"close:{closing}",
        f"edges:{opening} {closing}",
    ]
    verb = _verb_before(reading, low, start)
    features += [f"verb:{verb}", f"verbs:{verb}:{sentence_place(reading, number)}"]
    if number == 0 and reading.titled:
        head = reading.words[low:high]
        colon = low + head.index(":") if ":" in head else -1
        place = "none" if colon < 0 else "before" if start < colon else "after"
        features += [f"title:{place}:{start == low}", f"title-l1:{place}:{left[0]}"]
    return features


def list_edges(context: Context, low: int, high: int, start: int, end: int) -> tuple[str, str]:
    """The words before and behind the list of names that a mention stands in: before A in ``beats A, B and C by``."""
    kind = context.words_at(start)
    left, right = start - 1, end
    while left >= low and context.words_at(left) in {kind, ",", "and", "or", "both", "~", "-", "/"}:
        left -= 1
    while right < high and context.words_at(right) in {kind, ",", "and", "or", "~", "-", "/"}:
        right += 1
    before = context.words_at(left) if left >= low else "^"
    return before, context.words_at(right) if right < high else "$"


_TELLING = frozenset(
    "propose develop use base outperform compare study train achieve improve with release part reduce name existing "
    "fail".split()
)
"""Cues that tell what the sentence does with what follows."""


def _verb_before(reading: Reading, low: int, start: int) -> str:
    """The cue of the last telling word before a mention, with how far it is."""
    for at in range(start - 1, low - 1, -1):
        sign = cue(reading.lower[at])
        if sign in _TELLING:
            return f"{sign}:{min((start - at) // 3, 4)}"
    return ""


def draft_features(context: Context, number: int) -> list[str]:
    """What is known of an entity as a whole: its words, shape, how often and where it is named, how known it is."""
    draft = context.drafts[number]
    key = longest(draft)
    start, end = draft.spans[0]
    text = context.doc[start:end].text
    sentences = context.sentences[number]
    term = next((term for term in map(context.model.vocabulary.get, draft.keys) if term is not None), None)
    papers = 0 if term is None else min(term.papers, 200).bit_length()
    form = shape(text)
    named = "X" in form[1:] or "0" in form or form.startswith("X1")
    total = sum(other.kind == draft.kind for other in context.drafts)
    most = max(len(other.spans) for other in context.drafts if other.kind == draft.kind)
    return [
        "bias",
        f"name:{' '.join(key)}",
        f"head:{key[-1]}",
        f"first:{key[0]}",
        *(f"w:{word}" for word in key),
        f"shape:{form}",
        f"named:{named}:{papers}",
        f"papers:{papers}",
        f"count:{min(len(draft.spans), 6)}",
        f"sents:{min(len(set(sentences)), 5)}",
        f"forms:{min(len(draft.keys), 4)}",
        f"title:{context.in_title(number)}",
        f"tn:{context.in_title(number)}:{named}:{min(papers, 3)}",
        f"fs:{min(sentences[0], 6)}",
        f"fs-named:{sentence_place(context.reading, sentences[0])}:{named}:{min(papers, 3)}",
        f"rank:{min(context.ranks[number], 6)}:{min(total, 8)}",
        f"rank1:{min(context.ranks[number], 6)}",
        f"most:{len(draft.spans) == most}:{min(most, 4)}",
        f"sure:{int(draft.score * 10)}",
        f"len:{min(len(key), 6)}",
    ]
