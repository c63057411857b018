import json
import re
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract import Extraction, pipeline
from kg.extract.model import DATA
from kg.extract.pipeline import COMPONENTS, extract, load_pipeline, paper_reader
from kg.paper import Paper
from schema import EDGE_TYPES, InputError

NLP = load_pipeline()

FOO = Paper(
    "foo",
    "FooNet: Graph Attention for Image Classification",
    "Vision Transformers (ViTs) are costly. We propose FooNet, a novel convolutional neural network for image "
    "classification. FooNet achieves 85.9% top-1 accuracy on ImageNet, surpassing ResNet-50 and Swin-T by 1.7% and "
    "0.6% respectively. Unlike ViTs, FooNet is 2.5x faster. Code is at https://github.com/foo/ResNet-50.",
)


def read(*papers):
    return list(extract(papers, NLP))


def entity(extraction, form):
    found = [one for one in extraction.entities if form in {mention.text for mention in one.mentions}]
    assert found, f"{form} is no mention of {[one.name for one in extraction.entities]}"
    return found[0]


@pytest.fixture(scope="module")
def foo():
    return read(FOO)[0]


def test_components_stand_in_the_pipeline_in_order():
    assert tuple(NLP.pipe_names) == COMPONENTS


def test_the_extractor_says_its_name_and_version(foo):
    assert re.fullmatch(r"kg \d+\.\d+\.\d+.*", foo.extractor)


@pytest.mark.parametrize(
    ("form", "type_", "role"),
    [
        ("FooNet", "Method", "PROPOSES"),
        ("ResNet-50", "Method", "COMPARES"),
        ("Swin-T", "Method", "COMPARES"),
        ("ImageNet", "Benchmark", "EVALUATES_ON"),
        ("image classification", "Task", "ADDRESSES"),
        ("top-1 accuracy", "Metric", None),
    ],
)
def test_entities_of_a_plain_abstract(foo, form, type_, role):
    one = entity(foo, form)
    assert type_ in one.types
    assert list(one.roles) == ([role] if role else [])


def test_acronym_plural_and_expansion_are_one_entity(foo):
    assert entity(foo, "ViTs") is entity(foo, "Vision Transformers")


def test_relations_of_a_plain_abstract(foo):
    stated = {(one.subject, one.type, one.object) for one in foo.relations}
    assert ("FooNet", "OUTPERFORMS", "ResNet-50") in stated
    assert any(subject == "FooNet" and kind == "USED_FOR" for subject, kind, _ in stated)


def test_results_of_a_plain_abstract(foo):
    results = {one.value: one for one in foo.results}
    assert (results["85.9"].unit, results["85.9"].kind) == ("%", "score")
    assert results["85.9"].method == "FooNet"
    assert results["85.9"].benchmark == "ImageNet"
    assert results["1.7"].kind == "gain"
    assert results["1.7"].baseline == "ResNet-50"
    assert results["0.6"].baseline == "Swin-T"


def test_nothing_is_read_from_a_link(foo):
    link = FOO.text.index("https://")
    for one in foo.entities:
        assert all(mention.span.end <= link for mention in one.mentions)


TYPES = {("Method",), ("Task",), ("Metric",), ("Dataset",), ("Benchmark",), ("Dataset", "Benchmark")}


def check(paper, extraction):
    """What must hold of every extraction."""
    text = paper.text
    assert extraction.paper == paper.id
    names = [one.name for one in extraction.entities]
    assert len(set(names)) == len(names)
    spans = set()
    for one in extraction.entities:
        assert one.name
        assert one.mentions
        assert one.types in {
            ("Method",),
            ("Task",),
            ("Metric",),
            ("Dataset",),
            ("Benchmark",),
            ("Dataset", "Benchmark"),
        }
        for mention in one.mentions:
            assert text[mention.span.start : mention.span.end] == mention.text
            assert mention.text.strip() == mention.text != ""
            assert mention.span not in spans
            spans.add(mention.span)
        for role, evidence in one.roles.items():
            assert any(("Paper", kind) in EDGE_TYPES[role].ends for kind in one.types)
            sound(text, evidence, one.mentions)
    types = {one.name: one.types for one in extraction.entities}
    for one in extraction.relations:
        ends = [(left, right) for left in types[one.subject] for right in types[one.object]]
        assert any(end in EDGE_TYPES[one.type].ends for end in ends)
        assert one.subject != one.object
        sound(text, one.evidence, ())
    for one in extraction.results:
        assert one.kind in {"score", "gain", "reduction", "speedup"}
        assert re.search(r"\d", one.value)
        assert one.evidence.sentence.start <= one.span.start < one.span.end <= one.evidence.sentence.end
        for slot in (one.method, one.benchmark, one.task, one.metric, one.baseline):
            assert slot is None or slot in types
        assert one.method is None or one.method != one.baseline
    json.dumps(extraction.record(), ensure_ascii=True)


def sound(text, evidence, mentions):
    start, end = evidence.sentence
    assert 0 <= start < end <= len(text)
    assert 0.0 <= evidence.confidence <= 1.0
    if mentions:
        assert any(start <= mention.span.start and mention.span.end <= end for mention in mentions)


