"""Where the questions of strangers run: processes that can do little, and that are killed when they overrun."""

from server.cage.process import Caged, Overrun

__all__ = ["Caged", "Overrun"]
