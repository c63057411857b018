"""What Neo4j says a statement would do: whether it may."""

import re
from typing import TYPE_CHECKING, Any

from server.cypher.guard import Refused

if TYPE_CHECKING:
    from loaders.neo4j import Operator, Plan

MOST_ROWS = 200_000_000.0
"""Rows that a step of a plan may be expected to have."""

_READS = "r"
_DOES = re.compile(
    r"Create|Merge(?!Join)|Set(?:Label|Property|Properties|NodeProp|RelationshipProp|Dynamic)|Delete|Remove|Foreach"
    r"|LoadCSV|ProcedureCall|TransactionForeach|TransactionApply|Administration|Command|Show|Terminate|Drop|Alter"
    r"|Grant|Deny|Revoke|Constraint|WaitForCompletion|Lock(?:Nodes|ingMerge)",
    re.IGNORECASE,
)
"""Names of steps that change something, read from outside, or run a procedure."""
_UNBOUNDED = re.compile(r"\*\s*(?:\d+\s*\.\.\s*)?\]|\{\s*\d*\s*,\s*\*?\s*\}|\.\.\s*\]")


def check_plan(plan: "Plan") -> None:
    """Raise Refused unless every step of a plan reads, ends, and is expected to have a bearable number of rows."""
    if plan.kind != _READS:
        raise Refused(f"the engine says that this does not only read ({plan.kind})")
    for step in plan.root.walk():
        if _DOES.search(step.name):
            raise Refused(f"the engine would run {step.name}, which does more than read the graph")
        if _is_long(step) and _UNBOUNDED.search(step.details):
            raise Refused(f"the engine would run {step.name} over paths of any length; give an upper bound")
        if step.estimated_rows > MOST_ROWS:
            raise Refused(
                f"the engine expects {step.estimated_rows:,.0f} rows of {step.name}, where {MOST_ROWS:,.0f} are enough;"
                " join the parts of the pattern, or narrow it down"
            )


def plan_as_json(step: "Operator") -> dict[str, Any]:
    """A step of a plan, and those below it, as answers show them."""
    return {
        "operator": step.name,
        "details": step.details,
        "estimated_rows": step.estimated_rows,
        "children": [plan_as_json(child) for child in step.children],
    }


def _is_long(step: "Operator") -> bool:
    return step.name.startswith(("VarLength", "Repeat", "PruningVarLength", "BFSPruning", "Stateful"))
