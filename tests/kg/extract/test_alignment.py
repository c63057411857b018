import numpy as np

from kg.extract.document import Draft
from kg.extract.pipeline import blank_pipeline, make_doc
from kg.extract.reading import read
from kg.extract.tagger import TAGS
from kg.extract.training.align import gold_spans, gold_tags
from kg.extract.training.corpus import acronym_pairs, token_lists
from kg.extract.training.match import match_drafts
from kg.paper import Paper

nlp = blank_pipeline(["kg_sentences", "kg_acronyms"])


def test_gold_mentions_are_laid_onto_every_place_the_longer_first():
    reading = read(nlp(make_doc(nlp, Paper("p", "Deep Nets", "Deep nets and nets. Netsuke is no net."))))
    record = {
        "id": "p",
        "entities": [
            {"name": "net", "types": ["Method"], "mentions": ["nets", "net"], "paper": []},
            {"name": "deep net", "types": ["Method"], "mentions": ["Deep Nets", "Deep nets"], "paper": []},
            {"name": "set", "types": ["Dataset", "Benchmark"], "mentions": ["Netsuke"], "paper": []},
        ],
    }
    found = [(reading.stretch(start, end), kind, number) for start, end, kind, number in gold_spans(reading, record)]
    assert found == [
        ("Deep Nets", "Method", 1),
        ("Deep nets", "Method", 1),
        ("nets", "Method", 0),
        ("Netsuke", "Data", 2),
        ("net", "Method", 0),
    ]
    assert [TAGS[tag] for tag in gold_tags(reading, record)][:2] == ["B-Method", "I-Method"]


def test_drafts_meet_gold_one_to_one_within_a_kind():
    def draft(kind, *keys):
        return Draft(kind, [(0, 1)], [tuple(key.split()) for key in keys], 0.9)

    record = {
        "id": "p",
        "entities": [
            {"name": "neural network", "types": ["Method"], "mentions": ["neural networks"], "paper": []},
            {"name": "graph neural network", "types": ["Method"], "mentions": ["GNN"], "paper": []},
            {"name": "accuracy", "types": ["Metric"], "mentions": ["accuracy"], "paper": []},
        ],
    }
    drafts = [
        draft("Method", "deep neural network"),
        draft("Method", "gnn"),
        draft("Task", "accuracy"),
        draft("Method", "net"),
    ]
    assert match_drafts(drafts, record) == [0, 1, None, None]


def test_an_acronym_needs_papers_that_agree():
    defined = token_lists(["We use large language models (LLMs) here."] * 4)
    rival = token_lists(["Loud little mice (LLMs) squeak."] * 3)
    assert acronym_pairs(defined) == [("LLM", "large language model", 4, 1.0)]
    assert acronym_pairs(defined[:2]) == []
    assert acronym_pairs([*defined, *rival], share=0.6) == []
    assert np.isclose(acronym_pairs([*defined, *rival])[0][3], 4 / 7, atol=1e-3)
