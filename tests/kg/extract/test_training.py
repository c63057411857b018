import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from kg.extract.document import Draft
from kg.extract.pipeline import blank_pipeline, extract, load_pipeline, make_doc
from kg.extract.tagger import TAGS
from kg.extract.training import train
from kg.extract.training.align import gold_spans, gold_tags
from kg.extract.training.corpus import acronym_pairs, token_lists, word_classes, word_counts
from kg.extract.training.match import match_drafts
from kg.paper import Paper
from schema import InputError

NAMES = ["FooNet", "BarFormer", "QuxGAN", "ZedBERT", "VoxMLP", "KivTree"]
TASKS = ["parsing", "object detection", "speech recognition", "machine translation", "image captioning", "planning"]
nlp = blank_pipeline(["kg_sentences", "kg_acronyms"])


def paper(number):
    name, rival, task = NAMES[number % 6], NAMES[(number + 1) % 6], TASKS[number % 6]
    value = f"{80 + number % 10}.{number % 7}"
    return {
        "id": f"p{number}",
        "title": f"{name}: A Fast Method",
        "abstract": f"We propose {name} for {task}. It achieves {value}% accuracy on ImageNet. It outperforms {rival}.",
    }, {
        "id": f"p{number}",
        "entities": [
            {"name": name, "types": ["Method"], "mentions": [name], "paper": ["PROPOSES"]},
            {"name": rival, "types": ["Method"], "mentions": [rival], "paper": ["COMPARES"]},
            {"name": task, "types": ["Task"], "mentions": [task], "paper": ["ADDRESSES"]},
            {"name": "ImageNet", "types": ["Benchmark"], "mentions": ["ImageNet"], "paper": ["EVALUATES_ON"]},
            {"name": "accuracy", "types": ["Metric"], "mentions": ["accuracy"], "paper": []},
        ],
        "results": [
            {
                "method": name,
                "benchmark": "ImageNet",
                "task": None,
                "metric": "accuracy",
                "value": value,
                "unit": "%",
                "kind": "score",
                "baseline": None,
            }
        ],
        "relations": [[name, "OUTPERFORMS", rival], [name, "USED_FOR", task]],
    }


def write(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("training")
    pairs = [paper(number) for number in range(48)]
    write(folder / "papers.jsonl", [one for one, _ in pairs])
    write(folder / "gold.jsonl", [record for _, record in pairs])
    corpus = [
        {"id": f"c{number}", "title": "On Nets", "abstract": f"The {name} net does {task} with word errors (WE) today."}
        for number in range(40)
        for name, task in [(NAMES[number % 6], TASKS[number % 5])]
    ]
    lines = "".join(json.dumps(record) + "\n" for record in [*corpus, pairs[0][0]])
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    return folder


def trained(folder, out):
    said = []
    figures = train(
        folder / "gold.jsonl", folder / "papers.jsonl", folder / "corpus.jsonl.gz", out, every=1, say=said.append
    )
    return figures, said


@pytest.mark.slow
def test_training_learns_and_gives_the_same_files_to_the_byte(folder, tmp_path):
    figures, said = trained(folder, tmp_path / "a")
    trained(folder, tmp_path / "b")
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == [
        "CARD.md",
        "acronyms.tsv",
        "classes.tsv",
        "heads.npz",
        "settings.json",
        "tagger.npz",
        "vocabulary.tsv",
    ]
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
    assert figures["entities/Method"].f1 > 0.9
    assert figures["paper edges/PROPOSES"].f1 > 0.9
    assert figures["relations/OUTPERFORMS"].f1 > 0.8
    assert figures["results/full"].f1 > 0.8
    assert "40 unlabelled abstracts" in (tmp_path / "a" / "CARD.md").read_text(encoding="utf-8")
    assert said[0] == "unlabelled abstracts"
    abstract = "We propose NewNet for parsing. It achieves 85.5% accuracy on ImageNet. It outperforms FooNet."
    extraction = next(extract([Paper("n", "NewNet: A Fast Method", abstract)], load_pipeline(tmp_path / "a")))
    assert ("NewNet", "OUTPERFORMS", "FooNet") in {(one.subject, one.type, one.object) for one in extraction.relations}
    assert [(one.value, one.method, one.benchmark) for one in extraction.results] == [("85.5", "NewNet", "ImageNet")]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("gold.jsonl", '{"id": "p0"\n', r"gold\.jsonl:1: no JSON"),
        ("gold.jsonl", "[]\n", r"gold\.jsonl:1: no object with an id"),
        ("gold.jsonl", "", r"gold\.jsonl: 0 papers"),
        ("papers.jsonl", '\n{"id": 5}\n', r"papers\.jsonl:2: no object with an id"),
    ],
)
def test_a_wrong_file_is_named(folder, tmp_path, name, text, message):
    paths = {name: folder / name for name in ("gold.jsonl", "papers.jsonl", "corpus.jsonl.gz")}
    paths[name] = tmp_path / name
    paths[name].write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        train(paths["gold.jsonl"], paths["papers.jsonl"], paths["corpus.jsonl.gz"], Path(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_gold_mentions_are_laid_onto_every_place_the_longer_first():
    doc = nlp(make_doc(nlp, Paper("p", "Deep Nets", "Deep nets and nets. Netsuke is no net.")))
    record = {
        "id": "p",
        "entities": [
            {"name": "net", "types": ["Method"], "mentions": ["nets", "net"], "paper": []},
            {"name": "deep net", "types": ["Method"], "mentions": ["Deep Nets", "Deep nets"], "paper": []},
            {"name": "set", "types": ["Dataset", "Benchmark"], "mentions": ["Netsuke"], "paper": []},
        ],
    }
    found = [(doc[start:end].text, kind, number) for start, end, kind, number in gold_spans(doc, record)]
    assert found == [
        ("Deep Nets", "Method", 1),
        ("Deep nets", "Method", 1),
        ("nets", "Method", 0),
        ("Netsuke", "Data", 2),
        ("net", "Method", 0),
    ]
    assert [TAGS[tag] for tag in gold_tags(doc, record)][:2] == ["B-Method", "I-Method"]


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


def test_words_in_the_same_company_share_a_class():
    texts = [
        f"we {verb} a {adjective} net for the task" for verb in ("build", "make") for adjective in ("big", "small")
    ]
    documents = token_lists(texts * 30)
    classes = word_classes(documents, word_counts(documents), 0)
    assert classes == word_classes(documents, word_counts(documents), 0)
    assert set(classes) == set("we build make a big small net for the task".split())
    assert all(len(kinds) == 3 for kinds in classes.values())


def test_an_acronym_needs_papers_that_agree():
    defined = token_lists(["We use large language models (LLMs) here."] * 4)
    rival = token_lists(["Loud little mice (LLMs) squeak."] * 3)
    assert acronym_pairs(defined) == [("LLM", "large language model", 4, 1.0)]
    assert acronym_pairs(defined[:2]) == []
    assert acronym_pairs([*defined, *rival], share=0.6) == []
    assert np.isclose(acronym_pairs([*defined, *rival])[0][3], 4 / 7, atol=1e-3)
