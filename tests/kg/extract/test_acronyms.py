import pytest

from kg.extract.acronyms import long_form
from kg.extract.pipeline import blank_pipeline

nlp = blank_pipeline(["kg_sentences", "kg_acronyms"])


def acronyms(text):
    doc = nlp(text)
    return [(doc[slice(*one.short)].text, doc[slice(*one.long)].text) for one in doc._.acronyms]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We study large language models (LLMs) here.", [("LLMs", "large language models")]),
        ("The Multi-scale Attention Fusion (MAF) block", [("MAF", "Multi-scale Attention Fusion")]),
        ("masked language modeling~(MLM) helps", [("MLM", "masked language modeling")]),
        ("MAF (Multi-scale Attention Fusion) helps", [("MAF", "Multi-scale Attention Fusion")]),
        ("a Complex Organ Mask (termed as COM) model", [("COM", "Complex Organ Mask")]),
        ("the Mutual Iterative Network (\\textbf{MIN})", [("MIN", "Mutual Iterative Network")]),
        ("equal error rate (EER, in percent) falls", [("EER", "equal error rate")]),
        ("a multilayer perceptron (MLP) works", [("MLP", "multilayer perceptron")]),
    ],
)
def test_definitions(text, expected):
    assert acronyms(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "see below (Table 2)",
        "it works (however)",
        "the model (BERT) wins",
        "images (e.g. CIFAR) are small",
        "(",
        "()",
        "a (B",
        ")(",
    ],
)
def test_brackets_that_define_nothing(text):
    assert acronyms(text) == []


def test_the_first_definition_of_a_short_form_counts():
    assert acronyms("Mean Average Error (MAE). Masked Auto Encoder (MAE).") == [("MAE", "Mean Average Error")]


def test_the_long_form_does_not_cross_a_sentence():
    assert acronyms("We use large language. Models (LLM) are many.") == []


@pytest.mark.parametrize(
    ("short", "words", "start"),
    [
        ("HER", ["the", "Hindsight", "Experience", "Replay"], 1),
        ("w2v", ["word", "2", "vec"], 0),
        ("XYZ", ["no", "such", "thing"], None),
        ("A", ["apple"], None),
        ("AB", [], None),
    ],
)
def test_long_form(short, words, start):
    assert long_form(short, words) == start
