"""Which nodes of a type are wanted: by their properties, by what they are joined to, by words; and in what order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from typing import Any

from loaders.search import SEARCHED
from schema import NodeRef, NodeType, ParameterError, Property, Value
from server.briefs import brief_columns, told_in_brief
from server.cursor import read_cursor, write_cursor
from server.filters import COMPARISONS, MOST_JOINS, Filter, check_number, read_filters
from server.models import Facet, FacetValue, ListItem, NodeList
from server.names import find_node
from server.nodes import ends_at
from server.parameters import NODE_PARAMETERS, value_of
from server.reader import Reader, public_properties, weight
from server.relations import relation_named

_FACET_VALUES = 50
_ROWS = 500
"""Rows that are read at a time where all are wanted."""
_LAST = {"integer": (2**62, -(2**62)), "float": (1e100, -1e100), "string": ("\uffff", "")}
"""What stands for no value, so that it comes last: going up, going down."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Nodes of a type that fulfil conditions; ``matches`` joins them to others, ``where`` is about ``n`` alone."""

    node_type: NodeType
    found: str = ""
    """The clauses that leave the nodes that a search finds, as ``n``; empty for all."""
    matches: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    given: dict[str, Value] = field(default_factory=dict)
    by_id: bool = False
    """Whether the id is among the conditions: there is one node then, or none."""

    @property
    def pattern(self) -> str:
        """The clauses that leave each wanted node once, as ``n``."""
        clauses = [self.found or f"MATCH (n:`{self.node_type.name}`)"]
        clauses += [f"MATCH (n){match} WITH DISTINCT n" for match in self.matches]
        return " ".join(clauses) + (f" WHERE {' AND '.join(self.where)}" if self.where else "")


@dataclass(frozen=True, slots=True)
class Order:
    """The property that nodes are sorted by, or None for those in most papers, or of late years, first."""

    prop: Property | None
    down: bool

    def value(self, node_type: NodeType) -> str:
        """The expression to sort by, with something in the place of null."""
        if self.prop is None:
            return weight(node_type, "n")
        last = _LAST[self.prop.type][self.down]
        # Ladybug reads no exponents
        shown = f"'{last}'" if isinstance(last, str) else f"{last:.1f}" if isinstance(last, float) else str(last)
        return f"coalesce(n.`{self.prop.name}`, {shown})"


def listing(
    reader: Reader, node_type: NodeType, given: Iterable[tuple[str, str]], *, q: str = "", relation: str = ""
) -> Listing:
    """What parameters as people type them ask for.

    Raises ParameterError naming the parameter that is unknown or wrong, UnknownNode if no node is called so.
    """
    wanted = Listing(node_type)
    edge = relation_named(relation, parameter="relation").name if relation else None
    by_type = filters_by_type(node_type.name)
    filters = read_filters(given)
    check_number([one for one in filters if one.name in by_type], MOST_JOINS, "filters by what nodes are joined to")
    for number, one in enumerate(filters):
        if one.name in by_type and not one.how:
            wanted = _joined(reader, wanted, one, edge, number)
        else:
            wanted = _compared(wanted, one, number)
    if edge is not None and not wanted.matches:
        raise ParameterError("relation: says how nodes are joined; name a node too, as in method=bert",
                             parameter="relation")  # fmt: skip
    if q:
        if node_type not in SEARCHED:
            raise ParameterError(f"q: {node_type.plural} have no names to search", parameter="q")
        found = reader.store.find_all(q, node_type.name)
        wanted = replace(wanted, found=found.clauses, given=wanted.given | found.parameters)
    return wanted


@cache
def filters_by_type(type_name: str) -> tuple[str, ...]:
    """The node types, as parameters write them, that nodes of a type may be joined to."""
    return tuple(dict.fromkeys(end.other.lower() for end in ends_at(type_name)))


def order_of(node_type: NodeType, sort: str) -> Order:
    """The order that ``year`` or ``-year`` (downwards) asks for; raises ParameterError."""
    if not sort:
        return Order(None, down=True)
    known = {prop.name: prop for prop in _properties(node_type) if prop.type in _LAST}
    prop = known.get(sort.removeprefix("-"))
    if prop is None:
        raise ParameterError(
            f"sort: cannot sort by {sort[:80]!r}; there are {', '.join(known)}, with - before it for downwards",
            parameter="sort",
        )
    return Order(prop, down=sort.startswith("-"))


