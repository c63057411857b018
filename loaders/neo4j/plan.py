"""What Neo4j would do with a statement, before it does it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Operator:
    """A step of a plan, with the steps whose rows it takes."""

    name: str
    details: str
    estimated_rows: float
    children: tuple["Operator", ...]

    def walk(self) -> Iterator["Operator"]:
        """This step and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Plan:
    """The kind of a statement (``r``, ``rw``, ``w`` or ``s``) and its last step."""

    kind: str
    root: Operator


def operator_of(plan: Mapping[str, Any]) -> Operator:
    """A step as the driver gives it."""
    given = plan.get("args", {})
    return Operator(
        name=str(plan["operatorType"]).partition("@")[0],
        details=str(given.get("Details", "")),
        estimated_rows=float(given.get("EstimatedRows", 0.0)),
        children=tuple(operator_of(child) for child in plan.get("children", ())),
    )
