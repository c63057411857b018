"""What training starts from: a published BERT as an ONNX file, and its vocabulary fitted to the field."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
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

Ints = npt.NDArray[np.integer]
Made = list[list[int]]
"""For each piece of a new vocabulary the pieces of the old one that it is made of."""

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


def read_weights(path: Path, made: Made, layers: int) -> dict[str, Tensor]:
    """The first ``layers`` of an encoder as ``network.Encoder`` has them; a joined piece is the mean of its parts.

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
            "pieces.weight": np.stack([found["embeddings.word_embeddings.weight"][old].mean(axis=0) for old in made]),
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


def fit_vocabulary(tokenizer: Tokenizer, texts: Iterable[str], words: int) -> tuple[str, Made, Stream]:
    """Fit a vocabulary to the field: common words that fall apart become pieces, pieces that are hardly needed go.

    At most ``words`` words become pieces, those that save most. Gives a ``tokenizer.json``, what its pieces are made
    of, and the texts in its ids.
    """
    known: dict[str, int] = {}
    documents = [_words(text, known) for text in texts]
    counts = np.bincount(np.concatenate([numbers for numbers, _ in documents]), minlength=len(known))
    whole, joined = _join(tokenizer, list(known), counts, words)
    cuts = [_pieces(whole, word) for word in known]
    needed: Counter[int] = Counter()
    for cut, count in zip(cuts, counts.tolist(), strict=True):
        for piece in cut:
            needed[piece] += count
    names = {number: piece for piece, number in whole.get_vocab().items()}
    kept = [
        number
        for number in range(len(names))
        if names[number] in _SPECIAL or needed[number] >= _LEAST or len(names[number].removeprefix("##")) == 1
    ]
    new = {old: number for number, old in enumerate(kept)}
    table = np.full(len(names), new[piece_id(whole, "[UNK]")], dtype=np.uint16)
    table[kept] = np.arange(len(kept))
    stream = _stream(
        documents, [table[cut] for cut in cuts], [[mark_of(word, gap) for gap in (0, 1)] for word in known]
    )
    return _cut(whole, {names[old]: new[old] for old in kept}), [joined.get(old, [old]) for old in kept], stream


def _words(text: str, known: dict[str, int]) -> tuple[Ints, Ints]:
    """The words of a text as their places in ``known``, which grows, and whether a space stands before each."""
    numbers, gaps = [], []
    gap = 1
    for word in pieces(clean(text)):
        space = word.isspace()
        if not space or "\n" in word:
            numbers.append(known.setdefault(word, len(known)))
            gaps.append(1 if space else gap)
        gap = int(space)
    return np.array(numbers, dtype=np.int32), np.array(gaps, dtype=np.int8)


def _pieces(tokenizer: Tokenizer, word: str) -> list[int]:
    if word.isspace():
        return [piece_id(tokenizer, "[SEP]")]
    ids: list[int] = tokenizer.encode(word, add_special_tokens=False).ids[:MOST_OF_A_WORD]
    return ids


def _join(
    tokenizer: Tokenizer, words: Sequence[str], counts: npt.NDArray[np.int64], most: int
) -> tuple[Tokenizer, dict[int, list[int]]]:
    """The tokenizer with the words that save most pieces as pieces, and the old pieces of each new one."""
    saved: Counter[str] = Counter()
    for word, count in zip(words, counts.tolist(), strict=True):
        if word.isalpha():
            saved[tokenizer.normalizer.normalize_str(word)] += count * (len(_pieces(tokenizer, word)) - 1)
    chosen = [
        word for word, count in sorted(saved.items(), key=lambda one: (-one[1], one[0]))[:most] if count >= _LEAST
    ]
    parts = json.loads(tokenizer.to_str())
    vocabulary = parts["model"]["vocab"]
    joined = {}
    for word in chosen:
        joined[len(vocabulary)] = _pieces(tokenizer, word)
        vocabulary[word] = len(vocabulary)
    return Tokenizer.from_str(json.dumps(parts)), joined


def _stream(documents: Sequence[tuple[Ints, Ints]], cuts: Sequence[Ints], marks: Sequence[Sequence[int]]) -> Stream:
    lengths = np.array([len(cut) for cut in cuts])
    starts = np.cumsum(lengths) - lengths
    flat, shapes = np.concatenate(cuts), np.array(marks, dtype=np.uint8)
    ids, along, ends = [], [], []
    for numbers, gaps in documents:
        size = lengths[numbers]
        places = np.repeat(starts[numbers] - np.cumsum(size) + size, size) + np.arange(size.sum())
        ids.append(flat[places][: LONGEST - 2])
        along.append(np.repeat(shapes[numbers, gaps], size)[: LONGEST - 2])
        ends.append(len(ids[-1]))
    return Stream(np.concatenate(ids), np.concatenate(along), np.cumsum(ends))


def _cut(tokenizer: Tokenizer, vocabulary: Mapping[str, int]) -> str:
    parts = json.loads(tokenizer.to_str())
    parts["model"]["vocab"] = vocabulary
    for token in parts["added_tokens"]:
        token["id"] = vocabulary[token["content"]]
    parts["post_processor"] = None
    return json.dumps(parts, ensure_ascii=False) + "\n"
