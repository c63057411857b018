"""From an annotated document to an ``Extraction``: names for the entities, offsets and evidence for everything."""

from collections import Counter

from spacy.tokens import Doc

from kg.extract.document import Draft
from kg.extract.extraction import Entity, Evidence, Extraction, Mention, Relation, Result, Span
from kg.extract.names import singular
from kg.paper import Paper


def assemble(paper: Paper, doc: Doc, extractor: str) -> Extraction:
    """The extraction of one paper; every mention's text is what stands in ``paper.text`` at its span."""
    text = paper.text
    drafts: list[Draft] = doc._.entities
    names = unique_names(doc, text, drafts)
    entities = tuple(
        Entity(
            name,
            draft.types,
            tuple(_mention(doc, text, *span) for span in draft.spans),
            {role: Evidence(_sentence(doc, token), sure) for role, (token, sure) in draft.roles.items()},
        )
        for name, draft in zip(names, drafts, strict=True)
    )
    relations = tuple(
        Relation(
            names[statement.subject],
            statement.type,
            names[statement.object],
            Evidence(_sentence(doc, statement.token), statement.confidence),
        )
        for statement in doc._.statements
    )
    results = tuple(
        Result(
            outcome.number.value,
            outcome.number.unit,
            outcome.kind,
            _span(doc, outcome.number.start, outcome.number.end),
            Evidence(_sentence(doc, outcome.number.start), outcome.confidence),
            **{
                slot: None if at is None else names[at]
                for slot, at in (
                    ("method", outcome.method),
                    ("benchmark", outcome.benchmark),
                    ("task", outcome.task),
                    ("metric", outcome.metric),
                    ("baseline", outcome.baseline),
                )
            },
        )
        for outcome in doc._.outcomes
    )
    return Extraction(paper.id, extractor, entities, relations, results)


def unique_names(doc: Doc, text: str, drafts: list[Draft]) -> list[str]:
    """A name for each draft; one that another draft has already gives way to its longest mention, then to a number."""
    names: list[str] = []
    for draft in drafts:
        choices = [name_of(doc, text, draft)]
        choices += sorted(
            {_mention(doc, text, *span).text for span in draft.spans}, key=lambda form: (-len(form), form)
        )
        free = [choice for choice in choices if choice not in names]
        name, number = (free or choices)[0], 2
        while name in names:
            name, number = f"{choices[0]} ({number})", number + 1
        names.append(name)
    return names


def name_of(doc: Doc, text: str, draft: Draft) -> str:
    """The name that a graph should show, in the singular.

    An acronym names a system, a dataset or a metric; the long form names a concept that has both. Among forms of one
    sort one in lower case comes before one in capitals, then the commonest; ``Large language models``, which is how a
    sentence begins, is put in lower case.
    """
    forms = Counter(_mention(doc, text, *span).text for span in draft.spans)
    shorts = {form for form in forms if _is_short(form)}
    longs = set(forms) - shorts
    acronyms = {_mention(doc, text, *acronym.short).text for acronym in doc._.acronyms}
    own = "PROPOSES" in draft.roles or draft.kind in {"Data", "Metric"}
    if shorts and longs:
        concept = not own and any(form == form.lower() or form in acronyms for form in longs | (shorts & acronyms))
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


def _span(doc: Doc, start: int, end: int) -> Span:
    last = doc[end - 1]
    return Span(doc[start].idx, last.idx + len(last.text))


def _mention(doc: Doc, text: str, start: int, end: int) -> Mention:
    span = _span(doc, start, end)
    return Mention(text[span.start : span.end], span)


def _sentence(doc: Doc, token: int) -> Span:
    """The sentence of a token without the space around it."""
    start, end = doc._.reading.bounds[doc._.reading.sentence(token)]
    while end - start > 1 and doc[end - 1].is_space:
        end -= 1
    while end - start > 1 and doc[start].is_space:
        start += 1
    return _span(doc, start, end)
