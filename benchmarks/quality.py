"""Quality of extraction: `python benchmarks/quality.py GOLD.jsonl PAPERS.jsonl SCORE.py [--ablate] [--calibration]`.

SCORE.py is the scorer of the gold records; its function `score(gold, predicted)` makes the table. --ablate prints the
figures without each part of the pipeline, the patterns and the vocabulary alone among them. --calibration prints how
often paper edges and relations of each confidence are right.
"""

import argparse
import importlib.util
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from kg.extract.model import DATA, load_model
from kg.extract.pipeline import extract, load_pipeline
from kg.extract.training.train import paper_of, read_lines
from kg.extract.vocabulary import Vocabulary

PARTS = ("entities", "paper edges", "relations", "results/full", "graph")


def scorer(path):
    """The module at this path."""
    spec = importlib.util.spec_from_file_location("gold_score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def without(model, *heads):
    return replace(model, heads={name: head for name, head in model.heads.items() if name not in heads})


def ablations(model):
    """Names of parts with the model that lacks them."""
    yield "everything", model
    yield "no tagger: vocabulary, patterns", without(replace(model, tagger=None), "keep")
    yield "patterns alone", without(replace(model, tagger=None, vocabulary=Vocabulary(())), "keep")
    yield "no vocabulary", replace(model, vocabulary=Vocabulary(()))
    yield "no grouping classifier", without(model, "same")
    yield "no keep classifier", without(model, "keep")
    yield "no acronym table", replace(model, acronyms=type(model.acronyms)(()))
    yield "no word classes", replace(model, table=type(model.table)({}))
    for head in ("role", "relation", "kind", "whole"):
        yield f"no {head} classifier", without(model, head)


def run(nlp, papers):
    return {extraction.paper: extraction for extraction in extract(papers, nlp)}


def with_model(nlp, model):
    """The pipeline with this model in all of its components."""
    for _, component in nlp.pipeline:
        if hasattr(component, "model"):
            component.model = model
    return nlp


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
    parser.add_argument("--calibration", action="store_true", help="print how often edges of each confidence are right")
    args = parser.parse_args()
    score = scorer(args.score)
    gold = score.read(args.gold)
    papers = [paper for paper in map(paper_of, read_lines(args.papers)) if paper.id in gold]
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
    if args.ablate:
        print(f"\n{'F1':34}" + "".join(f"{part:>14}" for part in PARTS))
        for name, model in ablations(load_model(args.data)):
            records = {paper: one.record() for paper, one in run(with_model(nlp, model), papers).items()}
            rows = score.score(gold, records)
            print(f"{name:34}" + "".join(f"{rows.get(part, {'f1': 0.0})['f1']:14.3f}" for part in PARTS))


if __name__ == "__main__":
    main()
