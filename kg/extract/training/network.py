"""The network that reads an abstract: an encoder of word pieces, a tagger on it, and a structure over what it found.

Shapes: B documents, P pieces, T tokens, N nodes (entities, then numbers), S mentions of a node, D the encoder's width.
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.extract.extraction import SLOTS
from kg.extract.labels import DRAFT_LABELS, NUMBER_LABELS, RELATION_LABELS, ROLE_LABELS
from kg.extract.nodes import NODE_CODES, PAIR_CODES
from kg.extract.tagger import TAGS
from kg.extract.wordpieces import LONGEST, SHAPES


@dataclass(frozen=True, slots=True)
class Size:
    """How large the network is."""

    pieces: int
    layers: int = 12
    width: int = 384
    heads: int = 12
    inner: int = 1536
    nodes: int = 256
    between: int = 128


class Layer(nn.Module):
    """One transformer layer as BERT has it: attention, then two linear maps, each added and normalised."""

    def __init__(self, size: Size, dropout: float) -> None:
        super().__init__()
        self.heads = size.heads
        self.query = nn.Linear(size.width, size.width)
        self.key = nn.Linear(size.width, size.width)
        self.value = nn.Linear(size.width, size.width)
        self.out = nn.Linear(size.width, size.width)
        self.out_norm = nn.LayerNorm(size.width, eps=1e-12)
        self.widen: nn.Module = nn.Linear(size.width, size.inner)
        self.narrow: nn.Module = nn.Linear(size.inner, size.width)
        self.narrow_norm = nn.LayerNorm(size.width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """States (B, P, D) and a mask (B, 1, 1, P), true where a piece is, None if everywhere."""
        batch, length, width = states.shape

        def split(value: Tensor) -> Tensor:
            return value.view(batch, length, self.heads, width // self.heads).transpose(1, 2)

        mixed = functional.scaled_dot_product_attention(
            split(self.query(states)),
            split(self.key(states)),
            split(self.value(states)),
            attn_mask=mask,
        )
        mixed = self.out(mixed.transpose(1, 2).reshape(batch, length, width))
        states = self.out_norm(states + self.dropout(mixed))
        inner = self.narrow(functional.gelu(self.widen(states)))
        return self.narrow_norm(states + self.dropout(inner))


class Encoder(nn.Module):
    """Word pieces with their shapes to vectors."""

    def __init__(self, size: Size, dropout: float = 0.1) -> None:
        super().__init__()
        self.pieces = nn.Embedding(size.pieces, size.width)
        self.places = nn.Embedding(LONGEST, size.width)
        self.shapes = nn.Embedding(SHAPES, size.width)
        nn.init.zeros_(self.shapes.weight)
        self.norm = nn.LayerNorm(size.width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(size, dropout) for _ in range(size.layers))

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor | None) -> Tensor:
        """``ids`` and ``shapes`` (B, P) to states (B, P, D)."""
        places = torch.arange(ids.shape[1], device=ids.device)
        states = self.dropout(self.norm(self.pieces(ids) + self.places(places) + self.shapes(shapes)))
        for layer in self.layers:
            states = layer(states, mask)
        return states


class TokenReader(nn.Module):
    """The encoder with the tagger: vectors of tokens and their tags."""

    def __init__(self, size: Size, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(size, dropout)
        self.dropout = nn.Dropout(dropout)
        self.tag = nn.Linear(size.width, len(TAGS))

    def forward(
        self, ids: Tensor, shapes: Tensor, first: Tensor, last: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Vectors (B, T, D), each the mean of a token's pieces ``first`` to ``last`` (B, T), and tags (B, T, tags)."""
        tokens = _means(self.encoder(ids, shapes, mask), first, last)
        return tokens, self.tag(self.dropout(tokens))


def _means(states: Tensor, start: Tensor, end: Tensor) -> Tensor:
    """Means of stretches: states (B, P, D), bounds (B, ...), result (B, ..., D); an empty stretch is zero."""
    sums = functional.pad(states.float().cumsum(1), (0, 0, 1, 0))
    batch, width = states.shape[0], states.shape[2]

    def at(places: Tensor) -> Tensor:
        flat = places.reshape(batch, -1, 1).expand(-1, -1, width)
        return sums.gather(1, flat).reshape(*places.shape, width)

    length = (end - start).clamp(min=1).unsqueeze(-1)
    return (at(end) - at(start)) / length


class Nodes(NamedTuple):
    """What the structure reads of a document, see ``kg.extract.nodes``.

    ``spans`` (B, N, S, 2) tokens of mentions, (0, 0) where there is none; ``codes`` (B, N, node codes) and ``pairs``
    (B, N, N, pair codes) of what is known of them; ``between`` (B, N, N, 2) tokens between the closest mentions.
    """

    spans: Tensor
    codes: Tensor
    pairs: Tensor
    between: Tensor


