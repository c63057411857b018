"""What is told of the named queries of users before they are served."""

from pathlib import Path

import pytest

from loaders import Store
from schema import InputError, StoreUnavailable, Value
from server.named_queries import NamedQuery, load_queries, parse_query
from server.query_check import check_queries, check_query

HEADER = "// title: A title\n// answers: A question?\n"
PATH = Path("folder/mine.cypher")


@pytest.fixture(params=["ladybug", "neo4j"])
def store(request: pytest.FixtureRequest) -> Store:
    """The small graph in either engine."""
    found: Store = request.getfixturevalue({"ladybug": "ladybug", "neo4j": "neo4j_store"}[request.param])
    return found


@pytest.mark.parametrize("query", load_queries().values(), ids=lambda query: query.name)
def test_the_queries_that_come_with_kg_pass(store: Store, query: NamedQuery) -> None:
    check_query(store, query)


@pytest.mark.parametrize(
    "statement",
    [
        "MATCH (m:Method {id: $method}) WHERE m.papers > $whole AND m.centrality > $part RETURN $text AS a, $yes AS b",
        "// in words\n\nMATCH (m:Method) WHERE m.name = $text AND $yes AND $method <> '' AND $part < $whole RETURN m;",
    ],
)
def test_a_sound_query_passes(store: Store, statement: str) -> None:
    header = HEADER + "".join(
        f"// param {name}: {kind} -- it\n"
        for name, kind in [
            ("method", "method"), ("whole", "integer"), ("part", "float"), ("text", "string"), ("yes", "boolean"),
        ]
    )  # fmt: skip
    # a comment on top would belong to the header
    check_query(store, parse_query(header + "\n" + statement, PATH))


@pytest.mark.parametrize(
    ("statement", "line", "reason"),
    [
        ("MATCH (n:Paper RETURN n", 3, "( is never closed"),
        ("\n\nMATCH (n:Paper)\nRETRUN n", 6, "(line 6, column 1)"),
        ("MATCH (n:Paper)\nRETURN n.id,\n  m.id AS other", 5, "m"),
        ("CREATE (n:Paper {id: 'x'})", 3, "not with CREATE"),
        ("MATCH (n:Paper)\nSET n.year = 1 RETURN n", 4, "SET has no place in a question"),
        ("LOAD FROM '/etc/passwd' RETURN *", 3, "not with LOAD"),
        ("CALL show_tables() RETURN *", 3, "not with CALL"),
        ("MATCH (a)\n-[*]-(b)\nRETURN a", 4, "upper bound"),
        ("RETURN 1 AS one;\nRETURN 2 AS two", 3, "one statement at a time"),
        ("MATCH (n:Paper)\nRETURN frobnicate(n.id) AS x", 4, "frobnicate"),
    ],
)
def test_a_fault_is_told_with_its_file_and_line(store: Store, statement: str, line: int, reason: str) -> None:
    with pytest.raises(InputError) as error:
        check_queries(store, [parse_query(HEADER + statement, PATH)])
    assert str(error.value).startswith(f"{PATH}:{line}: ")
    assert reason.lower() in str(error.value).lower()


@pytest.mark.parametrize(
    ("statement", "line", "reason"),
    [
        ("MATCH (n:Paper)--(m:Papr)\nRETURN n.id, m.foo", 3, "Table Papr does not exist"),
        ("MATCH (n:Paper)\nRETURN n.foo", 4, "Cannot find property foo"),
    ],
)
def test_ladybug_knows_what_the_graph_holds(ladybug: Store, statement: str, line: int, reason: str) -> None:
    with pytest.raises(InputError) as error:
        check_queries(ladybug, [parse_query(HEADER + statement, PATH)])
    assert str(error.value).startswith(f"{PATH}:{line}: ")
    assert reason in str(error.value)


def test_a_default_that_no_engine_takes_is_a_fault(ladybug: Store) -> None:
    query = parse_query(HEADER + "// param x: integer = 99999999999999999999 -- it\nRETURN $x AS x", PATH)
    with pytest.raises(InputError, match=r"mine\.cypher:4: \$x: 9+ does not fit into 64 bits"):
        check_query(ladybug, query)


def test_a_store_that_is_away_says_nothing(ladybug: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_statement: str, _parameters: dict[str, Value]) -> str:
        raise StoreUnavailable("gone")

    monkeypatch.setattr(ladybug, "explain", away)
    check_query(ladybug, parse_query(HEADER + "MATCH (n:Papr) RETURN n", PATH))
    with pytest.raises(InputError, match="not with CREATE"):
        check_query(ladybug, parse_query(HEADER + "CREATE (n:Paper)", PATH))
