"""Gold records laid onto texts: where their mentions stand, as tags for the tagger."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.extract.document import KINDS
from kg.extract.reading import Reading

Record = Mapping[str, Any]


def kind_of(types: Sequence[str]) -> str:
    """What the tagger calls an entity of these types: Dataset and Benchmark are both Data."""
    first = types[0]
    return "Data" if first in {"Dataset", "Benchmark"} else first


def gold_spans(reading: Reading, record: Record) -> list[tuple[int, int, str, int]]:
    """Where gold mentions stand: ``(start token, end token, kind, entity)``; of two that overlap the longer one."""
    text = reading.text
    starts = {start: at for at, start in enumerate(reading.starts)}
    ends = {
        start + len(word): at + 1 for at, (start, word) in enumerate(zip(reading.starts, reading.words, strict=True))
    }
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
    taken = np.zeros(len(reading.words), dtype=bool)
    kept = []
    for start, end, kind, number in found:
        if not taken[start:end].any():
            taken[start:end] = True
            kept.append((start, end, kind, number))
    return sorted(kept)


def gold_tags(reading: Reading, record: Record) -> npt.NDArray[np.int8]:
    """The tag of every token, as indices into TAGS."""
    tags = np.zeros(len(reading.words), dtype=np.int8)
    for start, end, kind, _ in gold_spans(reading, record):
        begin = 1 + 2 * KINDS.index(kind)
        tags[start] = begin
        tags[start + 1 : end] = begin + 1
    return tags
