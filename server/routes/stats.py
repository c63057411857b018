"""What the graph holds, and what it may hold."""

from dataclasses import asdict
from importlib.metadata import version

from schema import EDGE_TYPES, EVIDENCE, NODE_TYPES
from server.models import EdgeTypeShape, NodeTypeShape, PropertyShape, SchemaShape, Stats
from server.problems import problem_responses
from server.reader import public_properties
from server.router import Router
from server.service import ServiceDep

router = Router(prefix="/api", tags=["graph"])


@router.get("/stats", summary="How much the graph holds", responses=problem_responses())
def stats(service: ServiceDep) -> Stats:
    """Nodes and edges by type, the engine behind them and the version of kg."""
    counts = service.store.counts()
    return Stats(engine=service.store.engine, version=version("kg"), nodes=counts.nodes, edges=counts.edges)


@router.get("/schema", summary="What the graph may hold", responses=problem_responses())
def schema() -> SchemaShape:
    """Node types with their properties, colours and shapes; edge types with what they join and how they read."""
    nodes = [
        NodeTypeShape(
            name=node.name,
            plural=node.plural,
            says=node.says,
            colour=node.colour,
            shape=node.shape,
            caption=node.caption,
            properties=[
                PropertyShape.model_validate(asdict(prop))
                for prop in node.properties
                if prop.name in public_properties(node)
            ],
        )
        for node in NODE_TYPES.values()
    ]
    edges = [EdgeTypeShape.model_validate(asdict(edge)) for edge in EDGE_TYPES.values()]
    return SchemaShape(nodes=nodes, edges=edges, evidence=[PropertyShape.model_validate(asdict(p)) for p in EVIDENCE])
