import numpy as np
import pytest

from kg.extract.calibration import calibrate
from kg.extract.linear import Linear
from kg.extract.training.logistic import Recipe, Rows, best_threshold


def test_scores_of_no_rows_and_of_rows_without_features():
    head = Linear(("yes", "no"), np.zeros((9, 2), dtype=np.float32))
    assert head.scores([]).shape == (0, 2)
    assert head.scores([[], ["a"]]).tolist() == [[0.5, 0.5], [0.5, 0.5]]


def taught(**options):
    rows = Rows(Recipe(("sweet", "red"), bits=10, rounds=60, rate=0.1, **options))
    for fold in range(4):
        rows.add([["cherry"], ["lemon"], ["tomato"]], [[1, 1], [0, 0], [0, 1]], fold)
    return rows


def test_training_learns_what_the_features_say():
    sweet, red = taught().fit().scores([["cherry"], ["lemon"], ["tomato"]]).T
    assert sweet.argmax() == 0
    assert min(red[0], red[2]) > 0.7
    assert min(red[0], red[2]) > red[1] + 0.2


def test_training_is_the_same_bit_for_bit():
    assert np.array_equal(taught().fit().weights, taught().fit().weights)


def test_a_fold_left_out_teaches_nothing():
    rows = taught()
    rows.add([["plum"]], [[1, 1]], 7)
    assert rows.fit().scores([["plum"]])[0, 0] > rows.fit(without=7).scores([["plum"]])[0, 0]


def test_without_any_row_nothing_is_predicted():
    head = Rows(Recipe(("x",), bits=4)).fit()
    assert head.scores([["anything"]])[0, 0] < 0.01


@pytest.mark.parametrize(
    ("scores", "right", "missed", "kept"),
    [
        ([0.9, 0.8, 0.2], [True, True, False], 0, 2),
        ([0.9, 0.8, 0.2], [False, True, True], 0, 3),
        ([0.9, 0.8, 0.2], [True, False, False], 0, 1),
        ([0.9], [False], 3, 0),
        ([], [], 2, 0),
    ],
)
def test_the_threshold_keeps_what_makes_f1_highest(scores, right, missed, kept):
    cut = best_threshold(scores, right, missed)
    assert sum(score >= cut for score in scores) == kept


def test_calibration_says_the_measured_share_and_never_falls():
    scores = [number / 200 for number in range(200)]
    right = [number % 10 < number // 20 for number in range(200)]
    measured = calibrate(scores, right)
    values = [measured(score) for score in scores]
    assert values == sorted(values)
    assert measured(0.05) < 0.15
    assert 0.7 < measured(0.97) < 1.0
    assert measured(-1.0) == values[0]
    assert measured(2.0) == values[-1]


def test_calibration_of_nothing_is_even():
    assert calibrate([], [])(0.9) == 0.5
