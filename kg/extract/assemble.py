"""From an annotated document to an ``Extraction``: names for the entities, offsets and evidence for everything."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from kg.extract.document import Acronym, Draft, Outcome, Statement, slots_of
from kg.extract.extraction import Entity, Evidence, Extraction, Mention, Relation, Result, Span
from kg.extract.names import singular
from kg.extract.reading import Reading
from kg.paper import Paper


def assemble(paper: Paper, doc: Doc, extractor: str) -> Extraction:
    """The extraction of one paper; every mention's text is what stands in ``paper.text`` at its span."""
    found = Found(doc._.reading, doc._.acronyms, doc._.entities, doc._.statements, doc._.outcomes)
    return extraction_of(paper, found, extractor)


@dataclass(frozen=True, slots=True)
class Found:
    """What the components leave of one document; ``statements`` and ``outcomes`` name drafts that are kept alone."""

    reading: Reading
    acronyms: Sequence[Acronym]
    drafts: Sequence[Draft]
    statements: Sequence[Statement]
    outcomes: Sequence[Outcome]


def extraction_of(paper: Paper, found: Found, extractor: str) -> Extraction:
    """The same without a spaCy document."""
    reading, text = found.reading, paper.text
    drafts = [draft for draft in found.drafts if draft.kept]
    kept = unique_names(reading, found.acronyms, drafts)
    chosen = iter(kept)
    names = [next(chosen) if draft.kept else "" for draft in found.drafts]
    entities = tuple(
        Entity(
            name,
            draft.types,
            tuple(_mention(reading, text, *span) for span in draft.spans),
            {role: Evidence(_sentence(reading, token), sure) for role, (token, sure) in draft.roles.items()},
        )
        for name, draft in zip(kept, drafts, strict=True)
    )
    relations = tuple(
        Relation(
            names[statement.subject],
            statement.type,
            names[statement.object],
            Evidence(_sentence(reading, statement.token), statement.confidence),
        )
        for statement in found.statements
    )
    results = tuple(
        Result(
            outcome.number.value,
            outcome.number.unit,
            outcome.kind,
            _span(reading, outcome.number.start, outcome.number.end),
            Evidence(_sentence(reading, outcome.number.start), outcome.confidence),
            **{slot: None if at is None else names[at] for slot, at in slots_of(outcome).items()},
        )
        for outcome in found.outcomes
    )
    return Extraction(paper.id, extractor, entities, relations, results)


def unique_names(reading: Reading, acronyms: Sequence[Acronym], drafts: Sequence[Draft]) -> list[str]:
    """A name for each draft; one that another draft has already gives way to its longest mention, then to a number."""
    names: list[str] = []
    for draft in drafts:
        choices = [name_of(reading, acronyms, draft)]
        choices += sorted({reading.stretch(*span) for span in draft.spans}, key=lambda form: (-len(form), form))
        free = [choice for choice in choices if choice not in names]
        name, number = (free or choices)[0], 2
        while name in names:
            name, number = f"{choices[0]} ({number})", number + 1
        names.append(name)
    return names


def name_of(reading: Reading, acronyms: Sequence[Acronym], draft: Draft) -> str:
    """The name that a graph should show, in the singular.

    An acronym names a system, a dataset or a metric; the long form names a concept that has both. Among forms of one
    sort one in lower case comes before one in capitals, then the commonest; ``Large language models``, which is how a
    sentence begins, is put in lower case.
    """
    forms = Counter(reading.stretch(*span) for span in draft.spans)
    shorts = {form for form in forms if _is_short(form)}
    longs = set(forms) - shorts
    defined = {reading.stretch(*acronym.short) for acronym in acronyms}
    own = "PROPOSES" in draft.roles or draft.kind in {"Data", "Metric"}
    if shorts and longs:
        concept = not own and any(form == form.lower() or form in defined for form in longs | (shorts & defined))
        pool = longs if concept and any(len(form.split()) > 1 for form in longs) else shorts
    else:
        pool = shorts or longs
    best = min(pool, key=lambda form: (form != form.lower(), -forms[form], len(form), form))
    if draft.kind in {"Method", "Task", "Metric"}:
        best = singular(best)
        first, space, rest = best.partition(" ")
        if space and rest == rest.lower() and first == first.capitalize() and first.isalpha():
            best = f"{first.lower()} {rest}"
    return " ".join(best.split()) or best


def _is_short(form: str) -> bool:
    """Whether a form is one word with capitals or digits inside, as acronyms and names of systems are."""
    return len(form.split()) == 1 and any(char.isupper() or char.isdigit() for char in form[1:])


def _span(reading: Reading, start: int, end: int) -> Span:
    return Span(reading.starts[start], reading.starts[end - 1] + len(reading.words[end - 1]))


def _mention(reading: Reading, text: str, start: int, end: int) -> Mention:
    span = _span(reading, start, end)
    return Mention(text[span.start : span.end], span)


def _sentence(reading: Reading, token: int) -> Span:
    """The sentence of a token without the space around it."""
    start, end = reading.bounds[reading.sentence(token)]
    while end - start > 1 and reading.words[end - 1].isspace():
        end -= 1
    while end - start > 1 and reading.words[start].isspace():
        start += 1
    return _span(reading, start, end)
