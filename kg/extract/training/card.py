"""The model card: what the model was made from, how, how good it is and what it gets wrong."""

from collections.abc import Mapping
from pathlib import Path

from kg.extract.training.figures import Figure, micro
from kg.extract.training.plan import Plan

_CARD = """# Model card of the extractor

## What it is
A network for English titles and abstracts of machine-learning papers. It finds methods, datasets, benchmarks, tasks and
metrics, what the paper does with each, relations between them and reported results. It runs offline on one processor
core with onnxruntime; torch is needed for training alone.

| file | what |
|---|---|
| `encoder.onnx` | word pieces and shapes of words to vectors of tokens and tags; {layers} layers, 8-bit weights |
| `structure.onnx` | candidates and numbers to entities, roles, relations and results; 8-bit weights |
| `tokenizer.json` | the pieces of the vocabulary that the field needs |
| `same.npz` | a logistic classifier: whether two forms name one thing |
| `acronyms.tsv` | acronyms whose expansion dominates in unlabelled abstracts |
| `settings.json` | thresholds and calibrations |

The structure is two layers of attention among candidates and numbers, biased by distance, order, lists and words that
they share.

## What it was made from
- The first {layers} layers of the encoder in {encoder}.
- {texts} unlabelled abstracts of the field (annotated papers left out). The {words} words of theirs that the
  encoder's vocabulary cut up most often became pieces, which start as the mean of their parts. Then the encoder guessed
  hidden pieces for {steps} steps of {batch} abstracts.
- {papers} annotated papers{beside}.
The files hold pieces of words, weights and counts, no text.

## How
1. Taggers that learnt from three quarters of the annotated papers ({tag_epochs} rounds) find the candidates of the last
   quarter; so the structure learns from candidates as faulty as those it will meet.
2. Tagger and structure are trained together for {epochs} rounds on all annotated papers, {lesson_batch} at a time at a
   rate of {rate:g} for the encoder, {seeds} times in different orders; the mean of the weights of the last third of
   each is what ships, as 8-bit integers. Channels that are far louder than the others are turned down before they are
   rounded.
3. {unlearnt}

`kg train extractor --gold GOLD --papers PAPERS --corpus CORPUS{options} --encoder FOLDER --out FOLDER` does it again.
On a GPU the last digits of the weights differ from run to run; the shipped files always say the same of the same paper.

## How good it is
{measured} A name counts as found if it shares a form, or half of its words, with a gold one of its kind.

{table}

## What it gets wrong
- Results: whose a number is, of what measure and on which benchmark fails more often than the number itself. Papers
  that give their method no name are the worst: which of several phrases is the method is often a matter of taste.
- BASED_ON against PART_OF: the same verbs state both. SUBTASK_OF is rare.
- Roles that need the argument of the whole abstract: a baseline named once in a list looks like a part that is used.
- Datasets that are trained on alone are rare in the papers it learnt from, so most names of data become benchmarks.
- Text that is no abstract in English, and fields far from machine learning, are outside what was measured.
"""


_CROSSED = (
    """The same is done without each quarter in turn. Thresholds maximise F1, and confidences are measured precisions,
   on the quarters that were left out.""",
    """Cross-fitted over the {papers} annotated papers: each is read by a network that has not learnt from it.""",
)
_UNSEEN = (
    """Thresholds maximise F1 on {first} annotated papers more that it did not learn from; confidences are measured
   precisions on {measured} such papers, the former among them.""",
    """On the {first} papers that it did not learn from, of which the thresholds are.""",
)

_FURTHER = """
## What it learnt further
From the weights that the above tells of it went on for {epochs} rounds over {papers} annotated papers, with candidates
that it found by itself: `kg train further`. {measured}
"""

_AVERAGED = """
## What it is the mean of
Its weights are the mean of those of {models} models that began alike, the above tells of the first: `kg train average`.
{measured}
"""

_AS_BEFORE = "Figures, thresholds and confidences are those of before."
_MEASURED = """Thresholds and these figures are of {first} papers that it did not learn from,
confidences of {measured}:

{table}"""


def card(
    figures: Mapping[str, Figure],
    *,
    papers: int,
    ours: int = 0,
    first: int | None = None,
    measured: int = 0,
    plan: Plan,
    encoder: str,
) -> str:
    """The card of a model as Markdown; without papers for measuring alone the figures are cross-fitted."""
    counts = {"papers": papers, "first": first, "measured": measured}
    unlearnt, told = (text.format(**counts) for text in (_UNSEEN if measured else _CROSSED))
    options = " --annotated ANNOTATED" * bool(ours) + " --measured MEASURED" * bool(measured)
    return _CARD.format(
        layers=plan.layers,
        texts=plan.texts,
        words=plan.words,
        steps=plan.steps,
        batch=plan.batch,
        tag_epochs=plan.tag_epochs,
        epochs=plan.epochs,
        lesson_batch=plan.lesson_batch,
        rate=plan.rate,
        seeds=plan.seeds,
        papers=papers,
        beside=f", and {ours} of the corpus, annotated by the same guidelines" if ours else "",
        encoder=encoder,
        unlearnt=unlearnt,
        measured=told,
        options=options,
        table=_table(figures),
    )


def read_card(model: Path) -> str:
    """The card in the folder of a model, empty if it has none."""
    card = model / "CARD.md"
    return card.read_text(encoding="utf-8") if card.exists() else ""


def card_further(
    before: str, figures: Mapping[str, Figure], *, papers: int, first: int | None, measured: int, epochs: int
) -> str:
    """The card of a model that went on learning, from its card before that; ``figures`` may be of no paper."""
    told = _measured(figures, first, measured) if measured else _AS_BEFORE
    return before + _FURTHER.format(papers=papers, epochs=epochs, measured=told)


def card_averaged(before: str, figures: Mapping[str, Figure], *, models: int, first: int | None, measured: int) -> str:
    """The card of a model that is the mean of several, from the card of the first."""
    return before + _AVERAGED.format(models=models, measured=_measured(figures, first, measured))


def _measured(figures: Mapping[str, Figure], first: int | None, measured: int) -> str:
    return _MEASURED.format(first=first, measured=measured, table=_table(figures))


def _table(figures: Mapping[str, Figure]) -> str:
    groups: dict[str, list[Figure]] = {}
    for name, one in figures.items():
        groups.setdefault(name.partition("/")[0], []).append(one)
    rows = {**{group: micro(parts) for group, parts in groups.items()}, **figures}
    lines = (
        f"| {name} | {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} | {one.gold} |"
        for name, one in sorted(rows.items())
        if name != "results"
    )
    return "\n".join(["| | precision | recall | F1 | gold |", "|---|---|---|---|---|", *lines])
