import numpy as np
import pytest

from kg.extract.model import DATA
from kg.extract.pipeline import blank_pipeline
from kg.extract.reading import read
from kg.extract.wordpieces import LONGEST, SHAPES, read_wordpieces, shape_of
from schema import InputError

nlp = blank_pipeline(["kg_sentences"])
PIECES = read_wordpieces(DATA / "tokenizer.json")


def windows(text):
    reading = read(nlp(text))
    return reading, list(PIECES.windows(reading))


def test_windows_hold_every_token_once_and_end_with_sentences():
    reading, found = windows("A title\n" + "We train FooNet on many words of this sentence. " * 100)
    assert [one.start for one in found[1:]] == [one.end for one in found[:-1]]
    assert (found[0].start, found[-1].end) == (0, len(reading.words))
    assert len(found) > 1
    for one in found:
        assert len(one.ids) == len(one.shapes) <= LONGEST
        assert one.end in {end for _, end in reading.bounds}
        assert one.last[-1] == len(one.ids) - 1
        assert (one.first[1:] == one.last[:-1]).all()
        assert one.shapes.max() < SHAPES


def test_a_sentence_longer_than_a_window_is_cut():
    _, found = windows("word " * 2000)
    assert len(found) == 4
    assert all(len(one.ids) <= LONGEST for one in found)


def test_no_text_no_window():
    assert windows("")[1] == []


def test_the_shape_of_a_word_goes_with_its_pieces():
    _, (one,) = windows("FooNet")
    assert len(one.ids) > 3
    assert set(one.shapes[1:-1].tolist()) == {2 * shape_of("FooNet") + 1}
    assert np.array_equal(one.first, [1])


@pytest.mark.parametrize(
    ("word", "shape"),
    [("net", 0), ("Net", 1), ("NET", 2), ("A", 3), ("FooNet", 4), ("GPT3", 5), ("85.9", 6), (",", 7), ("\n", 8)],
)
def test_shapes(word, shape):
    assert shape_of(word) == shape


def test_a_file_that_is_no_tokenizer_is_named(tmp_path):
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"tokenizer\.json: no tokenizer"):
        read_wordpieces(tmp_path / "tokenizer.json")
