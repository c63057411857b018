import numpy as np
import pytest

from kg.extract.mentions import find_mentions
from kg.extract.pipeline import blank_pipeline, make_doc
from kg.extract.reading import read
from kg.extract.tagger import TAGS
from kg.paper import Paper


@pytest.mark.parametrize(
    ("tagged", "found"),
    [
        ("Big Transfer (", "Big Transfer"),
        (") and FooNet", "FooNet"),
        ("the FooNet (", "FooNet"),
        ("FooNet (small)", "FooNet (small)"),
        ("(v)", "(v)"),
        ("an ensemble of", "ensemble"),
        ("parsing at", "parsing"),
        ("over-smoothing", "over-smoothing"),
    ],
)
def test_a_mention_ends_before_a_preposition_and_holds_no_bracket_whose_other_is_outside(tagged, found):
    doc = blank_pipeline(("kg_sentences",))(make_doc(blank_pipeline(()), Paper("p", "", f"We use {tagged} here.")))
    reading = read(doc)
    span = doc.char_span(doc.text.index(tagged), doc.text.index(tagged) + len(tagged))
    emissions = np.full((len(doc), len(TAGS)), -5.0, dtype=np.float32)
    emissions[:, TAGS.index("O")] = 0.0
    emissions[span.start, TAGS.index("B-Method")] = 5.0
    emissions[span.start + 1 : span.end, TAGS.index("I-Method")] = 5.0
    assert [reading.stretch(one.start, one.end) for one, _ in find_mentions(reading, (), emissions)] == [found]
