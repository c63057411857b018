"""Names: folded for comparison, put into the singular for show."""

import re
import unicodedata
from functools import lru_cache

_PIECE = re.compile(r"[a-z0-9]+|[^\W_]+|[+@%]")
_ARTICLES = frozenset({"a", "an", "the"})
_UNCOUNTED = frozenset(
    "series analysis bias corpus basis synthesis process access loss class focus consensus diagnosis lens "
    "atlas gas status physics dynamics kinematics mathematics robotics statistics linguistics semantics news "
    "pos ios aws bus plus thesis hypothesis syntax apps always less cross progress address express census "
    "chess success stress compass pass glass grass gps ros ids sis axis emphasis paraphrasis sepsis mechanics "
    "acoustics optics ethics genomics proteomics phonetics pragmatics graphics economics forensics electronics "
    "metaphysics diabetes".split()
)
_IRREGULAR = {
    "analyses": "analysis", "matrices": "matrix", "vertices": "vertex", "indices": "index", "corpora": "corpus",
    "data": "data", "criteria": "criterion", "losses": "loss", "classes": "class", "processes": "process",
    "biases": "bias", "hypotheses": "hypothesis", "children": "child", "people": "people", "syntheses": "synthesis",
    "diagnoses": "diagnosis", "schemata": "schema", "buses": "bus", "lenses": "lens", "caches": "cache",
}  # fmt: skip


@lru_cache(maxsize=10_000)
def fold(text: str) -> tuple[str, ...]:
    """Case, punctuation, plural and articles folded away: ``Vision Transformers (ViT)`` -> vision, transformer, vit."""
    lowered = unicodedata.normalize("NFKC", text).lower()
    return tuple(fold_word(word) for word in _PIECE.findall(lowered) if word not in _ARTICLES)


def fold_word(word: str) -> str:
    """A lower-case word without the ``s`` of its plural."""
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "su" and word not in _UNCOUNTED:
        return _IRREGULAR.get(word) or (word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1])
    return _IRREGULAR.get(word, word)


def singular(name: str) -> str:
    """A name with its last word in the singular: ``LLMs`` -> LLM, ``neural networks`` -> neural network."""
    match = re.search(r"[^\W\d_]+$", name)
    if match is None:
        return name
    word = match.group()
    return name[: match.start()] + _singular_word(word)


def _singular_word(word: str) -> str:
    lower = word.lower()
    if lower in _IRREGULAR:
        whole = _IRREGULAR[lower]
        return whole.capitalize() if word[0].isupper() and not word.isupper() else whole
    if len(word) < 3 or word[-1] != "s" or lower[-2] in "sui" or lower in _UNCOUNTED:
        return word
    if any(char.isupper() for char in word[1:-1]):
        return word[:-1] if word[-2].isupper() else word
    ending = next((ending for ending in _ENDINGS if lower.endswith(ending)), "s")
    if len(word) < 4:
        return word
    return word[: -len(ending)] + _ENDINGS.get(ending, "")


_ENDINGS = {"ies": "y", "sses": "ss", "xes": "x", "aches": "ache", "ches": "ch", "shes": "sh"}
"""Endings of plurals that are more than an s, with what they leave."""


def shape(word: str) -> str:
    """``BERT`` -> X, ``MAFormer`` -> XxXx..., ``w2v`` -> x0x: runs of one kind are one sign, five signs at most."""
    signs: list[str] = []
    for char in word[:24]:
        sign = "X" if char.isupper() else "x" if char.isalpha() else "0" if char.isdigit() else char
        if not signs or signs[-1] != sign:
            signs.append(sign)
    if len(word) == 1 and signs:
        signs.append("1")
    return "".join(signs[:6])
