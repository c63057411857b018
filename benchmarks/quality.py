"""Quality of extraction: `python benchmarks/quality.py GOLD.jsonl PAPERS.jsonl SCORE.py [--ablate] [--calibration]`.

SCORE.py is the scorer of the gold records; its function `score(gold, predicted)` makes the table. GOLD may hold places
in texts (kg/extract/training/unseen.jsonl.gz), then PAPERS is their corpus, gzip as it is. --ablate prints the
figures without each part of the pipeline, and of patterns alone. --spacy GOLD PAPERS trains a spaCy tagger on other
papers and prints what it finds. --calibration prints how often edges of each confidence are right.
"""

import argparse
import importlib.util
import random
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import spacy
from patterns import pattern_mentions
from spacy.training import Example

from kg.extract import grouping, mentions
from kg.extract.acronymtable import AcronymTable
from kg.extract.decisions import Decisions
from kg.extract.model import DATA, load_model
from kg.extract.pipeline import blank_pipeline, extract, load_pipeline, make_doc
from kg.extract.reading import read
from kg.extract.training.align import gold_spans
from kg.extract.training.annotated import read_annotated
from kg.extract.training.lines import paper_of, read_lines

PARTS = ("entities", "paper edges", "relations", "results/full", "graph")


def scorer(path):
    """The module at this path."""
    spec = importlib.util.spec_from_file_location("gold_score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(nlp, papers):
    return {extraction.paper: extraction for extraction in extract(papers, nlp)}


def with_model(nlp, model):
    """The pipeline with this model in all of its components."""
    for _, component in nlp.pipeline:
        if hasattr(component, "model"):
            component.model = model
    return nlp


def ablations(model):
    """Names of parts, the model that lacks them, and what else to change while it reads: (module, name, value)."""
    lexicon = model.lexicon
    yield "everything", model, ()
    yield "no grouping classifier", replace(model, lexicon=replace(lexicon, same=None)), ()
    yield "no acronym table", replace(model, lexicon=replace(lexicon, acronyms=AcronymTable(()))), ()
    yield "no acronyms of the text", model, ((mentions, "_through_acronyms", lambda *_: None),)
    yield "no repeats", model, ((mentions, "_repeats", lambda *_: None),)
    yield "no near misses of the tagger", model, ((mentions, "_EAGERNESS", (0.0,)),)
    yield "no pairs of forms at all", model, ((grouping, "known_pairs", lambda *_: set()),)
    yield "thresholds of 0.5", replace(model, decisions=Decisions()), ()


def ablated(nlp, model, changes, papers):
    """What is read with some names of modules changed."""
    kept = [(module, name, getattr(module, name)) for module, name, _ in changes]
    for change in changes:
        setattr(*change)
    try:
        return {paper: one.record() for paper, one in run(with_model(nlp, model), papers).items()}
    finally:
        for change in kept:
            setattr(*change)


def by_patterns(papers):
    """Records of names that patterns find, every distinct form an entity."""
    nlp = blank_pipeline(("kg_sentences",))
    for paper in papers:
        reading = read(nlp(make_doc(nlp, paper)))
        found = [(span.kind, reading.stretch(span.start, span.end)) for span in pattern_mentions(reading)]
        yield paper.id, record(paper, found)


def record(paper, found):
    """A record whose entities are the distinct (kind, form) pairs."""
    kinds = {"Data": "Benchmark"}
    return {
        "id": paper.id,
        "entities": [
            {"name": form, "types": [kinds.get(kind, kind)], "mentions": [form], "paper": []}
            for kind, form in dict.fromkeys(found)
        ],
        "results": [],
        "relations": [],
    }


def by_spacy(gold, papers, unseen, epochs=8):
    """Records of what a plain spaCy tagger (HashEmbedCNN) finds that learnt from other papers."""
    nlp = spacy.blank("en")
    tagger = nlp.add_pipe("ner")
    ours = blank_pipeline(("kg_sentences",))
    lessons = []
    for paper in papers:
        reading = read(ours(make_doc(ours, paper)))
        spans = [
            (reading.starts[start], reading.starts[end - 1] + len(reading.words[end - 1]), kind)
            for start, end, kind, _ in gold_spans(reading, gold[paper.id])
        ]
        doc = nlp.make_doc(paper.text)
        lessons.append(Example.from_dict(doc, {"entities": spans}))
        for _, _, kind in spans:
            tagger.add_label(kind)
    optimiser = nlp.initialize(lambda: lessons)
    shuffler = random.Random(0)
    for _ in range(epochs):
        shuffler.shuffle(lessons)
        for batch in spacy.util.minibatch(lessons, 16):
            nlp.update(batch, sgd=optimiser, drop=0.2)
    for paper in unseen:
        yield paper.id, record(paper, [(one.label_, one.text) for one in nlp(paper.text).ents])


def calibration(score, gold, found):
    """Predictions by confidence: how many, and how many of them are right."""
    bins = defaultdict(lambda: [0, 0, 0.0])
    for paper, extraction in found.items():
        record, predicted = gold[paper], extraction.record()
        names = {}
        for pairs in score.pair_entities(record, predicted).values():
            names.update(pairs)
        roles = {(entity["name"], role) for entity in record["entities"] for role in entity["paper"]}
        relations = {tuple(relation) for relation in record["relations"]}
        sure = [
            (evidence.confidence, (names.get(entity.name), role) in roles)
            for entity in extraction.entities
            for role, evidence in entity.roles.items()
        ]
        sure += [
            (one.evidence.confidence, (names.get(one.subject), one.type, names.get(one.object)) in relations)
            for one in extraction.relations
        ]
        for confidence, right in sure:
            cell = bins[min(int(confidence * 10), 9)]
            cell[0] += 1
            cell[1] += right
            cell[2] += confidence
    print(f"\n{'confidence':14}{'edges':>8}{'right':>8}{'stated':>8}")
    for low in sorted(bins):
        count, right, stated = bins[low]
        print(f"{low / 10:.1f} to {low / 10 + 0.1:.1f}    {count:8}{right / count:8.3f}{stated / count:8.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("papers", type=Path)
    parser.add_argument("score", type=Path)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of another model")
    parser.add_argument("--ablate", action="store_true", help="print the figures without each part too")
    parser.add_argument(
        "--spacy", type=Path, nargs=2, metavar=("GOLD", "PAPERS"), help="what a spaCy tagger learns from"
    )
    parser.add_argument("--calibration", action="store_true", help="print how often edges of each confidence are right")
    args = parser.parse_args()
    score = scorer(args.score)
    papers = list(map(paper_of, read_lines(args.papers)))
    if "check" in next(read_lines(args.gold)):
        records = read_annotated(args.gold, {paper.id: paper for paper in papers})
        gold = {paper.id: record for paper, record in records}
    else:
        gold = score.read(args.gold)
    papers = [paper for paper in papers if paper.id in gold]
    nlp = load_pipeline(args.data)
    found = run(nlp, papers)
    rows = score.score(gold, {paper: extraction.record() for paper, extraction in found.items()})
    print(f"{'':28}{'P':>8}{'R':>8}{'F1':>8}{'gold':>8}{'pred':>8}")
    for name, row in rows.items():
        if name != "graph":
            print(f"{name:28}{row['p']:8.3f}{row['r']:8.3f}{row['f1']:8.3f}{row['gold']:8}{row['pred']:8}")
    print(f"{'graph (mean of the 4 parts)':44}{rows['graph']['f1']:8.3f}")
    if args.calibration:
        calibration(score, gold, found)
    if args.ablate or args.spacy:
        print(f"\n{'F1':34}" + "".join(f"{part:>14}" for part in PARTS))
    if args.ablate:
        print_row(score, gold, "patterns alone", dict(by_patterns(papers)))
        for name, model, changes in ablations(load_model(args.data)):
            print_row(score, gold, name, ablated(nlp, model, changes, papers))
    if args.spacy:
        records = score.read(args.spacy[0])
        lessons = [paper for paper in map(paper_of, read_lines(args.spacy[1])) if paper.id in records]
        print_row(score, gold, f"spaCy tagger, {len(lessons)} papers", dict(by_spacy(records, lessons, papers)))


def print_row(score, gold, name, records):
    rows = score.score(gold, records)
    print(f"{name:34}" + "".join(f"{rows.get(part, {'f1': 0.0})['f1']:14.3f}" for part in PARTS))


if __name__ == "__main__":
    main()
