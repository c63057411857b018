"""Mentions: the tagger's, what acronyms and repeats add, and as candidates beside them the tagger's near misses.

``doc.spans["mentions"]`` holds the spans in text order, none overlapping another; its attributes ``scores`` and
``sources`` hold one entry a span. A candidate that no later step trusts is dropped when entities are made.
"""

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from kg.extract.document import Acronym
from kg.extract.links import find_links
from kg.extract.model import Learnt
from kg.extract.reading import Reading, read
from kg.extract.tagger import Floats, Tagged, tag

MENTIONS = "mentions"
_EDGE = frozenset(
    r"""{ } ~ $ * `` '' " “ ” ` , . : ; - – —
    a an the our this these and or in on for with by to from as its their than respectively
    \textbf \textit \emph \em \texttt \textsc""".split()
)
"""What a mention neither begins nor ends with."""
_DANGLING = frozenset("of at via using over into under between through across during within without that which".split())
"""What a mention does not end with: 1 of 15,600 annotated ones does. It may begin with it, as in over-smoothing."""
_FRONT, _BACK = _EDGE | frozenset(")]"), _EDGE | _DANGLING | frozenset("([")
"""What it does not begin with, and what it does not end with: of brackets the one whose other is outside."""


class MentionFinder(Learnt):
    """The component: lets the encoder read; sets ``doc.spans["mentions"]``, ``doc._.reading`` and ``doc._.tokens``."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the mentions of one document."""
        doc._.reading = read(doc)
        doc._.tokens, emissions = self.model.network.read(doc._.reading)
        spans = find_mentions(doc._.reading, doc._.acronyms, emissions)
        doc.spans[MENTIONS] = SpanGroup(
            doc,
            name=MENTIONS,
            spans=[Span(doc, span.start, span.end, label=span.kind) for span, _ in spans],
            attrs={"scores": [span.score for span, _ in spans], "sources": [source for _, source in spans]},
        )
        return doc


def find_mentions(reading: Reading, acronyms: Sequence[Acronym], emissions: Floats) -> list[tuple[Tagged, str]]:
    """Mentions and candidates in text order, each with its source; ``emissions`` are logits of tags (tokens, tags)."""
    chosen = _Chosen(reading, _blocked(reading))
    sure, *eager = tag(emissions, reading.bounds, _EAGERNESS)
    for span in sure:
        chosen.add(span, "tagger")
    _through_acronyms(acronyms, chosen)
    _repeats(reading, chosen)
    for number, spans in enumerate(eager, start=1):
        for span in spans:
            chosen.add(span, f"eager{number}")
    return sorted(chosen.spans, key=lambda item: item[0].start)


_EAGERNESS = (0.0, 2.0, 4.0)
"""How eagerly the tagger is asked for mentions, one time after the other; what it says later are candidates."""


class _Chosen:
    """Spans taken so far: trimmed, none overlapping an earlier one or a link."""

    def __init__(self, reading: Reading, blocked: list[bool]) -> None:
        self.spans: list[tuple[Tagged, str]] = []
        self._reading = reading
        self._taken = blocked

    def add(self, span: Tagged, source: str) -> None:
        """Take a span unless it is empty, too long to be a name, or in the way of another."""
        start, end = span.start, span.end
        words, lower = self._reading.words, self._reading.lower
        while start < end and (lower[start] in _FRONT or words[start].isspace()):
            start += 1
        while end > start and (words[end - 1] in _BACK or words[end - 1].isspace()):
            end -= 1
        if not 0 < end - start <= _LONGEST or any(self._taken[start:end]):
            return
        if not any(any(char.isalpha() for char in word) for word in words[start:end]):
            return
        self._taken[start:end] = [True] * (end - start)
        self.spans.append((Tagged(span.kind, start, end, span.score), source))


_LONGEST = 20
"""Mentions are at most so many tokens."""


def _blocked(reading: Reading) -> list[bool]:
    """Tokens that can be no part of a mention: links and line ends."""
    blocked = ["\n" in word for word in reading.words]
    links = iter(find_links(reading.text))
    link = next(links, None)
    for at, start in enumerate(reading.starts):
        while link is not None and start >= link[1]:
            link = next(links, None)
        if link is None:
            break
        blocked[at] |= link[0] <= start
    return blocked


def _through_acronyms(acronyms: Sequence[Acronym], chosen: _Chosen) -> None:
    """If one side of a definition is a mention, so is the other."""
    kinds = {(span.start, span.end): span for span, _ in chosen.spans}
    for acronym in acronyms:
        for here, there in ((acronym.short, acronym.long), (acronym.long, acronym.short)):
            if here in kinds and there not in kinds:
                span = kinds[here]
                chosen.add(Tagged(span.kind, there[0], there[1], span.score), "acronym")


def _repeats(reading: Reading, chosen: _Chosen) -> None:
    """What is a mention in one place is one wherever the same words stand."""
    places: dict[tuple[str, ...], Tagged] = {}
    for span, _ in chosen.spans:
        words = reading.words[span.start : span.end]
        key = words if len(words) == 1 and words[0] != words[0].lower() else tuple(word.lower() for word in words)
        if key not in places or places[key].score < span.score:
            places[key] = span
    by_first: dict[str, list[tuple[tuple[str, ...], Tagged]]] = {}
    for key, span in places.items():
        by_first.setdefault(key[0], []).append((key, span))
    for entries in by_first.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    for at, (word, lower) in enumerate(zip(reading.words, reading.lower, strict=True)):
        for first in (word, lower) if word != lower else (word,):
            for key, span in by_first.get(first, ()):
                there = reading.words if len(key) == 1 and key[0] != key[0].lower() else reading.lower
                if there[at : at + len(key)] == key:
                    chosen.add(Tagged(span.kind, at, at + len(key), span.score), "repeat")
                    break


@Language.factory("kg_mentions", assigns=["doc.spans", "doc._.reading", "doc._.tokens"], default_config={"data": ""})
def make_mentions(nlp: Language, name: str, data: str) -> MentionFinder:  # noqa: ARG001
    """The factory; ``data`` is a model's folder, empty for the one in the package."""
    return MentionFinder(data)
