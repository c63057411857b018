"""One node for all the ways in which papers write a name.

A name resolves by itself and what its own paper says of it, never by other papers of the same build: the same for one
paper or a million, in any order. What other papers know stands in three tables under ``kg/data``: curated aliases,
acronyms and the spelling of compounds, the last two learnt from a corpus (``kg.name_statistics``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from kg.extract import Entity
from kg.extract.names import singular
from kg.name_statistics import MIN_SHARE, Acronym, define, is_variant
from schema.slug import slug

_ENDINGS = {"isation": "ization", "ising": "izing", "ised": "ized", "elling": "eling", "elled": "eled"}
_STEMS = {"behaviour": "behavior", "colour": "color", "neighbour": "neighbor", "centre": "center"}
"""British spellings, as endings and as stems of a word."""

_NOT_BRITISH = (
    *(
        stem + ending
        for stem in "superv no rev adv dev advert improv surpr compr prom prem exc exerc disgu pra ra cru po".split()
        for ending in ("ised", "ising", "isation")
    ),
    *(stem + ending for stem in ("pell", "spell", "sell", "swell", "yell") for ending in ("ed", "ing")),
    *("telling", "hotelling", "schelling"),
)
"""How words end that are spelled so everywhere: supervised, denoising, storytelling."""

_DATA = ("Dataset", "Benchmark")
_GENERIC_HEADS = {
    "Method": frozenset({"model", "algorithm", "method", "architecture", "framework", "network"}),
    "Dataset": frozenset({"dataset", "corpus", "benchmark"}),
    "Benchmark": frozenset({"benchmark", "dataset", "corpus", "suite", "challenge", "task"}),
}


@dataclass(frozen=True, slots=True)
class Resolution:
    """The id that a name resolves to, and the rule that says so, for people who wonder."""

    id: str
    because: str


def canonical_id(entity: Entity, kind: str) -> str:
    """The id of the node of this type that an entity is."""
    return resolve(entity.name, kind, forms=tuple(mention.text for mention in entity.mentions)).id


@lru_cache(maxsize=10_000)
def resolve(name: str, kind: str, *, forms: tuple[str, ...] = ()) -> Resolution:
    """Find the node that a name means.

    Args:
        name: the name of an entity.
        kind: its node type; names of different types never meet.
        forms: how else its own paper writes it; a long form among them decides what an acronym stands for.
    """
    short = _without_generic_head(name.strip(), kind)
    own = spelling(short)
    curated = _aliases().get((kind, own))
    if curated is not None:
        return Resolution(curated, "curated alias")
    table = "metric" if kind == "Metric" else "other"
    acronym = _acronyms().get((singular(short), table))
    if acronym is None:
        known = _long_forms().get((own, table))
        return (
            _through_aliases(known, kind, "long form of an acronym") if known else Resolution(own, "its own spelling")
        )
    usual = spelling(acronym.long)
    spelled_out = next((spelling(form) for form in forms if _spells_out(form, short)), None)
    if spelled_out is not None and not _similar(spelled_out, usual):
        return _through_aliases(spelled_out, kind, f"spelled out, and not the usual {acronym.long}")
    if acronym.share < MIN_SHARE:
        if spelled_out is None:
            return Resolution(own, f"an acronym that may mean {acronym.long} or something else")
        return _through_aliases(usual, kind, "an ambiguous acronym, spelled out")
    return _through_aliases(_canonical(acronym), kind, f"acronym of {acronym.long}")


def spelling(name: str) -> str:
    """The slug of a name in the singular, American and with compounds as most papers write them.

    >>> spelling("Pretrained Language Models"), spelling("multimodal localisation")
    ('pre-trained-language-model', 'multimodal-localization')
    """
    words = slug(singular(name.strip())).split("-")
    compounds = _compounds()
    spelled: list[str] = []
    while words:
        word = words.pop(0)
        pair = word + words[0] if words else ""
        if pair in compounds and word.isalpha():
            words.pop(0)
            word = pair
        word = _american(word)
        spelled.append(compounds.get(word, word))
    return "-".join(spelled)


def _american(word: str) -> str:
    if word.endswith(_NOT_BRITISH):
        return word
    for ending, american in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending) + american
    for stem, american in _STEMS.items():
        if word.startswith(stem):
            return american + word.removeprefix(stem)
    return word


def _without_generic_head(name: str, kind: str) -> str:
    """``BERT model`` is BERT; a head is dropped only behind one word that looks like a name."""
    first, _, head = name.partition(" ")
    looks_like_name = sum(char.isupper() or char.isdigit() for char in first) >= 2
    return first if looks_like_name and singular(head.casefold()) in _GENERIC_HEADS.get(kind, ()) else name


def _spells_out(form: str, short: str) -> bool:
    return any(slug(found) == slug(short) for found, _ in define(f"{form} ({short})"))


def _similar(left: str, right: str) -> bool:
    return left.replace("-", "") == right.replace("-", "") or is_variant(left, right)


def _through_aliases(id_: str, kind: str, because: str) -> Resolution:
    return Resolution(_aliases().get((kind, id_), id_), because)


def _canonical(acronym: Acronym) -> str:
    return spelling(acronym.long) if acronym.canonical == "long" else slug(acronym.short)


@cache
def _aliases() -> dict[tuple[str, str], str]:
    """Curated: (node type, spelling of a form) -> id; what a benchmark is called, a dataset is called too."""
    aliases = {}
    for kind, canonical, form in _rows("aliases.tsv"):
        for each in _DATA if kind in _DATA else (kind,):
            aliases[each, spelling(form)] = spelling(canonical)
            aliases[each, spelling(canonical)] = spelling(canonical)
    return aliases


@cache
def _acronyms() -> dict[tuple[str, str], Acronym]:
    """(short form, metric or other) -> what it stands for."""
    rows = (
        Acronym(short, long, kind, int(papers), float(share), canonical)
        for short, long, kind, papers, share, canonical in _rows("acronyms.tsv")
    )
    return {(row.short, row.kind): row for row in rows}


@cache
def _long_forms() -> dict[tuple[str, str], str]:
    """(spelling of a long form, metric or other) -> id, where the short form names the thing and is not ambiguous."""
    return {(spelling(row.long), row.kind): _canonical(row) for row in _acronyms().values() if row.share >= MIN_SHARE}


@cache
def _compounds() -> dict[str, str]:
    """A compound in one word -> as most papers write it."""
    return dict(_rows("compounds.tsv"))


def _rows(name: str) -> Iterator[list[str]]:
    lines = (files("kg.data") / name).read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines[1:])
