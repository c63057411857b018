"""Worker processes: nothing is lost or doubled, whoever dies."""

import multiprocessing
import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.workers import Lost, WorkerError, in_workers
from schema import InputError
from tests.kg import work


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_every_item_comes_back_once(workers: int) -> None:
    results = list(in_workers(range(50), work.double, workers=workers, batch=4))
    assert sorted(number for number, _ in results) == [2 * number for number in range(50)]
    assert (os.getpid() in {process for _, process in results}) == (workers == 0)


def test_no_items() -> None:
    assert list(in_workers(iter(()), work.double, workers=1)) == []


def test_workers_that_are_killed_are_replaced(capfd: pytest.CaptureFixture[str]) -> None:
    results: list[int] = []
    killed: set[int] = set()
    for result in in_workers(range(3000), work.double, workers=2, batch=2):
        assert not isinstance(result, Lost)
        results.append(result[0])
        if len(results) in (100, 1500):
            os.kill(result[1], signal.SIGKILL)
            killed.add(result[1])
    assert sorted(results) == [2 * number for number in range(3000)]
    assert len(killed) == 2
    assert capfd.readouterr().err == ""


def test_an_item_that_kills_its_worker_is_told_and_the_others_are_done() -> None:
    results = list(in_workers(range(40), work.die_at_13, workers=2, batch=8))
    lost = [result for result in results if isinstance(result, Lost)]
    assert [(one.item, one.reason) for one in lost] == [(13, "the worker that read it was ended by SIGKILL, twice")]
    assert sorted(result for result in results if isinstance(result, int)) == [n for n in range(40) if n != 13]


def test_an_error_in_a_worker_costs_one_item(capfd: pytest.CaptureFixture[str]) -> None:
    results = list(in_workers(range(20), work.raise_at_13, workers=1, batch=8))
    assert [(one.item, one.reason) for one in results if isinstance(one, Lost)] == [
        (13, "the worker that read it ended with code 1, twice")
    ]
    assert len(results) == 20
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_a_worker_that_dies_once_costs_nothing(tmp_path: Path) -> None:
    paths = [str(tmp_path / str(number)) for number in range(4)]
    assert sorted(in_workers(paths, work.die_once, workers=2, batch=1)) == paths


def test_what_keeps_workers_from_beginning_is_raised() -> None:
    with pytest.raises(InputError, match=r"model\.npz: no model"):
        list(in_workers(range(5), work.no_model, workers=1))


def test_what_the_function_says_of_its_own_accord_is_raised() -> None:
    with pytest.raises(InputError, match=r"model\.npz: no model"):
        list(in_workers(range(5), work.no_model_at_last, workers=2))


def test_a_worker_that_ends_in_the_middle_of_what_it_says_is_replaced(tmp_path: Path) -> None:
    paths = [str(tmp_path / str(number)) for number in range(3)]
    assert sorted(in_workers(paths, work.die_while_sending_once, workers=1, batch=1)) == paths


def test_workers_that_cannot_be_started_are_told() -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    least = sum(1 for _ in Path("/proc/self/fd").iterdir()) + 3
    resource.setrlimit(resource.RLIMIT_NOFILE, (least, limits[1]))
    try:
        with pytest.raises(WorkerError, match="no worker can be started: Too many open files"):
            list(in_workers(range(5), work.double, workers=9))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_workers_that_die_at_once_are_given_up() -> None:
    with pytest.raises(WorkerError, match=r"3 workers in a row ended .*; the last one was ended by SIGKILL"):
        list(in_workers(range(5), work.dead_on_arrival, workers=1))


def test_an_error_of_the_items_is_raised() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise InputError("no paper", path="p", line=2)

    with pytest.raises(InputError, match="p:2: no paper"):
        list(in_workers(items(), work.double, workers=1))


def test_items_and_results_of_many_bytes_pass() -> None:
    """Larger than what a pipe holds, in both directions at once."""
    texts = [str(number) * 300_000 for number in range(10)]
    assert sorted(in_workers(texts, work.echo, workers=2, batch=1)) == texts


def test_no_more_is_taken_than_can_wait() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(100_000):
            taken += 1
            yield number

    results = in_workers(items(), work.double, workers=1, batch=1)
    next(results)
    results.close()
    assert taken < 100
    assert multiprocessing.active_children() == []
