"""What an extractor says of one paper, whichever extractor it was.

All offsets count characters of ``Paper.text`` (title, newline, abstract). ``record`` gives the interchange form:
one JSON object a paper with ``id``, ``entities``, ``results`` and ``relations``.
"""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple


class Span(NamedTuple):
    """A stretch of ``Paper.text``, from ``start`` up to but not including ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence that states something, and how sure the extractor is (0 to 1)."""

    sentence: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where an entity is named; ``text`` is what stands there."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Entity:
    """A method, dataset, benchmark, task or metric with all its mentions.

    ``types`` holds one type, or Dataset and Benchmark; ``roles`` maps a paper edge (PROPOSES, ...) to its evidence.
    """

    name: str
    types: tuple[str, ...]
    mentions: tuple[Mention, ...]
    roles: dict[str, Evidence]


@dataclass(frozen=True, slots=True)
class Relation:
    """A statement about two entities, by their names."""

    subject: str
    type: str
    object: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Result:
    """A number reported as an outcome; ``method`` to ``baseline`` are names of entities, or None."""

    value: str
    unit: str
    kind: str
    span: Span
    evidence: Evidence
    method: str | None = None
    benchmark: str | None = None
    task: str | None = None
    metric: str | None = None
    baseline: str | None = None


SLOTS = ("method", "benchmark", "task", "metric", "baseline")
"""The fields of a result that name entities."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one paper says; ``extractor`` is the name and version of who read it."""

    paper: str
    extractor: str
    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    results: tuple[Result, ...] = ()

    def above(self, confidence: float) -> "Extraction":
        """What of it is at least so sure: roles, relations and results below are left out, entities stay."""
        if confidence <= 0.0:
            return self
        return replace(
            self,
            entities=tuple(
                replace(
                    entity,
                    roles={
                        role: evidence for role, evidence in entity.roles.items() if evidence.confidence >= confidence
                    },
                )
                for entity in self.entities
            ),
            relations=tuple(one for one in self.relations if one.evidence.confidence >= confidence),
            results=tuple(one for one in self.results if one.evidence.confidence >= confidence),
        )

    def record(self) -> dict[str, Any]:
        """The interchange form, ready for ``json.dumps``."""
        return {
            "id": self.paper,
            "entities": [
                {
                    "name": entity.name,
                    "types": list(entity.types),
                    "mentions": list(dict.fromkeys(mention.text for mention in entity.mentions)),
                    "paper": list(entity.roles),
                }
                for entity in self.entities
            ],
            "results": [
                {
                    "method": result.method,
                    "benchmark": result.benchmark,
                    "task": result.task,
                    "metric": result.metric,
                    "value": result.value,
                    "unit": result.unit,
                    "kind": result.kind,
                    "baseline": result.baseline,
                }
                for result in self.results
            ],
            "relations": [[relation.subject, relation.type, relation.object] for relation in self.relations],
        }
