"""Statements of one request that run beside one another, and rows that become parts of an answer."""

import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import fields

import pytest

from loaders import Store
from schema import EVIDENCE, NODE_TYPES, QueryError, QueryTimeout
from server.briefs import BRIEF_COLUMNS, brief_columns, brief_of
from server.models import Brief, Evidence
from server.reader import Reader

_ENDLESS = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH a, b WHERE a + b = 0 RETURN count(*) AS n"


@pytest.fixture
def threads() -> Iterator[Executor]:
    """A single thread, for which several questions have to wait."""
    with ThreadPoolExecutor(1) as executor:
        yield executor


def one(reader: Reader, value: int = 1) -> int:
    """A question."""
    return reader.number("RETURN $value AS value", value=value)


def two(reader: Reader) -> list[int]:
    """A question that has others beside it."""
    return [ask() for ask in [reader.beside(one, value) for value in (1, 2)]]


def test_questions_run_beside_one_another(ladybug: Store, threads: Executor) -> None:
    reader = Reader(ladybug, 30.0, threads=threads)
    begun = threading.Event()

    def elsewhere(_: Reader) -> threading.Thread:
        begun.set()
        return threading.current_thread()

    answer = reader.beside(elsewhere)
    assert begun.wait(10)
    assert answer() is not threading.current_thread()
    assert [ask() for ask in [reader.beside(one, value) for value in range(20)]] == list(range(20))


def test_what_no_thread_has_begun_does_who_waits_for_it(ladybug: Store, threads: Executor) -> None:
    reader = Reader(ladybug, 30.0, threads=threads)
    go = threading.Event()
    busy = reader.beside(lambda _: go.wait(10))
    assert reader.beside(lambda _: threading.current_thread())() is threading.current_thread()
    go.set()
    assert busy()


def test_without_threads_they_come_one_after_the_other(ladybug: Store) -> None:
    reader = Reader(ladybug, 30.0)
    assert reader.beside(lambda _: threading.current_thread())() is threading.current_thread()
    assert reader.beside(one, value=3)() == 3


def test_questions_within_questions_do_not_wait_for_each_other(ladybug: Store, threads: Executor) -> None:
    reader = Reader(ladybug, 30.0, threading.BoundedSemaphore(1), threads)
    asked = [reader.beside(two) for _ in range(3)]
    assert two(reader) == [1, 2]
    assert [ask() for ask in asked] == [[1, 2]] * 3


def test_an_error_reaches_who_waits_for_the_answer(ladybug: Store, threads: Executor) -> None:
    reader = Reader(ladybug, 30.0, threads=threads)
    failed = reader.beside(lambda beside: beside.number("RETURN oops AS n"))
    assert one(reader) == 1
    with pytest.raises(QueryError, match="oops"):
        failed()


def test_each_has_the_time_limit_of_the_request(ladybug: Store, threads: Executor) -> None:
    late = Reader(ladybug, 0.2, threads=threads).beside(lambda beside: beside.number(_ENDLESS))
    with pytest.raises(QueryTimeout):
        late()


def test_evidence_is_told_in_the_order_in_which_the_schema_has_it() -> None:
    assert [one.name for one in fields(Evidence)] == [prop.name for prop in EVIDENCE]


def test_a_brief_is_told_in_the_order_of_its_columns() -> None:
    for node_type in NODE_TYPES.values():
        columns = brief_columns(node_type, "n").split(", ")
        assert [column.rpartition(" AS ")[2] for column in columns] == list(BRIEF_COLUMNS)
    told = {"id": "bert", "label": "BERT", "papers": 2, "year": 2018, "aliases": ["BERT"], "unit": None}
    assert brief_of(NODE_TYPES["Method"], told) == Brief(
        key="method:bert", type="Method", id="bert", label="BERT", papers=2, year=2018, aliases=["BERT"]
    )
