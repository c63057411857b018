"""From a paper to what it says: entities, relations and results with their evidence."""

from kg.extract.extraction import SLOTS, Entity, Evidence, Extraction, Mention, Relation, Result, Span

__all__ = ["SLOTS", "Entity", "Evidence", "Extraction", "Mention", "Relation", "Result", "Span"]
