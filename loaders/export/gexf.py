"""GEXF 1.3, as Gephi reads it: with labels, colours, and a kind for each edge, so that edges of two types stay two."""

from collections.abc import Iterable, Iterator

from loaders.export.markup import TYPES, attribute, label_of, node_properties
from loaders.graph import key_of
from schema import EVIDENCE, NODE_TYPES, Edge, Node, Property, Value

_KIND = Property("type", "string", "node type")
_RENAMED = {"id": "node_id", "start": "start_offset", "end": "end_offset"}
"""Words of GEXF itself; an edge has its type as ``relation`` and as its kind."""
_RELATION = Property("relation", "string", "edge type")


def generate_gexf(nodes: Iterable[Node], edges: Iterable[Edge]) -> Iterator[str]:
    """Yield a GEXF document in pieces; lists are joined by ``; ``, unset properties are left out.

    Characters that XML cannot say become U+FFFD.
    """
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
        '<meta><creator>kg</creator></meta>\n<graph defaultedgetype="directed" mode="static">\n'
    )
    yield _attributes("node", [_KIND, *node_properties()])
    yield _attributes("edge", [_RELATION, *EVIDENCE])
    yield "<nodes>\n"
    for node in nodes:
        values = _values({"type": node.type, "id": node.id, **node.properties})
        named = f"id={attribute(key_of(node.ref))} label={attribute(label_of(node))}"
        yield f"<node {named}>{values}{_colour(node.type)}</node>\n"
    yield "</nodes>\n<edges>\n"
    for number, edge in enumerate(edges):
        values = _values({"relation": edge.type, **edge.properties})
        ends = f"source={attribute(key_of(edge.source))} target={attribute(key_of(edge.target))}"
        yield f'<edge id="{number}" {ends} kind="{edge.type}" label="{edge.type}">{values}</edge>\n'
    yield "</edges>\n</graph>\n</gexf>\n"


def _attributes(domain: str, properties: Iterable[Property]) -> str:
    names = ((_RENAMED.get(prop.name, prop.name), TYPES[prop.type]) for prop in properties)
    each = "".join(f'<attribute id="{name}" title="{name}" type="{kind}"/>\n' for name, kind in names)
    return f'<attributes class="{domain}" mode="static">\n{each}</attributes>\n'


def _values(properties: dict[str, Value]) -> str:
    each = (
        f'<attvalue for="{_RENAMED.get(name, name)}" value={attribute(value)}/>'
        for name, value in properties.items()
        if value is not None
    )
    return f"<attvalues>{''.join(each)}</attvalues>"


def _colour(node_type: str) -> str:
    red, green, blue = bytes.fromhex(NODE_TYPES[node_type].colour.removeprefix("#"))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
