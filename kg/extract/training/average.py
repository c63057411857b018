"""``average``: one model of several that began alike."""

from collections.abc import Sequence
from pathlib import Path

from kg.extract.model import load_model
from kg.extract.training.card import card_averaged, read_card
from kg.extract.training.figures import Figure
from kg.extract.training.fit import mean_of
from kg.extract.training.restore import restore
from kg.extract.training.train import (
    decide_as_shipped,
    heard_in,
    make_cases,
    papers_wanted,
    read_unseen,
    rounded,
    write_model,
)
from kg.extract.wordpieces import read_wordpieces
from schema import InputError


def average(models: Sequence[Path], out: Path, *, corpus: Path, measured: Sequence[Path]) -> dict[str, Figure]:
    """Write the model whose weights are the mean of those of several to the folder ``out``; return its figures.

    The models began alike: they are one model that went on learning from different papers, or in different orders, and
    may be that model itself. Their mean reads new papers better than each. All else is the first one's, but thresholds
    and confidences, which are measured as ``learn_further`` does, on at least one file.

    Raises InputError with the file of a model that has other word pieces or layers than the first.
    """
    known = load_model(models[0])
    vocabulary = (models[0] / "tokenizer.json").read_text(encoding="utf-8")
    readers = [restore(model) for model in models]
    for model, reader in zip(models, readers, strict=True):
        pieces = model / "tokenizer.json"
        if reader.size != readers[0].size or pieces.read_text(encoding="utf-8") != vocabulary:
            raise InputError(f"has not begun as {models[0]} did", path=pieces)
    unseen, first = read_unseen(measured, papers_wanted(corpus, measured), [])
    cases = make_cases(unseen)
    heard = heard_in(cases, read_wordpieces(models[0] / "tokenizer.json"))
    with rounded(mean_of(readers), heard, vocabulary) as graphs:
        decisions, figures = decide_as_shipped(cases, graphs, known.lexicon, first)
        text = card_averaged(read_card(models[0]), figures, models=len(models), first=first, measured=len(unseen))
        write_model(out, graphs, lexicon=known.lexicon, decisions=decisions, card=text)
    return figures
