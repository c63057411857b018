"""A record: a paper with all that an extractor says of it, kept so that a graph is built without extracting again.

``record_of`` makes the JSON object of one line of ``kg extract``, ``kg.readers.records`` reads it back. To
the interchange form of ``Extraction.record`` it adds the fields of the paper, the extractor with its fingerprint, and
where everything stands: ``spans`` of mentions, ``span`` of results, ``evidence`` as start and end of a sentence and the
confidence. All offsets count characters of ``Paper.text``.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

from kg.extract import Evidence, Extraction
from kg.paper import Paper

PAPER_FIELDS = ("id", "title", "abstract", "year", "venue", "url", "code_url", "source")


@dataclass(frozen=True, slots=True)
class Record:
    """A paper and what the extractor with this fingerprint says of it."""

    paper: Paper
    extraction: Extraction
    fingerprint: str

    @property
    def id(self) -> str:
        """The id of the paper."""
        return self.paper.id


def cut(record: Record, min_confidence: float) -> Record:
    """The record without what is less sure; another reading of the paper, which its fingerprint says."""
    if min_confidence <= 0.0:
        return record
    return replace(
        record,
        extraction=record.extraction.above(min_confidence),
        fingerprint=cut_fingerprint(record.fingerprint, min_confidence),
    )


def cut_fingerprint(fingerprint: str, min_confidence: float) -> str:
    """The fingerprint of an extractor whose less sure statements are left out."""
    return fingerprint if min_confidence <= 0.0 else f"{fingerprint} from {min_confidence:g} on"


def record_of(record: Record) -> dict[str, Any]:
    """The record as ``json.dumps`` takes it."""
    extraction = record.extraction
    said = extraction.record()
    paper = asdict(record.paper)
    for shown, entity in zip(said["entities"], extraction.entities, strict=True):
        shown["spans"] = [list(mention.span) for mention in entity.mentions]
        shown["evidence"] = {role: _written(evidence) for role, evidence in entity.roles.items()}
    for shown, result in zip(said["results"], extraction.results, strict=True):
        shown |= {"span": list(result.span), "evidence": _written(result.evidence)}
    return {
        **{name: paper[name] for name in PAPER_FIELDS if paper[name] is not None},
        "extractor": extraction.extractor,
        "fingerprint": record.fingerprint,
        **{name: said[name] for name in ("entities", "results", "relations")},
        "relation_evidence": [_written(relation.evidence) for relation in extraction.relations],
    }


def _written(evidence: Evidence) -> list[int | float]:
    return [*evidence.sentence, evidence.confidence]
