"""The whole road as one function: papers in, extracted, resolved and loaded."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import tee
from pathlib import Path

from spacy.language import Language

from kg.extract.pipeline import extract, load_pipeline
from kg.graph import contribution
from kg.paper import Paper
from kg.readers import STANDARD_INPUT, Report, fail, read_papers
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


def survey(inputs: Sequence[str], *, report: Report) -> int | None:
    """Read through the inputs, report their faults and count their papers, before anything is built.

    None where an input can be read only once (standard input, a pipe): its faults are then found while building.
    """
    if any(path == STANDARD_INPUT or _is_stream(Path(path)) for path in inputs):
        return None
    return sum(1 for _ in read_papers(inputs, report=report))


def _is_stream(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()
