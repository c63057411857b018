"""The shapes of the answers, as the OpenAPI document shows them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from schema import NODE_TYPES, NodeType, ValueType
from server.reader import public_properties


class Shape(BaseModel):
    """An answer or a part of one; never changed once made."""

    model_config = ConfigDict(frozen=True)


Key = Annotated[str, Field(description="type and id of a node", examples=["method:bert"])]
Count = Annotated[int, Field(ge=0)]


class Brief(Shape):
    """A node in few words."""

    key: Key
    type: Annotated[str, Field(examples=["Method"])]
    id: Annotated[str, Field(examples=["bert"])]
    label: Annotated[str, Field(description="what people call it", examples=["BERT"])]
    papers: Annotated[int | None, Field(description="how many papers say something about it", examples=[12])] = None
    year: Annotated[int | None, Field(description="year of a paper")] = None
    aliases: Annotated[list[str], Field(description="every way the papers write it", examples=[["BERT"]])] = []


class PaperReference(Shape):
    """Enough of a paper to name it and to find it."""

    id: str
    title: str | None
    year: int | None
    url: str | None


class Evidence(Shape):
    """Who says so, and in which words."""

    paper: PaperReference
    field: Annotated[str, Field(description="title or abstract", examples=["abstract"])]
    sentence: Annotated[str, Field(examples=["Our model beats BERT on GLUE."])]
    start: Annotated[int, Field(description="offset in characters where the sentence starts in that field")]
    end: Annotated[int, Field(description="offset in characters behind its last character")]
    confidence: Annotated[float, Field(ge=0, le=1, description="how sure the extractor is")]
    extractor: Annotated[str, Field(description="name and version of the extractor")]


class Neighbour(Shape):
    """The node at the other end, and every statement that joins the two in one way."""

    node: Brief
    evidence: list[Evidence]


class RelationGroup(Shape):
    """The edges of a node that are of one type, in one direction, to one type of node."""

    relation: Annotated[str, Field(examples=["USES"])]
    direction: Literal["out", "in"]
    reads: Annotated[str, Field(description="the relation as people say it from this node", examples=["used by"])]
    type: Annotated[str, Field(description="type of the nodes at the other end", examples=["Paper"])]
    total: Annotated[Count, Field(description="edges in the store; the answer may hold fewer")]
    neighbours: list[Neighbour]


class ResultRow(Shape):
    """A number that a paper reports, with all that it is about."""

    key: Key
    value: Annotated[float | None, Field(examples=[85.9])]
    value_text: Annotated[str | None, Field(description="as the paper writes it", examples=["85.9"])]
    unit: Annotated[str | None, Field(examples=["%"])]
    kind: Annotated[str | None, Field(description="score, gain, reduction or speedup", examples=["score"])]
    higher_is_better: bool | None
    method: Brief | None
    measured_on: Annotated[Brief | None, Field(description="a benchmark or dataset")]
    task: Brief | None
    metric: Brief | None
    baseline: Brief | None
    evidence: Evidence


class Results(Shape):
    """Results of, on or for a node; ``total`` counts those that the answer left out too."""

    total: Count
    rows: list[ResultRow]


class MetricRanking(Shape):
    """The scores in one metric, best first."""

    metric: Annotated[Brief | None, Field(description="null where the papers name no metric")]
    higher_is_better: Annotated[bool | None, Field(description="null where nobody knows; more then counts as better")]
    total: Annotated[Count, Field(description="rows in this metric; the answer may hold fewer")]
    rows: list[ResultRow]


class Leaderboard(Shape):
    """The scores on a benchmark; metrics with most scores first."""

    benchmark: Brief
    total: Count
    metrics: list[MetricRanking]


class NodePage(Shape):
    """All that the graph says about a node."""

    key: Key
    type: str
    id: str
    label: str
    properties: Any
    results: Results
    relations: list[RelationGroup]


class ListItem(Brief):
    """A node of a list."""

    properties: Annotated[dict[str, Any] | None, Field(description="the `fields` that were asked for")] = None


class FacetValue(Shape):
    """A value, and how many of the nodes have it."""

    value: Annotated[str | int | float | bool, Field(description="of a property, or the id of a node")]
    label: str
    count: Count


class Facet(Shape):
    """How many of the nodes have which value, most first."""

    facet: Annotated[str, Field(examples=["year"])]
    values: list[FacetValue]
    truncated: Annotated[bool, Field(description="whether there are more values")]


class NodeList(Shape):
    """A slice of the nodes of a type: papers newest first, the others by number of papers, unless sorted."""

    total: Count
    offset: Count
    limit: Count
    items: list[ListItem]
    next: Annotated[str | None, Field(description="cursor of the next slice; null behind the last")] = None
    facets: Annotated[list[Facet] | None, Field(description="those that were asked for")] = None


class Hit(Shape):
    """A node that a search found."""

    node: Brief
    match: Literal["exact", "prefix", "word", "part", "words", "near"]
    matched: Annotated[str, Field(description="the name, alias or title that fits", examples=["BERT"])]


class Hits(Shape):
    """What a search found, best first."""

    q: str
    hits: list[Hit]


class SuggestionGroup(Shape):
    """What a search found of one type."""

    type: str
    plural: str
    hits: list[Hit]


class Suggestions(Shape):
    """What a search found, by type."""

    q: str
    groups: list[SuggestionGroup]


class RelationCount(Shape):
    """How many edges and nodes one kind of edge joins a node to."""

    relation: Annotated[str, Field(examples=["USES"])]
    direction: Literal["out", "in"]
    reads: Annotated[str, Field(description="the relation as people say it from this node", examples=["used by"])]
    type: Annotated[str, Field(description="type of the nodes at the other end", examples=["Paper"])]
    edges: Count
    nodes: Count


class RelationCounts(Shape):
    """What a node is joined to, by relation; relations that it has none of are left out."""

    key: Key
    relations: list[RelationCount]


class JoinedNode(Brief):
    """A node, and how much there is around it."""

    neighbours: Annotated[Count, Field(description="how many nodes it is joined to in the whole store")]
    of: Annotated[str | None, Field(description="name of the method that a result is of", examples=["BERT"])] = None


class GraphNode(JoinedNode):
    """A node of a picture."""

    depth: Annotated[Count, Field(description="steps from the centre")]


class GraphEdge(Shape):
    """All statements that join two nodes of a picture in one way."""

    source: Key
    target: Key
    relation: str
    reads: Annotated[str, Field(description="the relation from source to target", examples=["based on"])]
    evidence: list[Evidence]


class Cut(Shape):
    """What the limit left out of a picture."""

    nodes: Annotated[Count, Field(description="nodes within the depth that were found and left out")]
    by_type: Annotated[dict[str, int], Field(description="the same by node type", examples=[{"Paper": 37}])]
    complete: Annotated[bool, Field(description="false if there may be more that were not even looked for")]


class Graph(Shape):
    """A node with what is around it, the nearest kept first."""

    center: Key
    depth: Count
    limit: Count
    nodes: list[GraphNode]
    edges: list[GraphEdge]
    cut: Cut


class Subgraph(Shape):
    """Chosen nodes and all edges between them."""

    nodes: list[JoinedNode]
    edges: list[GraphEdge]
    unknown: Annotated[list[Key], Field(description="the chosen nodes that the graph does not hold")]


class Chosen(BaseModel):
    """The nodes of a picture."""

    model_config = ConfigDict(extra="forbid")

    nodes: Annotated[list[Key], Field(max_length=1500, examples=[["method:maformer", "benchmark:imagenet"]])]


class Stats(Shape):
    """How much the graph holds."""

    engine: Annotated[str, Field(examples=["Ladybug 0.22.0"])]
    version: Annotated[str, Field(description="version of kg")]
    nodes: Annotated[dict[str, int], Field(examples=[{"Paper": 262, "Method": 900}])]
    edges: Annotated[dict[str, int], Field(examples=[{"USES": 700}])]


class PropertyShape(Shape):
    """A property of a node or an edge."""

    name: str
    type: ValueType
    says: str


class NodeTypeShape(Shape):
    """A node type and how pictures draw it."""

    name: str
    plural: str
    says: str
    colour: str
    shape: str
    caption: Annotated[str, Field(description="the property that names a node of this type to people")]
    properties: list[PropertyShape]


class EdgeTypeShape(Shape):
    """An edge type, what it may join and how people read it from either end."""

    name: str
    ends: list[tuple[str, str]]
    says: str
    forward: str
    backward: str


class SchemaShape(Shape):
    """The schema table: what the graph may hold."""

    nodes: list[NodeTypeShape]
    edges: list[EdgeTypeShape]
    evidence: list[PropertyShape]


class QueryParameterShape(Shape):
    """A value that a named query takes."""

    name: str
    type: Annotated[str, Field(description="string, integer, float, boolean or a node type", examples=["benchmark"])]
    required: bool
    default: Any
    says: str


class QueryShape(Shape):
    """A named query."""

    name: Annotated[str, Field(examples=["leaderboard"])]
    title: str
    answers: str
    parameters: list[QueryParameterShape]
    statement: Annotated[str, Field(description="its Cypher")]


class Queries(Shape):
    """Every named query, by name."""

    queries: list[QueryShape]


class QueryAnswer(Shape):
    """What a named query answers."""

    query: str
    title: str
    parameters: Annotated[dict[str, Any], Field(description="as used: names of nodes have become ids")]
    columns: list[str]
    rows: list[dict[str, Any]]
    truncated: Annotated[bool, Field(description="whether rows beyond the limit were left out")]


class StatementNode(Shape):
    """A node in the answer of a statement; one that only stands at the end of an edge has no properties."""

    key: Key
    type: str
    id: str
    label: str
    properties: dict[str, Any]


class StatementEdge(Shape):
    """An edge in the answer of a statement."""

    type: str
    source: Key
    target: Key
    properties: dict[str, Any]


class StatementGraph(Shape):
    """The nodes and edges in the answer of a statement, each once."""

    nodes: list[StatementNode]
    edges: list[StatementEdge]


class Problem(BaseModel):
    """What went wrong, as RFC 9457 wants it told."""

    type: Annotated[str, Field(examples=["urn:kg:problem:unknown-node"])]
    title: Annotated[str, Field(examples=["No such node"])]
    status: Annotated[int, Field(examples=[404])]
    detail: Annotated[str, Field(examples=["no benchmark is called 'imagnet'"])]
    parameter: Annotated[str | None, Field(description="the parameter at fault", examples=["id"])] = None
    near: Annotated[list[Brief] | None, Field(description="nodes that may have been meant")] = None
    at: Annotated[int | None, Field(description="the character of the statement at which the fault begins")] = None


_PYTHON_TYPES: dict[ValueType, Any] = {
    "string": str | None,
    "integer": int | None,
    "float": float | None,
    "boolean": bool | None,
    "strings": list[str] | None,
}


def page_model(node_type: NodeType) -> type[NodePage]:
    """The page of a node type, with its properties as the schema table has them."""
    types = {prop.name: prop for prop in node_type.properties}
    fields: dict[str, Any] = {
        name: (_PYTHON_TYPES[types[name].type], Field(default=None, description=types[name].says))
        for name in public_properties(node_type)
    }
    properties = create_model(f"{node_type.name}Properties", __base__=Shape, **fields)
    properties.__doc__ = f"The properties of a {node_type.name}: {node_type.says}."
    page = create_model(f"{node_type.name}Page", __base__=NodePage, properties=(properties, ...))
    page.__doc__ = f"All that the graph says about a {node_type.name}: {node_type.says}."
    return page


PAGES = {name: page_model(node_type) for name, node_type in NODE_TYPES.items()}
