"""What a graph may hold: the schema table, the elements it describes, and the errors of every package."""

from schema.elements import Edge, Node, NodeRef, Value, check_edge, check_edges, check_node
from schema.errors import (
    InputError,
    KGError,
    LoadError,
    ParameterError,
    QueryError,
    QueryTimeout,
    SchemaError,
    StoreError,
    StoreUnavailable,
    UnreadableInput,
)
from schema.graph import EDGE_TYPES, EVIDENCE, NODE_TYPES, EdgeType, NodeType, Property, ValueType, node_type_of

__all__ = [
    "EDGE_TYPES",
    "EVIDENCE",
    "NODE_TYPES",
    "Edge",
    "EdgeType",
    "InputError",
    "KGError",
    "LoadError",
    "Node",
    "NodeRef",
    "NodeType",
    "ParameterError",
    "Property",
    "QueryError",
    "QueryTimeout",
    "SchemaError",
    "StoreError",
    "StoreUnavailable",
    "UnreadableInput",
    "Value",
    "ValueType",
    "check_edge",
    "check_edges",
    "check_node",
    "node_type_of",
]
