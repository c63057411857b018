"""Tags: ``O`` and, for each kind of mention, ``B-`` and ``I-``; the best sequence of them that is allowed.

Sentences of a document are decoded side by side in one padded block, so that the loop over positions runs once a
document.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from kg.extract.document import KINDS

Floats = npt.NDArray[np.float32]
TAGS = ("O", *(f"{place}-{kind}" for kind in KINDS for place in "BI"))
_NEVER = np.float32(-1e4)
_RESTART = np.float32(-1.0)
"""What it costs to begin a mention right behind another of its kind: 99 of 61,057 annotated ones do so."""
_LONGEST = 400
"""Sentences beyond so many tokens are decoded in stretches of this length."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A mention that the tagger saw: tokens ``start`` to ``end``, and the mean probability of its tags."""

    kind: str
    start: int
    end: int
    score: float


def tag(
    emissions: Floats, bounds: Sequence[tuple[int, int]], eagerness: Sequence[float] = (0.0,)
) -> list[list[Tagged]]:
    """The mentions of a document whose sentences are the token stretches ``bounds``, in text order.

    ``emissions`` (tokens, tags) are logits. One list for each ``eagerness``, by which the logit of "no mention" is
    lowered before the best tags are sought; a mention's score is that of the untouched logits in all of them.
    """
    pieces = [(at, min(at + _LONGEST, end)) for start, end in bounds for at in range(start, end, _LONGEST)]
    if not pieces:
        return [[] for _ in eagerness]
    scores, lengths = pad(emissions, pieces)
    raised = np.exp(scores - scores.max(axis=2, keepdims=True))
    probabilities = raised / raised.sum(axis=2, keepdims=True)
    pushed = np.concatenate([scores] * len(eagerness))
    pushed[:, :, 0] -= np.repeat(np.array(eagerness, dtype=np.float32), len(pieces))[:, None]
    tags = viterbi(pushed, np.tile(lengths, len(eagerness)))
    lists: list[list[Tagged]] = []
    for turn in range(len(eagerness)):
        found: list[Tagged] = []
        for row, (start, end) in enumerate(pieces):
            best = tags[turn * len(pieces) + row, : end - start]
            sure = probabilities[row, np.arange(end - start), best]
            found.extend(_mentions(best, sure, start))
        lists.append(found)
    return lists


def _mentions(tags: npt.NDArray[np.int64], sure: Floats, shift: int) -> list[Tagged]:
    found: list[Tagged] = []
    at = 0
    while at < len(tags):
        tag = int(tags[at])
        if tag == 0:
            at += 1
            continue
        inside = tag + (tag % 2)
        end = at + 1
        while end < len(tags) and tags[end] == inside:
            end += 1
        found.append(Tagged(KINDS[(tag - 1) // 2], shift + at, shift + end, float(sure[at:end].mean())))
        at = end
    return found


@cache
def transitions() -> Floats:
    """What it costs to go from tag to tag, shape (tags, tags).

    ``_NEVER`` before an I of another kind, which BIO forbids; ``_RESTART`` before a B behind its own kind; else 0.
    """
    allowed = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)
    for begin in range(1, len(TAGS), 2):
        allowed[[begin, begin + 1], begin] = _RESTART
    for after in range(2, len(TAGS), 2):
        for before in range(len(TAGS)):
            if before not in {after, after - 1}:
                allowed[before, after] = _NEVER
    return allowed


@cache
def openings() -> Floats:
    """The tags that may not open a sentence: ``_NEVER`` for every I, 0 elsewhere; shape (tags,)."""
    allowed = np.zeros(len(TAGS), dtype=np.float32)
    allowed[2::2] = _NEVER
    return allowed


def pad(scores: Floats, pieces: Sequence[tuple[int, int]]) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Stretches of a score matrix side by side: (stretches, longest, tags), zeros behind the end, and their lengths."""
    lengths = np.array([end - start for start, end in pieces], dtype=np.int64)
    block = np.zeros((len(pieces), int(lengths.max()), scores.shape[1]), dtype=np.float32)
    for row, (start, end) in enumerate(pieces):
        block[row, : end - start] = scores[start:end]
    return block, lengths


def viterbi(scores: Floats, lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The best allowed tags of each row, shape (rows, longest); what lies behind a row's length means nothing."""
    transition, first = transitions(), openings()
    rows, longest, tags = scores.shape
    best = scores[:, 0] + first
    back = np.zeros((rows, longest, tags), dtype=np.int8)
    finals = best.copy()
    for at in range(1, longest):
        paths = best[:, :, None] + transition
        back[:, at] = paths.argmax(axis=1)
        best = paths.max(axis=1) + scores[:, at]
        live = at < lengths
        finals[live] = best[live]
    chosen = np.zeros((rows, longest), dtype=np.int64)
    row_ids = np.arange(rows)
    tag = finals.argmax(axis=1)
    for at in range(longest - 1, -1, -1):
        live = at < lengths
        chosen[live, at] = tag[live]
        if at:
            tag = np.where(live, back[row_ids, at, tag], tag)
    return chosen
