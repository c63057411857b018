"""Which methods are systems with a name of their own (ResNet, GPT-4), and which are classes (graph neural network).

A name of its own is written with capitals inside or a digit; a class, even one that is mostly called by its acronym, is
also written out in small letters, or in words of which some are small (Markov chain Monte Carlo). Every form counts the
papers that write it. This is a criterion of spelling alone; its share was set by looking at the methods that it puts
first in the graph of 87,032 papers, and it was measured on no other. It errs: KL (a divergence) counts as a system, and
Mamba, a word with one capital, as a class.
"""

import re
from collections import Counter
from collections.abc import Iterable

from loaders import Store
from loaders.contribution import understood
from loaders.graph import key_of
from schema import NodeRef

_NAME = re.compile(r"[^\W\d_][^\W\d_A-Z]*[A-Z]|[^\W\d_]\d|\b[A-Z]-[A-Z]|\b[A-Z]+-?\d")
_CAPITAL_OR_DIGIT = re.compile(r"[A-Z\d]")
_DIGIT = re.compile(r"\d")
_JOINING = frozenset("a an and as at by for from in of on or the to via with".split())
"""Words that stay small among capitals: Bidirectional Encoder Representations from Transformers."""
_MOST_SMALL = 0.3
"""Share of the papers that may write out what is a system."""


def named_systems(store: Store) -> frozenset[str]:
    """The keys of those methods of a store that are systems.

    Raises:
        StoreError: the store cannot be read.
    """
    methods = store.query("MATCH (m:Method) RETURN m.id AS id, m.name AS name").rows
    candidates = {str(method) for method, name in methods if looks_like_a_name(str(name))}
    named: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for method, form in _forms(store):
        if method in candidates:
            named[method] += bool(_NAME.search(form))
            small[method] += _is_written_out(form)
    return frozenset(
        key_of(NodeRef("Method", method))
        for method in candidates
        if small[method] <= _MOST_SMALL * (named[method] + small[method])
    )


def looks_like_a_name(name: str) -> bool:
    """Whether every word has a capital or a digit, and one of them more than a capital at its beginning."""
    words = name.split()
    return all(_CAPITAL_OR_DIGIT.search(word) for word in words) and _NAME.search(name) is not None


def _is_written_out(form: str) -> bool:
    """Whether a form has no digit, and begins with a small word or holds one beside no name of its own."""
    small = [word not in _JOINING and _CAPITAL_OR_DIGIT.search(word) is None for word in form.split()]
    return _DIGIT.search(form) is None and (small[0] or (any(small) and _NAME.search(form) is None))


def _forms(store: Store) -> Iterable[tuple[str, str]]:
    """How each paper writes each of its methods, as the papers keep it: ``Method resnet ResNets``."""
    for (kept,) in store.query("MATCH (p:Paper) WHERE p.names IS NOT NULL RETURN p.names AS names").rows:
        for one in kept if isinstance(kept, list) else ():
            ref, form = understood(str(one))
            if ref.type == "Method" and form.strip():
                yield ref.id, form
