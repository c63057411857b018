"""What the workers of tests do; they import it by name."""

import gc
import os
import signal
import struct
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from schema import InputError


def double() -> Callable[[int], tuple[int, int]]:
    """Twice a number, and which process says so."""
    return lambda number: (2 * number, os.getpid())


def length() -> Callable[[str], int]:
    return len


def echo() -> Callable[[str], str]:
    return lambda text: text


def die_at_13() -> Callable[[int], int]:
    def work(number: int) -> int:
        if number == 13:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    return work


def raise_at_13() -> Callable[[int], float]:
    return lambda number: 1 / (number - 13)


def die_once() -> Callable[[str], str]:
    """Dies at a path where no file is, and leaves one."""

    def work(path: str) -> str:
        if not Path(path).exists():
            Path(path).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return path

    return work


def no_model() -> Callable[[int], int]:
    raise InputError("no model", path="model.npz")


def dead_on_arrival() -> Callable[[int], int]:
    os.kill(os.getpid(), signal.SIGKILL)
    return abs


def no_model_at_last() -> Callable[[int], int]:
    def work(number: int) -> int:
        if number == 3:
            raise InputError("no model", path="model.npz")
        return number

    return work


def die_while_sending_once() -> Callable[[str], str]:
    """A path for itself; the first time, the process is killed when ten bytes of a thousand are on their way."""

    def work(path: str) -> str:
        if not Path(path).exists():
            Path(path).touch()
            for one in gc.get_objects():
                if isinstance(one, Connection):
                    os.write(one.fileno(), struct.pack("!i", 1000) + b"0123456789")
            os.kill(os.getpid(), signal.SIGKILL)
        return path

    return work
