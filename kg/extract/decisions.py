"""Decisions: from which score on a prediction counts, and how often predictions of a score were right."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.extract.calibration import Calibration


@dataclass(frozen=True, slots=True)
class Decisions:
    """Thresholds and calibrations by the name of what is decided; 0.5 and the score itself where training set none."""

    thresholds: Mapping[str, float] = field(default_factory=dict)
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)

    def threshold(self, name: str) -> float:
        """The score from which on a prediction of this name counts."""
        return self.thresholds.get(name, 0.5)

    def confidence(self, name: str, score: float) -> float:
        """The measured precision of predictions of this name at this score."""
        calibration = self.calibrations.get(name)
        return calibration(score) if calibration else score
