"""Small linear classifiers over named features: logistic scores by label, weights in hashed buckets, numpy alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Features = Sequence[str]


@dataclass(frozen=True, slots=True)
class Linear:
    """``weights`` of shape (buckets, labels); one more bucket behind them, always on, is the bias."""

    labels: tuple[str, ...]
    weights: Floats

    def scores(self, rows: Sequence[Features]) -> Floats:
        """Probability of every label for every row, shape (rows, labels); labels do not exclude each other."""
        if not rows:
            return np.zeros((0, len(self.labels)), dtype=np.float32)
        ids, starts = hashed(rows, len(self.weights) - 1)
        margins = np.add.reduceat(self.weights[ids], starts, axis=0, dtype=np.float32)
        return logistic(margins)


def logistic(margins: Floats) -> Floats:
    """The logistic function, safe for large arguments."""
    return (1.0 / (1.0 + np.exp(-np.clip(margins, -30.0, 30.0)))).astype(np.float32)


def hashed(rows: Sequence[Features], buckets: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Bucket ids of all rows one behind the other, the bias bucket at the end of each, and where each row starts."""
    ids: list[int] = []
    starts: list[int] = []
    for row in rows:
        starts.append(len(ids))
        ids.extend(crc32(feature.encode()) % buckets for feature in row)
        ids.append(buckets)
    return np.array(ids, dtype=np.int64), np.array(starts, dtype=np.int64)
