"""What went wrong with single papers, gathered while the rest goes on and listed at the end."""

from enum import StrEnum

from kg.cli.common import err
from kg.readers import Report, fail
from schema import InputError, UnreadableInput

MAX_LISTED = 20
"""Faults that are printed one by one; the others are counted."""


class OnError(StrEnum):
    """What to do with a paper that cannot be read."""

    FAIL = "fail"
    SKIP = "skip"


class Faults:
    """Counts faults and prints the first of them as they come; memory does not grow with their number."""

    def __init__(self, on_error: OnError) -> None:
        self._on_error = on_error
        self.papers = 0
        self.inputs = 0

    @property
    def report(self) -> Report:
        """The function that readers tell of a fault."""
        return fail if self._on_error is OnError.FAIL else self.add

    def add(self, fault: InputError) -> None:
        """Count a fault of a reader and print it."""
        if isinstance(fault, UnreadableInput):
            self.inputs += 1
            _print("[red]unreadable[/]", str(fault))
        else:
            self.add_paper(str(fault))

    def add_paper(self, reason: str) -> None:
        """Count a paper that was passed over and print why."""
        self.papers += 1
        if self.papers <= MAX_LISTED:
            _print("[yellow]skipped[/]", reason)

    def summary(self) -> str | None:
        """One line that counts them; None if there are none."""
        said = []
        if self.papers:
            said.append(f"{_count(self.papers, 'paper')} skipped")
        if self.papers > MAX_LISTED:
            said.append(f"the first {MAX_LISTED} are listed above")
        if self.inputs:
            said.append(f"{_count(self.inputs, 'input')} unreadable")
        return "; ".join(said) or None

    def exit_code(self) -> int:
        """0 if all went well, 1 if papers failed, 2 if an input could not be read."""
        return 2 if self.inputs else 1 if self.papers else 0


def _print(lead: str, reason: str) -> None:
    err.print(lead, end=" ")
    err.print(reason, markup=False, soft_wrap=True)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
