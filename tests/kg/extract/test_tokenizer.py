import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.tokenizer import PieceTokenizer, clean

tokenizer = PieceTokenizer(spacy.blank("en").vocab)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("w2v-BERT", ["w2v", "-", "BERT"]),
        ("wav2vec~2.0", ["wav2vec", "~", "2.0"]),
        ("GPT-3.5 beats GPT-3.", ["GPT", "-", "3.5", "beats", "GPT", "-", "3", "."]),
        ("LV-ViT-L", ["LV", "-", "ViT", "-", "L"]),
        ("F1 and 3D", ["F1", "and", "3D"]),
        ("1.7x, 20ms, 0.58m, 326M", ["1.7", "x", ",", "20", "ms", ",", "0.58", "m", ",", "326", "M"]),
        ("1,281,167 images", ["1,281,167", "images"]),
        ("an accuracy of .931.", ["an", "accuracy", "of", ".931", "."]),
        (r"85.9\% on {\em ImageNet}", ["85.9", "\\", "%", "on", "{", r"\em", "ImageNet", "}"]),
        ("A &amp; B", ["A", "&amp;", "B"]),
        ("see https://example.org/a_b.", ["see", "https://example.org/a_b", "."]),
    ],
)
def test_pieces(text, pieces):
    assert [token.text for token in tokenizer(text)] == pieces


@given(st.text())
def test_tokens_rebuild_the_text(text):
    doc = tokenizer(text)
    assert doc.text == text
    for token in doc:
        assert text[token.idx : token.idx + len(token.text)] == token.text


@given(st.text(alphabet=st.characters(), max_size=20))
def test_lone_surrogates_are_replaced_one_for_one(text):
    odd = f"a\ud800{text}\udfffb"
    assert tokenizer(odd).text == clean(odd)
    assert len(clean(odd)) == len(odd)


def test_pipe_and_round_trip_keep_the_tokens():
    text = "MAFormer (MAF) gets 85.9%"
    restored = PieceTokenizer(tokenizer.vocab).from_bytes(tokenizer.to_bytes())
    assert [token.text for token in restored(text)] == [token.text for token in next(iter(tokenizer.pipe([text])))]
