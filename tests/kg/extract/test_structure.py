import numpy as np
import pytest

from kg.extract.decisions import Decisions
from kg.extract.document import Draft, Number
from kg.extract.extraction import SLOTS
from kg.extract.labels import DRAFT_LABELS, NUMBER_LABELS, RELATION_LABELS, ROLE_LABELS
from kg.extract.nodes import NODE_CODES, PAIR_CODES, led_by, make_nodes
from kg.extract.pipeline import blank_pipeline
from kg.extract.reading import read
from kg.extract.relations import find_relations
from kg.extract.results import find_results
from kg.extract.roles import assign_roles, keep_entities
from kg.extract.structure import Structure, in_brackets, structure_of

nlp = blank_pipeline(["kg_sentences", "kg_numbers"])


def read_text(text, *names):
    """A reading, its numbers, and a draft for each name with its kind: ``("Method", "FooNet")``."""
    doc = nlp(text)
    drafts = []
    for kind, name in names:
        span = doc.char_span(text.index(name), text.index(name) + len(name))
        drafts.append(Draft(kind, [(span.start, span.end)], [(name.lower(),)], 0.9, ("tagger",), (0.9,)))
    return read(doc), drafts, doc._.numbers


def structure(drafts, numbers, /, **parts):
    """A structure in which nothing is anything, but for what is given."""
    empty = {
        "drafts": np.eye(len(DRAFT_LABELS))[[0] * drafts],
        "roles": np.zeros((drafts, len(ROLE_LABELS))),
        "relations": np.zeros((drafts, drafts, len(RELATION_LABELS))),
        "numbers": np.eye(len(NUMBER_LABELS))[[0] * numbers],
        "slots": np.zeros((numbers, drafts + 1, len(SLOTS))),
    }
    empty["slots"][:, -1] = 1.0
    return Structure(**{name: np.array(parts.get(name, value), dtype=np.float32) for name, value in empty.items()})


def test_codes_stay_within_their_tables():
    reading, drafts, numbers = read_text(
        "FooNet\nWe get 91% and 75% accuracy on BarSet and QuxSet, respectively. It is 0.5, 1,234 or 3/4 in 2021.",
        ("Method", "FooNet"), ("Metric", "accuracy"), ("Data", "BarSet"), ("Data", "QuxSet"),
    )  # fmt: skip
    nodes = make_nodes(reading, drafts, numbers)
    assert nodes.spans.shape[0] == nodes.pairs.shape[0] == len(drafts) + len(numbers)
    assert 0 <= nodes.codes.min() < nodes.codes.max() < NODE_CODES
    assert 0 <= nodes.pairs.min() < nodes.pairs.max() < PAIR_CODES
    assert (nodes.between[..., 0] <= nodes.between[..., 1]).all()


def test_of_a_range_and_its_ends_the_likelier_is_read():
    reading, _, _ = read_text("5 to 10 % of all is what it gets")
    numbers = (Number("5-10", "%", 0, 4), Number("5", "%", 0, 1), Number("10", "%", 2, 4))
    ends = structure(0, 3, numbers=[[0.9, 0.1, 0, 0, 0], [0.1, 0.9, 0, 0, 0], [0.2, 0.8, 0, 0, 0]])
    assert [one.number.value for one in find_results(reading, ends, numbers, Decisions())] == ["5", "10"]
    whole = structure(0, 3, numbers=[[0.1, 0, 0.9, 0, 0], [0.4, 0.6, 0, 0, 0], [0.4, 0.6, 0, 0, 0]])
    assert [(one.number.value, one.kind) for one in find_results(reading, whole, numbers, Decisions())] == [
        ("5-10", "gain")
    ]


def test_what_fills_a_slot_is_an_entity_however_unlikely():
    reading, drafts, numbers = read_text("FooNet gets 91% accuracy", ("Method", "FooNet"), ("Metric", "accuracy"))
    slots = np.zeros((1, 3, len(SLOTS)))
    slots[0, -1] = 1.0
    slots[0, :, SLOTS.index("metric")] = 0.1, 0.8, 0.1
    said = structure(2, 1, numbers=[[0.1, 0.9, 0, 0, 0]], slots=slots)
    outcomes = find_results(reading, said, numbers, Decisions())
    assert [(one.method, one.metric) for one in outcomes] == [(None, 1)]
    keep_entities(drafts, said, outcomes, Decisions())
    assign_roles(drafts, said, Decisions())
    assert [(draft.kept, draft.types) for draft in drafts] == [(False, ()), (True, ("Metric",))]
    assert find_relations(reading, drafts, said, Decisions()) == []


