"""The network at run time: two ONNX graphs, one for the tokens of a document and one for its structure."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime

from kg.extract.nodes import Nodes
from kg.extract.reading import Reading
from kg.extract.wordpieces import WordPieces, read_wordpieces
from schema import InputError

Floats = npt.NDArray[np.float32]
Logits = tuple[Floats, Floats, Floats, Floats, Floats, Floats]
"""As ``kg.extract.training.network.Scores``, without B."""


class Network(Protocol):
    """What reads: the shipped graphs, or the network under training."""

    def read(self, reading: Reading) -> tuple[Floats, Floats]:
        """Vectors (tokens, width) and logits of tags (tokens, tags)."""

    def structure(self, tokens: Floats, nodes: Nodes) -> Logits:
        """Logits of the nodes of a document; ``tokens`` are the vectors that ``read`` gave."""


class OnnxNetwork:
    """The shipped graphs: ``encoder.onnx`` and ``structure.onnx`` with the pieces of ``tokenizer.json``."""

    def __init__(self, folder: Path) -> None:
        self._pieces: WordPieces = read_wordpieces(folder / "tokenizer.json")
        self._encoder = _session(folder / "encoder.onnx")
        self._structure = _session(folder / "structure.onnx")

    def read(self, reading: Reading) -> tuple[Floats, Floats]:
        """Vectors (tokens, width) and logits of tags (tokens, tags); windows are read one by one."""
        read = [
            self._encoder.run(None, _one(ids=one.ids, shapes=one.shapes, first=one.first, last=one.last))
            for one in self._pieces.windows(reading)
        ]
        if not read:
            return np.zeros((0, 1), dtype=np.float32), np.zeros((0, 1), dtype=np.float32)
        return np.concatenate([tokens[0] for tokens, _ in read]), np.concatenate([tags[0] for _, tags in read])

    def structure(self, tokens: Floats, nodes: Nodes) -> Logits:
        """Logits of the nodes of a document."""
        found: Sequence[Floats] = self._structure.run(
            None,
            _one(tokens=tokens, spans=nodes.spans, codes=nodes.codes, pairs=nodes.pairs, between=nodes.between),
        )
        drafts, roles, numbers, relations, slots, empty = (one[0] for one in found)
        return drafts, roles, numbers, relations, slots, empty


def _one(**arrays: npt.NDArray[np.generic]) -> dict[str, npt.NDArray[np.generic]]:
    return {name: array[None] for name, array in arrays.items()}


_SLOW = ["SkipLayerNormFusion"]
"""An optimisation of onnxruntime 1.32 that costs time on processors: without it the encoder takes a tenth less."""


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # it would remember a plan of memory for every length of text, 14 KB each, and keep what the longest text took
    options.enable_mem_pattern = options.enable_cpu_mem_arena = False
    if not path.is_file():
        raise InputError("no such file; `kg train` makes it", path=path)
    try:
        return onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOW
        )
    except Exception as error:  # onnxruntime has no common class of its faults
        raise InputError(f"no ONNX graph: {error}", path=path) from error
