"""GraphML, as yEd, Gephi, Cytoscape and networkx read it."""

from collections.abc import Iterable, Iterator

from loaders.export.markup import TYPES, attribute, content, label_of, node_properties
from loaders.graph import key_of
from schema import EVIDENCE, Edge, Node, Property, Value

_OWN = (
    Property("label", "string", "what programs write beside a node or an edge"),
    Property("type", "string", "node type or edge type"),
)


def generate_graphml(nodes: Iterable[Node], edges: Iterable[Edge]) -> Iterator[str]:
    """Yield a GraphML document in pieces; lists are joined by ``; ``, unset properties are left out.

    Characters that XML cannot say become U+FFFD.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for prop in (*_OWN, *node_properties()):
        yield _key("node", prop)
    for prop in (*_OWN, *EVIDENCE):
        yield _key("edge", prop)
    yield '<graph edgedefault="directed">\n'
    for node in nodes:
        data = _data("node", {"label": label_of(node), "type": node.type, "id": node.id, **node.properties})
        yield f"<node id={attribute(key_of(node.ref))}>{data}</node>\n"
    for edge in edges:
        data = _data("edge", {"label": edge.type, "type": edge.type, **edge.properties})
        ends = f"source={attribute(key_of(edge.source))} target={attribute(key_of(edge.target))}"
        yield f"<edge {ends}>{data}</edge>\n"
    yield "</graph>\n</graphml>\n"


def _key(domain: str, prop: Property) -> str:
    name = attribute(prop.name)
    return f'<key id="{domain}-{prop.name}" for="{domain}" attr.name={name} attr.type="{TYPES[prop.type]}"/>\n'


def _data(domain: str, properties: dict[str, Value]) -> str:
    return "".join(
        f'<data key="{domain}-{name}">{content(value)}</data>'
        for name, value in properties.items()
        if value is not None
    )
