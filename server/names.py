"""Which node people mean: by id, name, alias or title, and what is near when nothing fits."""

import difflib

from schema import NODE_TYPES, NodeRef, NodeType, ParameterError
from server.briefs import brief_columns, brief_of
from server.models import Brief
from server.parameters import LONGEST
from server.reader import KEYS, Reader, unwind_names, weight
from server.search import SEARCHED, search

_LOOKED_AT = 2_000
_NEAR = 5
_CUTOFF = 0.7
CALLED = KEYS | {node.plural: node for node in NODE_TYPES.values()}
"""The node types as people call them, in small letters: by name or plural."""

_SQUEEZED = "replace(replace(replace(toLower(name), '-', ''), '_', ''), ' ', '')"


class UnknownNode(ParameterError):
    """No node is called so; ``near`` holds those that may have been meant."""

    def __init__(self, node_type: NodeType, text: str, near: list[Brief], *, parameter: str) -> None:
        shown = text if len(text) <= 80 else f"{text[:79]}…"
        self.reason = f"no {node_type.name.lower()} is called {shown!r}"
        self.near = near
        names = ", ".join(f"{brief.label} ({brief.id})" for brief in near)
        super().__init__(f"{self.reason}; near: {names}" if near else self.reason, parameter=parameter)


def find_node(reader: Reader, node_type: NodeType, text: str, *, parameter: str) -> NodeRef:
    """The node that a text means: its id, or else its name, an alias or its title, whatever their case and hyphens.

    Of several, an exact name goes before one in other letters, then the one in most papers. Raises UnknownNode
    (a ParameterError) with near names.
    """
    wanted = " ".join(text.split()).removeprefix(f"{node_type.name.lower()}:")
    if 0 < len(wanted) <= LONGEST:
        ids = list(dict.fromkeys((text, wanted, wanted.lower(), wanted.lower().replace(" ", "-"))))
        statement = f"UNWIND $ids AS wanted MATCH (n:`{node_type.name}` {{id: wanted}}) RETURN n.id AS id"
        found = {record["id"] for record in reader.records(statement, ids=ids)}
        for candidate in ids:
            if candidate in found:
                return NodeRef(node_type.name, candidate)
        if node_type in SEARCHED:
            folds = (("toLower(name)", wanted.lower()), (_SQUEEZED, _squeeze(wanted)))
            for fold, folded in folds:
                records = reader.scan(_by_name(node_type, fold), name=wanted, folded=folded) if folded else []
                if records:
                    return NodeRef(node_type.name, records[0]["id"])
    raise UnknownNode(node_type, text, near_nodes(reader, node_type, wanted), parameter=parameter)


def find_key(reader: Reader, key: str, *, parameter: str) -> NodeRef:
    """The node that a key means: ``method:bert``, or a type and a name (``method:BERT``)."""
    ref = read_key(key, parameter=parameter)
    return find_node(reader, NODE_TYPES[ref.type], ref.id, parameter=parameter)


def read_key(key: str, *, parameter: str) -> NodeRef:
    """The type and the id that a key holds, whether or not there is such a node."""
    type_name, _, text = key.partition(":")
    node_type = KEYS.get(type_name.lower())
    if node_type is None or not text:
        raise ParameterError(
            f"{parameter}: {key[:80]!r} is not TYPE:ID with a type of {', '.join(KEYS)}", parameter=parameter
        )
    return NodeRef(node_type.name, text)


def near_nodes(reader: Reader, node_type: NodeType, text: str) -> list[Brief]:
    """Up to five nodes whose names hold the text or look like it."""
    if node_type not in SEARCHED or not text or len(text) > LONGEST:
        return []
    near = {hit.node.id: hit.node for hit in search(reader, text, (node_type,), limit=_NEAR, names_only=True)}
    if len(near) < _NEAR:
        statement = (
            f"MATCH (n:`{node_type.name}`) RETURN {brief_columns(node_type, 'n')} "
            f"ORDER BY {weight(node_type, 'n')} DESC, n.id LIMIT {_LOOKED_AT}"
        )
        known: dict[str, Brief] = {}
        for record in reader.scan(statement):
            brief = brief_of(node_type, record)
            for name in (brief.label, brief.id, *brief.aliases):
                known.setdefault(name.lower(), brief)
        for name in difflib.get_close_matches(text.lower(), known, n=_NEAR, cutoff=_CUTOFF):
            near.setdefault(known[name].id, known[name])
    return list(near.values())[:_NEAR]


def node_types(wanted: list[str], *, parameter: str) -> tuple[NodeType, ...]:
    """The node types of these names or plurals, as people type them; all that have names if there are none."""
    chosen = []
    for name in wanted:
        node_type = CALLED.get(name.lower())
        if node_type not in SEARCHED:
            raise ParameterError(
                f"{parameter}: no type {name[:80]!r}; there are {', '.join(node.name.lower() for node in SEARCHED)}",
                parameter=parameter,
            )
        chosen.append(node_type)
    return tuple(dict.fromkeys(chosen)) or SEARCHED


def _squeeze(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "").replace(" ", "")


def _by_name(node_type: NodeType, fold: str) -> str:
    return f"""
        MATCH (n:`{node_type.name}`)
        {unwind_names(node_type, "n")}
        WHERE {fold} = $folded
        WITH id, min(CASE WHEN name = $name THEN 0 ELSE 1 END) AS rank
        MATCH (n:`{node_type.name}`) WHERE n.id = id
        RETURN id
        ORDER BY rank, {weight(node_type, "n")} DESC, id
        LIMIT 1"""
