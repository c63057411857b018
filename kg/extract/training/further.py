"""``learn_further``: a model that is there goes on learning from more annotated papers.

Vocabulary and acronyms stay what they are, and so do thresholds and confidences unless there are papers to measure them
on. It takes a part of the time of a training from the start, so that it can be done without a GPU.
"""

from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from kg.extract.model import load_model
from kg.extract.training.annotated import read_annotated
from kg.extract.training.card import card_further
from kg.extract.training.cases import example
from kg.extract.training.decide import decide
from kg.extract.training.figures import Figure, measure
from kg.extract.training.fit import Recipe, fit
from kg.extract.training.lines import paper_of, read_lines, read_pairs
from kg.extract.training.restore import restore
from kg.extract.training.torch_network import TorchNetwork
from kg.extract.training.train import (
    SEED,
    Say,
    candidates_by,
    heard_in,
    judge,
    make_cases,
    read_unseen,
    write_model,
)
from kg.extract.wordpieces import piece_id, read_wordpieces
from kg.paper import Paper
from schema import InputError


def learn_further(
    gold: Path,
    papers: Path,
    model: Path,
    out: Path,
    *,
    corpus: Path | None = None,
    annotated: Path | None = None,
    measured: Sequence[Path] = (),
    rounds: int = 3,
    say: Say = lambda _: None,
) -> dict[str, Figure]:
    """Teach the model of a folder the records of some papers and write what it has become to the folder ``out``.

    ``gold`` holds records of ``papers``; ``annotated`` more of them for papers of ``corpus``, as for ``train``. The
    candidates of the papers are those that the model finds by itself. The papers of the files ``measured``, in the same
    form, are not learnt from: thresholds and the figures that come back are of the first file's, confidences of all of
    them; without a file those stay, and no figure comes back. Nothing is written before all is learnt.

    Raises InputError with file and line at a line that cannot be read, or with the file of the model at fault.
    """
    known, pieces = load_model(model), read_wordpieces(model / "tokenizer.json")
    reader = restore(model)
    pairs = read_pairs(gold, papers)
    wanted = [annotated, *measured] if annotated else measured
    texts = _texts(corpus, wanted, {paper.id for paper, _ in pairs})
    pairs += read_annotated(annotated, texts) if annotated else []
    unseen, first = read_unseen(measured, texts, pairs)
    if not pairs:
        raise InputError(f"no paper of {papers} has a record", path=gold)
    say(f"candidates in {len(pairs)} papers")
    cases = make_cases(pairs)
    for case in cases:
        candidates_by(known.network, case, known.lexicon)
    lessons = [example(case, pieces) for case in cases]
    vocabulary = (model / "tokenizer.json").read_text(encoding="utf-8")
    reader.to(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    recipe = Recipe(epochs=rounds, rate=6e-5, head_rate=6e-4, warm=0.05, seed=SEED)
    fit(reader, lessons, recipe, blank=piece_id(Tokenizer.from_str(vocabulary), "[MASK]"), say=say)
    decisions, figures = known.decisions, dict[str, Figure]()
    if unseen:
        judged = judge(make_cases(unseen), TorchNetwork(reader, pieces), known.lexicon)
        decisions = decide(judged, first)
        figures = measure(judged[:first], decisions)
    before = model / "CARD.md"
    text = before.read_text(encoding="utf-8") if before.exists() else ""
    write_model(
        out,
        reader,
        heard_in(cases, pieces),
        tokenizer=vocabulary,
        lexicon=known.lexicon,
        decisions=decisions,
        card=card_further(text, figures, papers=len(pairs), first=first, measured=len(unseen), epochs=rounds),
    )
    return figures


def _texts(corpus: Path | None, wanted: Sequence[Path], known: set[str]) -> dict[str, Paper]:
    """The papers of a corpus that files of places want, but for those that are known."""
    if not wanted:
        return {}
    if corpus is None:
        raise InputError("holds places in texts of a corpus, and there is none", path=wanted[0])
    return {paper.id: paper for paper in map(paper_of, read_lines(corpus)) if paper.id not in known}
