"""What the unlabelled abstracts teach: word classes, document frequencies and acronym pairs."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from kg.extract.acronyms import long_form
from kg.extract.names import fold, singular
from kg.extract.tokenizer import clean, pieces

Floats = npt.NDArray[np.float32]

WORDS = 40_000
CONTEXTS = 600
DIMENSIONS = 80
CLASSES = (48, 320, 1500)
_BRACKETED = re.compile(r"\(([^()\s]{2,12})\)")


def token_lists(texts: Iterable[str]) -> list[list[str]]:
    """The tokens of every text without spaces."""
    return [[piece for piece in pieces(clean(text)) if not piece.isspace()] for text in texts]


def word_counts(documents: Sequence[Sequence[str]]) -> Counter[str]:
    """How often each word stands in the documents, case kept."""
    counts: Counter[str] = Counter()
    for words in documents:
        counts.update(words)
    return counts


def word_classes(documents: Sequence[Sequence[str]], counts: Counter[str], seed: int) -> dict[str, tuple[int, ...]]:
    """Cluster the commonest words by the company they keep: word -> its class at each granularity of CLASSES.

    Positive pointwise mutual information with the commonest words at distances -2, -1, 1 and 2, a randomised
    singular value decomposition, then spherical k-means.
    """
    ranked = sorted(counts, key=lambda word: (-counts[word], word))[:WORDS]
    index = {word: position for position, word in enumerate(ranked)}
    vectors = _vectors(documents, index, seed)
    classes = [_kmeans(vectors, size, seed) for size in CLASSES]
    return {word: tuple(int(kind[position]) for kind in classes) for word, position in index.items()}


def _vectors(documents: Sequence[Sequence[str]], index: dict[str, int], seed: int) -> Floats:
    size = len(index)
    contexts = min(CONTEXTS, size)
    table = np.zeros((size, 4 * contexts), dtype=np.float32)
    flat = table.reshape(-1)
    ids = np.fromiter((index.get(word, size) for words in documents for word in [*words, "", ""]), dtype=np.int64)
    for slot, shift in enumerate((-2, -1, 1, 2)):
        left = ids[max(0, -shift) : len(ids) - max(0, shift)]
        right = ids[max(0, shift) : len(ids) + min(0, shift)]
        known = (left < size) & (right < contexts)
        cells, number = np.unique(left[known] * (4 * contexts) + slot * contexts + right[known], return_counts=True)
        flat[cells] = number
    rows = table.sum(axis=1, keepdims=True)
    columns = table.sum(axis=0, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        np.divide(table * table.sum(), rows @ columns, out=table)
        np.log(table, out=table)
    np.nan_to_num(table, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
    np.maximum(table, 0.0, out=table)
    random = np.random.default_rng(seed)
    probe = random.standard_normal((table.shape[1], DIMENSIONS + 20), dtype=np.float32)
    basis = np.linalg.qr(table @ probe)[0]
    for _ in range(2):
        basis = np.linalg.qr(table @ (table.T @ basis))[0]
    left_vectors, values, _ = np.linalg.svd(basis.T @ table, full_matrices=False)
    vectors = (basis @ left_vectors[:, :DIMENSIONS]) * np.sqrt(values[:DIMENSIONS])
    norms = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.asarray(vectors / norms, dtype=np.float32)


def _kmeans(vectors: Floats, size: int, seed: int, rounds: int = 12) -> npt.NDArray[np.int64]:
    size = min(size, len(vectors))
    random = np.random.default_rng(seed)
    centres = vectors[np.sort(random.choice(min(len(vectors), 10 * size), size=size, replace=False))]
    nearest = np.zeros(len(vectors), dtype=np.int64)
    for _ in range(rounds):
        for start in range(0, len(vectors), 8000):
            nearest[start : start + 8000] = np.argmax(vectors[start : start + 8000] @ centres.T, axis=1)
        order = np.argsort(nearest, kind="stable")
        bounds = np.searchsorted(nearest[order], np.arange(size))
        filled = np.bincount(nearest, minlength=size) > 0
        sums = np.add.reduceat(vectors[order], np.minimum(bounds, len(vectors) - 1), axis=0)
        norms = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
        centres = np.where(filled[:, None], sums / norms, centres)
    return nearest


def acronym_pairs(
    documents: Iterable[Sequence[str]], *, least: int = 3, share: float = 0.5
) -> list[tuple[str, str, int, float]]:
    """Acronyms with the expansion that dominates: ``(acronym, expansion, count, share of the acronym's definitions)``.

    Both in the singular, the expansion in lower case with single spaces; pairs seen in fewer than ``least`` documents
    or with less than ``share`` of the definitions are left out.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for words in documents:
        counts_here: set[tuple[str, str]] = set()
        for position, word in enumerate(words):
            if word == ")" and position >= 3 and words[position - 2] == "(":
                short = words[position - 1]
                if 2 <= len(short) <= 12 and sum(char.isupper() for char in short) >= 2:
                    counts_here.update(_pair(short, words, position - 2))
        for short, expansion in counts_here:
            counts[short][expansion] += 1
    rows = []
    for short, expansions in counts.items():
        total = sum(expansions.values())
        expansion, count = min(expansions.items(), key=lambda item: (-item[1], item[0]))
        if count >= least and count / total >= share:
            rows.append((short, expansion, count, round(count / total, 3)))
    return sorted(rows)


def _pair(short: str, words: Sequence[str], end: int) -> Iterable[tuple[str, str]]:
    room = min(len(short) + 5, 2 * len(short))
    start, left = end, room
    while start > 0 and left > 0 and words[start - 1] not in {"(", ")", "[", "]", ",", ";", ":", "."}:
        start -= 1
        left -= words[start].isalnum()
    offset = long_form(short, words[start:end])
    if offset is None or end - start - offset < 2:
        return
    expansion = " ".join(fold(" ".join(words[start + offset : end])))
    if expansion:
        yield singular(short), expansion
