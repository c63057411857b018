from itertools import pairwise, product

import numpy as np
import pytest

from kg.extract.tagger import TAGS, openings, tag, transitions, viterbi


def worth(scores, path):
    """What these tags are worth one after the other."""
    along = sum(scores[at, one] for at, one in enumerate(path))
    return openings()[path[0]] + along + sum(transitions()[a, b] for a, b in pairwise(path))


@pytest.mark.parametrize("seed", range(3))
def test_the_best_tags_are_the_best_of_all_allowed_paths(seed):
    block = np.random.default_rng(seed).normal(size=(2, 4, len(TAGS))).astype(np.float32)
    lengths = np.array([4, 2])
    best = viterbi(block, lengths)
    for row, length in enumerate(lengths):
        expected = max(product(range(len(TAGS)), repeat=length), key=lambda path: worth(block[row], path))
        assert tuple(best[row, :length]) == expected


def test_an_inside_tag_follows_its_own_kind_alone():
    free = {(TAGS[a], TAGS[b]) for a, b in zip(*np.nonzero(transitions() > -100), strict=True)}
    assert ("B-Method", "I-Method") in free
    assert ("I-Method", "I-Method") in free
    assert ("O", "I-Method") not in free
    assert ("B-Task", "I-Method") not in free
    assert openings()[TAGS.index("I-Task")] < 0


def test_mentions_end_with_their_sentence():
    emissions = np.full((4, len(TAGS)), -5.0, dtype=np.float32)
    for at, name in enumerate(["B-Task", "I-Task", "I-Task", "O"]):
        emissions[at, TAGS.index(name)] = 5.0
    emissions[2, TAGS.index("B-Task")] = 4.0
    (found,) = tag(emissions, [(0, 2), (2, 4)])
    assert [(span.kind, span.start, span.end) for span in found] == [("Task", 0, 2), ("Task", 2, 3)]
    assert found[0].score > 0.9


@pytest.mark.parametrize(("more", "expected"), [(0.5, [(0, 2)]), (1.5, [(0, 1), (1, 2)])])
def test_a_mention_right_behind_one_of_its_kind_must_be_clearly_the_better_reading(more, expected):
    emissions = np.full((2, len(TAGS)), -5.0, dtype=np.float32)
    emissions[0, TAGS.index("B-Method")] = emissions[1, TAGS.index("I-Method")] = 4.0
    emissions[1, TAGS.index("B-Method")] = 4.0 + more
    (found,) = tag(emissions, [(0, 2)])
    assert [(span.start, span.end) for span in found] == expected


def test_eagerness_brings_more_mentions_with_unchanged_scores():
    emissions = np.full((1, len(TAGS)), -9.0, dtype=np.float32)
    emissions[0, 0], emissions[0, TAGS.index("B-Data")] = 2.0, 1.0
    shy, eager = tag(emissions, [(0, 1)], (0.0, 2.0))
    assert shy == []
    assert [span.kind for span in eager] == ["Data"]
    assert eager[0].score < 0.5


def test_no_sentence_no_mention():
    assert tag(np.zeros((0, len(TAGS)), dtype=np.float32), []) == [[]]
