import pytest

from kg.extract.pipeline import extract, load_pipeline
from kg.paper import Paper

NLP = load_pipeline()


def results(abstract, title="FooNet: A Net for All Tasks"):
    extraction = next(extract([Paper("p", title, abstract)], NLP))
    return [
        (one.value, one.unit, one.kind, one.method, one.benchmark, one.metric, one.baseline)
        for one in extraction.results
    ]


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        (
            "We propose FooNet for dependency parsing. FooNet improves accuracy from 85.1% to 87.3% on Penn Treebank.",
            [
                ("85.1", "%", "score", None, "Penn Treebank", "accuracy", None),
                ("87.3", "%", "score", "FooNet", "Penn Treebank", "accuracy", None),
            ],
        ),
        (
            "We propose FooNet for dependency parsing. FooNet runs 3.5 times faster than BERT.",
            [("3.5", "x", "speedup", "FooNet", None, None, "BERT")],
        ),
        (
            "We propose FooNet for machine translation. FooNet outperforms Transformer by 1.7 BLEU points on WMT14.",
            [("1.7", "points", "gain", "FooNet", "WMT14", "BLEU", "Transformer")],
        ),
        (
            "We propose FooNet. FooNet achieves an accuracy of 91.2% on both CIFAR-10 and SVHN.",
            [
                ("91.2", "%", "score", "FooNet", "CIFAR-10", "accuracy", None),
                ("91.2", "%", "score", "FooNet", "SVHN", "accuracy", None),
            ],
        ),
        (
            "We propose FooNet. FooNet reaches an accuracy of 91.2% on CIFAR-10 and CIFAR-100.",
            [
                ("91.2", "%", "score", "FooNet", "CIFAR-10", "accuracy", None),
                ("91.2", "%", "score", "FooNet", "CIFAR-100", "accuracy", None),
            ],
        ),
        (
            "Our FooNet has an accuracy of 91.2% and 75.3% on CIFAR-10 and CIFAR-100, respectively.",
            [
                ("91.2", "%", "score", "FooNet", "CIFAR-10", "accuracy", None),
                ("75.3", "%", "score", "FooNet", "CIFAR-100", "accuracy", None),
            ],
        ),
        (
            "We propose FooNet for dependency parsing. It improves accuracy from 85.1% to 87.3% on Penn Treebank.",
            [
                ("85.1", "%", "score", None, "Penn Treebank", "accuracy", None),
                ("87.3", "%", "score", "FooNet", "Penn Treebank", "accuracy", None),
            ],
        ),
        (
            "We propose FooNet. FooNet achieves 91.2% and 75.3% accuracy on CIFAR-10 and CIFAR-100, respectively.",
            [
                ("91.2", "%", "score", "FooNet", "CIFAR-10", "accuracy", None),
                ("75.3", "%", "score", "FooNet", "CIFAR-100", "accuracy", None),
            ],
        ),
        ("We release FooBench with 1,200 questions in 12 languages and train with 8 GPUs for 300 epochs in 2021.", []),
        ("", []),
    ],
)
def test_results(abstract, expected):
    assert results(abstract) == expected


def test_a_factor_in_words_is_a_reduction():
    abstract = "We propose FooNet for image generation. It reduces the memory by a factor of four compared to StyleGAN."
    ((value, unit, kind, *_),) = results(abstract)
    assert (value, unit, kind) == ("4", "x", "reduction")
