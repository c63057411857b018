import pytest

from kg.extract.names import fold, singular


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Vision Transformers", "vision transformer"),
        ("wav2vec~2.0", "Wav2Vec 2.0"),
        ("pre-trained policies", "Pre-Trained Policy"),
        ("the BERT model", "BERT models"),
        ("Top-1", "top 1"),
        ("ﬁne-tuning", "fine-tuning"),
    ],
)
def test_forms_of_one_name_fold_alike(left, right):
    assert fold(left) == fold(right)


@pytest.mark.parametrize(
    ("left", "right"), [("GPT-3", "GPT-4"), ("ResNet-50", "ResNet-101"), ("bias", "bia"), ("loss", "los"), ("C", "C++")]
)
def test_other_names_stay_apart(left, right):
    assert fold(left) != fold(right)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LLMs", "LLM"),
        ("large language models", "large language model"),
        ("Vision Transformers", "Vision Transformer"),
        ("policies", "policy"),
        ("losses", "loss"),
        ("Boxes", "Box"),
        ("caches", "cache"),
        ("analyses", "analysis"),
        ("time series", "time series"),
        ("SAS", "SAS"),
        ("bias", "bias"),
        ("F1", "F1"),
        ("GPT-3.5", "GPT-3.5"),
        ("", ""),
    ],
)
def test_singular(name, expected):
    assert singular(name) == expected
