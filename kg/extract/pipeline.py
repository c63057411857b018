"""The pipeline: a spaCy ``Language`` of our components, and ``extract``, which streams papers through it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from importlib.metadata import version
from itertools import count
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract import acronyms, grouping, mentions, numbers, relations, results, roles, sentences, structure
from kg.extract.assemble import assemble
from kg.extract.extraction import Extraction
from kg.extract.model import DATA, load_model
from kg.extract.tokenizer import PieceTokenizer
from kg.paper import Paper

EXTRACTOR = f"kg {version('kg')}"
COMPONENTS = (
    "kg_sentences",
    "kg_numbers",
    "kg_acronyms",
    "kg_mentions",
    "kg_entities",
    "kg_structure",
    "kg_results",
    "kg_roles",
    "kg_relations",
)
LEARNT = frozenset(COMPONENTS[3:])
"""Components that read a model."""
REGISTERED = (acronyms, grouping, mentions, numbers, relations, results, roles, sentences, structure)
"""The modules that register the components with spaCy."""
_LONGEST = 50_000_000
_REMEMBERED = 1000
"""Papers whose words spaCy keeps, for it would keep those of all; to meet each word anew in every paper takes 1 ms."""


def load_pipeline(data: Path | None = None) -> Language:
    """The whole pipeline with the model in the package, or the one in the folder ``data``.

    Raises InputError, which names the file, if the model cannot be read.
    """
    load_model(DATA if data is None else data)
    return blank_pipeline(COMPONENTS, data)


def blank_pipeline(components: Iterable[str], data: Path | None = None) -> Language:
    """A pipeline of some of our components, in the given order."""
    nlp = spacy.blank("en")
    nlp.tokenizer = PieceTokenizer(nlp.vocab)
    nlp.max_length = _LONGEST
    for name in components:
        config = {"data": str(data)} if data is not None and name in LEARNT else {}
        nlp.add_pipe(name, config=config)
    return nlp


def make_doc(nlp: Language, paper: Paper) -> Doc:
    """The tokens of a paper, with the end of its title marked."""
    doc = nlp.make_doc(paper.text)
    doc._.title_end = len(paper.title)
    return doc


def paper_reader(nlp: Language) -> Callable[[Paper], Extraction]:
    """The function that tells what a paper says; however many it is given, the pipeline needs no more memory."""
    words = ExitStack()
    papers = count()

    def read_paper(paper: Paper) -> Extraction:
        if next(papers) % _REMEMBERED == 0:
            words.close()
            words.enter_context(nlp.memory_zone())
        return assemble(paper, nlp(make_doc(nlp, paper)), EXTRACTOR)

    return read_paper


def extract(papers: Iterable[Paper], nlp: Language) -> Iterator[Extraction]:
    """What each paper says, in the order of the papers; one paper is held at a time."""
    return map(paper_reader(nlp), papers)
