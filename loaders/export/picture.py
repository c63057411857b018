"""A graph as one HTML page that draws it, by pyvis, and asks no host for anything.

pyvis 0.3.2 gives its page scripts of other hosts whatever it is told, and makes HTML of every tooltip as soon as one
holds ``href``. So pyvis makes the network here, and a template of ours the page: text stands in blocks of data that are
never run, and the page's policy lets no script run but the two that came with it, by their hashes.
"""

import base64
import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyvis
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pyvis.edge import Edge as VisEdge
from pyvis.network import Network
from pyvis.node import Node as VisNode

from schema import EDGE_TYPES, NODE_TYPES, Edge, Node, NodeRef

VIS_FOLDER = Path(pyvis.__file__).parent / "lib" / "vis-9.1.2"
"""Where pyvis keeps the vis-network that it wraps: ``vis-network.min.js`` and ``vis-network.css``."""

_PAGE = Path(__file__).parent / "page"
_LABEL = 32
_SENTENCES = 3
_PHYSICS = {
    "solver": "barnesHut",
    "barnesHut": {"gravitationalConstant": -5000, "springLength": 120, "springConstant": 0.03, "avoidOverlap": 0.1},
    "minVelocity": 1,
}


def picture(nodes: Iterable[Node], edges: Iterable[Edge], *, title: str) -> str:
    """Draw a graph: the text of an HTML file.

    Args:
        nodes: coloured and shaped as the schema table has it, larger the more papers.
        edges: those that say the same of the same two nodes are drawn once, with all their sentences. An edge whose
            ends are not among the nodes is left out.
        title: what the page is called.
    """
    by_ref = {node.ref: node for node in nodes}
    merged: dict[tuple[str, NodeRef, NodeRef], list[Edge]] = {}
    for edge in edges:
        if edge.source in by_ref and edge.target in by_ref:
            merged.setdefault((edge.type, edge.source, edge.target), []).append(edge)
    network = Network(directed=True, heading=title)
    # add_node and add_edge look for what is there in lists, which takes a square of time; this dict has looked already
    network.nodes = [_drawn_node(node).options for node in by_ref.values()]
    network.edges = _drawn_edges(merged, by_ref)
    network.options = {
        "physics": _PHYSICS | {"stabilization": {"iterations": _iterations(len(by_ref)), "fit": True}},
        "layout": {"improvedLayout": len(by_ref) <= 100, "randomSeed": 7},
        "interaction": {"hover": True, "tooltipDelay": 150, "hideEdgesOnDrag": len(by_ref) > 400},
        "edges": {"arrows": {"to": {"scaleFactor": 0.5}}, "color": {"inherit": False}, "selectionWidth": 1},
    }
    network.templateEnv = _environment()
    network.templateEnv.globals.update(
        legend=_legend(by_ref), counts=f"{_count(len(by_ref), 'node')}, {_count(len(merged), 'edge')}"
    )
    network.path = "picture.html"
    return str(network.generate_html())


def _environment() -> Environment:
    scripts = [(VIS_FOLDER / "vis-network.min.js"), (_PAGE / "picture.js")]
    styles = [(VIS_FOLDER / "vis-network.css"), (_PAGE / "picture.css")]
    environment = Environment(loader=FileSystemLoader(_PAGE), autoescape=True, undefined=StrictUndefined)
    environment.filters["from_json"] = json.loads
    environment.globals.update(
        scripts=[Markup(path.read_text(encoding="utf-8")) for path in scripts],  # noqa: S704 - files of packages
        styles=[Markup(path.read_text(encoding="utf-8")) for path in styles],  # noqa: S704 - files of packages
        policy=f"default-src 'none'; script-src {_hashes(scripts)}; style-src {_hashes(styles)}; img-src data:",
    )
    return environment


def _hashes(paths: Iterable[Path]) -> str:
    """The files' texts as sources of a content security policy."""
    digests = (hashlib.sha256(path.read_text(encoding="utf-8").encode()).digest() for path in paths)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def _iterations(nodes: int) -> int:
    """Steps of the layout that a browser does in some seconds."""
    return max(60, min(400, 100_000 // max(1, nodes)))


def _drawn_node(node: Node) -> VisNode:
    node_type = NODE_TYPES[node.type]
    name = _name(node)
    papers = node.properties.get("papers")
    count = papers if isinstance(papers, int) else 1
    says = [name, f"{node.type}: {node_type.says}"]
    if isinstance(papers, int):
        says.append(_count(papers, "paper"))
    if year := node.properties.get("year"):
        says.append(str(year))
    return VisNode(
        _key(node.ref),
        node_type.shape,
        _shorten(name),
        title="\n".join(says),
        type=node.type,
        size=round(8 + 4 * math.log2(1 + max(0, count)), 1),
        color={"background": node_type.colour, "border": node_type.colour},
    )


def _drawn_edges(
    merged: Mapping[tuple[str, NodeRef, NodeRef], list[Edge]], nodes: Mapping[NodeRef, Node]
) -> list[dict[str, object]]:
    drawn: list[dict[str, object]] = []
    between: dict[frozenset[NodeRef], int] = {}
    for (name, source, target), statements in merged.items():
        ends = frozenset((source, target))
        lane = between[ends] = between.get(ends, -1) + 1
        bend = {"enabled": True, "type": "curvedCW", "roundness": 0.15 * lane} if lane else False
        edge = VisEdge(
            _key(source), _key(target), directed=True, title=_said(statements, nodes), relation=name, smooth=bend
        )
        drawn.append(edge.options)
    return drawn


def _said(statements: list[Edge], nodes: Mapping[NodeRef, Node]) -> str:
    """What an edge says, and the first sentences that say so."""
    first = statements[0]
    lines = [f"{_name(nodes[first.source])} {EDGE_TYPES[first.type].forward} {_name(nodes[first.target])}"]
    for edge in statements[:_SENTENCES]:
        paper = nodes.get(NodeRef("Paper", str(edge.properties.get("paper"))))
        who = _name(paper) if paper else edge.properties.get("paper")
        lines.append(f"“{edge.properties.get('sentence')}”\n({who})")
    if len(statements) > _SENTENCES:
        lines.append(f"and {len(statements) - _SENTENCES} more")
    return "\n\n".join(lines)


def _legend(nodes: Mapping[NodeRef, Node]) -> list[dict[str, object]]:
    """The types in the picture, with how many nodes there are of each."""
    counts: dict[str, int] = {}
    for ref in nodes:
        counts[ref.type] = counts.get(ref.type, 0) + 1
    return [
        {"type": name, "plural": node.plural, "shape": node.shape, "colour": node.colour, "count": counts[name]}
        for name, node in NODE_TYPES.items()
        if name in counts
    ]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _key(ref: NodeRef) -> str:
    return f"{ref.type.lower()}:{ref.id}"


def _name(node: Node) -> str:
    return str(node.properties.get(NODE_TYPES[node.type].caption) or node.id)


def _shorten(name: str) -> str:
    return name if len(name) <= _LABEL else f"{name[: _LABEL - 1].rstrip()}…"