def fields_of(node_type: NodeType, fields: str) -> list[str]:
    """The properties that ``name,year`` asks for; raises ParameterError."""
    known = public_properties(node_type)
    wanted = [name for name in map(str.strip, fields.split(",")) if name]
    for name in wanted:
        if name not in known:
            raise ParameterError(f"fields: no field {name[:80]!r}; there are {', '.join(known)}", parameter="fields")
    return list(dict.fromkeys(wanted))


def node_list(
    reader: Reader, wanted: Listing, order: Order, *, fields: list[str], limit: int, offset: int = 0, cursor: str = ""
) -> NodeList:
    """A slice of a listing from a cursor, or from an offset, on; ``fields`` are the properties to tell besides."""
    node_type = wanted.node_type
    total = _total(reader, wanted) if offset or cursor else None
    if total is not None and offset >= total:
        # Ladybug ends the process when it is to skip far more rows than there are
        return NodeList(total=total, offset=offset, limit=limit, items=[])
    records = _slice(reader, wanted, order, fields=fields, limit=limit + 1, offset=offset, cursor=cursor)
    shown = records[:limit]
    items = [
        ListItem(
            **told_in_brief(node_type, record),
            properties={name: record[f"field_{name}"] for name in fields} or None,
        )
        for record in shown
    ]
    more = len(records) > limit
    if total is None:
        total = _total(reader, wanted) if more else len(records)
    return NodeList(
        total=total,
        offset=offset,
        limit=limit,
        items=items,
        next=write_cursor([shown[-1]["place"], shown[-1]["id"]]) if more else None,
        facets=None,
    )


def _total(reader: Reader, wanted: Listing) -> int:
    return reader.number(f"{wanted.pattern} RETURN count(*) AS total", **wanted.given)


def _slice(
    reader: Reader, wanted: Listing, order: Order, *, fields: list[str], limit: int, offset: int, cursor: str
) -> list[dict[str, Any]]:
    node_type = wanted.node_type
    rest = _behind(wanted, order, cursor) if cursor else wanted
    columns = [brief_columns(node_type, "n"), "place", *(f"n.`{name}` AS `field_{name}`" for name in fields)]
    down = " DESC" if order.down else ""
    within: dict[str, Value] = {"offset": offset, "limit": limit}
    part, again = f"ORDER BY place{down}, n.id SKIP $offset LIMIT $limit", f"ORDER BY place{down}, id"
    if wanted.by_id:
        # in Ladybug, putting one node in order takes ten times as long as finding it
        within, part, again = {}, "", ""
    return reader.records(
        f"{rest.pattern} WITH n, {order.value(node_type)} AS place {part} RETURN {', '.join(columns)} {again}",
        **rest.given,
        **within,
    )


def rows_of_list(
    reader: Reader, wanted: Listing, order: Order, fields: list[str], limit: int | None
) -> Iterator[tuple[Any, ...]]:
    """The properties of all nodes of a listing, a row each.

    Which nodes these are is asked at once, what they are while the rows are taken: for whoever takes them slowly, no
    more is held than ids and some rows.
    """
    down = " DESC" if order.down else ""
    within: dict[str, Value] = {} if limit is None else {"limit": limit}
    ids: Sequence[str] = reader.columns(
        f"""{wanted.pattern} WITH n, {order.value(wanted.node_type)} AS place
        RETURN n.id AS id, place ORDER BY place{down}, id{" LIMIT $limit" if within else ""}""",
        **wanted.given,
        **within,
    )["id"]
    columns = ", ".join(f"n.`{name}`" for name in fields)
    statement = f"UNWIND $ids AS wanted MATCH (n:`{wanted.node_type.name}` {{id: wanted}}) RETURN wanted, {columns}"
    return chain.from_iterable(
        _rows_in_order(reader, statement, list(ids[begin : begin + _ROWS])) for begin in range(0, len(ids), _ROWS)
    )


def _rows_in_order(reader: Reader, statement: str, ids: list[str]) -> list[tuple[Any, ...]]:
    found = {node: values for node, *values in reader.rows(statement, ids=ids)}
    # one may have gone since the ids were asked for
    return [tuple(found[node]) for node in ids if node in found]


