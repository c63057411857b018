"""New edges as one statement: what many of them share is sent, and looked up, once.

A load is bound by the values that the driver packs and the server unpacks, and by searches for the ends of edges. So an
edge travels as ``[source, target, place, confidence]``: places in the lists of nodes of their types, and in the list of
the sentences that say something. The statement is the same for all changes, so that the server plans it once.
"""

from collections.abc import Sequence

from loaders.batches import edges_by_kind
from schema import EDGE_TYPES, EVIDENCE, NODE_TYPES, Edge

_KINDS = tuple((edge.name, *ends) for edge in EDGE_TYPES.values() for ends in edge.ends)
_OWN = "confidence"
"""What an edge has for itself; the rest of the evidence is of a sentence."""
_PLACE = tuple(prop.name for prop in EVIDENCE if prop.name != _OWN)


def edge_parameters(edges: Sequence[Edge]) -> dict[str, object]:
    """The parameters of ``EDGES_STATEMENT``; raises SchemaError for an edge that the schema table lacks."""
    nodes: dict[str, dict[str, int]] = {name: {} for name in NODE_TYPES}
    places: dict[tuple[object, ...], int] = {}
    groups = edges_by_kind(edges)
    rows: list[list[list[object]]] = []
    for kind in _KINDS:
        _, source, target = kind
        sources, targets = nodes[source], nodes[target]
        rows.append([])
        for edge in groups.get(kind, ()):
            said = edge.properties.get
            rows[-1].append(
                [
                    sources.setdefault(edge.source.id, len(sources)),
                    targets.setdefault(edge.target.id, len(targets)),
                    places.setdefault(tuple(map(said, _PLACE)), len(places)),
                    said(_OWN),
                ]
            )
    return {"nodes": {name: list(ids) for name, ids in nodes.items()}, "places": list(places), "edges": rows}


def _statement() -> str:
    """Creates the edges if all of their ends are there, else none; answers how many."""
    lines = [
        "CYPHER replan=skip",
        *(
            f"CALL () {{ UNWIND $nodes.`{name}` AS id MATCH (n:`{name}` {{id: id}}) RETURN collect(n) AS `{name}` }}"
            for name in NODE_TYPES
        ),
        f"WITH *, {' AND '.join(f'[n IN `{name}` | n.id] = $nodes.`{name}`' for name in NODE_TYPES)} AS found",
    ]
    evidence = ", ".join(f"`{name}`: place[{at}]" for at, name in enumerate(_PLACE))
    for number, (edge, source, target) in enumerate(_KINDS):
        ends = f"`{source}`" if source == target else f"`{source}`, `{target}`"
        lines.append(
            f"CALL (found, {ends}) {{ UNWIND CASE WHEN found THEN $edges[{number}] ELSE [] END AS row "
            f"WITH `{source}`[row[0]] AS a, `{target}`[row[1]] AS b, $places[row[2]] AS place, row[3] AS own "
            f"CREATE (a)-[:`{edge}` {{{evidence}, `{_OWN}`: own}}]->(b) RETURN count(*) AS made{number} }}"
        )
    lines.append(f"RETURN {' + '.join(f'made{number}' for number in range(len(_KINDS)))} AS made")
    return "\n".join(lines)


EDGES_STATEMENT = _statement()