ODD = [
    Paper("empty", "", ""),
    Paper("title", "FooNet", ""),
    Paper("abstract", "", "We propose FooNet."),
    Paper("lines", "A\nB", "We\n\npropose\tFooNet.\r\nIt wins."),
    Paper("surrogate", "\ud800Foo\udfff", "We propose \ud83dFooNet\ude00 for parsing, 5\ud800%."),
    Paper("control", "\x00\x01", "We\x00propose\x07FooNet\x1b[0m."),
    Paper("emoji", "🤖Net: 🎉", "We propose 🤖Net 👩‍👩‍👧 for image classification 🎉."),
    Paper(
        "tex", r"{\em Foo}", r"We propose \textbf{FooNet} and $\alpha$-Foo~2.0: it gets 5\% to 10\% on \textsc{Bar}."
    ),
    Paper("entities", "A &amp; B", "FooNet &lt;3 BarNet &#39;wins&#39; by 3&#37;."),
    Paper("signs", "((((", ")))) [[ ] ( ( ) . . . ? ! % %% -- - ~ ~ $ $ \\ \\\\ {}"),
    Paper("numbers", "1 2 3", "1% 2% 3% 1.1.1 1,,2 1-2-3 --1 1/0 .5 5. 10^10 0x1F ²³ ٣ ½"),
    Paper("long word", "a" * 5000, "B" * 5000 + " " + "x-" * 3000),
]


@pytest.mark.parametrize("paper", ODD, ids=lambda paper: paper.id)
def test_odd_text_is_read_without_an_error(paper):
    check(paper, read(paper)[0])


ALPHABET = st.sampled_from(
    "FooNet,We propose,achieves,85.9,%,on,ImageNet,.,(,),LLMs,large language models,by,1.7,points,over,"
    "ResNet-50,and,"
    "respectively,\n, ,~,\\textbf,{,},$,-,e.g.,et al.,"
    "https://x.org/a,accuracy,object detection,outperforms,from,to,\ud800,"
    "é,🤖,\x00,&amp;,:,based on".split(",")
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ALPHABET, max_size=40), st.lists(ALPHABET, max_size=80))
def test_whatever_the_text_offsets_and_evidence_are_true(title, abstract):
    paper = Paper("p", " ".join(title), " ".join(abstract))
    first, second = read(paper, paper)
    check(paper, first)
    assert first == second


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.text(max_size=300))
def test_no_text_raises(title, abstract):
    paper = Paper("p", title, abstract)
    check(paper, read(paper)[0])


def test_order_and_company_of_papers_change_nothing():
    papers = [FOO, *ODD]
    forward = read(*papers)
    assert forward == read(*reversed(papers))[::-1]
    assert [one.paper for one in forward] == [paper.id for paper in papers]


def test_papers_are_drawn_one_at_a_time():
    drawn = []

    def papers():
        for number in range(5):
            drawn.append(number)
            yield Paper(str(number), "T", "We propose FooNet.")

    stream = extract(papers(), NLP)
    assert next(stream).paper == "0"
    assert len(drawn) <= 2


def test_words_of_papers_long_past_are_forgotten(monkeypatch):
    monkeypatch.setattr(pipeline, "_REMEMBERED", 3)
    nlp = load_pipeline()
    papers = [Paper(str(number), f"Word{number}Net", f"We propose Word{number}Net.") for number in range(7)]
    read_paper = paper_reader(nlp)
    assert [read_paper(paper).entities[0].name for paper in papers] == [paper.title for paper in papers]
    assert [f"Word{number}Net" in nlp.vocab.strings for number in range(7)] == [False] * 6 + [True]


def test_a_fresh_pipeline_says_the_same(foo):
    assert list(extract([FOO], load_pipeline())) == [foo]


@pytest.mark.slow
def test_a_megabyte_is_read():
    paper = Paper("big", "FooNet", (FOO.abstract + " ") * 3500)
    assert len(paper.abstract) > 1_000_000
    extraction = read(paper)[0]
    assert isinstance(extraction, Extraction)
    assert any(one.name == "FooNet" for one in extraction.entities)


def test_a_model_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match=r"settings\.json"):
        read_with(tmp_path)


def test_a_model_of_another_format_is_refused(tmp_path):
    (tmp_path / "settings.json").write_text('{"format": 0}', encoding="utf-8")
    with pytest.raises(InputError, match="format 0"):
        read_with(tmp_path)


def test_a_broken_model_file_is_named(tmp_path):
    (tmp_path / "settings.json").write_text('{"format": 2,', encoding="utf-8")
    with pytest.raises(InputError, match=r"settings\.json:1"):
        read_with(tmp_path)
    (tmp_path / "settings.json").write_text('{"format": 2}', encoding="utf-8")
    for name, message in (
        ("tokenizer.json", "no tokenizer"),
        ("encoder.onnx", "no ONNX graph"),
        ("structure.onnx", "no ONNX graph"),
        ("same.npz", "no arrays"),
    ):
        with pytest.raises(InputError, match=f"{name}: no such file"):
            read_with(tmp_path)
        (tmp_path / name).write_bytes(b"broken")
        with pytest.raises(InputError, match=f"{name}: {message}"):
            read_with(tmp_path)
        shutil.copy(DATA / name, tmp_path / name)
        if name == "structure.onnx":
            shutil.copy(DATA / "acronyms.tsv", tmp_path / "acronyms.tsv")


def read_with(folder):
    return list(extract([FOO], load_pipeline(folder)))
