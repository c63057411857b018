"""Training of the linear classifiers: AdaGrad on the logistic loss, over rows that know the fold of their paper."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.extract.linear import Features, Floats, Linear, hashed, logistic

Index = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a classifier is fitted: buckets are ``2**bits``; ``decay`` pulls to zero the weights that a batch touches."""

    labels: tuple[str, ...]
    bits: int = 16
    rounds: int = 12
    batch: int = 64
    rate: float = 0.03
    decay: float = 5e-4
    dropout: float = 0.5


class Rows:
    """Feature rows, hashed as they come in, each with its targets (labels,) and the fold of its paper."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self._ids: list[npt.NDArray[np.int32]] = []
        self._lengths: list[Index] = []
        self._targets: list[Floats] = []
        self._folds: list[int] = []

    def add(self, rows: Sequence[Features], targets: Sequence[Sequence[float]], fold: int) -> None:
        """Take the rows of one paper."""
        if not rows:
            return
        ids, starts = hashed(rows, 1 << self.recipe.bits)
        self._ids.append(ids.astype(np.int32))
        self._lengths.append(np.diff(np.append(starts, len(ids))))
        self._targets.append(np.array(targets, dtype=np.float32))
        self._folds.extend([fold] * len(rows))

    def fit(self, *, without: int | None = None, seed: int = 0) -> Linear:
        """A classifier fitted to all rows, or to those of all folds but one."""
        recipe = self.recipe
        buckets = 1 << recipe.bits
        weights = np.zeros((buckets + 1, len(recipe.labels)), dtype=np.float32)
        if not self._folds:
            weights[buckets] = -10.0
            return Linear(recipe.labels, weights)
        ids = np.concatenate(self._ids)
        lengths = np.concatenate(self._lengths)
        targets = np.concatenate(self._targets)
        starts = np.cumsum(lengths) - lengths
        usable = np.flatnonzero(np.array(self._folds) != (-1 if without is None else without))
        squares = np.full_like(weights, 1e-2)
        average = np.zeros_like(weights)
        averaged = 0
        random = np.random.default_rng(seed)
        for turn in range(recipe.rounds):
            order = random.permutation(usable)
            for begin in range(0, len(order), recipe.batch):
                chosen = order[begin : begin + recipe.batch]
                sizes = lengths[chosen]
                offsets = np.cumsum(sizes) - sizes
                features = ids[np.repeat(starts[chosen] - offsets, sizes) + np.arange(int(sizes.sum()))].astype(
                    np.int64
                )
                kept = random.random(len(features)) >= recipe.dropout
                scale = np.where(features == buckets, 1.0, kept / (1 - recipe.dropout)).astype(np.float32)
                margins = np.add.reduceat(weights[features] * scale[:, None], offsets, axis=0)
                slope = targets[chosen] - logistic(margins)
                unique, place = np.unique(features, return_inverse=True)
                gradient = np.empty((len(unique), len(recipe.labels)), dtype=np.float32)
                for label in range(len(recipe.labels)):
                    spread = np.repeat(slope[:, label], sizes) * scale
                    gradient[:, label] = np.bincount(place, spread, minlength=len(unique))
                here = weights[unique]
                gradient -= recipe.decay * len(chosen) * here
                squares[unique] += gradient * gradient
                weights[unique] = here + recipe.rate * gradient / np.sqrt(squares[unique])
            if turn >= recipe.rounds // 3:
                average += weights
                averaged += 1
        return Linear(recipe.labels, (average / averaged).astype(np.float32))


def best_threshold(scores: Sequence[float], right: Sequence[bool], missed: int = 0) -> float:
    """The cut that maximises F1 where ``missed`` gold items are out of reach; 1.01 where nothing is right.

    It lies half way between two scores, so that it does not hang on the last digits of one.
    """
    if not any(right):
        return 1.01
    values = np.array(scores, dtype=np.float64)
    order = np.argsort(-values, kind="stable")
    hits = np.cumsum(np.array(right)[order])
    f1 = 2 * hits / (np.arange(1, len(values) + 1) + int(hits[-1]) + missed)
    best = int(np.argmax(f1))
    below = values[order[best + 1]] if best + 1 < len(values) else 0.0
    return round(float(values[order[best]] + below) / 2, 4)
