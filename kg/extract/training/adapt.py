"""Adapting the encoder to the field: it guesses hidden pieces of unlabelled abstracts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.extract.training.network import Encoder

HIDDEN = 0.2
"""The share of pieces that are hidden."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Unlabelled documents one behind the other: ``ids`` and ``shapes`` (pieces,), cut at ``ends`` (documents,)."""

    ids: npt.NDArray[np.uint16]
    shapes: npt.NDArray[np.uint8]
    ends: npt.NDArray[np.int64]


def adapt(
    encoder: Encoder,
    stream: Stream,
    *,
    opening: int,
    closing: int,
    blank: int,
    steps: int,
    batch: int = 128,
    length: int = 320,
    rate: float = 4e-4,
    seed: int = 0,
    say: Callable[[str], None],
) -> None:
    """Train in place for so many steps; ``opening``, ``closing`` and ``blank`` are the ids of those pieces."""
    device = next(encoder.parameters()).device
    torch.manual_seed(seed)
    width = encoder.pieces.embedding_dim
    head = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width)).to(device)
    bias = nn.Parameter(torch.zeros(encoder.pieces.num_embeddings, device=device))
    parameters = [*encoder.parameters(), *head.parameters(), bias]
    optimiser = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (0.06 * steps), max(0.02, (steps - step) / (steps * 0.94)))
    )
    encoder.train()
    batches = _batches(stream, opening=opening, closing=closing, batch=batch, length=length, seed=seed, device=device)
    total, seen = 0.0, 0
    for step, (ids, shapes, mask) in enumerate(batches):
        if step == steps:
            break
        hide = (torch.rand(ids.shape, device=device) < HIDDEN) & mask & (ids != closing) & (ids != opening)
        kept = torch.rand(ids.shape, device=device) < 0.1
        given = ids.masked_fill(hide & ~kept, blank)
        with torch.autocast(device.type, torch.bfloat16):
            states = encoder(given, shapes, mask[:, None, None, :])
            guesses = head(states[hide]) @ encoder.pieces.weight.T + bias
            loss = functional.cross_entropy(guesses.float(), ids[hide])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        schedule.step()
        if step % 25 == 0:
            total, seen = total + float(loss.detach()), seen + 1
            if step % 250 == 0:
                say(f"step {step}: loss {total / seen:.3f}")
                total, seen = 0.0, 0
    encoder.eval()


def _batches(
    stream: Stream, *, opening: int, closing: int, batch: int, length: int, seed: int, device: torch.device
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Endless batches of documents cut at ``length`` pieces, those of like length together: ids, shapes, mask."""
    random = np.random.default_rng(seed)
    pieces = torch.from_numpy(stream.ids.astype(np.int32)).to(device)
    marks = torch.from_numpy(stream.shapes).to(device)
    begins = np.concatenate([[0], stream.ends[:-1]])
    lengths = np.minimum(stream.ends - begins, length - 2)
    starts, sizes = torch.from_numpy(begins).to(device), torch.from_numpy(lengths).to(device)
    while True:
        order = np.argsort(lengths * random.uniform(0.9, 1.1, len(lengths)))
        groups = [order[at : at + batch] for at in range(0, len(order) - batch + 1, batch)]
        for group in random.permutation(len(groups)):
            chosen = torch.from_numpy(groups[group]).to(device)
            size = sizes[chosen][:, None]
            places = torch.arange(int(lengths[groups[group]].max()) + 2, device=device)[None]
            inside = (places >= 1) & (places <= size)
            at = (starts[chosen][:, None] + places - 1).clamp(0, len(pieces) - 1)
            ids = torch.where(inside, pieces[at].long(), closing)
            ids[:, 0] = opening
            yield ids, torch.where(inside, marks[at].long(), 0), places <= size + 1
