"""The network under training as the components know one: one document at a time, numpy in and out."""

import numpy as np
import torch

from kg.extract.network import Floats, Logits
from kg.extract.nodes import Nodes
from kg.extract.reading import Reading
from kg.extract.training.network import Reader
from kg.extract.wordpieces import WordPieces


class TorchNetwork:
    """See ``kg.extract.network.Network``."""

    def __init__(self, reader: Reader, pieces: WordPieces) -> None:
        self._reader = reader.eval()
        self._pieces = pieces
        self._device = next(reader.parameters()).device

    @torch.no_grad()
    def read(self, reading: Reading) -> tuple[Floats, Floats]:
        """Vectors (tokens, width) and logits of tags (tokens, tags)."""
        found = []
        for window in self._pieces.windows(reading):
            arrays = (
                torch.from_numpy(one)[None].to(self._device)
                for one in (window.ids, window.shapes, window.first, window.last)
            )
            found.append([one[0].float().cpu().numpy() for one in self._reader.tokens(*arrays)])
        return np.concatenate([tokens for tokens, _ in found]), np.concatenate([tags for _, tags in found])

    @torch.no_grad()
    def structure(self, tokens: Floats, nodes: Nodes) -> Logits:
        """Logits of the nodes of a document."""
        arrays = (
            torch.from_numpy(one)[None].to(self._device)
            for one in (tokens, nodes.spans, nodes.codes, nodes.pairs, nodes.between)
        )
        drafts, roles, numbers, relations, slots, empty = (
            one[0].float().cpu().numpy() for one in self._reader.structure(*arrays)
        )
        return drafts, roles, numbers, relations, slots, empty
