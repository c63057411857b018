"""The extractor as a build or a command uses it: which model reads, and how sure it has to be."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kg.extract.pipeline import EXTRACTOR, load_pipeline, paper_reader
from kg.fingerprint import extractor_fingerprint
from kg.paper import Paper
from kg.record import Record, cut, cut_fingerprint, record_of

NumberedPaper = tuple[int, Paper]
NumberedLine = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Extractor:
    """Reads papers.

    Attributes:
        min_confidence: what it is less sure of is left out.
        model: the folder of a model that ``kg train`` made; None is the one in the package.
    """

    min_confidence: float = 0.0
    model: Path | None = None

    @property
    def name(self) -> str:
        """Name, version and fingerprint, as a Paper node notes them; raises InputError if there is no such folder."""
        return f"{EXTRACTOR} {cut_fingerprint(extractor_fingerprint(self.model), self.min_confidence)}"

    def open(self) -> Callable[[Paper], Record]:
        """Load the model; the function that extracts what a paper says.

        Raises InputError, which names the file, if the model cannot be read.
        """
        read_paper = paper_reader(load_pipeline(self.model))
        fingerprint = extractor_fingerprint(self.model)
        return lambda paper: cut(Record(paper, read_paper(paper), fingerprint), self.min_confidence)


def open_writer(extractor: Extractor) -> Callable[[NumberedPaper], NumberedLine]:
    """The function that makes the line of JSON that tells a paper's record; the line keeps the paper's number.

    It stands here and not beside the command, whose screen and server a worker would load with it.
    """
    record = extractor.open()

    def line(item: NumberedPaper) -> NumberedLine:
        return item[0], json.dumps(record_of(record(item[1])), ensure_ascii=False) + "\n"

    return line
