"""``train``: from gold records and unlabelled abstracts to the folder of a model, the same bits for the same input."""

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from spacy.tokens import Doc

from kg.extract.acronymtable import AcronymTable, Pair
from kg.extract.features import WordTable
from kg.extract.mentions import document_features
from kg.extract.model import Model, load_model, save_model
from kg.extract.pipeline import blank_pipeline, make_doc
from kg.extract.reading import read
from kg.extract.tagger import Tagger
from kg.extract.training.align import Record, gold_tags
from kg.extract.training.card import card
from kg.extract.training.corpus import acronym_pairs, token_lists, word_classes, word_counts
from kg.extract.training.crf import Sentence, train_tagger
from kg.extract.training.figures import Figure, measure
from kg.extract.training.stages import Case, Crew, learn_all
from kg.extract.training.terms import learn_vocabulary
from kg.extract.vocabulary import Vocabulary
from kg.paper import Paper
from schema import InputError

FOLDS = 4
BITS = 18
SEED = 0


def train(
    gold: Path, papers: Path, corpus: Path, out: Path, *, every: int = 4, say: Callable[[str], None] = lambda _: None
) -> dict[str, Figure]:
    """Learn a model and write it, with its card, to the folder ``out``; return its figures.

    ``gold`` holds records of ``papers``, ``corpus`` unlabelled abstracts (all JSON Lines, gzip as it is); papers of the
    gold file are left out of the corpus. ``every`` takes one in so many abstracts of the corpus for the vocabulary, and
    ``say`` is told what is being done. Raises InputError at a line that cannot be read, or if no paper has a record.
    """
    records = {record["id"]: record for record in read_lines(gold)}
    pairs = [(paper, records[paper.id]) for paper in map(paper_of, read_lines(papers)) if paper.id in records]
    if len(pairs) < FOLDS:
        raise InputError(
            f"{len(pairs)} papers of {papers} have a record, fewer than the {FOLDS} that it takes", path=gold
        )
    say("unlabelled abstracts")
    texts = [paper.text for paper in map(paper_of, read_lines(corpus)) if paper.id not in records]
    model, figures = fit(pairs, texts[::every], learn_words(texts, say), say)
    save_model(model, out)
    written = card(model, figures, papers=len(pairs), texts=len(texts), every=every, folds=FOLDS)
    (out / "CARD.md").write_text(written, encoding="utf-8")
    load_model.cache_clear()
    return figures


def learn_words(texts: Sequence[str], say: Callable[[str], None]) -> Model:
    """Word classes and acronyms of unlabelled texts, in a model that knows nothing else."""
    documents = token_lists(texts)
    say("word classes")
    classes = word_classes(documents, word_counts(documents), SEED)
    say("acronyms")
    pairs = [
        Pair(short, tuple(long.split(" ")), count, share) for short, long, count, share in acronym_pairs(documents)
    ]
    return Model(WordTable(classes), Vocabulary(()), AcronymTable(pairs))


def fit(
    pairs: Sequence[tuple[Paper, Record]], texts: Sequence[str], base: Model, say: Callable[[str], None]
) -> tuple[Model, dict[str, Figure]]:
    """Everything that needs gold records: tagger, vocabulary, tagger again with it, classifiers; and their figures."""
    nlp = blank_pipeline(("kg_sentences", "kg_numbers", "kg_acronyms"))
    docs = [nlp(make_doc(nlp, paper)) for paper, _ in pairs]
    records = [record for _, record in pairs]
    say("first tagger")
    first = fit_tagger(docs, records, base)
    say(f"vocabulary from {len(texts)} abstracts")
    base = replace(base, vocabulary=learn_vocabulary(nlp, texts, base, first))
    say(f"{len(base.vocabulary)} terms; second tagger")
    final = replace(base, tagger=fit_tagger(docs, records, base))
    order = np.random.default_rng(SEED).permutation(len(docs))
    folds = np.empty(len(docs), dtype=np.int64)
    folds[order] = np.arange(len(docs)) % FOLDS
    models = []
    for fold in range(FOLDS):
        say(f"tagger of fold {fold + 1} of {FOLDS}")
        learn = np.flatnonzero(folds != fold).tolist()
        tagger = fit_tagger([docs[at] for at in learn], [records[at] for at in learn], base)
        models.append(replace(base, tagger=tagger))
    crew = Crew(final, models)
    cases = [Case(doc, read(doc), record, int(fold)) for doc, record, fold in zip(docs, records, folds, strict=True)]
    learn_all(cases, crew, say)
    say("figures")
    return crew.final, measure(cases, crew)


def fit_tagger(docs: Sequence[Doc], records: Sequence[Record], model: Model) -> Tagger:
    """A tagger fitted to documents with their gold records; word classes and vocabulary are the model's."""
    sentences: list[Sentence] = []
    for doc, record in zip(docs, records, strict=True):
        reading = read(doc)
        features = document_features(doc, reading, model, BITS).astype(np.int32)
        tags = gold_tags(doc, record)
        sentences.extend(Sentence(features[start:end], tags[start:end]) for start, end in reading.bounds)
    return train_tagger(sentences, bits=BITS, rounds=12, dropout=0.4, seed=SEED)


def read_lines(path: Path) -> Iterator[Record]:
    """The objects of a JSON Lines file, gzip or plain; raise InputError at a line that is none."""
    with path.open("rb") as start:
        packed = start.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    record = json.loads(line)
                except json.JSONDecodeError as error:
                    raise InputError(f"no JSON: {error.msg}", path=path, line=number) from error
                if not isinstance(record, dict) or not isinstance(record.get("id"), str):
                    raise InputError("no object with an id", path=path, line=number)
                yield record


def paper_of(record: Record) -> Paper:
    """The paper of a line with id, title and abstract."""
    return Paper(id=record["id"], title=record.get("title") or "", abstract=record.get("abstract") or "")
