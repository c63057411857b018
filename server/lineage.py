"""Where a method comes from and what came of it: a walk up and down the edges that say so."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from schema import NODE_TYPES, NodeRef
from server.briefs import briefs
from server.models import Brief, Count, GraphEdge, Shape
from server.neighbourhood import edges_among
from server.reader import Reader, any_of, around, weight

RELATIONS = ("BASED_ON", "PART_OF")
"""Edges from a method to the one that was there before it."""
DEEPEST = 6
_COUNTED = 1_000
"""Methods either way after which those that the limit left out are no longer counted."""

_METHOD = NODE_TYPES["Method"]
_UP, _DOWN = f"-[:{any_of(RELATIONS)}]->", f"<-[:{any_of(RELATIONS)}]-"


class Relative(Shape):
    """A method of the lineage; ``step`` is how many edges the nearest way to it has."""

    node: Brief
    step: Annotated[int, Field(ge=1, examples=[1])]


class LineageCut(Shape):
    """Methods within the depth that the limit left out."""

    ancestors: Count
    descendants: Count
    complete: Annotated[bool, Field(description="false if there may be more that were not counted")]


class Lineage(Shape):
    """A method, what it is built on and what is built on it, nearest first, with the edges between all of them."""

    method: Brief
    depth: int
    ancestors: list[Relative]
    descendants: list[Relative]
    edges: list[GraphEdge]
    cut: LineageCut


def lineage(reader: Reader, method: NodeRef, *, depth: int, limit: int) -> Lineage:
    """The lineage of a method that is there, ``depth`` steps either way, at most ``limit`` methods each way."""
    up, down = (_walk(reader, method.id, arrow, depth, limit) for arrow in (_UP, _DOWN))
    refs = {NodeRef(_METHOD.name, one): None for one in (method.id, *up.steps, *down.steps)}
    known = briefs(reader, refs)
    return Lineage(
        method=known[method],
        depth=depth,
        ancestors=_relatives(known, up.steps),
        descendants=_relatives(known, down.steps),
        edges=edges_among(reader, known, relations=RELATIONS),
        cut=LineageCut(ancestors=up.cut, descendants=down.cut, complete=up.complete and down.complete),
    )


@dataclass(frozen=True, slots=True)
class _Walk:
    """Ids by step, how many more the limit left out, and whether all within the depth were counted."""

    steps: dict[str, int]
    cut: int
    complete: bool


def _walk(reader: Reader, start: str, arrow: str, depth: int, limit: int) -> _Walk:
    statement = f"""
        {around(_METHOD.name, "n", "ids")}{arrow}(o:Method)
        WITH DISTINCT o.id AS id, {weight(_METHOD, "o")} AS weight WHERE id IS NOT NULL
        RETURN id ORDER BY weight DESC, id"""
    steps: dict[str, int] = {}
    met = {start}
    frontier = [start]
    for step in range(1, depth + 1):
        if not frontier or len(met) > _COUNTED:
            break
        found = [record["id"] for record in reader.records(statement, ids=frontier)]
        frontier = [one for one in found if one not in met]
        met.update(frontier)
        steps |= dict.fromkeys(frontier[: limit - len(steps)], step)
    else:
        frontier = []
    return _Walk(steps, len(met) - 1 - len(steps), complete=not frontier)


def _relatives(known: dict[NodeRef, Brief], steps: dict[str, int]) -> list[Relative]:
    found = ((NodeRef(_METHOD.name, one), step) for one, step in steps.items())
    return [Relative(node=known[ref], step=step) for ref, step in found if ref in known]
