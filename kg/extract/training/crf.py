"""Training of the tagger: AdaGrad on the log likelihood, all in numpy, the same bits for the same input."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.extract.tagger import TAGS, Floats, Tagger, forward_backward, openings, pad, transitions

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Feature ids (tokens, templates) and gold tags (tokens,) of one sentence."""

    features: npt.NDArray[np.int32]
    tags: npt.NDArray[np.int8]


def train_tagger(
    sentences: Sequence[Sentence],
    *,
    bits: int,
    rounds: int = 8,
    batch: int = 24,
    rate: float = 0.08,
    decay: float = 3e-6,
    dropout: float = 0.1,
    seed: int = 0,
) -> Tagger:
    """Fit a tagger.

    ``decay`` is the L2 pull on the weights that a batch touches, ``dropout`` the share of features left out; the
    weights at the end of the later rounds are averaged.
    """
    tags = len(TAGS)
    emission = np.zeros((1 << bits, tags), dtype=np.float32)
    squares = np.full((1 << bits, tags), 1e-2, dtype=np.float32)
    transition, first = transitions(), openings()
    free = transition > -1.0
    transition_squares = np.full_like(transition, 1e-2)
    random = np.random.default_rng(seed)
    average = np.zeros_like(emission)
    average_transition = np.zeros_like(transition)
    averaged = 0
    for turn in range(rounds):
        order = random.permutation(len(sentences))
        for start in range(0, len(order), batch):
            chosen = [sentences[index] for index in order[start : start + batch]]
            features = np.concatenate([sentence.features for sentence in chosen]).astype(np.int64)
            gold = np.concatenate([sentence.tags for sentence in chosen]).astype(np.int64)
            ends = np.cumsum([len(sentence.tags) for sentence in chosen])
            pieces = list(zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True))
            kept = (random.random(features.shape) >= dropout).astype(np.float32) / np.float32(1 - dropout)
            scores = np.einsum("nft,nf->nt", emission[features], kept)
            block, lengths = pad(scores, pieces)
            slope, slope_transition = _slopes(block, lengths, gold, transition=transition, first=first)
            ids, place = np.unique(features, return_inverse=True)
            place = place.reshape(features.shape)
            gradient = np.empty((len(ids), tags), dtype=np.float32)
            flat = place.ravel()
            for tag in range(tags):
                gradient[:, tag] = np.bincount(flat, (kept * slope[:, tag : tag + 1]).ravel(), minlength=len(ids))
            here = emission[ids]
            gradient -= decay * len(sentences) / batch * here
            squares[ids] += gradient * gradient
            emission[ids] = here + rate * gradient / np.sqrt(squares[ids])
            slope_transition *= free
            transition_squares += slope_transition * slope_transition
            transition += rate * slope_transition / np.sqrt(transition_squares)
        if turn >= rounds // 2:
            average += emission
            average_transition += transition
            averaged += 1
    return Tagger((average / averaged).astype(np.float32), (average_transition / averaged).astype(np.float32), first)


def _slopes(
    block: Floats,
    lengths: Ids,
    gold: Ids,
    *,
    transition: Floats,
    first: Floats,
) -> tuple[Floats, Floats]:
    """Slopes of the log likelihood by emission score (tokens, tags) and by transition (tags, tags)."""
    ahead, behind, whole = forward_backward(block, lengths, transition, first)
    expected = np.exp(np.minimum(ahead + behind - whole[:, None, None], 0.0))
    slope = np.zeros((len(gold), block.shape[2]), dtype=np.float32)
    slope[np.arange(len(gold)), gold] = 1.0
    slope_transition = np.zeros_like(transition)
    ends = np.cumsum(lengths)
    for row, (start, end) in enumerate(zip((ends - lengths).tolist(), ends.tolist(), strict=True)):
        slope[start:end] -= expected[row, : end - start]
        np.add.at(slope_transition, (gold[start : end - 1], gold[start + 1 : end]), 1.0)
    onward = block[:, 1:] + behind[:, 1:]
    pairs = ahead[:, :-1, :, None] + transition + onward[:, :, None, :] - whole[:, None, None, None]
    live = np.arange(1, block.shape[1])[None, :] < lengths[:, None]
    slope_transition -= (np.exp(np.minimum(pairs, 0.0)) * live[:, :, None, None]).sum(axis=(0, 1))
    return slope, slope_transition