def facets_of(reader: Reader, wanted: Listing, names: str) -> list[Facet]:
    """How many of the nodes have which value of a property, or are joined to which node; raises ParameterError."""
    node_type = wanted.node_type
    by_property = {prop.name for prop in _properties(node_type) if prop.type != "strings"} - {"id"}
    by_type = filters_by_type(node_type.name)
    facets: list[Facet] = []
    for name in dict.fromkeys(filter(None, map(str.strip, names.split(",")))):
        if name in by_type:
            other = NODE_PARAMETERS[name]
            statement = f"""{wanted.pattern} WITH n MATCH (n)-[:{_edges(node_type, other)}]-(o:`{other.name}`)
                WITH o, count(DISTINCT n.id) AS nodes
                RETURN o.id AS value, o.`{other.caption}` AS label, nodes"""
        elif name in by_property:
            statement = f"""{wanted.pattern} WITH n WHERE n.`{name}` IS NOT NULL
                WITH n.`{name}` AS value, count(*) AS nodes RETURN value, value AS label, nodes"""
        else:
            known = ", ".join([*sorted(by_property), *by_type])
            raise ParameterError(f"facet: no facet {name[:80]!r}; there are {known}", parameter="facet")
        records = reader.scan(f"{statement} ORDER BY nodes DESC, value LIMIT {_FACET_VALUES + 1}", **wanted.given)
        values = [
            FacetValue(value=record["value"], label=str(record["label"]), count=record["nodes"])
            for record in records[:_FACET_VALUES]
        ]
        facets.append(Facet(facet=name, values=values, truncated=len(records) > _FACET_VALUES))
    return facets


def _properties(node_type: NodeType) -> list[Property]:
    shown = public_properties(node_type)
    return [prop for prop in node_type.properties if prop.name in shown]


def _joined(reader: Reader, wanted: Listing, named: Filter, edge: str | None, number: int) -> Listing:
    other = NODE_PARAMETERS[named.name]
    ref: NodeRef = find_node(reader, other, named.text, parameter=named.name)
    edges = _edges(wanted.node_type, other, edge)
    if not edges:
        raise ParameterError(
            f"relation: {edge} joins no {wanted.node_type.name} and {other.name}", parameter="relation"
        )
    key = f"joined{number}"
    match = f"-[:{edges}]-(:`{other.name}` {{id: ${key}}})"
    return replace(wanted, matches=(*wanted.matches, match), given=wanted.given | {key: ref.id})


def _edges(node_type: NodeType, other: NodeType, only: str | None = None) -> str:
    names = [end.edge.name for end in ends_at(node_type.name) if end.other == other.name]
    return "|".join(f"`{name}`" for name in dict.fromkeys(names) if only in {None, name})


def _compared(wanted: Listing, asked: Filter, number: int) -> Listing:
    """A condition on a property."""
    prop = next((prop for prop in _properties(wanted.node_type) if prop.name == asked.name), None)
    name, how = asked.parameter, asked.how
    if prop is None or how not in COMPARISONS:
        known = ", ".join([*public_properties(wanted.node_type), *filters_by_type(wanted.node_type.name)])
        raise ParameterError(
            f"no parameter {name!r}; there are {known}; behind a property stands "
            f"nothing, {', '.join(filter(None, COMPARISONS))}, and >=, <=, > and < are understood too",
            parameter=name,
        )
    key = f"value{number}"
    if prop.type == "strings":
        if how:
            raise ParameterError(f"{name}: a list is asked for one of its values: {prop.name}=", parameter=name)
        return _with(wanted, f"${key} IN n.`{prop.name}`", **{key: value_of(name, "string", asked.text)})
    if how == "__contains" and prop.type != "string":
        raise ParameterError(f"{name}: {prop.name} is no text", parameter=name)
    condition = COMPARISONS[how].format(f"n.`{prop.name}`", f"${key}")
    return replace(
        wanted,
        where=(*wanted.where, condition),
        given=wanted.given | {key: value_of(name, prop.type, asked.text)},
        by_id=wanted.by_id or (prop.name, how) == ("id", ""),
    )


def _with(wanted: Listing, condition: str, **given: Value) -> Listing:
    return replace(wanted, where=(*wanted.where, condition), given=wanted.given | given)


def _behind(wanted: Listing, order: Order, cursor: str) -> Listing:
    kinds: dict[str, type | tuple[type, ...]] = {"integer": int, "float": (int, float), "string": str}
    kind = kinds[order.prop.type] if order.prop else int
    place, last = read_cursor(cursor, (kind, str))
    value, sign = order.value(wanted.node_type), "<" if order.down else ">"
    condition = f"({value} {sign} $place OR ({value} = $place AND n.id > $last))"
    return _with(wanted, condition, place=place, last=last)
