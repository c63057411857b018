"""The slug of a name: readable, never empty, and different for names that differ in more than spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.slug import slug

CASES = [
    ("MAFormer", "maformer"),
    ("Vision Transformer", "vision-transformer"),
    ("GPT-3.5", "gpt-3.5"),
    ("wav2vec~2.0", "wav2vec-2.0"),
    ("ScanNet++", "scannet-plus-plus"),
    ("A*", "a-star"),
    ("pass@1", "pass-at-1"),
    ("Montezuma's Revenge", "montezumas-revenge"),
    ("MS_COCO", "ms-coco"),
    ("ε-greedy", "ε-greedy"),
    ("  v1. ", "v1"),
]


@pytest.mark.parametrize(("name", "expected"), CASES)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_names_that_differ_stay_apart() -> None:
    names = ["GPT-3", "GPT-3.5", "GPT-35", "GPT-4", "ScanNet", "ScanNet++", "A", "A*", "!!!", "???"]
    assert len({slug(name) for name in names}) == len(names)


@given(st.text())
def test_slug_is_stable_and_safe_in_a_url_path(name: str) -> None:
    made = slug(name)
    assert made
    assert slug(made) == made
    assert not set(made) & set("/?#%& \t\n'\"")
