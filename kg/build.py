"""The whole road as one function: papers in, extracted, resolved and loaded."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import tee
from pathlib import Path

from spacy.language import Language

from kg.extract.pipeline import extract, load_pipeline
from kg.graph import contribution
from kg.paper import Paper
from kg.readers import Report, fail, read_papers
from loaders import Contribution, LoadReport, Store, load


def build(
    inputs: Iterable[str],
    store: Store,
    *,
    report: Report = fail,
    on_progress: Callable[[int], None] | None = None,
) -> LoadReport:
    """Read the papers of all inputs, extract what they say and load it into the store.

    Building again, in another order or in parts, gives the same graph: a paper that the store holds is replaced.

    Args:
        inputs: paths of files; ``-`` is standard input.
        store: an open store that may be written to.
        report: told of every line that holds no paper.
        on_progress: told how many papers have been loaded so far.

    Raises:
        InputError: ``report`` raised it.
        StoreError: the store cannot be written to, or holds something else afterwards than was written.
    """
    return load(store, contributions(read_papers(inputs, report=report), load_pipeline()), on_progress=on_progress)


def contributions(papers: Iterable[Paper], nlp: Language) -> Iterator[Contribution]:
    """What each paper puts into the graph, in order."""
    to_extract, to_join = tee(papers)
    for paper, extraction in zip(to_join, extract(to_extract, nlp), strict=True):
        yield contribution(paper, extraction)


def count_papers(inputs: Sequence[str]) -> int | None:
    """How many papers the inputs hold; None where one of them can be read only once."""
    if not all(Path(path).is_file() for path in inputs):
        return None
    return sum(1 for _ in read_papers(inputs, report=lambda _: None))
