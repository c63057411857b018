"""The schema table: every node type, edge type and property of the graph, once.

Neo4j constraints, Ladybug tables, the ``/api/schema`` answer, the colours of every picture and the export
formats are derived from it. Adding a node type is one entry here.
"""

from dataclasses import dataclass
from typing import Literal

ValueType = Literal["string", "integer", "float", "boolean", "strings"]


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a node or an edge; ``strings`` is a list of strings, ``values`` are all that it may be."""

    name: str
    type: ValueType
    says: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NodeType:
    """One kind of node; its key is always the property ``id``."""

    name: str
    plural: str
    says: str
    colour: str
    shape: str
    properties: tuple[Property, ...]

    @property
    def caption(self) -> str:
        """The property that names a node of this type to people."""
        names = {prop.name for prop in self.properties}
        return next(name for name in ("name", "title", "value_text") if name in names)


@dataclass(frozen=True, slots=True)
class EdgeType:
    """One kind of edge, with the pairs of node types it may join and how people read it from either end."""

    name: str
    ends: tuple[tuple[str, str], ...]
    says: str
    forward: str
    backward: str


ID = Property("id", "string", "the key")

NAMED = (
    ID,
    Property("name", "string", "the name a graph shows"),
    Property("aliases", "strings", "every way the papers write it, sorted"),
    Property("papers", "integer", "how many papers say something about it"),
)

EVIDENCE = (
    Property("paper", "string", "id of the paper that says so"),
    Property("field", "string", "where it says so: title or abstract", ("title", "abstract")),
    Property("sentence", "string", "the words that say so, as they stand in that field"),
    Property("start", "integer", "offset in characters where the sentence starts in that field"),
    Property("end", "integer", "offset in characters behind its last character"),
    Property("confidence", "float", "how sure the extractor is, 0 to 1"),
    Property("extractor", "string", "name and version of the extractor"),
)

NODE_TYPES: dict[str, NodeType] = {
    node.name: node
    for node in (
        NodeType(
            "Paper",
            "papers",
            "a paper, known by its title and abstract",
            "#5b6b82",
            "square",
            (
                ID,
                Property("title", "string", "the title"),
                Property("abstract", "string", "the abstract"),
                Property("year", "integer", "year of publication"),
                Property("venue", "string", "where it was published"),
                Property("url", "string", "where to read it"),
                Property("code_url", "string", "where its code is"),
                Property("source", "string", "the name of the file it was read from"),
                Property("extractor", "string", "name, version and fingerprint of the extractor that read it"),
                Property("reading", "string", "fingerprint of the paper as it was read"),
                Property("digest", "string", "fingerprint of all that the paper put into the graph"),
                Property("names", "strings", "how it writes what it speaks of: type, id and form, sorted"),
            ),
        ),
        NodeType(
            "Method",
            "methods",
            "a model, algorithm, technique or tool",
            "#2f7ed8",
            "dot",
            (
                *NAMED,
                Property("centrality", "float", "PageRank among methods that papers use together; of kg analyze"),
                Property("community", "string", "the methods it is used together with; of kg analyze"),
                Property("rise", "float", "how its share of papers rises, in standard errors; of kg analyze"),
            ),
        ),
        NodeType("Dataset", "datasets", "a named collection of data", "#3a9a5b", "diamond", NAMED),
        NodeType("Benchmark", "benchmarks", "what methods are measured on", "#c2571a", "triangle", NAMED),
        NodeType("Task", "tasks", "a problem, by its field's name", "#8e5bb5", "hexagon", NAMED),
        NodeType("Metric", "metrics", "a measure of quality or cost", "#a8862a", "star", NAMED),
        NodeType(
            "Result",
            "results",
            "a number that a paper reports",
            "#c23b5a",
            "box",
            (
                ID,
                Property("value", "float", "the number; the middle of a range"),
                Property("value_text", "string", "the number as the paper writes it"),
                Property("unit", "string", "%, x, points, ... or nothing"),
                Property(
                    "kind", "string", "score, gain, reduction or speedup", ("score", "gain", "reduction", "speedup")
                ),
                Property("higher_is_better", "boolean", "false for an error or a cost; unset if the metric is unknown"),
            ),
        ),
    )
}

PRIVATE = frozenset({"digest", "extractor", "names", "reading", "source"})
"""Properties of a Paper that serve the loading of the graph, or tell of the machine where that was."""

EDGE_TYPES: dict[str, EdgeType] = {
    edge.name: edge
    for edge in (
        EdgeType("PROPOSES", (("Paper", "Method"),), "the paper's own method", "proposes", "proposed by"),
        EdgeType(
            "USES",
            (("Paper", "Method"), ("Paper", "Dataset")),
            "built in, applied or studied by the paper",
            "uses",
            "used by",
        ),
        EdgeType("COMPARES", (("Paper", "Method"),), "a baseline or rival", "compares with", "compared in"),
        EdgeType("TRAINS_ON", (("Paper", "Dataset"),), "the paper trains on it", "trains on", "trained on in"),
        EdgeType(
            "INTRODUCES",
            (("Paper", "Dataset"), ("Paper", "Benchmark")),
            "the paper makes it public",
            "introduces",
            "introduced by",
        ),
        EdgeType("EVALUATES_ON", (("Paper", "Benchmark"),), "the paper measures on it", "evaluates on", "evaluated in"),
        EdgeType("ADDRESSES", (("Paper", "Task"),), "the problem the paper solves", "addresses", "addressed by"),
        EdgeType("REPORTS", (("Paper", "Result"),), "the paper reports this number", "reports", "reported by"),
        EdgeType("OF", (("Result", "Method"),), "whose result it is", "result of", "has result"),
        EdgeType(
            "ON",
            (("Result", "Benchmark"), ("Result", "Dataset")),
            "where it was measured",
            "measured on",
            "has result",
        ),
        EdgeType("FOR", (("Result", "Task"),), "the task it was measured for", "for", "has result"),
        EdgeType("MEASURES", (("Result", "Metric"),), "which measure the number is of", "measures", "measured by"),
        EdgeType("OVER", (("Result", "Method"),), "the baseline it is counted from", "over", "baseline of"),
        EdgeType(
            "OUTPERFORMS", (("Method", "Method"),), "better, as the text states it", "outperforms", "outperformed by"
        ),
        EdgeType("BASED_ON", (("Method", "Method"),), "extends, adapts or builds on", "based on", "basis of"),
        EdgeType("PART_OF", (("Method", "Method"),), "a part, stage or variant of", "part of", "has part"),
        EdgeType("USED_FOR", (("Method", "Task"),), "the method is applied to the task", "used for", "solved with"),
        EdgeType("SUBTASK_OF", (("Task", "Task"),), "a narrower task of", "subtask of", "has subtask"),
    )
}


def node_type_of(plural: str) -> NodeType | None:
    """The node type with this plural (``methods``), as URLs and file names write it."""
    return next((node for node in NODE_TYPES.values() if node.plural == plural), None)
