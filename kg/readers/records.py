"""Records of ``kg extract``, one a line: papers that need not be extracted again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict, ValidationError

from kg.extract import SLOTS, Entity, Evidence, Extraction, Mention, Relation, Result, Span
from kg.paper import Paper
from kg.readers.fields import make_paper
from kg.readers.lines import Line
from kg.readers.report import Report
from kg.record import PAPER_FIELDS, Record
from schema import EDGE_TYPES, NODE_TYPES, InputError


def read(lines: Iterator[Line], *, path: str, report: Report) -> Iterator[Record]:
    """Yield the record of each line that holds one; the others go to ``report``."""
    for number, text in lines:
        if not text.strip():
            continue
        try:
            yield parse_record(text, path=path, line=number)
        except InputError as fault:
            report(fault)


def is_record(fields: object) -> bool:
    """Whether a JSON value is meant to be a record, and not a paper alone."""
    return isinstance(fields, dict) and {"extractor", "entities"} <= fields.keys()


def parse_record(text: str, *, path: str, line: int) -> Record:
    """Read one line; raises InputError that names the part at fault."""
    try:
        shape = _Record.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(f"no record: {place + ': ' if place else ''}{first['msg']}", path=path, line=line) from error
    paper = make_paper({name: getattr(shape, name) for name in PAPER_FIELDS}, path=path, line=line)
    if isinstance(shape.source, str) and shape.source:
        paper = replace(paper, source=shape.source)
    reading = _Reading(paper, path, line)
    return Record(paper, reading.extraction(shape), shape.fingerprint)


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


_Place = tuple[int, int]
_Said = tuple[int, int, float]


class _Entity(_Shape):
    name: str
    types: list[str]
    spans: list[_Place]
    evidence: dict[str, _Said]


class _Result(_Shape):
    value: str
    unit: str
    kind: str
    span: _Place
    evidence: _Said
    method: str | None = None
    benchmark: str | None = None
    task: str | None = None
    metric: str | None = None
    baseline: str | None = None


class _Record(_Shape):
    id: object = None
    title: object = None
    abstract: object = None
    year: object = None
    venue: object = None
    url: object = None
    code_url: object = None
    source: object = None
    extractor: str
    fingerprint: str
    entities: list[_Entity]
    results: list[_Result]
    relations: list[tuple[str, str, str]]
    relation_evidence: list[_Said]


@dataclass(frozen=True, slots=True)
class _Reading:
    """Checks the parts of a record against its paper: every span in its text, every name that of an entity."""

    paper: Paper
    path: str
    line: int

    def extraction(self, shape: _Record) -> Extraction:
        entities = tuple(self._entity(entity, f"entities.{n}") for n, entity in enumerate(shape.entities))
        names = {entity.name for entity in entities}
        if len(names) < len(entities):
            raise self._fault("entities: a name is there twice")
        if len(shape.relations) != len(shape.relation_evidence):
            raise self._fault("relation_evidence: not as long as relations")
        relations = [
            self._relation(triple, said, names, f"relations.{n}")
            for n, (triple, said) in enumerate(zip(shape.relations, shape.relation_evidence, strict=True))
        ]
        results = [self._result(result, names, f"results.{n}") for n, result in enumerate(shape.results)]
        return Extraction(self.paper.id, shape.extractor, entities, tuple(relations), tuple(results))

    def _entity(self, entity: _Entity, place: str) -> Entity:
        self._check_known(entity.types, NODE_TYPES, f"{place}.types")
        self._check_known(entity.evidence, EDGE_TYPES, f"{place}.evidence")
        text = self.paper.text
        spans = [self._span(start, end, f"{place}.spans") for start, end in entity.spans]
        mentions = tuple(Mention(text[span.start : span.end], span) for span in spans)
        if not entity.name.strip() or not mentions:
            raise self._fault(f"{place}: an entity has a name and at least one span")
        roles = {role: self._evidence(said, f"{place}.evidence.{role}") for role, said in entity.evidence.items()}
        return Entity(entity.name, tuple(entity.types), mentions, roles)

    def _relation(self, triple: tuple[str, str, str], said: _Said, names: set[str], place: str) -> Relation:
        subject, kind, target = triple
        self._check_known((kind,), EDGE_TYPES, place)
        self._check_known((subject, target), names, place)
        return Relation(subject, kind, target, self._evidence(said, f"{place} (relation_evidence)"))

    def _result(self, result: _Result, names: set[str], place: str) -> Result:
        slots: dict[str, str | None] = {slot: getattr(result, slot) for slot in SLOTS}
        self._check_known([name for name in slots.values() if name is not None], names, place)
        span = self._span(*result.span, f"{place}.span")
        evidence = self._evidence(result.evidence, f"{place}.evidence")
        return Result(result.value, result.unit, result.kind, span, evidence, **slots)

    def _evidence(self, said: Sequence[int | float], place: str) -> Evidence:
        start, end, confidence = said
        if not 0 <= confidence <= 1:
            raise self._fault(f"{place}: a confidence of {confidence:g} is not between 0 and 1")
        return Evidence(self._span(int(start), int(end), place), float(confidence))

    def _span(self, start: int, end: int, place: str) -> Span:
        border = len(self.paper.title)
        if not 0 <= start < end <= len(self.paper.text) or start <= border < end:
            raise self._fault(f"{place}: [{start}, {end}] is no stretch of the title or of the abstract")
        return Span(start, end)

    def _check_known(self, names: Iterable[str], known: Iterable[str], place: str) -> None:
        if unknown := set(names) - set(known):
            raise self._fault(f"{place}: {min(unknown)[:80]!r} is not known")

    def _fault(self, reason: str) -> InputError:
        return InputError(f"no record: {reason}", path=self.path, line=self.line)
