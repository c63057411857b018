"""The vocabulary, learnt by letting a first tagger read the unlabelled abstracts."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.mentions import document_features
from kg.extract.model import Model
from kg.extract.names import fold_word
from kg.extract.reading import read
from kg.extract.tagger import Tagger
from kg.extract.vocabulary import JOINTS, Term, Vocabulary

Words = tuple[str, ...]


def learn_vocabulary(
    nlp: Language, texts: Iterable[str], model: Model, tagger: Tagger, *, least: int = 3, agreement: float = 0.6
) -> Vocabulary:
    """Terms that the tagger sees in at least ``least`` abstracts and gives one kind in the given share of them.

    ``nlp`` marks sentences and acronyms. A term's share is the part of the abstracts holding its words in which the
    tagger took them for a mention.
    """
    tagged: dict[Words, Counter[str]] = defaultdict(Counter)
    lowered: list[tuple[str, ...]] = []
    for doc in nlp.pipe(texts):
        reading = read(doc)
        lowered.append(reading.lower)
        for words, kind in _seen(doc, model, tagger):
            tagged[words][kind] += 1
    common = {words: kinds for words, kinds in tagged.items() if kinds.total() >= least}
    tree = Vocabulary((words, Term("", 0, 0.0)) for words in common)
    holds: Counter[Words] = Counter()
    for lower in lowered:
        holds.update({_folded(lower[match.start : match.end]) for match in tree.matches(lower)})
    terms = []
    for words, kinds in common.items():
        kind, count = min(kinds.items(), key=lambda item: (-item[1], item[0]))
        if count >= agreement * kinds.total():
            terms.append((words, Term(kind, kinds.total(), round(min(1.0, count / max(holds[words], 1)), 2))))
    return Vocabulary(sorted(terms))


def _seen(doc: Doc, model: Model, tagger: Tagger) -> set[tuple[Words, str]]:
    reading = read(doc)
    (mentions,) = tagger.tag(document_features(doc, reading, model, tagger.bits), reading.bounds)
    seen = {(_folded(reading.lower[mention.start : mention.end]), mention.kind) for mention in mentions}
    return {(words, kind) for words, kind in seen if words}


def _folded(lower: tuple[str, ...]) -> Words:
    return tuple(fold_word(word) for word in lower if word not in JOINTS and not word.isspace())
