"""Levelling: the few loud channels before a product of 8-bit integers are turned down, and their weights up.

All activations of a product share one scale of 256 steps. In the network that the model card measures, one channel of
the normed states reaches 17 to 37, and in the first seven of nine layers one of the inner ones 13 to 30; the ninth
loudest is at 4 to 6, so that all others are rounded several times as coarsely as they need be.

Source: Xiao et al., SmoothQuant, 2023, for outlying channels alone.
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from kg.extract.training.network import Layer, Reader
from kg.extract.wordpieces import Window

_LOUD = 8
"""So many channels may be louder than the level to which they are turned down."""


class Levelled(nn.Module):
    """A linear map whose input is turned down channel by channel; says what the map said."""

    def __init__(self, linear: nn.Linear, loudest: Tensor) -> None:
        super().__init__()
        level = loudest.sort(descending=True).values[_LOUD]
        factors = (loudest / level.clamp(min=1e-6)).clamp(min=1.0)
        self.linear = linear
        with torch.no_grad():
            linear.weight.mul_(factors)
        self.register_buffer("share", 1.0 / factors)

    def forward(self, values: Tensor) -> Tensor:
        """Values (..., inputs) to (..., outputs)."""
        mapped: Tensor = self.linear(values * self.share)
        return mapped


@torch.no_grad()
def level(reader: Reader, windows: Iterable[Window]) -> None:
    """Level the two inner maps of every layer by what their channels reach over some windows; ``reader`` is changed."""
    layers = [layer for layer in reader.tokens.encoder.layers if isinstance(layer, Layer)]
    maps = [part for layer in layers for part in (layer.widen, layer.narrow) if isinstance(part, nn.Linear)]
    loudest = {part: torch.zeros(part.in_features) for part in maps}

    def listen(part: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        reached = inputs[0].abs().flatten(0, -2).amax(0).float().cpu()
        loudest[part] = torch.maximum(loudest[part], reached)

    hooks = [part.register_forward_pre_hook(listen) for part in maps]
    device = next(reader.parameters()).device
    reader.eval()
    for window in windows:
        reader.tokens.encoder(*(torch.from_numpy(one)[None].to(device) for one in (window.ids, window.shapes)), None)
    for hook in hooks:
        hook.remove()
    for layer in layers:
        layer.widen, layer.narrow = (Levelled(part, loudest[part].to(device)) for part in (layer.widen, layer.narrow))
