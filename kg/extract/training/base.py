"""What training starts from: a published BERT as an ONNX file, and its vocabulary cut to the pieces of the field."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from google.protobuf.message import DecodeError
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import Tensor

from kg.extract.tokenizer import clean, pieces
from kg.extract.training.adapt import Stream
from kg.extract.wordpieces import LONGEST, MOST_OF_A_WORD, mark_of, piece_id
from schema import InputError

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_LEAST = 3
"""A piece that stands less often in the unlabelled abstracts is left out, unless it is a single character."""
_PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "out_norm": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "narrow_norm": "output.LayerNorm",
}
"""The parts of our layers by the names that they have in the file."""


def read_weights(path: Path, kept: Sequence[int], layers: int) -> dict[str, Tensor]:
    """The first ``layers`` of an encoder, and of its vocabulary the pieces ``kept``, as ``network.Encoder`` has them.

    Raises InputError if the file is no such model.
    """
    try:
        graph = onnx.load(path).graph
    except (OSError, ValueError, DecodeError) as error:
        raise InputError(f"no ONNX model: {error}", path=path) from error
    found = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in found and "/encoder/layer." in node.name:
            name = node.name.strip("/").replace("/", ".").removesuffix(".MatMul")
            found[f"{name}.weight"] = found[node.input[1]].T
    try:
        chosen = {
            "pieces.weight": found["embeddings.word_embeddings.weight"][list(kept)],
            "places.weight": found["embeddings.position_embeddings.weight"]
            + found["embeddings.token_type_embeddings.weight"][0],
            "norm.weight": found["embeddings.LayerNorm.weight"],
            "norm.bias": found["embeddings.LayerNorm.bias"],
        }
        for layer in range(layers):
            for ours, theirs in _PARTS.items():
                for part in ("weight", "bias"):
                    chosen[f"layers.{layer}.{ours}.{part}"] = found[f"encoder.layer.{layer}.{theirs}.{part}"]
    except KeyError as error:
        raise InputError(f"no BERT of {layers} layers: {error} is missing", path=path) from error
    return {name: torch.from_numpy(np.array(value, dtype=np.float32)) for name, value in chosen.items()}


def cut_vocabulary(tokenizer: Tokenizer, texts: Iterable[str]) -> tuple[str, list[int], Stream]:
    """A ``tokenizer.json`` of the pieces that the texts need, their ids in the old one, and the texts in new ids."""
    ids: list[list[int]] = []
    shapes: list[list[int]] = []
    counts: Counter[int] = Counter()
    closing = piece_id(tokenizer, "[SEP]")
    known: dict[str, list[int]] = {}
    for text in texts:
        row: list[int] = []
        marks: list[int] = []
        gap = 1
        for word in pieces(clean(text)):
            if word.isspace():
                gap = 1
                if "\n" in word:
                    row.append(closing)
                    marks.append(mark_of(word, 1))
                continue
            if word not in known:
                known[word] = tokenizer.encode(word, add_special_tokens=False).ids[:MOST_OF_A_WORD]
            row += known[word]
            marks += [mark_of(word, gap)] * len(known[word])
            gap = 0
        counts.update(row)
        ids.append(row[: LONGEST - 2])
        shapes.append(marks[: LONGEST - 2])
    words = {number: piece for piece, number in tokenizer.get_vocab().items()}
    kept = [
        number
        for number in range(len(words))
        if words[number] in _SPECIAL or counts[number] >= _LEAST or len(words[number].removeprefix("##")) == 1
    ]
    new = {old: number for number, old in enumerate(kept)}
    table = np.full(len(words), new[piece_id(tokenizer, "[UNK]")], dtype=np.uint16)
    table[kept] = np.arange(len(kept))
    stream = Stream(
        table[np.concatenate([np.array(row, dtype=np.int64) for row in ids])],
        np.concatenate([np.array(row, dtype=np.uint8) for row in shapes]),
        np.cumsum([len(row) for row in ids]),
    )
    return _cut(tokenizer, kept, words, new), kept, stream


def _cut(tokenizer: Tokenizer, kept: Sequence[int], words: dict[int, str], new: dict[int, int]) -> str:
    parts = json.loads(tokenizer.to_str())
    parts["model"]["vocab"] = {words[old]: new[old] for old in kept}
    for token in parts["added_tokens"]:
        token["id"] = new[token["id"]]
    parts["post_processor"] = None
    return json.dumps(parts, ensure_ascii=False) + "\n"
