"""Every store does the same: one suite, run on each engine."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from loaders import Change, Store, load
from schema import (
    EDGE_TYPES,
    NODE_TYPES,
    Edge,
    LoadError,
    Node,
    NodeRef,
    ParameterError,
    QueryError,
    QueryTimeout,
    SchemaError,
    StoreError,
)
from tests.loaders.papers import contents, edge, evidence, maformer, named, seer
from tests.stores import Place

PAPER = Node("Paper", "p1", {"title": "One", "year": 2020})
BERT = named("Method", "bert", "BERT")
GPT = named("Method", "gpt", "GPT")
USES = edge("USES", PAPER.ref, BERT.ref, "p1")
BEATS = edge("OUTPERFORMS", BERT.ref, GPT.ref, "p1")
ENDLESS = (
    "UNWIND range(1, 5000) AS a UNWIND range(1, 5000) AS b UNWIND range(1, 5000) AS c "
    "WITH a, b, c WHERE a + b = -c RETURN a"
)


def rows(store: Store, statement: str, **parameters: object) -> list[tuple[object, ...]]:
    return list(store.query(statement, parameters).rows)


@pytest.fixture
def small(store: Store) -> Store:
    """A store with the paper p1, which uses BERT and says that it outperforms GPT."""
    store.write(Change(new_nodes=(PAPER, BERT, GPT), new_edges=(USES, BEATS)))
    return store


def test_an_empty_store_holds_nothing_of_every_type(store: Store) -> None:
    counts = store.counts()
    assert counts.nodes == dict.fromkeys(NODE_TYPES, 0)
    assert counts.edges == dict.fromkeys(EDGE_TYPES, 0)


def test_preparing_again_changes_nothing(small: Store) -> None:
    before = contents(small)
    small.prepare()
    assert contents(small) == before


def test_what_is_written_comes_back(small: Store) -> None:
    assert rows(small, "MATCH (n:Paper) RETURN n") == [(PAPER,)]
    assert rows(small, "MATCH (a)-[r:OUTPERFORMS]->(b) RETURN a, r, b") == [(BERT, BEATS, GPT)]
    counts = small.counts()
    assert {name: count for name, count in counts.nodes.items() if count} == {"Paper": 1, "Method": 2}
    assert {name: count for name, count in counts.edges.items() if count} == {"USES": 1, "OUTPERFORMS": 1}


def test_every_type_of_the_schema_goes_in_and_comes_back(store: Store) -> None:
    """One node of each type with every property set, and an edge between every pair of ends."""
    values = {"string": "gr\u00fc\u00df 'a' \"b\" \\ \n \U0001f600", "integer": 2**40, "float": 0.1, "boolean": False}
    values["strings"] = ["b", "", "a; c"]
    nodes = tuple(
        Node(name, f"{name}-1", {prop.name: values[prop.type] for prop in kind.properties if prop.name != "id"})
        for name, kind in NODE_TYPES.items()
    )
    edges = tuple(
        Edge(name, NodeRef(source, f"{source}-1"), NodeRef(target, f"{target}-1"), evidence("Paper-1", "\u201cQ\u201d"))
        for name, kind in EDGE_TYPES.items()
        for source, target in kind.ends
    )
    store.write(Change(new_nodes=nodes, new_edges=edges))
    assert contents(store) == (list(nodes), list(edges))


@pytest.mark.parametrize(
    "change",
    [
        Change(new_nodes=(named("Task", "qa", "QA"), BERT)),
        Change(
            new_nodes=(named("Task", "qa", "QA"),), new_edges=(edge("USES", PAPER.ref, NodeRef("Method", "no"), "p1"),)
        ),
        Change(forget_papers=("p1",), new_nodes=(BERT,)),
        Change(changed_nodes=(Node("Method", "bert", {"papers": 2**80}),), new_nodes=(named("Task", "qa", "QA"),)),
    ],
    ids=["a node that is there", "an edge to nowhere", "forgetting, then a node that is there", "a number too large"],
)
def test_a_change_that_fails_changes_nothing(small: Store, change: Change) -> None:
    before = contents(small)
    with pytest.raises(LoadError):
        small.write(change)
    assert contents(small) == before
    small.write(Change(new_nodes=(named("Task", "qa", "QA"),)))
    assert small.counts().nodes["Task"] == 1


@pytest.mark.parametrize(
    "change",
    [
        Change(new_nodes=(Node("Method`) DETACH DELETE (n", "x", {}),)),
        Change(changed_nodes=(Node("Method", "bert", {"x` = 1 //": 1}),)),
        Change(new_edges=(edge("USES", BERT.ref, PAPER.ref, "p1"),)),
        Change(dropped_nodes=(NodeRef("Nothing", "x"),)),
    ],
)
def test_a_type_outside_the_schema_is_refused(small: Store, change: Change) -> None:
    before = contents(small)
    with pytest.raises(SchemaError):
        small.write(change)
    assert contents(small) == before


def test_changed_properties_replace_the_stored_ones_and_none_unsets(small: Store) -> None:
    small.write(
        Change(
            changed_nodes=(
                Node("Method", "bert", {"aliases": ["B", "BERT"], "papers": 3}),
                Node("Method", "gpt", {"name": None, "aliases": []}),
            )
        )
    )
    assert rows(small, "MATCH (n:Method) RETURN n ORDER BY n.id") == [
        (Node("Method", "bert", {"name": "BERT", "aliases": ["B", "BERT"], "papers": 3}),),
        (Node("Method", "gpt", {"aliases": []}),),
    ]


def test_forgetting_a_paper_leaves_what_others_say(store: Store) -> None:
    load(store, [seer()])
    alone = contents(store)
    ours = maformer()
    new = tuple(node for node in ours.nodes if node.id not in ("imagenet", "cswin"))
    store.write(Change(new_nodes=new, new_edges=ours.edges))
    store.write(
        Change(
            forget_papers=(ours.paper,),
            dropped_nodes=tuple(node.ref for node in new if node.type not in ("Paper", "Result")),
        )
    )
    assert contents(store) == alone


def test_a_dropped_node_takes_its_edges_along(small: Store) -> None:
    small.write(Change(dropped_nodes=(GPT.ref,)))
    assert contents(small) == ([PAPER, BERT], [USES])


def test_a_paper_can_be_forgotten_and_written_anew_in_one_change(small: Store) -> None:
    again = Node("Paper", "p1", {"title": "Again"})
    small.write(Change(forget_papers=("p1", "unknown"), new_nodes=(again,), new_edges=(USES,)))
    assert contents(small) == ([again, BERT, GPT], [USES])


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("RETURN 'a' AS x, 1 AS y, 1.5 AS z, true AS t, null AS n", ("a", 1, 1.5, True, None)),
        ("RETURN ['a', 'b'] AS x, [1, 2] AS y", (["a", "b"], [1, 2])),
        ("RETURN {a: 1, b: ['x']} AS x", ({"a": 1, "b": ["x"]},)),
        ("MATCH (:Method)-[r:OUTPERFORMS]->() RETURN type(r) AS x", ("OUTPERFORMS",)),
        ("MATCH (:Method)-[r]->(:Method) RETURN r", (BEATS,)),
        ("MATCH (:Method)<-[r]-(:Method) RETURN r", (BEATS,)),
        ("MATCH (:Method)-[r]->(:Method) RETURN collect(r) AS x", ([BEATS],)),
        ("MATCH (p:Paper)-[r]->(m) RETURN {who: p, how: r} AS x", ({"who": PAPER, "how": USES},)),
        ("MATCH p = (:Paper)-[:USES]->(:Method) RETURN p", ([PAPER, USES, BERT],)),
        ("MATCH p = (:Paper)-[*2..2]->(:Method) RETURN p", ([PAPER, USES, BERT, BEATS, GPT],)),
        ("MATCH (:Paper)-[r*2..2]->(:Method) RETURN r", ([USES, BEATS],)),
        ("MATCH (n:Task) RETURN count(n) AS x", (0,)),
        ("MATCH (n:Paper) OPTIONAL MATCH (n)-[r:PROPOSES]->(m) RETURN n.venue AS v, r, m", (None, None, None)),
        ("MATCH (p:Paper)-[r:USES]->() RETURN r.`end` - r.start AS x", (len("It says so."),)),
    ],
)
def test_cells(small: Store, statement: str, expected: tuple[object, ...]) -> None:
    assert rows(small, statement) == [expected]


def test_columns_have_the_names_of_the_statement(small: Store) -> None:
    answer = small.query("MATCH (n:Paper) RETURN n, n.title AS title, 1 AS one")
    assert answer.columns == ("n", "title", "one")


def test_an_answer_without_rows_has_columns(small: Store) -> None:
    answer = small.query("MATCH (n:Task) RETURN n.id AS id")
    assert (answer.columns, list(answer.rows)) == (("id",), [])


@pytest.mark.parametrize(
    "value",
    [
        "a",
        "",
        "gr\u00fc\u00df \U0001f600",
        "'; MATCH (n) DETACH DELETE n //",
        '$x `y` \\ " \n',
        0,
        -1,
        200,
        2**62,
        0.5,
        True,
    ],
)
def test_parameters_arrive_as_they_are(store: Store, value: object) -> None:
    [(returned,)] = rows(store, "RETURN $value AS value", value=value)
    assert (returned, type(returned)) == (value, type(value))


def test_one_statement_takes_parameters_of_changing_size_and_type(small: Store) -> None:
    statement = "MATCH (n:Paper) WHERE n.year >= $year OR $year IS NULL RETURN n.id AS id"
    found = [len(rows(small, statement, year=year)) for year in (1, 2021, 300, None, 2**40, 2020, None)]
    assert found == [1, 0, 1, 1, 0, 1, 1]


@pytest.mark.parametrize(("ids", "found"), [(["bert", "none"], ["bert"]), ([], []), (["gpt", "bert"], ["bert", "gpt"])])
def test_lists_as_parameters(small: Store, ids: list[str], found: list[str]) -> None:
    assert rows(small, "MATCH (n:Method) WHERE n.id IN $ids RETURN n.id AS id ORDER BY id", ids=ids) == [
        (i,) for i in found
    ]
    assert rows(small, "UNWIND $ids AS i MATCH (n:Method {id: i}) RETURN n.id AS id ORDER BY id", ids=ids) == [
        (i,) for i in found
    ]


@pytest.mark.parametrize("value", ["\ud800", 2**63, -(2**63) - 1, object(), b"x", ["a", 1], [["a"]], {"a": 1}, ("a",)])
def test_a_parameter_that_no_engine_takes_is_named(store: Store, value: object) -> None:
    with pytest.raises(ParameterError, match=r"\$odd: ") as caught:
        store.query("RETURN $odd AS x", {"odd": value})
    assert caught.value.parameter == "odd"


def test_the_name_of_a_parameter_is_text_too(store: Store) -> None:
    with pytest.raises(ParameterError, match="surrogate"):
        store.query("RETURN 1 AS x", {"\ud800": 1})


def test_whole_numbers_may_stand_among_others(store: Store) -> None:
    for values in ([1, 1.5], [1.5, 2, 3]):
        assert rows(store, "UNWIND $values AS value RETURN value", values=values) == [(value,) for value in values]


def test_a_parameter_that_is_not_given_is_an_error(store: Store) -> None:
    with pytest.raises(QueryError, match="absent"):
        store.query("RETURN $absent AS x")


def test_a_parameter_that_is_not_asked_for_is_none(store: Store) -> None:
    assert rows(store, "RETURN 1 AS x", idle="a") == [(1,)]


@pytest.mark.parametrize(
    ("limit", "expected"), [(0, 0), (1, 1), (255, 255), (256, 256), (257, 257), (1000, 600), (None, 600)]
)
def test_the_row_limit(store: Store, limit: int | None, expected: int) -> None:
    answer = store.query("UNWIND range(1, 600) AS x RETURN x", limit=limit)
    assert list(answer.rows) == [(x,) for x in range(1, expected + 1)]


@pytest.mark.parametrize(
    "statement",
    [
        "RETRUN 1",
        "",
        "  // nothing\n",
        "MATCH (n RETURN n",
        "MATCH (n) RETURN m",
        "RETURN nothing(1) AS x",
        "RETURN 1 AS x; RETURN 2 AS x",
    ],
)
def test_a_statement_that_the_engine_refuses(small: Store, statement: str) -> None:
    with pytest.raises(QueryError) as caught:
        list(small.query(statement).rows)
    assert "\n" not in str(caught.value)
    assert small.uri not in str(caught.value)
    assert rows(small, "RETURN 1 AS x") == [(1,)]


def test_an_error_in_the_middle_of_an_answer(store: Store) -> None:
    with pytest.raises(QueryError, match=r"(?i)zero"):
        list(store.query("UNWIND [2, 1, 0] AS x RETURN 2 / x AS y").rows)
    assert rows(store, "RETURN 1 AS x") == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (:Method {id: 'x'})",
        "MERGE (n:Method {id: 'x'})",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n:Method) SET n.name = 'x'",
        "MATCH (n:Paper) REMOVE n.title",
        "MATCH (n:Method) CREATE (m:Method {id: n.id + 'x'}) RETURN m",
        "UNWIND ['x'] AS x MERGE (n:Method {id: x}) RETURN n",
        "DROP TABLE Method",
        "DROP CONSTRAINT kg_method_id",
        "CREATE INDEX sneaky FOR (n:Method) ON (n.name)",
        "MATCH (n) RETURN n; MATCH (n) DETACH DELETE n",
    ],
)
def test_a_question_cannot_write(small: Store, statement: str) -> None:
    before = contents(small)
    with pytest.raises(QueryError):
        list(small.query(statement).rows)
    assert contents(small) == before


def test_a_statement_past_its_time_is_stopped_and_the_store_goes_on(small: Store) -> None:
    start = time.monotonic()
    with pytest.raises(QueryTimeout, match=r"0\.3 s"):
        list(small.query(ENDLESS, timeout_s=0.3).rows)
    assert time.monotonic() - start < 10
    assert rows(small, "MATCH (n:Paper) RETURN n.id AS id") == [("p1",)]
    assert list(small.query("RETURN 1 AS x", timeout_s=30).rows) == [(1,)]


def test_many_threads_ask_while_one_writes(small: Store) -> None:
    def ask(number: int) -> list[tuple[object, ...]]:
        return [
            row
            for _ in range(5)
            for row in small.query("MATCH (n:Method {id: 'bert'}) RETURN n.id AS id, $x AS x", {"x": number}).rows
        ]

    def write() -> None:
        for number in range(10):
            small.write(Change(new_nodes=(named("Task", f"task-{number}", "T"),)))

    with ThreadPoolExecutor(12) as pool:
        writing = pool.submit(write)
        answers = list(pool.map(ask, range(60)))
        writing.result()
    assert answers == [[("bert", number)] * 5 for number in range(60)]
    assert small.counts().nodes["Task"] == 10


def test_answers_that_nobody_reads_hold_nothing_up(small: Store) -> None:
    for _ in range(40):
        small.query("UNWIND range(1, 600) AS x RETURN x")
        next(small.query("UNWIND range(1, 600) AS x RETURN x").rows)
    small.write(Change(new_nodes=(named("Task", "qa", "QA"),)))
    assert rows(small, "MATCH (n:Task) RETURN n.id AS id") == [("qa",)]


def test_two_answers_are_read_in_turn(small: Store) -> None:
    first = small.query("UNWIND range(1, 600) AS x RETURN x").rows
    second = small.query("UNWIND range(1, 600) AS x RETURN -x AS x").rows
    assert [x + y for (x,), (y,) in zip(first, second, strict=True)] == [0] * 600


def test_a_closed_store_says_so(place: Place) -> None:
    store = place.open()
    store.prepare()
    answer = store.query("UNWIND range(1, 600) AS x RETURN x")
    store.close()
    store.close()
    calls: list[Callable[[], object]] = [
        store.prepare,
        store.counts,
        lambda: store.write(Change()),
        lambda: store.query("RETURN 1 AS x"),
        lambda: list(answer.rows),
    ]
    for call in calls:
        with pytest.raises(StoreError, match="closed"):
            call()


def test_closing_stops_a_statement_that_runs(place: Place) -> None:
    store = place.open()
    store.prepare()
    raised: list[BaseException] = []

    def ask() -> None:
        try:
            list(store.query(ENDLESS, timeout_s=60).rows)
        except StoreError as error:
            raised.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.3)
    store.close()
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert [str(error) for error in raised if "closed" in str(error)]


def test_a_store_that_is_read_only_answers_and_does_not_write(small: Store, place: Place) -> None:
    before = contents(small)
    small.close()
    with place.open(read_only=True) as store:
        assert contents(store) == before
        for call in (store.prepare, lambda: store.write(Change(new_nodes=(named("Task", "qa", "QA"),)))):
            with pytest.raises(StoreError, match="read"):
                call()


def test_what_is_written_is_there_after_closing(small: Store, place: Place) -> None:
    before = contents(small)
    small.close()
    with place.open() as store:
        assert contents(store) == before


def test_the_engine_tells_name_and_version(store: Store) -> None:
    name, version, *_ = store.engine.split()
    assert name in ("Ladybug", "Neo4j")
    assert version[0].isdigit()


@pytest.mark.parametrize("times", [1, 100])
def test_the_same_rows_come_by_column(small: Store, times: int) -> None:
    statement = """
        UNWIND $ids AS wanted MATCH (m:Method {id: wanted})
        RETURN wanted AS id, m.aliases AS names, m.papers AS papers, [{one: m.name, two: [m.papers, null]}] AS told,
            CASE WHEN 1 = 0 THEN '' END AS nothing, 1 = 1 AS yes, 0.5 AS half
        ORDER BY id"""
    ids = [str(row[0]) for row in small.query("MATCH (m:Method) RETURN m.id").rows] * times
    assert len(ids) > times
    answer = small.query(statement, {"ids": ids})
    rows = list(answer.rows)
    columns = small.columns(statement, {"ids": ids}, timeout_s=30)
    assert tuple(columns) == answer.columns
    assert list(zip(*columns.values(), strict=True)) == rows
    assert {name: list(column) for name, column in small.columns(statement, {"ids": []}).items()} == {
        name: [] for name in answer.columns
    }
    with pytest.raises(QueryError):
        small.columns("RETURN nothing_of_that_name")
