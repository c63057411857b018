"""What the structure tells apart: of entities, of numbers, and of pairs."""

from kg.extract.document import KINDS

DRAFT_LABELS = ("none", *KINDS)
"""What a candidate is; ``none`` is no entity."""
METHOD_ROLES = ("PROPOSES", "USES", "COMPARES")
ROLE_LABELS = (
    *METHOD_ROLES,
    "ADDRESSES",
    "TRAINS_ON",
    "INTRODUCES",
    "EVALUATES_ON",
    "USES data",
    "Dataset",
    "Benchmark",
)
"""What the paper does with an entity; ``USES data`` is USES of a Dataset, the last two are types."""
RELATION_LABELS = ("OUTPERFORMS", "BASED_ON", "PART_OF", "USED_FOR", "SUBTASK_OF")
"""Edges between named things, in the order that the network tells them apart; what they join is in the schema table."""
RESULT_KINDS = ("score", "gain", "reduction", "speedup")
NUMBER_LABELS = ("none", *RESULT_KINDS)
SLOT_KINDS = {"method": "Method", "benchmark": "Data", "task": "Task", "metric": "Metric", "baseline": "Method"}
"""The kind of entity that each slot of a result may hold."""
