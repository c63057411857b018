"""Cases: annotated papers as the network learns from them, with what is right of every node and pair."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kg.extract.document import Acronym, Draft, Number
from kg.extract.extraction import SLOTS
from kg.extract.labels import DRAFT_LABELS, NUMBER_LABELS, RELATION_LABELS, ROLE_LABELS
from kg.extract.nodes import MOST_DRAFTS, MOST_NUMBERS, Nodes, make_nodes
from kg.extract.reading import Reading
from kg.extract.tagger import TAGS
from kg.extract.training.align import Record, gold_tags, kind_of
from kg.extract.training.match import match_drafts
from kg.extract.wordpieces import Window, WordPieces

Floats = npt.NDArray[np.float32]


@dataclass(slots=True)
class Case:
    """A paper under training: what the steps before the network say of it, its gold record and its fold.

    ``drafts`` are candidates that a tagger found which had not seen the paper; ``gold`` the entity that each one is.
    """

    reading: Reading
    numbers: tuple[Number, ...]
    acronyms: tuple[Acronym, ...]
    record: Record
    fold: int
    drafts: list[Draft] = field(default_factory=list)
    gold: list[int | None] = field(default_factory=list)

    def take(self, drafts: Sequence[Draft]) -> None:
        """Take candidates and find the gold entity of each."""
        self.drafts = list(drafts)[:MOST_DRAFTS]
        self.gold = match_drafts(self.drafts, self.record)


@dataclass(frozen=True, slots=True)
class Targets:
    """How likely each answer is for N nodes, as ``network.Scores``; certain in gold, less so where networks say it.

    A row of ``drafts`` or ``numbers`` that is zero asks nothing. ``slots`` (N, N, slots) are the shares of the entities
    that fill a slot of a number, ``empty`` (N, slots) that of none; ``asked`` (N, slots) is how much that matters.
    """

    drafts: Floats
    numbers: Floats
    roles: Floats
    relations: Floats
    slots: Floats
    empty: Floats
    asked: Floats


@dataclass(frozen=True, slots=True)
class Example:
    """A case as arrays: the first window of its pieces, how likely each tag of each token is, nodes and targets."""

    window: Window
    tags: Floats
    nodes: Nodes | None = None
    targets: Targets | None = None


def tag_example(case: Case, pieces: WordPieces) -> Example:
    """The example of a case for the tagger alone."""
    window = next(pieces.windows(case.reading))
    return Example(window, np.eye(len(TAGS), dtype=np.float32)[gold_tags(case.reading, case.record)[: window.end]])


def example(case: Case, pieces: WordPieces) -> Example:
    """The whole example of a case; what stands behind the first window is left out."""
    tagged = tag_example(case, pieces)
    end = tagged.window.end
    chosen = [at for at, draft in enumerate(case.drafts) if all(stop <= end for _, stop in draft.spans)]
    drafts = [case.drafts[at] for at in chosen]
    gold = [case.gold[at] for at in chosen]
    numbers = [number for number in case.numbers[:MOST_NUMBERS] if number.end <= end]
    if not drafts and not numbers:
        return tagged
    nodes = make_nodes(case.reading, drafts, numbers)
    return Example(tagged.window, tagged.tags, nodes, _targets(case.record, gold, results_of(case.record, numbers)))


def _targets(record: Record, gold: Sequence[int | None], given: Sequence[Sequence[Record]]) -> Targets:
    count, size = len(gold), len(gold) + len(given)
    entities = record["entities"]
    named = {entities[entity]["name"]: at for at, entity in enumerate(gold) if entity is not None}
    drafts = np.zeros((size, len(DRAFT_LABELS)), dtype=np.float32)
    numbers = np.zeros((size, len(NUMBER_LABELS)), dtype=np.float32)
    roles = np.zeros((size, len(ROLE_LABELS)), dtype=np.float32)
    relations = np.zeros((size, size, len(RELATION_LABELS)), dtype=np.float32)
    slots = np.zeros((size, size, len(SLOTS)), dtype=np.float32)
    empty = np.zeros((size, len(SLOTS)), dtype=np.float32)
    for at, entity in enumerate(gold):
        drafts[at, 0 if entity is None else DRAFT_LABELS.index(kind_of(entities[entity]["types"]))] = 1.0
        if entity is not None:
            roles[at, [ROLE_LABELS.index(label) for label in role_labels(entities[entity])]] = 1.0
    for subject, label, target in record["relations"]:
        if subject in named and target in named:
            relations[named[subject], named[target], RELATION_LABELS.index(label)] = 1.0
    for at, results in enumerate(given, start=count):
        numbers[at, NUMBER_LABELS.index(results[0]["kind"]) if results else 0] = 1.0
        for column, slot in enumerate(SLOTS):
            fills = {result[slot] for result in results}
            found = [named[name] for name in fills if name in named]
            if found:
                slots[at, found, column] = 1.0 / len(found)
            elif fills == {None}:
                empty[at, column] = 1.0
    asked = np.maximum(empty, np.minimum(slots.sum(axis=1), 1.0))
    return Targets(drafts, numbers, roles, relations, slots, empty, asked)


def role_labels(entity: Record) -> set[str]:
    """The role labels of a gold entity, its types as data among them."""
    types = set(entity["types"])
    roles = {"USES data" if role == "USES" and "Method" not in types else role for role in entity["paper"]}
    return roles | (types & {"Dataset", "Benchmark"})


def results_of(record: Record, numbers: Sequence[Number]) -> list[list[Record]]:
    """For each number the gold results that it gives; of equal numbers the first one gives them."""
    places: dict[tuple[float, ...], int] = {}
    for at, number in enumerate(numbers):
        places.setdefault(value_of(number.value), at)
    given: dict[int, list[Record]] = defaultdict(list)
    for result in record["results"]:
        value = value_of(result["value"])
        if value in places:
            given[places[value]].append(result)
    return [given[at] for at in range(len(numbers))]


def value_of(text: str) -> tuple[float, ...]:
    """The numbers in a value, for comparison."""
    return tuple(float(part.replace(",", "")) for part in re.findall(r"\d+(?:[.,]\d+)*|\.\d+", text))
