"""The guard of statements against made-up texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema import ParameterError
from server.cursor import read_cursor, write_cursor
from server.cypher.guard import FORBIDDEN, Refused, check_statement

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
GAP = st.lists(st.sampled_from([" ", "\t", "\n", "/* c */", "// c\n", "/**/", "\r\n"]), min_size=1, max_size=4).map(
    "".join
)


def cased(word: str) -> st.SearchStrategy[str]:
    return st.tuples(*(st.sampled_from([char.lower(), char.upper()]) for char in word)).map("".join)


@given(TEXT)
def test_text_in_quotes_is_text(words: str) -> None:
    quoted = words.replace("\\", "\\\\").replace("'", "\\'")
    named = words.replace("`", "``").replace("\\", "")
    remarked = words.replace("*/", "").replace("*", "").replace("\\", "")
    check_statement(f"RETURN '{quoted}' AS `x{named}` /* {remarked} */", {})


@given(
    st.sampled_from(sorted(FORBIDDEN)).flatmap(cased), GAP, GAP, st.sampled_from(["", "(", "{a: 1}", "*", "m", "1."])
)
def test_a_forbidden_word_is_found_wherever_it_stands(word: str, before: str, after: str, behind: str) -> None:
    for statement in (
        f"MATCH (m){before}{word}{after}{behind}",
        f"{before}{word}{after}{behind}",
        f"RETURN 1{before}UNION{before}{word}{after}m",
        f"MATCH (m) WHERE m.papers > 1.{word}{after}m",
    ):
        with pytest.raises(Refused):
            check_statement(statement, {})


@given(st.sampled_from(sorted(FORBIDDEN)), st.integers(0, 3))
def test_escapes_hide_nothing(word: str, place: int) -> None:
    letter = word[place % len(word)]
    hidden = word.replace(letter, f"\\u{ord(letter):04x}", 1)
    for statement in (f"MATCH (m) {hidden} m.x = 1", f"RETURN '\\u0027 {word} x //'"):
        with pytest.raises(Refused):
            check_statement(statement, {})


@given(st.text(max_size=300))
def test_any_text_is_passed_or_refused(statement: str) -> None:
    try:
        check_statement(statement, {})
    except (Refused, ParameterError) as error:
        assert str(error)  # noqa: PT017 - one of two ends


@given(st.text("()[]{}*+-><.,|:1289 aMATCHRETURN'`\"$/\\u0027;", max_size=120))
def test_signs_in_any_order_are_passed_or_refused(signs: str) -> None:
    try:
        check_statement(f"MATCH {signs}", {"a": 1})
    except (Refused, ParameterError) as error:
        assert str(error)  # noqa: PT017 - one of two ends


@pytest.mark.parametrize("number", ["3_0", "1_", "0x1F", "0o17", "0b11", "2e", "1.5x", "8A"])
def test_a_number_is_what_it_looks_like(number: str) -> None:
    """To Neo4j 3_0 is thirty: a bound that is read as 3 and obeyed as 30 is none."""
    for statement in (f"MATCH (a)-[*1..{number}]->(b) RETURN b", f"RETURN {number}"):
        with pytest.raises(Refused, match="a number is digits"):
            check_statement(statement, {})


@given(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=50),
    st.integers(-(2**63), 2**63 - 1),
)
def test_a_cursor_comes_back_as_it_went(text: str, number: int) -> None:
    assert read_cursor(write_cursor([number, text]), (int, str)) == [number, text]


@given(st.text(max_size=60))
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(ParameterError, match="cursor"):
        read_cursor(cursor, (int, str, str, int, int))