@pytest.mark.parametrize(("text", "expected"), [
    ("It gets 91% on BarSet and QuxSet.", [("91", 0), ("91", 1)]),
    ("It gets 91% in 75% of the runs on BarSet and QuxSet.", [("91", 0), ("75", 0)]),
    ("It gets 91% on BarSet and QuxSet. That is 75% more.", [("91", 0), ("91", 1), ("75", 0), ("75", 1)]),
])  # fmt: skip
def test_a_number_counts_for_a_second_benchmark_the_sooner_if_it_is_alone_in_its_sentence(text, expected):
    reading, _, numbers = read_text(text)
    slots = np.zeros((len(numbers), 3, len(SLOTS)))
    slots[:, -1] = 1.0
    slots[:, :, SLOTS.index("benchmark")] = 0.8, 0.15, 0.05
    said = structure(2, len(numbers), numbers=[[0.1, 0.9, 0, 0, 0]] * len(numbers), slots=slots)
    found = find_results(reading, said, numbers, Decisions({"several benchmarks": 0.3, "result": 0.1}))
    assert [(one.number.value, one.benchmark) for one in found] == expected


def test_two_entities_have_the_likelier_of_two_relations_and_only_between_kinds_that_fit():
    names = ("Method", "FooNet"), ("Method", "BarNet"), ("Task", "parsing")
    reading, drafts, _ = read_text("FooNet beats BarNet at parsing", *names)
    kinds = np.eye(len(DRAFT_LABELS))[[1, 1, 3]]
    relations = np.zeros((3, 3, len(RELATION_LABELS)))
    relations[0, 1, RELATION_LABELS.index("OUTPERFORMS")] = 0.9
    relations[1, 0, RELATION_LABELS.index("PART_OF")] = 0.6
    relations[0, 2, RELATION_LABELS.index("OUTPERFORMS")] = 0.9
    said = structure(3, 0, drafts=kinds, relations=relations)
    keep_entities(drafts, said, (), Decisions())
    found = find_relations(reading, drafts, said, Decisions())
    assert [(one.subject, one.type, one.object) for one in found] == [(0, "OUTPERFORMS", 1)]


def test_a_method_that_stands_before_the_number_in_its_sentence_is_the_likelier():
    names = ("Method", "BarNet"), ("Method", "FooNet")
    reading, drafts, numbers = read_text("BarNet is old. FooNet gets 91%.", *names)
    nodes = make_nodes(reading, drafts, numbers)
    assert led_by(nodes, 2).tolist() == [[False, True]]
    logits = tuple(
        np.zeros(shape, dtype=np.float32)
        for shape in ((3, 5), (3, 10), (3, 5), (3, 3, 5), (3, 3, len(SLOTS)), (3, len(SLOTS)))
    )
    shares = structure_of(logits, nodes, np.zeros((1, 2, len(SLOTS)), dtype=np.bool_)).slots[0]
    method, metric = SLOTS.index("method"), SLOTS.index("metric")
    assert np.allclose(shares[:, method], [1 / 7, 5 / 7, 1 / 7])
    assert np.allclose(shares[:, metric], 1 / 3)


def test_a_number_in_brackets_leans_to_the_benchmark_or_metric_before_them():
    names = ("Data", "BarSet"), ("Data", "QuxSet"), ("Metric", "WER"), ("Method", "FooNet")
    text = "FooNet (2.5M) does well on BarSet (67% to 82%) and QuxSet (71.5%). WER) is low on QuxSet: 5."
    reading, drafts, numbers = read_text(text, *names)
    held = in_brackets(reading, drafts, numbers)
    benchmark = SLOTS.index("benchmark")
    found = {numbers[row].value: drafts[column].keys[0] for row, column in np.argwhere(held[:, :, benchmark]).tolist()}
    assert found == dict.fromkeys(("67", "82", "67-82"), ("barset",)) | {"71.5": ("quxset",)}
    assert held.sum() == 4
    nodes = make_nodes(reading, drafts, numbers)
    size = len(nodes.spans)
    shapes = (size, 5), (size, 10), (size, 5), (size, size, 5), (size, size, len(SLOTS)), (size, len(SLOTS))
    shares = structure_of(tuple(np.zeros(shape, dtype=np.float32) for shape in shapes), nodes, held).slots
    assert all(shares[row, column, benchmark] > 0.5 for row, column in np.argwhere(held[:, :, benchmark]).tolist())
