"""The model card: what the model was made from, how, how good it is and what it gets wrong."""

from collections.abc import Mapping

from kg.extract.model import Model
from kg.extract.training.figures import Figure

_CARD = """# Model card of the extractor

Written by `kg train extractor`; every number below is measured by it.

## What it is
A linear model for English titles and abstracts of machine-learning papers. It finds methods, datasets, benchmarks,
tasks and metrics, what the paper does with each, relations between them and reported results. It runs offline on one
CPU core with numpy alone.

| file | what |
|---|---|
| `tagger.npz` | conditional random field over hashed features of words, {buckets} buckets, 16-bit weights |
| `heads.npz` | logistic classifiers: {heads} |
| `classes.tsv` | {words} words with classes from the company they keep in unlabelled abstracts |
| `vocabulary.tsv` | {terms} names with their kind, how many abstracts name them and how surely |
| `acronyms.tsv` | {acronyms} acronyms whose expansion dominates |
| `settings.json` | thresholds and calibrations |

## What it was made from
{papers} annotated papers and {texts} unlabelled abstracts of the same field (annotated papers left out); the vocabulary
is what a first tagger found in one in {every} of the latter. The files hold names, words, counts and weights, no text.

## How
1. Word classes: mutual information with neighbouring words, singular vectors, k-means.
2. Tagger, vocabulary by letting it read unlabelled abstracts, tagger again with the vocabulary as a feature.
3. The classifiers in the order of the pipeline. The papers are dealt into {folds} folds; each fold is read by a model
   that learnt from the others alone, and the classifiers learn from what that model predicts, mistakes included.
4. Thresholds maximise F1, and confidences are measured precisions, on those same predictions.

The same input gives the same files to the byte on one machine:
`kg train extractor --gold GOLD --papers PAPERS --corpus CORPUS --out FOLDER`.

## How good it is
Cross-fitted over the annotated papers: every paper is read by a model that has not learnt from it. A name counts as
found if it shares a form, or half of its words, with a gold one of its kind.

| | precision | recall | F1 | gold |
|---|---|---|---|---|
{rows}

## What it gets wrong
- Methods without a name: which of several noun phrases is the proposal is often a matter of taste, and it differs.
- Roles that need the argument of the whole abstract: a baseline named once in a list looks like a part that is used.
- BASED_ON against PART_OF: the same verbs state both.
- Results: the number is mostly found; whose it is and of what measure fails where the measure is a rare phrase, or
  where several methods are meant at once.
- Datasets that are trained on alone are rare in the papers it learnt from, so most names of data become benchmarks.
- Text that is no abstract in English, and fields far from machine learning, are outside what was measured.
"""


def card(model: Model, figures: Mapping[str, Figure], *, papers: int, texts: int, every: int, folds: int) -> str:
    """The card of a model as Markdown."""
    rows = []
    for name, one in figures.items():
        rows.append(f"| {name} | {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} | {one.gold} |")
    return _CARD.format(
        buckets=0 if model.tagger is None else len(model.tagger.emission),
        heads=", ".join(f"`{name}`" for name in model.heads),
        words=len(list(model.table.items())),
        terms=len(model.vocabulary),
        acronyms=len(model.acronyms),
        papers=papers,
        texts=texts,
        every=every,
        folds=folds,
        rows="\n".join(rows),
    )
