import pytest

from kg.extract.patterns import pattern_mentions
from kg.extract.pipeline import blank_pipeline, make_doc
from kg.extract.reading import read
from kg.paper import Paper

nlp = blank_pipeline(["kg_sentences"])


def found(title, abstract):
    doc = nlp(make_doc(nlp, Paper("p", title, abstract)))
    return [(doc[span.start : span.end].text, span.kind) for span in pattern_mentions(read(doc))]


@pytest.mark.parametrize(
    ("title", "abstract", "expected"),
    [
        ("FooNet: Nets of Foo", "", [("FooNet", "Method")]),
        ("w2v-Foo: Speech", "", [("w2v-Foo", "Method")]),
        ("How to Do It: A Guide", "", []),
        ("T", "We propose FooNet, a net.", [("FooNet", "Method")]),
        ("T", "We present the Foo2Bar-XL system.", [("Foo2Bar-XL", "Method")]),
        ("T", "We propose a method.", []),
        ("T", "a model called `BarFormer`", [("BarFormer", "Method")]),
        ("T", "Tests on the FooQA dataset work.", [("FooQA", "Data")]),
        ("T", "We use the Foo Bar-2 benchmark.", [("Foo Bar-2", "Data")]),
        ("T", "We propose AI for the EU.", []),
        ("T", "We propose", []),
    ],
)
def test_patterns(title, abstract, expected):
    assert found(title, abstract) == expected
