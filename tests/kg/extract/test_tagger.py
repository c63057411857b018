from itertools import pairwise, product

import numpy as np
import pytest

from kg.extract.tagger import TAGS, Tagger, marginals, openings, transitions, viterbi
from kg.extract.training.crf import Sentence, train_tagger


def brute(scores, transition, first):
    """Every path with its score."""
    tags = range(scores.shape[1])
    for path in product(tags, repeat=len(scores)):
        total = first[path[0]] + sum(scores[at, tag] for at, tag in enumerate(path))
        yield path, total + sum(transition[a, b] for a, b in pairwise(path))


@pytest.mark.parametrize("seed", range(3))
def test_viterbi_and_marginals_agree_with_all_paths(seed):
    random = np.random.default_rng(seed)
    block = random.normal(size=(2, 4, 3)).astype(np.float32)
    lengths = np.array([4, 2])
    transition, first = random.normal(size=(3, 3)).astype(np.float32), random.normal(size=3).astype(np.float32)
    best, sure = viterbi(block, lengths, transition, first), marginals(block, lengths, transition, first)
    for row, length in enumerate(lengths):
        paths = list(brute(block[row, :length], transition, first))
        assert tuple(best[row, :length]) == max(paths, key=lambda item: item[1])[0]
        weights = np.exp([score for _, score in paths])
        for at, tag in product(range(length), range(3)):
            share = sum(w for w, (path, _) in zip(weights, paths, strict=True) if path[at] == tag) / weights.sum()
            assert sure[row, at, tag] == pytest.approx(share, abs=1e-4)


def test_an_inside_tag_follows_its_own_kind_alone():
    free = {(TAGS[a], TAGS[b]) for a, b in zip(*np.nonzero(transitions() == 0), strict=True)}
    assert ("B-Method", "I-Method") in free
    assert ("I-Method", "I-Method") in free
    assert ("O", "I-Method") not in free
    assert ("B-Task", "I-Method") not in free
    assert openings()[TAGS.index("I-Task")] < 0


def lesson():
    """Three-word sentences in which the middle word, feature 5, is a Task, and feature 6 before it changes nothing."""
    features = np.array([[1, 2], [5, 3], [4, 2]], dtype=np.int32)
    other = np.array([[6, 2], [5, 3], [1, 2]], dtype=np.int32)
    tags = np.array([0, TAGS.index("B-Task"), 0], dtype=np.int8)
    return [Sentence(features, tags), Sentence(other, tags)] * 10


def test_training_learns_and_is_the_same_bit_for_bit():
    first, second = (train_tagger(lesson(), bits=4, rounds=6, batch=4) for _ in range(2))
    assert np.array_equal(first.emission, second.emission)
    assert np.array_equal(first.transition, second.transition)
    (found,) = first.tag(np.array([[4, 2], [5, 3], [6, 2]]), [(0, 3)])
    assert [(span.kind, span.start, span.end) for span in found] == [("Task", 1, 2)]
    assert found[0].score > 0.8


def test_eagerness_brings_more_mentions_with_unchanged_scores():
    emission = np.zeros((2, len(TAGS)), dtype=np.float32)
    emission[1, 0], emission[1, TAGS.index("B-Data")] = 2.0, 1.0
    tagger = Tagger(emission, transitions(), openings())
    shy, eager = tagger.tag(np.array([[1]]), [(0, 1)], (0.0, 2.0))
    assert shy == []
    assert [span.kind for span in eager] == ["Data"]
    assert eager[0].score < 0.5


def test_no_sentence_no_mention():
    tagger = Tagger(np.zeros((2, len(TAGS)), dtype=np.float32), transitions(), openings())
    assert tagger.tag(np.zeros((0, 3), dtype=np.int64), []) == [[]]
