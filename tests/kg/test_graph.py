"""From what one paper says to its nodes and edges, on one small paper that a reader can follow."""

import pytest

from kg.extract import Entity, Evidence, Extraction, Mention, Relation, Result, Span
from kg.fingerprint import paper_fingerprint
from kg.graph import contribution
from kg.paper import Paper
from loaders import Contribution
from schema import Edge, NodeRef, check_edge, check_node

PAPER = Paper(
    id="sand",
    title="SandNet: Walking on Sand",
    abstract="SandNet is built on ResNet. It reaches 91.5% accuracy on DuneBench. Code: https://github.com/x/sandnet.",
    year=2021,
)


def span(text: str) -> Span:
    start = PAPER.text.index(text)
    return Span(start, start + len(text))


TITLE, BUILT, REACHES = (
    span(PAPER.title),
    span("SandNet is built on ResNet."),
    span("It reaches 91.5% accuracy on DuneBench."),
)


def entity(name: str, *types: str, forms: tuple[str, ...] = (), **roles: Evidence) -> Entity:
    mentions = tuple(Mention(form, span(form)) for form in (forms or (name,)))
    return Entity(name=name, types=types, mentions=mentions, roles=roles)


EXTRACTION = Extraction(
    paper="sand",
    extractor="test 1",
    entities=(
        entity("SandNet", "Method", PROPOSES=Evidence(TITLE, 0.9)),
        entity("ResNet", "Method", USES=Evidence(BUILT, 0.8)),
        entity(
            "DuneBench", "Dataset", "Benchmark", EVALUATES_ON=Evidence(REACHES, 0.7), INTRODUCES=Evidence(REACHES, 0.6)
        ),
        entity("accuracy", "Metric"),
        entity("Walking", "Task"),
    ),
    relations=(
        Relation("SandNet", "BASED_ON", "ResNet", Evidence(BUILT, 0.75)),
        Relation("SandNet", "BASED_ON", "ResNet", Evidence(TITLE, 0.5)),
        Relation("ResNet", "OUTPERFORMS", "ResNet", Evidence(BUILT, 0.5)),
    ),
    results=(
        Result(
            value="91.5",
            unit="%",
            kind="score",
            span=span("91.5%"),
            evidence=Evidence(REACHES, 0.65),
            method="SandNet",
            benchmark="DuneBench",
            metric="accuracy",
        ),
    ),
)


@pytest.fixture(scope="module")
def made() -> Contribution:
    return contribution(PAPER, EXTRACTION)


def triples(made: Contribution) -> set[tuple[str, str, str]]:
    return {(":".join(edge.source), edge.type, ":".join(edge.target)) for edge in made.edges}


def edge_of(made: Contribution, edge_type: str) -> Edge:
    (edge,) = (edge for edge in made.edges if edge.type == edge_type)
    return edge


def test_edges(made: Contribution) -> None:
    assert triples(made) == {
        ("Paper:sand", "PROPOSES", "Method:sandnet"),
        ("Paper:sand", "USES", "Method:resnet"),
        ("Paper:sand", "EVALUATES_ON", "Benchmark:dunebench"),
        ("Paper:sand", "INTRODUCES", "Dataset:dunebench"),
        ("Paper:sand", "INTRODUCES", "Benchmark:dunebench"),
        ("Method:sandnet", "BASED_ON", "Method:resnet"),
        ("Paper:sand", "REPORTS", "Result:sand.r1"),
        ("Result:sand.r1", "OF", "Method:sandnet"),
        ("Result:sand.r1", "ON", "Benchmark:dunebench"),
        ("Result:sand.r1", "MEASURES", "Metric:accuracy"),
    }


def test_everything_fits_the_schema(made: Contribution) -> None:
    for node in made.nodes:
        check_node(node)
    for edge in made.edges:
        check_edge(edge)


def test_evidence_is_the_sentence_at_its_offsets(made: Contribution) -> None:
    for edge in made.edges:
        text = PAPER.title if edge.properties["field"] == "title" else PAPER.abstract
        assert text[edge.properties["start"] : edge.properties["end"]] == edge.properties["sentence"]
    assert edge_of(made, "PROPOSES").properties["sentence"] == "SandNet: Walking on Sand"


def test_of_two_statements_of_one_relation_the_surer_is_kept(made: Contribution) -> None:
    assert edge_of(made, "BASED_ON").properties["confidence"] == 0.75


def test_an_entity_without_an_edge_makes_no_node(made: Contribution) -> None:
    assert NodeRef("Task", "walking") not in {node.ref for node in made.nodes}


def test_nodes_carry_what_is_known(made: Contribution) -> None:
    nodes = {node.ref: node.properties for node in made.nodes}
    assert nodes["Paper", "sand"] == {
        "title": PAPER.title,
        "abstract": PAPER.abstract,
        "year": 2021,
        "code_url": "https://github.com/x/sandnet",
        "extractor": "test 1",
        "reading": paper_fingerprint(PAPER),
    }
    assert nodes["Method", "resnet"] == {"name": "ResNet", "aliases": ["ResNet"]}
    assert nodes["Result", "sand.r1"] == {
        "value": 91.5,
        "value_text": "91.5",
        "unit": "%",
        "kind": "score",
        "higher_is_better": True,
    }


@pytest.mark.parametrize(
    ("text", "value"), [("85.9", 85.9), ("6.6-12.1", 9.35), ("1,024", 1024.0), ("10^3", None), ("-5", 5.0)]
)
def test_the_value_of_a_number_as_written(text: str, value: float | None) -> None:
    result = EXTRACTION.results[0]
    changed = Extraction(
        paper="sand",
        extractor="test 1",
        entities=EXTRACTION.entities,
        results=(Result(value=text, unit="", kind="score", span=result.span, evidence=result.evidence),),
    )
    (node,) = (node for node in contribution(PAPER, changed).nodes if node.type == "Result")
    assert node.properties.get("value") == (pytest.approx(value) if value is not None else None)
