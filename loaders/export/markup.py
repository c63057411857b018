"""What the two forms of XML have in common: how values, names and characters are told."""

import re
from xml.sax.saxutils import escape, quoteattr

from schema import NODE_TYPES, Node, Property, Value, ValueType

TYPES: dict[ValueType, str] = {
    "string": "string",
    "integer": "long",
    "float": "double",
    "boolean": "boolean",
    "strings": "string",
}
"""Lists are joined by ``; ``: neither networkx nor yEd knows a type for them."""
_RETURN = {"\r": "&#13;"}
"""A parser would read a bare carriage return as a newline."""
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def label_of(node: Node) -> str:
    """What a picture calls a node: its name or title, else its id."""
    return str(node.properties.get(NODE_TYPES[node.type].caption) or node.id)


def node_properties() -> list[Property]:
    """The properties of all node types, each name once."""
    return list({prop.name: prop for node in NODE_TYPES.values() for prop in node.properties}.values())


def content(value: Value) -> str:
    """A value between two tags; characters that XML cannot say become U+FFFD."""
    return escape(_said(value), _RETURN)


def attribute(value: Value) -> str:
    """A value as an attribute, with its quotes."""
    return quoteattr(_said(value))


def _said(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _UNSAYABLE.sub("\ufffd", "; ".join(value) if isinstance(value, list) else str(value))
