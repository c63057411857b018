"""How named queries are written, and what is told of a faulty one."""

from pathlib import Path

import pytest

from loaders import Store
from schema import InputError, ParameterError
from server.named_queries import BUILT_IN, NamedQuery, QueryParameter, load_queries, parse_query, run_named_query
from server.names import UnknownNode

HEADER = "// title: A title\n// answers: A question?\n"
PATH = Path("folder/who-is-it.cypher")


def test_a_file_becomes_a_query() -> None:
    query = parse_query(
        HEADER
        + "// param method: method -- who\n// param since: integer = 20 -- from when\n"
        + "MATCH (m:Method {id: $method}) // $not_this\nWHERE m.papers > $since AND m.name <> '$nor_this' "
        "RETURN m.`$or_this`\n",
        PATH,
    )
    assert query.name == "who-is-it"
    assert query.title == "A title"
    assert query.answers == "A question?"
    assert query.parameters == (
        QueryParameter("method", "method", required=True, default=None, says="who"),
        QueryParameter("since", "integer", required=False, default=20, says="from when"),
    )
    assert query.statement.startswith("MATCH (m:Method")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "no line // title:"),
        ("RETURN 1 AS one", 1, "no line // title:"),
        ("// title: T\nRETURN 1 AS one", 1, "no line // answers:"),
        ("// title:\n// answers: Q?\nRETURN 1 AS one", 1, "a header line is"),
        (HEADER + "// who wrote this\nRETURN 1 AS one", 3, "a header line is"),
        (HEADER + "// title: Another\nRETURN 1 AS one", 3, "a second line // title:"),
        (HEADER, 3, "no statement"),
        (HEADER + "\n  ;\n/* nothing */ // at all", 3, "no statement"),
        (HEADER + "// param x\nRETURN $x AS x", 3, "a parameter is"),
        (HEADER + "// param x: integer\nRETURN $x AS x", 3, "a parameter is"),
        (HEADER + "// param x: number -- a number\nRETURN $x AS x", 3, "no type 'number'; there are string, integer"),
        (HEADER + "// param x: integer = many -- a number\nRETURN $x AS x", 3, "the default many is not JSON"),
        (HEADER + '// param x: integer = "1" -- a number\nRETURN $x AS x', 3, 'the default "1" is not of type integer'),
        (HEADER + "// param x: integer = true -- a number\nRETURN $x AS x", 3, "is not of type integer"),
        (HEADER + "// param x: integer = null -- a number\nRETURN $x AS x", 3, "is not of type integer"),
        (HEADER + '// param x: method = "bert" -- who\nRETURN $x AS x', 3, "is not of type method"),
        (HEADER + "// param limit: integer -- a number\nRETURN $limit AS x", 3, "format, limit are options"),
        (HEADER + "// param x: string -- it\n// param x: string -- it\nRETURN $x AS x", 4, "$x is declared twice"),
        (HEADER + "// param x: string -- it\nRETURN 1 AS x", 3, "$x is declared but the statement does not use it"),
        (HEADER + "RETURN 1 AS one,\n  $x AS x,\n  $x AS y", 4, "$x is not declared"),
    ],
)
def test_a_fault_is_told_with_its_file_and_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(InputError) as error:
        parse_query(text, PATH)
    assert str(error.value).startswith(f"{PATH}:{line}: ")
    assert reason in str(error.value)


def test_a_name_is_the_name_of_a_file() -> None:
    with pytest.raises(InputError, match="small letters"):
        parse_query(HEADER + "RETURN 1 AS one", Path("Who is it.cypher"))


def test_two_folders_may_not_define_one_name(tmp_path: Path) -> None:
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.cypher").write_text(HEADER + "RETURN 1 AS one")
    with pytest.raises(InputError, match=r"other.same\.cypher:1: @same is already defined in .*one.same\.cypher"):
        load_queries(tmp_path / "one", tmp_path / "other")


def test_a_folder_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        load_queries(tmp_path / "nowhere")


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.cypher").write_bytes(b"// title: T\n// answers: \xff\n")
    with pytest.raises(InputError, match=r"bad\.cypher:2: not UTF-8"):
        load_queries(tmp_path)


def test_the_queries_that_come_with_kg_are_explained() -> None:
    queries = load_queries()
    assert len(queries) == len(list(BUILT_IN.glob("*.cypher"))) >= 14
    for query in queries.values():
        assert query.answers.endswith("?")
        assert "ORDER BY" in query.statement
    assert queries == load_queries(BUILT_IN)


