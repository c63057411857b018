"""The network back from the two graphs that ship, but for what rounding took from its weights."""

import re
from pathlib import Path

import numpy as np
import onnx
import torch
from google.protobuf.message import DecodeError
from onnx import numpy_helper
from torch import Tensor, nn

from kg.extract.training.network import Reader, Size
from schema import InputError

_DOUBLED = re.compile(r"\b(\w+)\.\1\.(?=\d)")
"""The name of a sequence stands twice in the path of a part of it."""


def restore(folder: Path) -> Reader:
    """The network whose graphs ``export`` wrote to a folder, levelled or not.

    Raises InputError with the file that is no such graph.
    """
    encoder, structure = folder / "encoder.onnx", folder / "structure.onnx"
    weights = _weights(encoder)
    pieces = weights.get("encoder.pieces.weight", torch.empty(0))
    layers = sum(name.endswith(".out_norm.weight") for name in weights)
    reader = Reader(Size(len(pieces), layers=layers))
    _fill(reader.tokens, weights, encoder)
    _fill(reader.structure, _weights(structure), structure)
    return reader


def _fill(module: nn.Module, weights: dict[str, Tensor], path: Path) -> None:
    try:
        module.load_state_dict({name: weights[name] for name in module.state_dict()})
    except (KeyError, RuntimeError) as error:
        raise InputError(f"no graph of this network: {error}", path=path) from error


def _weights(path: Path) -> dict[str, Tensor]:
    """All that a graph holds by the names of the network; 8-bit integers are floats again."""
    try:
        graph = onnx.load(path).graph
    except (OSError, ValueError, DecodeError) as error:
        raise InputError(f"no ONNX model: {error}", path=path) from error
    found = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    for name in [name for name in found if name.endswith("_quantized")]:
        plain = name.removesuffix("_quantized")
        steps = found.pop(name).astype(np.float32) - found[f"{plain}_zero_point"].astype(np.float32)
        found[plain] = steps * found[f"{plain}_scale"]
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            part = node.output[0].partition("/MatMul")[0].strip("/").replace("/", ".")
            found[_DOUBLED.sub(r"\1.", part) + ".weight"] = found[node.input[1].removesuffix("_quantized")].T
    for name in [name for name in found if name.endswith(".share")]:
        levelled = name.removesuffix(".share")
        found[f"{levelled}.weight"] = found[f"{levelled}.linear.weight"] * found[name]
        found[f"{levelled}.bias"] = found[f"{levelled}.linear.bias"]
    return {name: torch.from_numpy(np.array(value, dtype=np.float32)) for name, value in found.items()}
