import pytest

from kg.extract.pipeline import blank_pipeline

nlp = blank_pipeline(["kg_sentences", "kg_numbers"])


def numbers(text):
    return [(number.value, number.unit) for number in nlp(text)._.numbers]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("85.9% top-1 accuracy", [("85.9", "%")]),
        (r"by 5.59\% and 0.6 percent", [("5.59", "%"), ("0.6", "%")]),
        ("by 1.7 points", [("1.7", "points")]),
        ("by 2.1 BLEU points", [("2.1", "points")]),
        ("by 3 percentage points", [("3", "percentage points")]),
        ("by 1.2 pp", [("1.2", "pp")]),
        ("2.5x faster, 10 times smaller", [("2.5", "x"), ("10", "x")]),
        (r"$3.4\times$ faster", [("3.4", "x")]),
        ("a 4-fold gain", [("4", "x")]),
        ("by a factor of four", [("4", "x")]),
        ("three times faster", [("3", "x")]),
        ("twice as fast", [("2", "x")]),
        ("an order of magnitude faster", [("10", "x")]),
        ("three orders of magnitude faster", [("1000", "x")]),
        ("gains of 6.6-12.1%", [("6.6-12.1", "%")]),
        (r"5\% to 10\% lower", [("5-10", "%"), ("5", "%"), ("10", "%")]),
        (r"shows~5\% to~10\% less", [("5-10", "%"), ("5", "%"), ("10", "%")]),
        ("in 31 out of 36 worlds", [("31 out of 36", "")]),
        ("2.1%~6.5% higher", [("2.1-6.5", "%")]),
        ("between 2 and 3 points", [("2-3", "points"), ("2", "points"), ("3", "points")]),
        ("from 65.4% to 71.8%", [("65.4-71.8", "%"), ("65.4", "%"), ("71.8", "%")]),
        ("an F1 of .931", [(".931", "")]),
        ("solves 20/20 tasks", [("20/20", "")]),
        ("runs at 30 FPS and 12.5 ms", [("30", "FPS"), ("12.5", "ms")]),
        ("0.58m error", [("0.58", "m")]),
        ("a 55M model", [("55", "M")]),
        ("an M-step of 3 S", [("3", "")]),
        ("1,281,167 images", [("1,281,167", "")]),
        ("28.4 BLEU on it", [("28.4", "BLEU")]),
    ],
)
def test_values_and_units(text, expected):
    assert numbers(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "GPT-3.5 and ResNet-50",
        "wav2vec~2 models",
        "CIFAR-10 images",
        "a 5-shot setting",
        "VoxCeleb_1",
        "two baselines",
        "",
    ],
)
def test_numbers_in_names_and_counting_words_are_none(text):
    assert numbers(text) == []


def test_a_unit_that_is_a_metric_stays_out_of_the_number():
    doc = nlp("reaches 28.4 BLEU")
    (number,) = doc._.numbers
    assert doc[number.start : number.end].text == "28.4"


def test_a_number_ends_with_its_sentence():
    assert numbers("We reach 85.9\npoints of view differ") == [("85.9", "")]
    assert numbers("It is 85.9. Points are 3 - 4.") == [("85.9", ""), ("3-4", "")]
