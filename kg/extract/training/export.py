"""The trained network as the two ONNX graphs that ship: matrices and tables as 8-bit integers, the rest as it is."""

import tempfile
from pathlib import Path

import torch
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from kg.extract.nodes import MOST_SPANS
from kg.extract.training.fuse import OPSET, fused_attention
from kg.extract.training.network import Reader


def export(reader: Reader, folder: Path) -> None:
    """Write ``encoder.onnx`` and ``structure.onnx``; every input has a first dimension of 1 that stays."""
    reader = reader.cpu().eval()
    width = reader.size.width
    ids, tokens = torch.zeros(1, 7, dtype=torch.long), torch.arange(1, 5)[None]
    with fused_attention(width=width, heads=reader.size.heads):
        _write(
            reader.tokens,
            (ids, ids, tokens, tokens + 1),
            {"ids": {1: "pieces"}, "shapes": {1: "pieces"}, "first": {1: "tokens"}, "last": {1: "tokens"}},
            {"vectors": {1: "tokens"}, "tags": {1: "tokens"}},
            folder / "encoder.onnx",
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
    )


def _write(
    module: nn.Module,
    example: tuple[torch.Tensor, ...],
    inputs: dict[str, dict[int, str]],
    outputs: dict[str, dict[int, str]],
    path: Path,
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            module,
            example,
            plain,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes=inputs | outputs,
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(
            plain,
            path,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gather", "Gemm"],
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
