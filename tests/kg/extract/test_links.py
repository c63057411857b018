import pytest

from kg.extract.links import find_code_url, find_links


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("Code is at https://github.com/ann/model.", "https://github.com/ann/model"),
        ("Code (https://gitlab.com/ann/model), data elsewhere", "https://gitlab.com/ann/model"),
        ("see github.com/ann/my-model_2 for more", "https://github.com/ann/my-model_2"),
        (r"\url{https://github.com/ann/my\_model}", "https://github.com/ann/my_model"),
        ("demo at https://example.org, code at http://github.com/a/b!", "http://github.com/a/b"),
        ("at https://ann.github.io/model/", "https://ann.github.io/model/"),
        ("weights: https://huggingface.co/ann/model;", "https://huggingface.co/ann/model"),
        ("https://github.com/ann", None),
        ("https://example.org/github.com/a/b", None),
        ("our GitHub page", None),
        ("mail ann@github.com/x/y now", None),
        ("", None),
    ],
)
def test_code_url(text, url):
    assert find_code_url(text) == url


def test_links_are_found_without_their_punctuation():
    text = "See (https://example.org/a?b=c#d), www.example.org. Done."
    assert [text[start:end] for start, end in find_links(text)] == ["https://example.org/a?b=c#d", "www.example.org"]
