import pytest

from kg.extract.acronymtable import AcronymTable, Pair, read_acronyms, write_acronyms
from kg.extract.features import read_classes
from kg.extract.vocabulary import Term, Vocabulary, gazetteer, read_vocabulary, write_vocabulary
from schema import InputError

TERMS = [
    (("language", "model"), Term("Method", 9, 0.8)),
    (("large", "language", "model"), Term("Method", 7, 0.9)),
    (("imagenet",), Term("Data", 30, 1.0)),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("our large language models win", ["large language models"]),
        ("a language model and a language model", ["language model", "language model"]),
        ("large language", []),
        ("large-language~model", ["large - language ~ model"]),
        ("imagenet imagenet", ["imagenet", "imagenet"]),
        ("", []),
    ],
)
def test_the_longest_terms_are_found(text, found):
    words = text.replace("-", " - ").replace("~", " ~ ").split()
    matches = Vocabulary(TERMS).matches(words)
    assert [" ".join(words[match.start : match.end]) for match in matches] == found


def test_gazetteer_marks_the_tokens_of_terms_alone():
    words = ["on", "imagenet", "with", "language", "models"]
    signs = gazetteer(len(words), Vocabulary(TERMS).matches(words))
    assert [bool(sign) for sign in signs] == [False, True, False, True, True]
    assert signs[3] != signs[4]


def test_files_come_back_as_written(tmp_path):
    write_vocabulary(tmp_path / "v.tsv", Vocabulary(TERMS))
    assert sorted(read_vocabulary(tmp_path / "v.tsv").items()) == sorted(TERMS)
    table = AcronymTable([Pair("LLM", ("large", "language", "model"), 12, 0.98)])
    write_acronyms(tmp_path / "a.tsv", table)
    assert read_acronyms(tmp_path / "a.tsv").pairs == table.pairs
    assert table.expansions(("llm",)) == [("large", "language", "model")]
    assert table.expansions(("cnn",)) == []


@pytest.mark.parametrize(
    ("read", "text", "line"),
    [
        (read_vocabulary, "name\tkind\n", 1),
        (read_vocabulary, "name\tkind\tpapers\tshare\nbert\tMethod\n", 2),
        (read_acronyms, "", 1),
        (read_acronyms, "acronym\texpansion\tpapers\tshare\nLLM\tx\t1\t1\nLLM\n", 3),
        (read_classes, "word\t1\t2\n\t1\n", 2),
        (read_classes, "word\tone\n", 1),
    ],
)
def test_a_wrong_line_is_named(tmp_path, read, text, line):
    path = tmp_path / "file.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=f"file.tsv:{line}"):
        read(path)
