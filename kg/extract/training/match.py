"""Which predicted entity is which gold one: names that share a folded form, or half of their words, one to one."""

from collections.abc import Sequence
from itertools import product
from typing import Any

from kg.extract.document import Draft
from kg.extract.names import fold
from kg.extract.training.align import Record, kind_of

_OVERLAP = 0.5


def likeness(left: set[tuple[str, ...]], right: set[tuple[str, ...]]) -> float:
    """1 for a shared form, else the best Jaccard overlap of two forms' words, below 1."""
    if left & right:
        return 1.0
    best = 0.0
    for a, b in product(left, right):
        small, large = set(a), set(b)
        best = max(best, len(small & large) / len(small | large))
    return min(best, 0.99)


def surfaces(entity: dict[str, Any]) -> set[tuple[str, ...]]:
    """The folded forms of a gold entity."""
    return {fold(form) for form in [entity["name"], *entity["mentions"]]} - {()}


def match_drafts(drafts: Sequence[Draft], record: Record) -> list[int | None]:
    """For each draft the index of its gold entity, the best matches first, one to one within a kind."""
    gold = [(number, kind_of(entity["types"]), surfaces(entity)) for number, entity in enumerate(record["entities"])]
    scored = []
    for at, draft in enumerate(drafts):
        keys = set(draft.keys)
        for number, kind, forms in gold:
            if kind == draft.kind:
                score = likeness(keys, forms)
                if score >= _OVERLAP:
                    scored.append((-score, number, at))
    found: list[int | None] = [None] * len(drafts)
    taken: set[int] = set()
    for _, number, at in sorted(scored):
        if found[at] is None and number not in taken:
            found[at] = number
            taken.add(number)
    return found
