"""One pass over a document that every later component leans on: words, sentences and where a token stands."""

from bisect import bisect_right
from dataclasses import dataclass

from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Reading:
    """Words of a document with their sentences; sentence 0 is the title where there is one.

    ``gaps`` is 1 where a space stands before a word, ``starts`` the offsets of the words in ``text``.
    """

    words: tuple[str, ...]
    lower: tuple[str, ...]
    gaps: tuple[int, ...]
    bounds: tuple[tuple[int, int], ...]
    titled: bool
    text: str
    starts: tuple[int, ...]

    def stretch(self, start: int, end: int) -> str:
        """The text of the tokens ``start`` to ``end``."""
        return self.text[self.starts[start] : self.starts[end - 1] + len(self.words[end - 1])]

    def sentence(self, token: int) -> int:
        """The number of the sentence that holds a token."""
        return bisect_right(self.bounds, (token, len(self.words) + 1)) - 1

    @property
    def first(self) -> int:
        """The number of the abstract's first sentence."""
        return 1 if self.titled and len(self.bounds) > 1 else 0


def read(doc: Doc) -> Reading:
    """The reading of a document whose sentences are set."""
    tokens = list(doc)
    words = tuple(token.text for token in tokens)
    bounds = tuple((sentence.start, sentence.end) for sentence in doc.sents) if words else ()
    title_end = doc._.title_end
    titled = bool(bounds) and (title_end is not None or "\n" in words[bounds[0][0] : bounds[0][1]])
    gaps = (1, *(1 if token.whitespace_ or token.is_space else 0 for token in tokens))[: len(words)]
    starts = tuple(token.idx for token in tokens)
    return Reading(words, tuple(word.lower() for word in words), gaps, bounds, titled, doc.text, starts)


def sentence_place(reading: Reading, number: int) -> str:
    """``title``, ``first``, ``second``, ``middle`` or ``last``."""
    if number < reading.first:
        return "title"
    last = len(reading.bounds) - 1
    if number == reading.first:
        return "first"
    if number == last:
        return "last"
    return "second" if number == reading.first + 1 else "late" if number == last - 1 else "middle"
