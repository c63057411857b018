"""What one paper puts into the graph: the unit that is loaded, replaced and removed as a whole."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from schema import Edge, Node


@dataclass(frozen=True, slots=True)
class Contribution:
    """The nodes and edges of one paper; ``paper`` is the id of its Paper node, every edge's evidence names it."""

    paper: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", _digest(self.nodes, self.edges))


def _digest(nodes: Iterable[Node], edges: Iterable[Edge]) -> str:
    """A fingerprint of the elements whatever their order: 32 hexadecimal digits of BLAKE2b over sorted JSON lines."""
    lines = [json.dumps([node.type, node.id, node.properties], sort_keys=True) for node in nodes]
    lines += [json.dumps([edge.type, edge.source, edge.target, edge.properties], sort_keys=True) for edge in edges]
    return hashlib.blake2b("\n".join(sorted(lines)).encode(), digest_size=16).hexdigest()
