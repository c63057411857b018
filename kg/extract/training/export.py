"""The trained network as the two ONNX graphs that ship: matrices and tables as 8-bit integers, the rest as it is.

The encoder's attention becomes the one operator that onnxruntime has for it: the encoder takes a twelfth less time than
with what torch writes.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from kg.extract.nodes import MOST_SPANS
from kg.extract.training.network import Reader, Size

_OPSET = 17


def export(reader: Reader, folder: Path) -> None:
    """Write ``encoder.onnx`` and ``structure.onnx``; every input has a first dimension of 1 that stays."""
    reader = reader.cpu().eval()
    width = reader.size.width
    ids, tokens = torch.zeros(1, 7, dtype=torch.long), torch.arange(1, 5)[None]
    _write(
        reader.tokens,
        (ids, ids, tokens, tokens + 1),
        {"ids": {1: "pieces"}, "shapes": {1: "pieces"}, "first": {1: "tokens"}, "last": {1: "tokens"}},
        {"vectors": {1: "tokens"}, "tags": {1: "tokens"}},
        folder / "encoder.onnx",
        reader.size,
    )
    spans = torch.zeros(1, 3, MOST_SPANS, 2, dtype=torch.long)
    spans[:, :, 0, 1] = 1
    pair = torch.zeros(1, 3, 3, 1, dtype=torch.long)
    codes = torch.zeros(1, 3, 2, dtype=torch.long)
    square = {1: "nodes", 2: "others"}
    _write(
        reader.structure,
        (torch.zeros(1, 4, width), spans, codes, pair.expand(1, 3, 3, 2), pair.expand(1, 3, 3, 2)),
        {
            "tokens": {1: "tokens"},
            "spans": {1: "nodes"},
            "codes": {1: "nodes", 2: "fields"},
            "pairs": square | {3: "known"},
            "between": square,
        },
        {
            "drafts": {1: "nodes"},
            "roles": {1: "nodes"},
            "numbers": {1: "nodes"},
            "relations": square,
            "slots": square,
            "empty": {1: "nodes"},
        },
        folder / "structure.onnx",
        reader.size,
    )


def _write(
    module: nn.Module,
    example: tuple[torch.Tensor, ...],
    inputs: dict[str, dict[int, str]],
    outputs: dict[str, dict[int, str]],
    path: Path,
    size: Size,
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        with _fused(size):
            torch.onnx.export(
                module,
                example,
                plain,
                input_names=list(inputs),
                output_names=list(outputs),
                dynamic_axes=inputs | outputs,
                opset_version=_OPSET,
                dynamo=False,
                custom_opsets={"com.microsoft": 1},
            )
        quantize_dynamic(
            plain,
            path,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gather", "Gemm"],
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )


@contextmanager
def _fused(size: Size) -> Iterator[None]:
    """What torch exports in here has the attention of onnxruntime."""

    def attention(graph: Any, query: Any, key: Any, value: Any, mask: Any, *_options: Any) -> Any:
        if not mask.node().mustBeNone():
            raise ValueError("an exported attention has no mask")
        rows = [_rows(graph, heads, size) for heads in (query, key, value)]
        mixed = graph.op("com.microsoft::MultiHeadAttention", *rows, num_heads_i=size.heads)
        mixed.setType(query.type().with_sizes([1, None, size.width]))
        return _heads(graph, mixed, size)

    torch.onnx.register_custom_op_symbolic(_ATTENTION, attention, _OPSET)
    try:
        yield
    finally:
        torch.onnx.unregister_custom_op_symbolic(_ATTENTION, _OPSET)


_ATTENTION = "aten::scaled_dot_product_attention"
_TURNED = [0, 2, 1, 3]


def _rows(graph: Any, heads: Any, size: Size) -> Any:
    """From (1, heads, P, D / heads), as torch has it, to (1, P, D), as onnxruntime has it."""
    return _reshape(graph, graph.op("Transpose", heads, perm_i=_TURNED), [0, 0, size.width])


def _heads(graph: Any, rows: Any, size: Size) -> Any:
    """The way back."""
    split = _reshape(graph, rows, [0, 0, size.heads, size.width // size.heads])
    return graph.op("Transpose", split, perm_i=_TURNED)


def _reshape(graph: Any, value: Any, shape: list[int]) -> Any:
    return graph.op("Reshape", value, graph.op("Constant", value_t=torch.tensor(shape)))
