"""Where a method comes from and what came of it: a walk up and down the edges that say so."""

from typing import Annotated, Literal

from pydantic import Field

from schema import NODE_TYPES, NodeRef
from server.briefs import briefs
from server.models import Brief, Count, GraphEdge, Shape
from server.neighbourhood import edges_among
from server.reader import Reader, any_of, around, weight

RELATIONS = ("BASED_ON", "PART_OF")
"""Edges from a method to the one that was there before it."""
DEEPEST = 6

_METHOD = NODE_TYPES["Method"]
Direction = Literal["ancestors", "descendants"]


class Relative(Shape):
    """A method of the lineage; ``step`` is how many edges the nearest way to it has."""

    node: Brief
    step: Annotated[int, Field(ge=1, examples=[1])]


class LineageCut(Shape):
    """Methods within the depth that the limit left out."""

    ancestors: Count
    descendants: Count


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
    up, up_cut = _walk(reader, method.id, "ancestors", depth, limit)
    down, down_cut = _walk(reader, method.id, "descendants", depth, limit)
    refs = {NodeRef(_METHOD.name, one): None for one in (method.id, *up, *down)}
    known = briefs(reader, refs)
    return Lineage(
        method=known[method],
        depth=depth,
        ancestors=_relatives(known, up),
        descendants=_relatives(known, down),
        edges=edges_among(reader, known, relations=RELATIONS),
        cut=LineageCut(ancestors=up_cut, descendants=down_cut),
    )


def _walk(reader: Reader, start: str, direction: Direction, depth: int, limit: int) -> tuple[dict[str, int], int]:
    """Ids by step, and how many the limit left out."""
    arrow = f"-[:{any_of(RELATIONS)}]->" if direction == "ancestors" else f"<-[:{any_of(RELATIONS)}]-"
    statement = f"""
        {around(_METHOD.name, "n", "ids")}{arrow}(o:Method)
        WITH DISTINCT o.id AS id, {weight(_METHOD, "o")} AS weight WHERE id IS NOT NULL
        RETURN id ORDER BY weight DESC, id"""
    steps: dict[str, int] = {}
    left_out: set[str] = set()
    frontier = [start]
    for step in range(1, depth + 1):
        if not frontier:
            break
        found = [record["id"] for record in reader.records(statement, ids=frontier)]
        new = [one for one in found if one != start and one not in steps]
        frontier = new[: limit - len(steps)]
        steps |= dict.fromkeys(frontier, step)
        left_out.update(new[len(frontier) :])
    return steps, len(left_out)


def _relatives(known: dict[NodeRef, Brief], steps: dict[str, int]) -> list[Relative]:
    found = ((NodeRef(_METHOD.name, one), step) for one, step in steps.items())
    return [Relative(node=known[ref], step=step) for ref, step in found if ref in known]
