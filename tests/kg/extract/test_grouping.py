import pytest

from kg.extract.acronymtable import AcronymTable, Pair
from kg.extract.grouping import Form, forms_of, known_pairs, likely_pairs, merge
from kg.extract.pipeline import blank_pipeline
from kg.extract.reading import read
from kg.extract.tagger import Tagged

nlp = blank_pipeline(["kg_sentences", "kg_acronyms"])
FIELD = AcronymTable([Pair("CNN", ("convolutional", "neural", "network"), 9, 1.0)])


def marked(text):
    """A document and its mentions, which stand in square brackets, ``[kind:words]``."""
    pieces, plain, places = text.split("["), "", []
    plain = pieces[0]
    for piece in pieces[1:]:
        inside, rest = piece.split("]", 1)
        kind, words = inside.split(":", 1)
        places.append((kind, len(plain), len(plain) + len(words)))
        plain += words + rest
    doc = nlp(plain)
    spans = []
    for kind, start, end in places:
        span = doc.char_span(start, end)
        spans.append((Tagged(kind, span.start, span.end, 0.9), "tagger"))
    return doc, spans


def groups(text):
    doc, spans = marked(text)
    reading = read(doc)
    forms = forms_of(reading, spans)
    drafts = merge(forms, known_pairs(reading, doc._.acronyms, forms, FIELD))
    return [(draft.kind, [doc[start:end].text for start, end in draft.spans]) for draft in drafts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[Method:Large language models] ([Method:LLMs]) exist. An [Method:LLM] is a [Method:large language model].",
            [("Method", ["Large language models", "LLMs", "LLM", "large language model"])],
        ),
        (
            "[Method:Pre-trained Model] and [Method:pre-trained models]",
            [("Method", ["Pre-trained Model", "pre-trained models"])],
        ),
        ("[Method:wav2vec~2.0] is [Method:wav2vec 2.0]", [("Method", ["wav2vec~2.0", "wav2vec 2.0"])]),
        ("[Method:GPT-3] is no [Method:GPT-4]", [("Method", ["GPT-3"]), ("Method", ["GPT-4"])]),
        (
            "[Method:CNNs] are [Method:convolutional neural networks]",
            [("Method", ["CNNs", "convolutional neural networks"])],
        ),
        (
            "[Method:MAE] ([Method:masked autoencoder]) by [Metric:error]",
            [("Method", ["MAE", "masked autoencoder"]), ("Metric", ["error"])],
        ),
        (
            "a [Method:grid search] with search on a grid, and our [Method:GRid seArch] ([Method:GRA])",
            [("Method", ["grid search"]), ("Method", ["GRid seArch", "GRA"])],
        ),
        (
            "Scaled Attention [Method:Transformer] ([Method:SAFormer])",
            [("Method", ["Transformer"]), ("Method", ["SAFormer"])],
        ),
        (
            "Scaled [Method:Attention Transformer] ([Method:SAFormer])",
            [("Method", ["Attention Transformer", "SAFormer"])],
        ),
        ("", []),
    ],
)
def test_forms_of_one_thing_are_one_entity(text, expected):
    assert groups(text) == expected


@pytest.mark.parametrize(
    ("left", "right", "apart"),
    [
        ("FooNet", "FooNet-L", True),
        ("FooNet-B", "FooNet-L", True),
        ("ResNet-50", "ResNet-101", True),
        ("ViT", "ViT-B/16", True),
        ("BERT-large", "BERT base", True),
        ("VOC", "VOC 2007", True),
        ("ResNet", "ViT-50", False),
        ("LSTM", "LSTM's", False),
        ("FooNet", "FooNet model", False),
        ("grid search", "grid", False),
    ],
)
def test_a_variant_is_another_thing(left, right, apart):
    doc, spans = marked(f"[Method:{left}] and [Method:{right}]")
    forms = forms_of(read(doc), spans)
    assert len(forms) == 2
    assert len(merge(forms, [(0, 1)])) == (2 if apart else 1)


def test_variants_stay_apart_whatever_joins_them():
    doc, spans = marked("[Method:FooNet-B], [Method:Foo network] and [Method:FooNet-L]")
    drafts = merge(forms_of(read(doc), spans), [(0, 1), (1, 2)])
    assert [draft.keys for draft in drafts] == [[("foonet", "b"), ("foo", "network")], [("foonet", "l")]]


def test_endless_variants_of_one_thing_are_kept_apart():
    doc, spans = marked(" ".join(f"[Method:Net-{number}]" for number in range(10_000)))
    assert len(merge(forms_of(read(doc), spans), [(0, 1), (1, 9_999)])) == 10_000


def test_a_form_has_the_kind_that_most_of_its_mentions_have():
    doc, spans = marked("[Task:parsing], [Method:parsing] and [Task:parsing]")
    assert [form.kind for form in forms_of(read(doc), spans)] == ["Task"]


@pytest.mark.parametrize(
    ("left", "right", "likely"),
    [
        (("report", "generation"), ("radiology", "report", "generation"), True),
        (("sbfl",), ("spectrum", "based", "fault", "localization"), True),
        (("sbfl",), ("fault", "localization"), False),
        (("gan",), ("transformer",), False),
    ],
)
def test_only_forms_that_share_something_are_put_to_the_classifier(left, right, likely):
    assert bool(likely_pairs([Form(left, "Method"), Form(right, "Method")])) is likely
    assert likely_pairs([Form(left, "Method"), Form(right, "Task")]) == []


def test_a_text_with_endless_forms_is_not_paired():
    assert likely_pairs([Form(("net", str(number)), "Method") for number in range(500)]) == []
