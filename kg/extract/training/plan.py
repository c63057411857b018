"""The plan of a training."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is done: layers, words that become pieces, unlabelled texts and steps of adapting, rounds over gold."""

    layers: int = 9
    words: int = 8_000
    texts: int = 90_000
    steps: int = 2_300
    batch: int = 128
    tag_epochs: int = 3
    epochs: int = 8
    lesson_batch: int = 32
    """Annotated papers of a step."""
    rate: float = 1.5e-4
    """That of the encoder; ``fit.Recipe`` has that of what stands on it."""
    seeds: int = 2
    """Networks that see the papers in another order each; what ships is the mean of their weights."""
