"""Who is told of a line that holds no paper: a function that collects the fault, or raises it."""

from collections.abc import Callable

from schema import InputError

Report = Callable[[InputError], None]


def fail(fault: InputError) -> None:
    """Stop at the first fault."""
    raise fault


def ignore(fault: InputError) -> None:
    """Go on without a word, where the faults have been told before."""
