"""The progress bar: papers done, rate and time left, on standard error and only where a person watches."""

from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from kg.cli.common import err


class _RateColumn(ProgressColumn):
    def render(self, task: Task) -> Text:
        rate = task.finished_speed or task.speed
        return Text(f"{rate:,.0f} papers/s" if rate else "- papers/s")


def paper_progress() -> Progress:
    """A bar that counts papers; without a total it counts up."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeRemainingColumn(compact=True),
        console=err,
        disable=not err.is_terminal,
        transient=True,
    )
