"""The plan of a training."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is done: the encoder's layers, unlabelled abstracts and steps of adapting, rounds over gold papers."""

    layers: int = 9
    texts: int = 60_000
    steps: int = 682
    batch: int = 128
    tag_epochs: int = 6
    epochs: int = 10
