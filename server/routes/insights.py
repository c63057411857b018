"""What becomes visible when papers are put side by side: leaderboards, lineages, rivals, comparisons, timelines."""

from typing import Annotated, Literal

from fastapi import Path, Query, Response

from schema import NODE_TYPES, ParameterError
from server import comparison, lineage, rivalry
from server.answers import answer
from server.comparison import Comparison, compare
from server.lineage import Lineage
from server.models import Leaderboard
from server.names import find_node
from server.problems import problem_responses
from server.results import leaderboard
from server.rivalry import Rivals
from server.router import Router
from server.service import ReaderDep
from server.timeline import Timeline, timeline

router = Router(prefix="/api")

_BENCHMARK, _METHOD, _METRIC = (NODE_TYPES[name] for name in ("Benchmark", "Method", "Metric"))

BenchmarkId = Annotated[str, Path(description="id, name or alias of the benchmark", examples=["imagenet"])]
MethodId = Annotated[str, Path(description="id, name or alias of the method", examples=["bert"])]
Metric = Annotated[str, Query(description="only scores in this metric: name, alias or id", examples=["accuracy"])]


@router.get(
    "/benchmarks/{id:path}/leaderboard",
    name="leaderboard",
    tags=["benchmarks"],
    summary="Leaderboard of a benchmark",
    response_model=Leaderboard,
    responses=problem_responses(404),
)
def show_leaderboard(
    *,
    reader: ReaderDep,
    id: BenchmarkId,  # noqa: A002 - the name in the URL
    metric: Metric = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    each: Annotated[
        Literal["method", "result"], Query(description="a row for each method, its best score, or for each result")
    ] = "method",
) -> Response:
    """The scores that papers report, best first in each metric, each with its paper, year and sentence.

    Less is better where the metric is an error or a cost.
    """
    benchmark = find_node(reader, _BENCHMARK, id, parameter="id")
    chosen = find_node(reader, _METRIC, metric, parameter="metric").id if metric else ""
    return answer(leaderboard(reader, benchmark, metric=chosen, limit=limit, each=each))


@router.get(
    "/methods/{id:path}/lineage",
    tags=["methods"],
    summary="Lineage of a method",
    response_model=Lineage,
    responses=problem_responses(404),
)
def show_lineage(
    reader: ReaderDep,
    id: MethodId,  # noqa: A002 - the name in the URL
    depth: Annotated[int, Query(ge=1, le=lineage.DEEPEST, description="steps up and down")] = 3,
    limit: Annotated[int, Query(ge=1, le=500, description="at most so many methods each way")] = 100,
) -> Response:
    """What the method is based on or part of, and what is based on it or part of it, with the sentences."""
    method = find_node(reader, _METHOD, id, parameter="id")
    return answer(lineage.lineage(reader, method, depth=depth, limit=limit))


@router.get(
    "/methods/{id:path}/rivals",
    tags=["methods"],
    summary="Rivals of a method",
    response_model=Rivals,
    responses=problem_responses(404),
)
def show_rivals(
    reader: ReaderDep,
    id: MethodId,  # noqa: A002 - the name in the URL
    limit: Annotated[int, Query(ge=1, le=500, description="at most so many rivals")] = 50,
) -> Response:
    """Which methods papers call better or worse than this one, how many say which, and whether that is contested."""
    return answer(rivalry.rivals(reader, find_node(reader, _METHOD, id, parameter="id"), limit=limit))


@router.get(
    "/compare", tags=["methods"], summary="Compare methods", response_model=Comparison, responses=problem_responses(404)
)
def compare_methods(
    reader: ReaderDep,
    methods: Annotated[
        str, Query(description=f"2 to {comparison.MOST} methods, by id or name, with commas between", examples=["a,b"])
    ],
    limit: Annotated[int, Query(ge=1, le=1000, description="at most so many rows")] = 100,
) -> Response:
    """A table of benchmarks and metrics by methods, what most of them share first, each cell with its sentence."""
    named = [name for name in map(str.strip, methods.split(",")) if name]
    if len(named) > comparison.MOST:
        raise ParameterError(f"methods: {len(named)} of them, where {comparison.MOST} are enough", parameter="methods")
    found = list(dict.fromkeys(find_node(reader, _METHOD, name, parameter="methods") for name in named))
    if len(found) < 2:
        raise ParameterError("methods: two methods at least, as in methods=a,b", parameter="methods")
    return answer(compare(reader, found, limit=limit))


@router.get(
    "/timeline",
    tags=["benchmarks"],
    summary="Best scores by year",
    response_model=Timeline,
    responses=problem_responses(404),
)
def show_timeline(
    reader: ReaderDep,
    benchmark: Annotated[str, Query(description="id, name or alias of the benchmark", examples=["imagenet"])],
    metric: Metric = "",
) -> Response:
    """The best score of each year on a benchmark, in each metric, and which of them were records."""
    found = find_node(reader, _BENCHMARK, benchmark, parameter="benchmark")
    chosen = find_node(reader, _METRIC, metric, parameter="metric").id if metric else ""
    return answer(timeline(reader, found, metric=chosen))
