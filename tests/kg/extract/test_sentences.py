import pytest

from kg.extract.pipeline import blank_pipeline, make_doc
from kg.paper import Paper

nlp = blank_pipeline(["kg_sentences"])


def sentences(abstract, title="On Things"):
    doc = nlp(make_doc(nlp, Paper("p", title, abstract)))
    return [sentence.text.strip() for sentence in doc.sents][1:]


@pytest.mark.parametrize(
    "sentence",
    [
        "Large models, e.g. BERT, are slow.",
        "We follow Smith et al. and use their code.",
        "Some tasks, i.e. Parsing and Tagging, are easy.",
        "We compare CNNs vs. Transformers on speech.",
        "The gain is 1.7 points over GPT-3.5 in Fig. 2 and Sec. 4.",
        "The code of J. Doe is at https://example.org/x.y and works.",
        "It is robust w.r.t. Noise in the input.",
        "Accuracy rises to .931 with wav2vec~2.0 as the encoder.",
        "We test Node.js and other runtimes.",
    ],
)
def test_a_stop_inside_a_sentence_ends_nothing(sentence):
    assert sentences(f"{sentence} Another one follows.") == [sentence, "Another one follows."]


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("One ends. Two begins.", ["One ends.", "Two begins."]),
        ("Is it so? It is! (Mostly.) We think.", ["Is it so?", "It is!", "(Mostly.)", "We think."]),
        ('He said "no." She agreed.', ['He said "no."', "She agreed."]),
        ("We extend Smith et al. We also speed it up.", ["We extend Smith et al.", "We also speed it up."]),
        ("The accuracy is 85.9%. 3 baselines lose.", ["The accuracy is 85.9%.", "3 baselines lose."]),
        ("The space is missing.However, we cope.", ["The space is missing.", "However, we cope."]),
        ("It is the best of type A. We show why.", ["It is the best of type A.", "We show why."]),
    ],
)
def test_sentences(abstract, expected):
    assert sentences(abstract) == expected


def test_the_title_is_a_sentence_of_its_own_without_a_stop():
    doc = nlp(make_doc(nlp, Paper("p", "W2v-BERT: e.g. a Title", "lower case begins the abstract. Then more.")))
    assert [sentence.text.strip() for sentence in doc.sents] == [
        "W2v-BERT: e.g. a Title",
        "lower case begins the abstract.",
        "Then more.",
    ]


def test_plain_text_has_its_title_before_the_first_line_end():
    assert [s.text.strip() for s in nlp("A Title\nA text. More.").sents] == ["A Title", "A text.", "More."]


@pytest.mark.parametrize(
    ("title", "abstract"), [("", ""), ("", "Only text."), ("Only Title", ""), (" ", "\n\n"), (".", ".")]
)
def test_empty_parts(title, abstract):
    doc = nlp(make_doc(nlp, Paper("p", title, abstract)))
    assert "".join(sentence.text_with_ws for sentence in doc.sents) == f"{title}\n{abstract}"
