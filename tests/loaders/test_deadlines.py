"""The watch over statements that take too long."""

import threading
import time

from loaders.ladybug.deadlines import Deadlines


def test_what_takes_too_long_is_stopped_and_nothing_else_is() -> None:
    deadlines = Deadlines()
    stopped: list[str] = []
    twice = threading.Event()

    def stop_late() -> None:
        stopped.append("late")
        if len(stopped) > 1:
            twice.set()

    with deadlines.within(60, lambda: stopped.append("long")):
        with deadlines.within(0.01, lambda: stopped.append("quick")):
            pass
        # begun after the others, and over before them
        with deadlines.within(0.05, stop_late):
            assert twice.wait(20)
        with deadlines.within(None, lambda: stopped.append("never")):
            pass
        told = len(stopped)
        time.sleep(0.2)
    assert stopped == ["late"] * told
