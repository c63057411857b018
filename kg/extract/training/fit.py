"""Fitting the network: batches of examples, losses, and steps on whatever device there is."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.extract.training.cases import Example
from kg.extract.training.network import Nodes, Reader, Scores

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long and how fast: rates of the encoder and of what stands on it, ``blank`` the share of pieces hidden."""

    epochs: int
    batch: int = 16
    rate: float = 1e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    warm: float = 0.1
    blank: float = 0.08
    structure: bool = True
    seed: int = 0


class Answers(NamedTuple):
    """``cases.Targets`` side by side."""

    drafts: Tensor
    numbers: Tensor
    roles: Tensor
    relations: Tensor
    slots: Tensor
    empty: Tensor
    asked: Tensor


@dataclass(slots=True)
class Batch:
    """Examples side by side, padded; the shapes are those of ``network``."""

    ids: Tensor
    shapes: Tensor
    mask: Tensor
    first: Tensor
    last: Tensor
    tags: Tensor
    nodes: Nodes | None = None
    answers: Answers | None = None


_SINGLE = ("spans", "codes", "drafts", "numbers", "roles", "empty", "asked")


def collate(examples: Sequence[Example], device: torch.device) -> Batch:
    """A batch; nodes that an example lacks are padding without a mention, of which nothing is asked."""
    arrays = {
        "ids": pad([one.window.ids for one in examples]),
        "shapes": pad([one.window.shapes for one in examples]),
        "mask": pad([np.ones(len(one.window.ids), dtype=np.bool_) for one in examples]),
        "first": pad([one.window.first for one in examples]),
        "last": pad([one.window.last for one in examples]),
        "tags": pad([one.tags for one in examples]),
    }
    for name in (*Nodes._fields, *Answers._fields):
        part = "nodes" if name in Nodes._fields else "targets"
        values = [None if getattr(one, part) is None else getattr(getattr(one, part), name) for one in examples]
        there = next((value for value in values if value is not None), None)
        if there is not None:
            blank = np.zeros(
                (0,) * (1 if name in _SINGLE else 2) + there.shape[1 if name in _SINGLE else 2 :], there.dtype
            )
            filled = [blank if value is None else value for value in values]
            arrays[name] = pad(filled)
    tensors = {name: torch.from_numpy(array).to(device, non_blocking=True) for name, array in arrays.items()}
    if "spans" not in tensors:
        return Batch(**tensors)
    nodes = Nodes(*(tensors.pop(name) for name in Nodes._fields))
    answers = Answers(*(tensors.pop(name) for name in Answers._fields))
    return Batch(**tensors, nodes=nodes, answers=answers)


def pad(values: Sequence[Array]) -> Array:
    """Arrays of one rank side by side in the smallest that holds them all, zeros behind them."""
    shape = tuple(max(sizes) for sizes in zip(*(value.shape for value in values), strict=True))
    block = np.zeros((len(values), *shape), dtype=values[0].dtype)
    for row, value in enumerate(values):
        place: tuple[Any, ...] = (row, *(slice(length) for length in value.shape))
        block[place] = value
    return block


def losses(scores: Scores, batch: Answers) -> dict[str, Tensor]:
    """The loss of each part of the structure, means over what is asked."""
    draft = batch.drafts.sum(-1) > 0
    pair = draft[:, :, None] & draft[:, None, :] & ~torch.eye(draft.shape[1], dtype=torch.bool, device=draft.device)
    fields = scores.slots.masked_fill(~draft[:, None, :, None], -1e4)
    shares = torch.cat([fields, scores.empty.unsqueeze(2)], dim=2).float().log_softmax(2)
    filled = -(torch.cat([batch.slots, batch.empty.unsqueeze(2)], dim=2) * shares).sum(2)
    return {
        "drafts": surprise(scores.drafts, batch.drafts),
        "roles": _mean(_doubt(scores.roles, batch.roles), batch.drafts[..., 1:].sum(-1)),
        "relations": 4 * _mean(_doubt(scores.relations, batch.relations), pair.float()),
        "numbers": surprise(scores.numbers, batch.numbers),
        "slots": _mean(filled, batch.asked),
    }


