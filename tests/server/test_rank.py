"""How well the names of a node fit what was searched for."""

import pytest

from server.search import rank, sought


@pytest.mark.parametrize(
    ("names", "wanted", "expected"),
    [
        (["BERT"], "bert", (0, 0)),
        (["BERT-large", "BERT"], "bert", (0, 1)),
        (["BERT-large", "BERT-base"], "bert", (1, 0)),
        (["a BERT", "RoBERTa"], "bert", (2, 0)),
        (["ALBERT", "my BERT"], "bert", (2, 1)),
        (["RoBERTa"], "bert", (3, 0)),
        (["one", "Vision  Transformer"], "transformer vision", (4, 1)),
        (["vision", "transformer"], "vision transformer", None),
        (["x\0\0\0", "BERT"], "bert", (0, 1)),
    ],
)
def test_the_best_name_and_the_first_of_equals(names, wanted, expected):
    assert rank(names, sought(wanted)) == expected
