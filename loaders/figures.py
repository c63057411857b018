"""What an analysis of the whole graph says of its nodes, and no paper: read, written, and copied between stores."""

from collections.abc import Iterator, Sequence

from loaders.contribution import FIGURES
from loaders.graph import returned, set_values
from loaders.store import Change, Store
from schema import NODE_TYPES, Node, NodeRef, Value

_AT_ONCE = 10_000


def write_figures(store: Store, nodes: Sequence[Node]) -> None:
    """Set what is given of nodes that the store holds, and unset what is None; a node that it lacks is passed over.

    Raises:
        StoreError: the store cannot be written to.
    """
    for start in range(0, len(nodes), _AT_ONCE):
        store.write(Change(changed_nodes=tuple(nodes[start : start + _AT_ONCE])))


def copy_figures(source: Store, target: Store) -> int:
    """Give each node of the target the figures that the source has of it; return how many nodes changed.

    A source that was not analysed takes none away, and a node that the source lacks keeps its own.

    Raises:
        StoreError: a store goes away, or the target cannot be written to.
    """
    said = dict(_read(source))
    if not any(said.values()):
        return 0
    changed = [
        Node(*ref, {name: said[ref].get(name) for name in FIGURES[ref.type]})
        for ref, held in _read(target)
        if ref in said and said[ref] != held
    ]
    write_figures(target, changed)
    return len(changed)


def _read(store: Store) -> Iterator[tuple[NodeRef, dict[str, Value]]]:
    """Every node of a type that has figures, with those that are set."""
    for name, figures in FIGURES.items():
        wanted = tuple(prop for prop in NODE_TYPES[name].properties if prop.name in {"id", *figures})
        for row in store.query(f"MATCH (n:`{name}`) RETURN {returned('n', wanted)}").rows:
            values = set_values(wanted, row)
            yield NodeRef(name, str(values.pop("id"))), values
