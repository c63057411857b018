"""Which way a metric points."""

import pytest

from kg.metrics import higher_is_better

HIGHER = ["accuracy", "Top-1 accuracy", "BLEU", "F1", "mAP", "success rate", "human-normalized score", "AUC", "pass@1"]
LOWER = ["WER", "top-5 error", "error rate", "equal error rate", "perplexity", "FID", "latency", "mean absolute error"]


@pytest.mark.parametrize("metric", HIGHER)
def test_higher_is_better(metric: str) -> None:
    assert higher_is_better(metric) is True


@pytest.mark.parametrize("metric", LOWER)
def test_lower_is_better(metric: str) -> None:
    assert higher_is_better(metric) is False


@pytest.mark.parametrize("metric", [None, "", "zorp"])
def test_unknown_stays_unknown(metric: str | None) -> None:
    assert higher_is_better(metric) is None
