"""A node as linked data: its description, the claims about it, and the names of what they join it to."""

from rdflib import Graph

from loaders.rdf.lines import edge_lines, node_lines
from loaders.rdf.ontology import new_graph
from schema import EVIDENCE, NODE_TYPES, Edge, Node, NodeRef
from server.nodes import ends_at
from server.reader import Reader, public_properties

_SHOWN = 200
"""Claims of each kind."""
_NAMES = ", ".join(f"e.`{prop.name}` AS `{prop.name}`" for prop in EVIDENCE)


def describe(reader: Reader, ref: NodeRef, base: str) -> Graph:
    """The graph around a node that the store holds."""
    node_type = NODE_TYPES[ref.type]
    columns = ", ".join(f"n.`{name}` AS `{name}`" for name in public_properties(node_type))
    (values,) = reader.records(f"MATCH (n:`{ref.type}`) WHERE n.id = $id RETURN {columns}", id=ref.id)
    del values["id"]
    others: dict[NodeRef, Node] = {}
    edges: list[Edge] = []
    for end in ends_at(ref.type):
        arrow = f"-[e:`{end.edge.name}`]->" if end.direction == "out" else f"<-[e:`{end.edge.name}`]-"
        caption = NODE_TYPES[end.other].caption
        statement = (
            f"MATCH (n:`{ref.type}`){arrow}(o:`{end.other}`) WHERE n.id = $id "
            f"RETURN o.id AS other, o.`{caption}` AS caption, {_NAMES} ORDER BY other, paper LIMIT $shown"
        )
        for record in reader.records(statement, id=ref.id, shown=_SHOWN):
            other = NodeRef(end.other, record.pop("other"))
            others[other] = Node(*other, {caption: record.pop("caption")})
            source, target = (ref, other) if end.direction == "out" else (other, ref)
            edges.append(Edge(end.edge.name, source, target, record))
    others.pop(ref, None)
    lines = [node_lines(node, base) for node in (Node(*ref, values), *others.values())]
    return new_graph().parse(data="".join([*lines, *edge_lines(edges, base, quads=False)]), format="nt")