@pytest.fixture
def echo() -> NamedQuery:
    return parse_query(
        HEADER
        + "// param text: string -- some text\n// param whole: integer = 1 -- a whole number\n"
        + "// param part: float = 0.5 -- a number\n// param yes: boolean = true -- yes or no\n"
        + '// param who: method = "" -- a method\n'
        + "RETURN $text AS text, $whole AS whole, $part AS part, $yes AS yes, $who AS who",
        Path("echo.cypher"),
    )


@pytest.mark.parametrize(
    ("given", "row"),
    [
        ({"text": "a"}, ("a", 1, 0.5, True, "")),
        ({"text": "", "whole": "-3", "part": "1e3", "yes": "no"}, ("", -3, 1000.0, False, "")),
        ({"text": "x'; DROP \"$`\\", "who": "LARK"}, ("x'; DROP \"$`\\", 1, 0.5, True, "lark")),
        ({"text": "Ü模型🐦\n", "who": ""}, ("Ü模型🐦\n", 1, 0.5, True, "")),
        ({"text": "a", "whole": "9223372036854775807"}, ("a", 9223372036854775807, 0.5, True, "")),
    ],
)
def test_values_are_bound_by_their_types(
    ladybug: Store, echo: NamedQuery, given: dict[str, str], row: tuple[object, ...]
) -> None:
    answer = run_named_query(ladybug, echo, given)
    assert answer.columns == ("text", "whole", "part", "yes", "who")
    assert list(answer.rows) == [row]


@pytest.mark.parametrize(
    ("given", "parameter", "reason"),
    [
        ({}, "text", "@echo needs text: some text"),
        ({"text": "a", "wohle": "1"}, "wohle", "@echo has no parameter 'wohle'; it takes text, whole"),
        ({"text": "a", "whole": "1.5"}, "whole", "'1.5' is not a whole number"),
        ({"text": "a", "whole": "٣"}, "whole", "is not a whole number"),
        ({"text": "a", "whole": "9223372036854775808"}, "whole", "is not a whole number"),
        ({"text": "a", "part": "nan"}, "part", "'nan' is not a finite number"),
        ({"text": "a", "part": "half"}, "part", "'half' is not a number"),
        ({"text": "a", "yes": "perhaps"}, "yes", "'perhaps' is not true or false"),
        ({"text": "a" * 1001}, "text", "1001 characters, where 1000 are enough"),
        ({"text": "\x00"}, "text", "no text"),
        ({"text": "\ud800"}, "text", "no text"),
        ({"text": "a", "who": "lrak"}, "who", "no method is called 'lrak'; near: Lark (lark)"),
    ],
)
def test_a_wrong_value_is_told_by_the_name_of_its_parameter(
    ladybug: Store, echo: NamedQuery, given: dict[str, str], parameter: str, reason: str
) -> None:
    with pytest.raises(ParameterError) as error:
        run_named_query(ladybug, echo, given)
    assert error.value.parameter == parameter
    assert reason in str(error.value)


@pytest.mark.parametrize(
    "name",
    ["imagenet", "ImageNet", "IMAGENET", " ImageNet ", "image net", "ImageNet-1k", "imagenet1K", "benchmark:imagenet"],
)
def test_a_node_is_found_by_what_people_call_it(ladybug: Store, name: str) -> None:
    rows = run_named_query(ladybug, load_queries()["leaderboard"], {"benchmark": name}).rows
    assert [row[:4] for row in rows] == [
        ("Finch", "84.0", "%", "top-1 accuracy"),
        ("Lark", "81.2", "%", "top-1 accuracy"),
        ("Wren", "79.9", "%", "top-1 accuracy"),
    ]


def test_what_is_near_is_told(ladybug: Store) -> None:
    with pytest.raises(UnknownNode) as error:
        run_named_query(ladybug, load_queries()["leaderboard"], {"benchmark": "imagnet"})
    assert [brief.key for brief in error.value.near] == ["benchmark:imagenet"]
    with pytest.raises(UnknownNode, match="no benchmark is called ''"):
        run_named_query(ladybug, load_queries()["leaderboard"], {"benchmark": ""})


def test_rows_stop_at_the_limit(ladybug: Store) -> None:
    assert len(list(run_named_query(ladybug, load_queries()["outperforms"], {}, limit=2).rows)) == 2
