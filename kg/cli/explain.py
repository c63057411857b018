"""``kg extract --explain``: one abstract with its mentions in the colours of their types, and what was read from it."""

from collections.abc import Iterator
from html import escape

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from spacy import displacy

from kg.extract import SLOTS, Entity, Extraction, Result
from kg.paper import Paper
from schema import NODE_TYPES

_RESULT = NODE_TYPES["Result"].colour


def explain(paper: Paper, extraction: Extraction) -> RenderableType:
    """The text with its mentions coloured, then entities, relations and results, each with its confidence."""
    text = Text(paper.text)
    for start, end, label in _marks(extraction):
        text.stylize(f"bold {NODE_TYPES[label].colour}", start, end)
    text.stylize("underline", 0, len(paper.title))
    return Group(text, *(part for table in _tables(extraction) if table.row_count for part in (Text(), table)))


def _tables(extraction: Extraction) -> Iterator[Table]:
    entities = _table("Entities", "entity", "type", "role")
    for entity in extraction.entities:
        roles = ", ".join(f"{role} {evidence.confidence:.2f}" for role, evidence in entity.roles.items())
        entities.add_row(Text(entity.name, NODE_TYPES[entity.types[0]].colour), " ".join(entity.types), roles)
    yield entities
    relations = _table("Relations", "subject", "relation", "object", "sure")
    for one in extraction.relations:
        relations.add_row(Text(one.subject), one.type, Text(one.object), f"{one.evidence.confidence:.2f}")
    yield relations
    results = _table("Results", "value", "kind", "of, on, by, over", "sure")
    for result in extraction.results:
        sure = f"{result.evidence.confidence:.2f}"
        results.add_row(Text(f"{result.value} {result.unit}".strip(), _RESULT), result.kind, _slots(result), sure)
    yield results


def _table(title: str, *columns: str) -> Table:
    return Table(*columns, title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)


def _slots(result: Result) -> Text:
    filled = [(slot, getattr(result, slot)) for slot in SLOTS if getattr(result, slot) is not None]
    return Text(", ".join(f"{slot} {name}" for slot, name in filled))


def explain_html(paper: Paper, extraction: Extraction) -> str:
    """The same text as an HTML page that needs no network, drawn by spaCy's displacy."""
    entries = [{"start": start, "end": end, "label": label} for start, end, label in _marks(extraction)]
    document = {"text": paper.text, "ents": entries, "title": escape(paper.id)}
    colours = {label: node.colour for label, node in NODE_TYPES.items()}
    page: str = displacy.render(
        document, style="ent", manual=True, page=True, jupyter=False, options={"colors": colours}
    )
    return page


def _marks(extraction: Extraction) -> list[tuple[int, int, str]]:
    """Stretches of the text with the type of node that they name, in text order, none overlapping another."""
    marks = [(*mention.span, _label(entity)) for entity in extraction.entities for mention in entity.mentions]
    marks += [(*result.span, "Result") for result in extraction.results]
    kept: list[tuple[int, int, str]] = []
    for start, end, label in sorted(set(marks)):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, label))
    return kept


def _label(entity: Entity) -> str:
    return "Benchmark" if "Benchmark" in entity.types else entity.types[0]
