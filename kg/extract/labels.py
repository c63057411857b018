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
RELATION_ENDS = {
    "OUTPERFORMS": ("Method", "Method"),
    "BASED_ON": ("Method", "Method"),
    "PART_OF": ("Method", "Method"),
    "USED_FOR": ("Method", "Task"),
    "SUBTASK_OF": ("Task", "Task"),
}
RELATION_LABELS = tuple(RELATION_ENDS)
RESULT_KINDS = ("score", "gain", "reduction", "speedup")
NUMBER_LABELS = ("none", *RESULT_KINDS)
SLOT_KINDS = {"method": "Method", "benchmark": "Data", "task": "Task", "metric": "Metric", "baseline": "Method"}
"""The slots of a result with the kind of entity that each may hold."""
SLOTS = tuple(SLOT_KINDS)
