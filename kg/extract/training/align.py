"""Gold records laid onto texts: where their mentions stand, as tags for the tagger."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from kg.extract.document import KINDS
from kg.extract.tagger import TAGS

Record = Mapping[str, Any]


def kind_of(types: Sequence[str]) -> str:
    """What the tagger calls an entity of these types: Dataset and Benchmark are both Data."""
    first = types[0]
    return "Data" if first in {"Dataset", "Benchmark"} else first


def gold_spans(doc: Doc, record: Record) -> list[tuple[int, int, str, int]]:
    """Where gold mentions stand: ``(start token, end token, kind, entity)``; of two that overlap the longer one."""
    text = doc.text
    starts = {token.idx: token.i for token in doc}
    ends = {token.idx + len(token): token.i + 1 for token in doc}
    found: list[tuple[int, int, str, int]] = []
    for number, entity in enumerate(record["entities"]):
        kind = kind_of(entity["types"])
        for mention in dict.fromkeys(entity["mentions"]):
            at = text.find(mention)
            while at >= 0 and mention:
                if at in starts and at + len(mention) in ends:
                    found.append((starts[at], ends[at + len(mention)], kind, number))
                at = text.find(mention, at + 1)
    found.sort(key=lambda span: (span[0] - span[1], span[0], span[3]))
    taken = np.zeros(len(doc), dtype=bool)
    kept = []
    for start, end, kind, number in found:
        if not taken[start:end].any():
            taken[start:end] = True
            kept.append((start, end, kind, number))
    return sorted(kept)


def gold_tags(doc: Doc, record: Record) -> npt.NDArray[np.int8]:
    """The tag of every token, as indices into TAGS."""
    tags = np.zeros(len(doc), dtype=np.int8)
    for start, end, kind, _ in gold_spans(doc, record):
        begin = 1 + 2 * KINDS.index(kind)
        tags[start] = begin
        tags[start + 1 : end] = begin + 1
    assert_known(tags)
    return tags


def assert_known(tags: npt.NDArray[np.int8]) -> None:
    """Raise ValueError for a tag that TAGS lacks."""
    if len(tags) and int(tags.max()) >= len(TAGS):
        raise ValueError(f"tag {int(tags.max())} of {len(TAGS)}")
