"""What the components of the pipeline hand on to each other: extension attributes of the spaCy ``Doc``.

``doc._.title_end``  offset in characters where the title ends; None for a text without one
``doc._.reading``    ``Reading``, set with the mentions
``doc._.tokens``     what the encoder makes of the tokens, floats (tokens, width)
``doc._.numbers``    tuple of ``Number``
``doc._.acronyms``   tuple of ``Acronym``
``doc._.entities``   list of ``Draft``, ordered by first mention; candidates until ``kept`` says which are entities
``doc._.structure``  ``Structure``
``doc._.statements`` list of ``Statement``
``doc._.outcomes``   list of ``Outcome``
``doc.spans["mentions"]`` the mentions, labelled Method, Data, Task or Metric; Data is Dataset or Benchmark, told later
"""

from dataclasses import dataclass, field

from spacy.tokens import Doc

from kg.extract.extraction import SLOTS

KINDS = ("Method", "Data", "Task", "Metric")
SOURCES = ("tagger", "acronym", "repeat", "eager1", "eager2")
"""Who found a mention, the surest first."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the text: ``value`` and ``unit`` as a result holds them, and the tokens that it takes."""

    value: str
    unit: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Acronym:
    """A short form and the long form that the text defines it by, as token spans."""

    short: tuple[int, int]
    long: tuple[int, int]


@dataclass(slots=True)
class Draft:
    """An entity in the making: ``spans`` of tokens in text order, ``roles`` with token of evidence and confidence.

    ``keys`` are its forms in folded words, ``sources`` say who found each mention.
    """

    kind: str
    spans: list[tuple[int, int]]
    keys: list[tuple[str, ...]]
    score: float
    sources: tuple[str, ...] = ()
    kept: bool = False
    types: tuple[str, ...] = ()
    roles: dict[str, tuple[int, float]] = field(default_factory=dict)


def longest(draft: Draft) -> tuple[str, ...]:
    """The folded words of a draft's longest form, the first of several."""
    best = draft.keys[0]
    for key in draft.keys:
        if len(key) > len(best):
            best = key
    return best


@dataclass(frozen=True, slots=True)
class Statement:
    """A relation between two drafts (indices), the token that its sentence holds, and its confidence."""

    subject: int
    type: str
    object: int
    token: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result in the making: its number, its kind and the drafts (indices) in its slots."""

    number: Number
    kind: str
    confidence: float
    method: int | None = None
    benchmark: int | None = None
    task: int | None = None
    metric: int | None = None
    baseline: int | None = None


def slots_of(outcome: Outcome) -> dict[str, int | None]:
    """The slots of an outcome by name."""
    return {slot: getattr(outcome, slot) for slot in SLOTS}


for _name in (
    "title_end",
    "reading",
    "tokens",
    "structure",
    "numbers",
    "acronyms",
    "entities",
    "statements",
    "outcomes",
):
    Doc.set_extension(_name, default=None, force=True)
