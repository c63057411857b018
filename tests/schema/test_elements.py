"""What the schema table says of single nodes and edges."""

import pytest

from schema import EVIDENCE, NODE_TYPES, Edge, Node, NodeRef, SchemaError, Value, check_edge, check_edges, check_node

PAPER, BERT = NodeRef("Paper", "p"), NodeRef("Method", "bert")
SAID: dict[str, Value] = {
    "paper": "p",
    "field": "title",
    "sentence": "It uses BERT.",
    "start": 0,
    "end": 13,
    "confidence": 1,
    "extractor": "x 1",
}


@pytest.mark.parametrize(
    "node",
    [
        Node("Paper", "p", {"title": "", "year": -1, "names": []}),
        Node("Method", "bert", {"name": "BERT", "aliases": ["BERT", ""], "papers": 0}),
        Node("Result", "r", {"value": 1, "value_text": "1", "higher_is_better": False}),
        Node("Result", "r", {"value": -0.5, "unit": None}),
        Node("Task", "\U0001f600", {"name": "gr\u00fc\u00df\n\t\x01"}),
        Node("Paper", "p", {"year": 2**63 - 1}),
    ],
)
def test_nodes_that_are_right(node: Node) -> None:
    check_node(node)


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        (Node("Model", "x", {}), "Model: no such node type; there are Paper, Method"),
        (Node("Method", "", {}), "Method '': an id is text, and not empty"),
        (Node("Method", "a\0", {}), "an id is text"),
        (Node("Method", "\udc80", {}), "an id is text"),
        (Node("Method", 7, {}), "an id is text"),
        (Node("Method", "x", {"title": "T"}), "Method 'x': no property 'title'; there are id, name, aliases, papers"),
        (Node("Method", "x", {"name": 1}), "name is 1, not of type string"),
        (Node("Method", "x", {"name": "a\0b"}), "not of type string"),
        (Node("Method", "x", {"name": "\ud800"}), "not of type string"),
        (Node("Method", "x", {"aliases": "BERT"}), "not of type strings"),
        (Node("Method", "x", {"aliases": ["a", 1]}), "not of type strings"),
        (Node("Method", "x", {"aliases": ["\ud800"]}), "not of type strings"),
        (Node("Method", "x", {"papers": True}), "papers is True, not of type integer"),
        (Node("Method", "x", {"papers": 1.0}), "not of type integer"),
        (Node("Method", "x", {"papers": 2**63}), "not of type integer"),
        (Node("Result", "x", {"value": "1"}), "not of type float"),
        (Node("Result", "x", {"value": True}), "not of type float"),
        (Node("Result", "x", {"value": float("nan")}), "value is nan, not of type float"),
        (Node("Result", "x", {"value": float("inf")}), "not of type float"),
        (Node("Result", "x", {"value": 10**400}), "not of type float"),
        (Node("Result", "x", {"higher_is_better": 1}), "not of type boolean"),
    ],
)
def test_nodes_that_are_wrong(node: Node, reason: str) -> None:
    with pytest.raises(SchemaError) as caught:
        check_node(node)
    assert reason in str(caught.value)


def test_a_long_value_is_not_told_in_full() -> None:
    with pytest.raises(SchemaError) as caught:
        check_node(Node("Paper", "p", {"abstract": "x" * 10**6 + "\0"}))
    assert len(str(caught.value)) < 200


def test_an_edge_that_is_right() -> None:
    check_edge(Edge("USES", PAPER, BERT, SAID))
    check_edges([])
    check_edges([Edge("USES", PAPER, BERT, SAID), Edge("USES", PAPER, BERT, {**SAID, "start": 1, "confidence": 1})])


@pytest.mark.parametrize(
    ("edge", "reason"),
    [
        (Edge("LIKES", PAPER, BERT, SAID), "LIKES: no such edge type; there are PROPOSES"),
        (Edge("USES", BERT, PAPER, SAID), "USES 'bert' -> 'p': does not join a Method and a Paper"),
        (Edge("USES", PAPER, BERT, {**SAID, "weight": 1}), "USES 'p' -> 'bert': no property 'weight'"),
        (Edge("USES", PAPER, BERT, {**SAID, "start": "0"}), "start is '0', not of type integer"),
        (Edge("USES", PAPER, BERT, {**SAID, "start": False}), "start is False, not of type integer"),
        (Edge("USES", PAPER, BERT, {**SAID, "field": ["title"]}), "field is ['title'], not of type string"),
        (Edge("USES", PAPER, BERT, {**SAID, "sentence": "\0"}), "sentence is '\\x00', not of type string"),
        (Edge("USES", PAPER, BERT, {**SAID, "paper": None, "field": None}), "USES 'p' -> 'bert': no paper, field"),
        (Edge("USES", PAPER, BERT, {}), f"no {', '.join(prop.name for prop in EVIDENCE)}"),
    ],
)
def test_edges_that_are_wrong(edge: Edge, reason: str) -> None:
    with pytest.raises(SchemaError) as caught:
        check_edge(edge)
    assert reason in str(caught.value)
    with pytest.raises(SchemaError) as caught:
        check_edges([Edge("USES", PAPER, BERT, SAID), edge, Edge("USES", PAPER, BERT, SAID)])
    assert reason in str(caught.value)


def test_every_type_has_a_caption_that_is_a_property_of_it() -> None:
    for node_type in NODE_TYPES.values():
        assert node_type.caption in {prop.name for prop in node_type.properties}
