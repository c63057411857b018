"""Where the questions of strangers run: processes that can do little, and that are killed when they overrun."""

from server.cage.process import LAUNCH, Caged, Overrun

__all__ = ["LAUNCH", "Caged", "Overrun"]
