"""GraphML, as Gephi, yEd and networkx read it."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from loaders.graph import key_of
from schema import EVIDENCE, NODE_TYPES, Edge, Node, Property, Value, ValueType

_TYPE: dict[ValueType, str] = {
    "string": "string",
    "integer": "long",
    "float": "double",
    "boolean": "boolean",
    "strings": "string",
}
_KIND = Property("type", "string", "node type or edge type")
_RETURN = {"\r": "&#13;"}
"""A parser would read a bare carriage return as a newline."""
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def generate_graphml(nodes: Iterable[Node], edges: Iterable[Edge]) -> Iterator[str]:
    """Yield a GraphML document in pieces; lists are joined by ``; ``, unset properties are left out.

    Characters that XML cannot say become U+FFFD.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for prop in _node_properties():
        yield _key("node", prop)
    for prop in (_KIND, *EVIDENCE):
        yield _key("edge", prop)
    yield '<graph edgedefault="directed">\n'
    for node in nodes:
        data = _data("node", {"type": node.type, "id": node.id, **node.properties})
        yield f"<node id={_attribute(key_of(node.ref))}>{data}</node>\n"
    for edge in edges:
        data = _data("edge", {"type": edge.type, **edge.properties})
        ends = f"source={_attribute(key_of(edge.source))} target={_attribute(key_of(edge.target))}"
        yield f"<edge {ends}>{data}</edge>\n"
    yield "</graph>\n</graphml>\n"


def write_graphml(nodes: Iterable[Node], edges: Iterable[Edge], path: Path) -> None:
    """Write a GraphML file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(generate_graphml(nodes, edges))


def _node_properties() -> list[Property]:
    properties = {prop.name: prop for node in NODE_TYPES.values() for prop in node.properties}
    return [_KIND, *properties.values()]


def _key(domain: str, prop: Property) -> str:
    name = quoteattr(prop.name)
    return f'<key id="{domain}-{prop.name}" for="{domain}" attr.name={name} attr.type="{_TYPE[prop.type]}"/>\n'


def _data(domain: str, properties: dict[str, Value]) -> str:
    return "".join(
        f'<data key="{domain}-{name}">{escape(_sayable(_text(value)), _RETURN)}</data>'
        for name, value in properties.items()
        if value is not None
    )


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "; ".join(value) if isinstance(value, list) else str(value)


def _attribute(text: str) -> str:
    return quoteattr(_sayable(text))


def _sayable(text: str) -> str:
    return _UNSAYABLE.sub("\ufffd", text)