def surprise(logits: Tensor, likely: Tensor) -> Tensor:
    """Cross entropy of logits (..., labels) against how likely each label is, mean over rows that are not zero."""
    rows = likely.sum(-1)
    return -(likely * logits.float().log_softmax(-1)).sum() / rows.sum().clamp(min=1)


def _doubt(logits: Tensor, likely: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(logits.float(), likely, reduction="none").sum(-1)


def _mean(values: Tensor, weights: Tensor) -> Tensor:
    return (values * weights).sum() / weights.sum().clamp(min=1)


WEIGHTS = {"tags": 1.0, "drafts": 1.0, "roles": 0.7, "relations": 1.0, "numbers": 0.5, "slots": 0.7}


def fit(
    model: Reader, examples: Sequence[Example], recipe: Recipe, *, blank: int, say: Callable[[str], None]
) -> Reader:
    """Train in place and return the mean of the weights of the last third; ``blank`` is the id of the hidden piece."""
    device = next(model.parameters()).device
    torch.manual_seed(recipe.seed)
    random = np.random.default_rng(recipe.seed)
    inner = list(model.tokens.encoder.parameters())
    known = {id(one) for one in inner}
    outer = [one for one in model.parameters() if id(one) not in known]
    optimiser = torch.optim.AdamW(
        [{"params": inner, "lr": recipe.rate}, {"params": outer, "lr": recipe.head_rate}], weight_decay=recipe.decay
    )
    steps = recipe.epochs * math.ceil(len(examples) / recipe.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: min((step + 1) / (recipe.warm * steps), max(0.02, (steps - step) / (steps * (1 - recipe.warm)))),
    )
    average = [torch.zeros_like(one) for one in model.parameters()]
    averaged = 0
    step = 0
    model.train()
    sizes = np.array([len(one.window.ids) for one in examples])
    for epoch in range(recipe.epochs):
        noise = sizes * random.uniform(0.8, 1.25, len(sizes))
        order = np.argsort(noise)
        groups = [order[at : at + recipe.batch] for at in range(0, len(order), recipe.batch)]
        sums: dict[str, Tensor] = {}
        for group in random.permutation(len(groups)):
            batch = collate([examples[at] for at in groups[group]], device)
            hidden = (torch.rand(batch.ids.shape, device=device) < recipe.blank) & batch.mask
            ids = batch.ids.masked_fill(hidden, blank)
            with torch.autocast(device.type, torch.bfloat16):
                tokens, tags = model.tokens(ids, batch.shapes, batch.first, batch.last, batch.mask[:, None, None, :])
                parts = {"tags": surprise(tags, batch.tags)}
                if recipe.structure and batch.nodes is not None and batch.answers is not None:
                    parts |= losses(model.structure(tokens, *batch.nodes), batch.answers)
            loss = sum(WEIGHTS[name] * part for name, part in parts.items())
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            for name, part in parts.items():
                sums[name] = sums.get(name, 0.0) + part.detach()
            if step > steps * 2 // 3 and step % 4 == 0:
                with torch.no_grad():
                    torch._foreach_add_(average, list(model.parameters()))
                averaged += 1
        totals = {name: float(value) / len(groups) for name, value in sums.items()}
        say(f"epoch {epoch + 1}: " + " ".join(f"{name} {value:.3f}" for name, value in totals.items()))
    if averaged:
        with torch.no_grad():
            for one, mean in zip(model.parameters(), average, strict=True):
                one.copy_(mean / averaged)
    return model.eval()


def mean_of(readers: Sequence[Reader]) -> Reader:
    """The mean of the weights of networks that began alike; the first becomes it.

    Sources: Wortsman et al., Model soups, 2022; Wortsman et al., Robust fine-tuning of zero-shot models, 2022.
    """
    with torch.no_grad():
        for together in zip(*(reader.parameters() for reader in readers), strict=True):
            together[0].copy_(torch.stack(together).mean(0))
    return readers[0]
