"""Results: numbers reported as outcomes, their kind, and whose, where, of what measure and over which baseline."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.decisions import Decisions
from kg.extract.document import Number, Outcome
from kg.extract.extraction import SLOTS
from kg.extract.labels import NUMBER_LABELS
from kg.extract.model import Learnt
from kg.extract.reading import Reading
from kg.extract.structure import Structure

_WHOLE = ("method", "benchmark", "metric")
"""The slots that a result must have right; task and baseline are beside them."""
_SHARED = 0.1
"""The share from which a number that is alone in its sentence counts for one more benchmark.

Of 17 such benchmarks with a share below 0.3 in 2,880 annotated papers, not learnt from then, 12 are right; of 31 beside
a number that has others for neighbours, 6.
"""


def find_results(
    reading: Reading, structure: Structure, numbers: Sequence[Number], decisions: Decisions
) -> list[Outcome]:
    """The results of a document, in text order; a number that counts for several benchmarks is a result for each.

    Of a range and its ends, which share tokens, the likelier is read.
    """
    cut = decisions.threshold("result")
    likely = [one for one in possible_results(reading, structure, numbers, decisions) if one[0] >= cut]
    taken: list[tuple[int, int]] = []
    found: list[Outcome] = []
    for score, outcomes in sorted(likely, key=lambda one: -one[0]):
        number = outcomes[0].number
        if all(number.end <= start or end <= number.start for start, end in taken):
            taken.append((number.start, number.end))
            sure = decisions.confidence("result", score)
            found.extend(replace(outcome, confidence=sure) for outcome in outcomes)
    return sorted(found, key=lambda outcome: outcome.number.start)


def possible_results(
    reading: Reading, structure: Structure, numbers: Sequence[Number], decisions: Decisions
) -> list[tuple[float, list[Outcome]]]:
    """Every number with its likeliest kind and slots, and how likely its kind, method, benchmark and metric are."""
    found = []
    alone = _alone(reading, structure, numbers)
    for at, number in enumerate(numbers):
        kind = int(structure.numbers[at, 1:].argmax()) + 1
        score = float(structure.numbers[at, kind])
        slots: dict[str, int | None] = {}
        benchmarks: list[int | None] = []
        for column, slot in enumerate(SLOTS):
            shares = structure.slots[at, :, column]
            best = int(shares.argmax())
            slots[slot] = None if best == len(shares) - 1 else best
            part = float(shares[best])
            if slot == "benchmark":
                benchmarks = [slots[slot]]
                least = _SHARED if alone[at] else decisions.threshold("several benchmarks")
                chosen: list[int] = (shares[:-1] >= least).nonzero()[0].tolist()
                if slots[slot] is not None and chosen:
                    benchmarks, part = [*chosen], float(shares[chosen].sum())
            if slot in _WHOLE:
                score *= part
        if slots["baseline"] == slots["method"]:
            slots["baseline"] = None
        outcomes = [
            Outcome(
                number,
                NUMBER_LABELS[kind],
                score,
                method=slots["method"],
                benchmark=benchmark,
                task=slots["task"],
                metric=slots["metric"],
                baseline=slots["baseline"],
            )
            for benchmark in benchmarks
        ]
        found.append((score, outcomes))
    return found


def _alone(reading: Reading, structure: Structure, numbers: Sequence[Number]) -> list[bool]:
    """Whether no other number of its sentence is more likely than not a result."""
    sentences = [reading.sentence(number.start) for number in numbers]
    likely = [float(row[1:].max()) > 0.5 for row in structure.numbers]
    counts = Counter(sentence for sentence, result in zip(sentences, likely, strict=True) if result)
    return [counts[sentence] <= result for sentence, result in zip(sentences, likely, strict=True)]


class ResultFinder(Learnt):
    """The component: sets ``doc._.outcomes``."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the results of one document."""
        doc._.outcomes = find_results(doc._.reading, doc._.structure, doc._.numbers, self.model.decisions)
        return doc


@Language.factory(
    "kg_results",
    requires=["doc._.reading", "doc._.structure", "doc._.numbers"],
    assigns=["doc._.outcomes"],
    default_config={"data": ""},
)
def make_result_finder(nlp: Language, name: str, data: str) -> ResultFinder:  # noqa: ARG001
    """The factory; ``data`` is a model's folder, empty for the one in the package."""
    return ResultFinder(data)
