"""Calibration: a raw score becomes the share of such predictions that were right on papers the model had not seen."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calibration:
    """Rising score limits and the measured precision from each limit on."""

    limits: tuple[float, ...]
    precisions: tuple[float, ...]

    def __call__(self, score: float) -> float:
        """The measured precision of predictions with this raw score."""
        return self.precisions[max(0, bisect_right(self.limits, score) - 1)]


def calibrate(scores: Sequence[float], right: Sequence[bool], *, least: int = 25) -> Calibration:
    """Pool adjacent violators over buckets of at least ``least`` predictions; with none, every score means 0.5.

    A bucket's precision is (right + 1) / (all + 2), so that a few lucky predictions never count as certainty.
    """
    pairs = sorted(zip(scores, right, strict=True))
    if not pairs:
        return Calibration((0.0,), (0.5,))
    blocks: list[list[float]] = []
    for start in range(0, len(pairs), least):
        chunk = pairs[start : start + least]
        blocks.append([chunk[0][0], sum(good for _, good in chunk), len(chunk)])
        if len(chunk) < least and len(blocks) > 1:
            _, good, size = blocks.pop()
            blocks[-1][1] += good
            blocks[-1][2] += size
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            _, good, size = blocks.pop()
            blocks[-1][1] += good
            blocks[-1][2] += size
    return Calibration(
        tuple(round(limit, 4) for limit, _, _ in blocks),
        tuple(round((good + 1) / (size + 2), 4) for _, good, size in blocks),
    )
