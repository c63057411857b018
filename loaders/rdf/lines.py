"""The graph as lines of N-Quads: nodes in the default graph, what a paper says in a graph of that paper."""

import re
from collections.abc import Iterable, Iterator

from loaders.rdf.mapping import VOCABULARIES
from loaders.rdf.terms import (
    TERMS,
    VERSION_IRI,
    agent_iri,
    claim_iri,
    class_iri,
    edge_iri,
    field_iri,
    node_iri,
    passage_iri,
    property_iri,
    reused_class,
)
from schema import NODE_TYPES, Edge, Node, NodeRef, Value, ValueType

_RDF, _OA, _PROV = VOCABULARIES["rdf"], VOCABULARIES["oa"], VOCABULARIES["prov"]
_XSD = VOCABULARIES["xsd"]
_TYPE = f"<{_RDF}type>"
_LABEL = f"<{VOCABULARIES['rdfs']}label>"
_DATATYPE: dict[ValueType, str] = {
    "string": "",
    "strings": "",
    "integer": f"^^<{_XSD}integer>",
    "float": f"^^<{_XSD}double>",
    "boolean": f"^^<{_XSD}boolean>",
}
_SPECIAL = re.compile('["\\\\\x00-\x1f\x7f]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def graph_lines(nodes: Iterable[Node], edges: Iterable[Edge], base: str, *, quads: bool) -> Iterator[str]:
    """Yield the whole graph in pieces of one or more lines; ``quads`` tells whose graph each statement is in."""
    yield (
        f"<{base}> {_TYPE} <{VOCABULARIES['void']}Dataset> .\n"
        f"<{base}> <{VOCABULARIES['dcterms']}conformsTo> <{VERSION_IRI}> .\n"
    )
    for node in nodes:
        yield node_lines(node, base)
    yield from edge_lines(edges, base, quads=quads)


def node_lines(node: Node, base: str) -> str:
    """The lines that describe a node."""
    iri = f"<{node_iri(base, node.ref)}>"
    lines = [f"{iri} {_TYPE} <{class_iri(node.type)}> .\n"]
    if known := reused_class(node.type):
        lines.append(f"{iri} {_TYPE} <{known}> .\n")
    name = node.properties.get("name")
    for prop in NODE_TYPES[node.type].properties:
        value = node.properties.get(prop.name)
        if value is None:
            continue
        predicate = f"<{property_iri(node.type, prop.name)}>"
        many = value if isinstance(value, list) else [value]
        # SKOS keeps the preferred label and the others apart
        shown = [one for one in many if prop.name != "aliases" or one != name]
        lines += [f"{iri} {predicate} {_literal(one, prop.type)} .\n" for one in shown]
    return "".join(lines)


def edge_lines(edges: Iterable[Edge], base: str, *, quads: bool) -> Iterator[str]:
    """Yield the lines of each edge: the plain triple, the claim behind it, and what no earlier edge described."""
    agents: set[Value] = set()
    for edge in edges:
        properties = edge.properties
        paper = node_iri(base, NodeRef("Paper", str(properties["paper"])))
        agent, passage = f"<{agent_iri(base, str(properties['extractor']))}>", passage_iri(base, properties)
        if properties["extractor"] not in agents:
            agents.add(properties["extractor"])
            yield (
                f"{agent} {_TYPE} <{_PROV}SoftwareAgent> .\n"
                f"{agent} {_LABEL} {_literal(properties['extractor'], 'string')} .\n"
            )
        end = f" <{paper}#claims> .\n" if quads else " .\n"
        yield _claim(edge, base, agent, passage, end) + _passage(properties, paper, passage, end)


def _claim(edge: Edge, base: str, agent: str, passage: str, end: str) -> str:
    claim, properties = f"<{claim_iri(base, edge)}>", edge.properties
    source, target = f"<{node_iri(base, edge.source)}>", f"<{node_iri(base, edge.target)}>"
    predicate = f"<{edge_iri(edge.type)}>"
    paper = node_iri(base, NodeRef("Paper", str(properties["paper"])))
    return (
        f"{source} {predicate} {target}{end}"
        f"{claim} {_TYPE} <{TERMS}Claim>{end}"
        f"{claim} <{_RDF}subject> {source}{end}"
        f"{claim} <{_RDF}predicate> {predicate}{end}"
        f"{claim} <{_RDF}object> {target}{end}"
        f"{claim} <{_PROV}hadPrimarySource> <{paper}>{end}"
        f"{claim} <{_PROV}wasAttributedTo> {agent}{end}"
        f"{claim} <{TERMS}confidence> {_literal(properties['confidence'], 'float')}{end}"
        f"{claim} <{_OA}hasTarget> <{passage}>{end}"
    )


def _passage(properties: dict[str, Value], paper: str, passage: str, end: str) -> str:
    quote, position = f"<{passage}#quote>", f"<{passage}#position>"
    return (
        f"<{passage}> {_TYPE} <{_OA}SpecificResource>{end}"
        f"<{passage}> <{_OA}hasSource> <{field_iri(paper, str(properties['field']))}>{end}"
        f"<{passage}> <{_OA}hasSelector> {quote}{end}"
        f"<{passage}> <{_OA}hasSelector> {position}{end}"
        f"{quote} {_TYPE} <{_OA}TextQuoteSelector>{end}"
        f"{quote} <{_OA}exact> {_literal(properties['sentence'], 'string')}{end}"
        f"{position} {_TYPE} <{_OA}TextPositionSelector>{end}"
        f"{position} <{_OA}start> {_literal(properties['start'], 'integer')}{end}"
        f"{position} <{_OA}end> {_literal(properties['end'], 'integer')}{end}"
    )


def _literal(value: Value, kind: ValueType) -> str:
    if kind == "boolean":
        text = "true" if value else "false"
    elif kind == "float" and isinstance(value, int | float):
        text = repr(float(value))
    else:
        text = str(value)
    return f'"{_SPECIAL.sub(_escaped, text)}"{_DATATYPE[kind]}'


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}"
