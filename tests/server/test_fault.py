"""Where in a statement a fault is, by what each engine says of it."""

import pytest

from server.cypher.fault import fault_in


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        ("MATCH (a:Method) RETURN ^b", "Binder exception: Variable b is not in scope."),
        ("MATCH (m) WITH m.name AS n RETURN n, ^m.id", "Binder exception: Variable m is not in scope."),
        ("MATCH (m {name: 'Metod'})--(:^Metod) RETURN m", "Binder exception: Table Metod does not exist."),
        ("MATCH (nam:Method) RETURN a.^nam", "Binder exception: Cannot find property nam for a."),
        ("RETURN 'foo(1)', ^foo(1)", "Catalog exception: function FOO does not exist."),
        ("RETURN ^`odd`", "Binder exception: Variable odd is not in scope."),
    ],
)
def test_a_name_that_ladybug_does_not_know_is_found(marked: str, said: str) -> None:
    assert fault_in(marked.replace("^", ""), said) == (said, marked.index("^"))


def test_places_of_ladybug_are_lines_and_characters() -> None:
    said = (
        "Parser exception: Invalid input <MATCH (a:Method) RETRUN>: expected rule oC_SingleQuery (line: 2, offset: 0)"
    )
    reason, at = fault_in("MATCH (a:Method)\nRETRUN a", said)
    assert at == len("MATCH (a:Method)\n")
    assert reason == f"{said.partition(' (line')[0]} (line 2, column 1)"


def test_places_of_neo4j_are_utf_16_units_behind_the_word_explain() -> None:
    said = "Variable `b` not defined (line 1, column 23 (offset: 22)) \"EXPLAIN RETURN 'x🐦', b\" ^"
    statement = "RETURN 'x🐦', b"
    assert fault_in(statement, said, before=8) == ("Variable `b` not defined (line 1, column 14)", statement.index("b"))


def test_a_place_outside_of_the_statement_is_at_its_end() -> None:
    assert fault_in("RETURN 1", "wrong (line: 7, offset: 70)").at == 8
    assert fault_in("RETURN 1", "wrong (line 7, column 1 (offset: 70))").at == 8


def test_what_names_no_place_has_none() -> None:
    assert fault_in("RETURN 1", "Conversion exception: Cast failed.") == ("Conversion exception: Cast failed.", None)
    assert fault_in("RETURN 1", "Binder exception: Variable b is not in scope.").at is None
