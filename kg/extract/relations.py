"""Relations between entities: OUTPERFORMS, BASED_ON, PART_OF, USED_FOR and SUBTASK_OF, in a sentence or across them."""

from collections.abc import Sequence

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.decisions import Decisions
from kg.extract.document import Draft, Statement
from kg.extract.labels import RELATION_LABELS
from kg.extract.model import Learnt
from kg.extract.nodes import MOST_SPANS
from kg.extract.reading import Reading
from kg.extract.structure import Structure
from schema import EDGE_TYPES

_POSSIBLE = 0.02
"""Relations that score less are none."""


def find_relations(
    reading: Reading, drafts: Sequence[Draft], structure: Structure, decisions: Decisions
) -> list[Statement]:
    """The relations between the drafts that are kept, in order of their ends.

    Two drafts have one relation at most: the one whose score is furthest above its threshold, for a text hardly ever
    says that a thing is part of what it outperforms.
    """
    found: dict[tuple[int, int], tuple[float, str, int, int, float]] = {}
    for left, label, right, score in possible_relations(drafts, structure):
        lead = score / decisions.threshold(label)
        pair = (min(left, right), max(left, right))
        if lead >= 1.0 and (pair not in found or found[pair][0] < lead):
            found[pair] = (lead, label, left, right, score)
    return [
        Statement(
            left, label, right, _evidence(reading, drafts[left], drafts[right]), decisions.confidence(label, score)
        )
        for _, label, left, right, score in sorted(found.values(), key=lambda one: one[2:4])
    ]


def possible_relations(drafts: Sequence[Draft], structure: Structure) -> list[tuple[int, str, int, float]]:
    """Every relation that might be between two drafts that are kept, with how likely it and both ends are."""
    found = []
    for left, right, column in np.argwhere(structure.relations >= _POSSIBLE).tolist():
        a, b, label = drafts[left], drafts[right], RELATION_LABELS[column]
        if left != right and a.kept and b.kept and (a.kind, b.kind) in EDGE_TYPES[label].ends:
            found.append((left, label, right, float(structure.relations[left, right, column])))
    return found


def _evidence(reading: Reading, left: Draft, right: Draft) -> int:
    """The token of the left mention that stands closest to a right one, those in one sentence first."""
    return min(
        (abs(reading.sentence(a) - reading.sentence(b)), abs(a - b), a)
        for a, _ in left.spans[:MOST_SPANS]
        for b, _ in right.spans[:MOST_SPANS]
    )[2]


class RelationFinder(Learnt):
    """The component: sets ``doc._.statements``."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the relations of one document."""
        doc._.statements = find_relations(doc._.reading, doc._.entities, doc._.structure, self.model.decisions)
        return doc


@Language.factory(
    "kg_relations",
    requires=["doc._.entities", "doc._.structure"],
    assigns=["doc._.statements"],
    default_config={"data": ""},
)
def make_relation_finder(nlp: Language, name: str, data: str) -> RelationFinder:  # noqa: ARG001
    """The factory; ``data`` is a model's folder, empty for the one in the package."""
    return RelationFinder(data)