class Scores(NamedTuple):
    """Logits: drafts, roles, numbers (B, N, labels); relations, slots (B, N, N, labels); empty slots (B, N, slots)."""

    drafts: Tensor
    roles: Tensor
    numbers: Tensor
    relations: Tensor
    slots: Tensor
    empty: Tensor


class NodeLayer(nn.Module):
    """Attention among the nodes of a document, biased by what is known of each pair."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.mix = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)
        self.inner = nn.Sequential(
            nn.Linear(width, 2 * width), nn.GELU(), nn.Dropout(dropout), nn.Linear(2 * width, width)
        )
        self.inner_norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, nodes: Tensor, bias: Tensor) -> Tensor:
        """Nodes (B, N, W) and a bias (B, heads, N, N)."""
        batch, number, width = nodes.shape
        query, key, value = (
            part.view(batch, number, self.heads, -1).transpose(1, 2) for part in self.mix(nodes).chunk(3, dim=-1)
        )
        weights = (query @ key.transpose(2, 3) / (width // self.heads) ** 0.5 + bias).softmax(-1)
        mixed = (self.dropout(weights) @ value).transpose(1, 2).reshape(batch, number, width)
        nodes = self.norm(nodes + self.dropout(self.out(mixed)))
        return self.inner_norm(nodes + self.dropout(self.inner(nodes)))


class Structure(nn.Module):
    """Entities and numbers to what they are, what the paper does with them and what stands between them."""

    def __init__(self, size: Size, dropout: float = 0.2, layers: int = 2, heads: int = 4) -> None:
        super().__init__()
        width = size.nodes
        self.span = nn.Linear(3 * size.width, width)
        self.codes = nn.Embedding(NODE_CODES, width)
        self.known = nn.Embedding(PAIR_CODES, width)
        self.bias = nn.Embedding(PAIR_CODES, heads)
        nn.init.zeros_(self.bias.weight)
        nn.init.normal_(self.codes.weight, std=0.05)
        nn.init.normal_(self.known.weight, std=0.05)
        self.start = nn.LayerNorm(2 * width)
        self.join = nn.Linear(2 * width, width)
        self.layers = nn.ModuleList(NodeLayer(width, heads, dropout) for _ in range(layers))
        self.dropout = nn.Dropout(dropout)
        self.between = nn.Linear(size.width, size.between)
        self.left, self.right = nn.Linear(width, width), nn.Linear(width, width)
        self.middle = nn.Linear(size.between, width)
        self.pair_norm = nn.LayerNorm(width)
        self.pair = nn.Sequential(nn.GELU(), nn.Dropout(dropout), nn.Linear(width, width), nn.GELU())
        self.drafts = nn.Linear(width, len(DRAFT_LABELS))
        self.roles = nn.Linear(width, len(ROLE_LABELS))
        self.numbers = nn.Linear(width, len(NUMBER_LABELS))
        self.relations = nn.Linear(width, len(RELATION_LABELS))
        self.slots = nn.Linear(width, len(SLOTS))
        self.empty = nn.Linear(width, len(SLOTS))

    def forward(self, tokens: Tensor, spans: Tensor, codes: Tensor, pairs: Tensor, between: Tensor) -> Scores:
        """Vectors of tokens (B, T, D) and ``Nodes``; rows without a mention are padding."""
        there = spans[..., 1] > spans[..., 0]
        start, end = spans[..., 0], spans[..., 1]
        single = torch.where(there, start + 1, start)
        before = torch.where(there, end - 1, end)
        edges = [_means(tokens, start, single), _means(tokens, before, end), _means(tokens, start, end)]
        mentions = self.span(torch.cat(edges, dim=-1))
        weight = there.unsqueeze(-1).float()
        mean = (mentions * weight).sum(2) / weight.sum(2).clamp(min=1)
        top = (mentions + (weight - 1) * 1e4).amax(2) * weight.amax(2)
        nodes = self.join(self.dropout(functional.gelu(self.start(torch.cat([mean, top], dim=-1)))))
        nodes = nodes + self.codes(codes).sum(2)
        alive = there.any(2)
        bias = self.bias(pairs).sum(3).permute(0, 3, 1, 2) + (alive[:, None, None, :].float() - 1) * 1e4
        for layer in self.layers:
            nodes = layer(nodes, bias)
        nodes = self.dropout(nodes)
        gap = _means(functional.gelu(self.between(tokens)), between[..., 0], between[..., 1])
        joint = (
            self.left(nodes).unsqueeze(2) + self.right(nodes).unsqueeze(1) + self.middle(gap) + self.known(pairs).sum(3)
        )
        joint = self.pair(self.pair_norm(joint))
        return Scores(
            self.drafts(nodes),
            self.roles(nodes),
            self.numbers(nodes),
            self.relations(joint),
            self.slots(joint),
            self.empty(nodes),
        )


class Reader(nn.Module):
    """Both parts, trained together."""

    def __init__(self, size: Size, dropout: float = 0.1) -> None:
        super().__init__()
        self.size = size
        self.tokens = TokenReader(size, dropout)
        self.structure = Structure(size)
