"""``learn_further``: a model that is there goes on learning from more annotated papers.

Vocabulary and acronyms stay what they are, and so do thresholds and confidences unless there are papers to measure them
on. It takes a part of the time of a training from the start, so that it can be done without a GPU.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from kg.extract.model import load_model
from kg.extract.training.align import Record
from kg.extract.training.annotated import read_annotated
from kg.extract.training.card import card_further, read_card
from kg.extract.training.cases import example
from kg.extract.training.figures import Figure
from kg.extract.training.fit import Recipe, fit
from kg.extract.training.lines import read_pairs
from kg.extract.training.restore import restore
from kg.extract.training.torch_network import BlurredNetwork
from kg.extract.training.train import (
    SEED,
    Say,
    candidates_by,
    decide_as_shipped,
    heard_in,
    make_cases,
    papers_wanted,
    read_unseen,
    rounded,
    write_model,
)
from kg.extract.wordpieces import piece_id, read_wordpieces
from kg.paper import Paper
from schema import InputError, ParameterError


def learn_further(
    model: Path,
    out: Path,
    *,
    gold: tuple[Path, Path] | None = None,
    corpus: Path | None = None,
    annotated: Path | None = None,
    again: Path | None = None,
    measured: Sequence[Path] = (),
    rounds: int = 3,
    seed: int = SEED,
    say: Say = lambda _: None,
) -> dict[str, Figure]:
    """Teach the model of a folder the records of some papers and write what it has become to the folder ``out``.

    ``gold`` is a file of records and one of their papers; ``annotated`` holds more of them for papers of ``corpus``, as
    for ``train``. ``again`` holds records that the model has learnt from before: of those, the ones with results are
    learnt beside the others, so that what is rare in the new ones is not forgotten. The candidates of the papers are
    those that the model finds by itself; ``seed`` decides on the order of the papers.

    The papers of the files ``measured``, in the form of ``annotated``, are not learnt from: thresholds and the figures
    that come back are of the first file's, confidences of all of them; without a file those stay, and no figure comes
    back. Nothing is written before all is learnt.

    Raises InputError with file and line at a line that cannot be read, or with the file of the model at fault;
    ParameterError if there is nothing to learn from.
    """
    if gold is None and annotated is None:
        raise ParameterError("neither gold papers nor annotated ones to learn from", parameter="annotated")
    known, pieces = load_model(model), read_wordpieces(model / "tokenizer.json")
    reader = restore(model)
    pairs = read_pairs(*gold) if gold else []
    files = [path for path in (annotated, again) if path is not None]
    texts = papers_wanted(corpus, [*files, *measured], {paper.id for paper, _ in pairs})
    pairs += _records(annotated, texts)
    before = _records(again, texts)
    unseen, first = read_unseen(measured, texts, [*pairs, *before])
    if not pairs:
        raise InputError("no paper that is there has a record", path=gold[0] if gold else annotated)
    cases, old = make_cases(pairs), make_cases([pair for pair in before if pair[1]["results"]])
    say(f"candidates in {len(cases) + len(old)} papers")
    for case in cases:
        candidates_by(known.network, case, known.lexicon)
    vocabulary = (model / "tokenizer.json").read_text(encoding="utf-8")
    blank = piece_id(Tokenizer.from_str(vocabulary), "[MASK]")
    if old:
        blurred = BlurredNetwork(restore(model), pieces, blank=blank, seed=seed)
        for case in old:
            candidates_by(blurred, case, known.lexicon)
    lessons = [example(case, pieces) for case in (*cases, *old)]
    reader.to(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    recipe = Recipe(epochs=rounds, rate=6e-5, head_rate=6e-4, warm=0.05, seed=seed)
    fit(reader, lessons, recipe, blank=blank, say=say)
    decisions, figures = known.decisions, dict[str, Figure]()
    with rounded(reader, heard_in(cases, pieces), vocabulary) as graphs:
        if unseen:
            decisions, figures = decide_as_shipped(make_cases(unseen), graphs, known.lexicon, first)
        text = card_further(
            read_card(model), figures, papers=len(lessons), first=first, measured=len(unseen), epochs=rounds
        )
        write_model(out, graphs, lexicon=known.lexicon, decisions=decisions, card=text)
    return figures


def _records(path: Path | None, texts: Mapping[str, Paper]) -> list[tuple[Paper, Record]]:
    return read_annotated(path, texts) if path else []
