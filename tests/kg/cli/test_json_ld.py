"""All JSON-LD of the server, read by two processors that fetch its context as any client would."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyld import jsonld
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

from loaders import Store, open_store
from loaders.graph import read_edges
from loaders.rdf.mapping import VOCABULARIES
from loaders.rdf.ontology import ontology
from loaders.rdf.terms import ONTOLOGY, TERMS, claim_iri, node_iri, passage_iri
from schema import NODE_TYPES, Edge
from server import create_app
from tests.server.conftest import serving

JSON_LD = {"Accept": "application/ld+json"}
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 2000"

pytestmark = [  # rdflib itself uses what it warns of
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),
    pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated"),
]


@pytest.fixture(scope="module")
def store(sample_store: Path) -> Iterator[Store]:
    with open_store(str(sample_store), read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(store: Store) -> Iterator[httpx.Client]:
    """A client of a server whose IRIs lead to itself."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    app = create_app(store, base_iri=f"http://127.0.0.1:{port}/")
    with serving(app, port=port) as address, httpx.Client(base_url=address, timeout=30) as opened:
        yield opened


@pytest.fixture(scope="module")
def some_edges(store: Store) -> dict[tuple[str, str, str], Edge]:
    """An edge of each kind that the sample has."""
    return {(edge.type, edge.source.type, edge.target.type): edge for edge in read_edges(store)}


def by_pyld(client: httpx.Client, said: bytes) -> Graph:
    """What PyLD makes of it; it may ask our server, and no other."""

    def load(url: str, options: object) -> dict[str, object]:
        assert url == str(client.base_url.join("/context.jsonld"))
        answer = client.get(url)
        kind = answer.headers["content-type"]
        return {"contentType": kind, "contextUrl": None, "documentUrl": url, "document": answer.json()}

    quads = jsonld.to_rdf(json.loads(said), {"format": "application/n-quads", "documentLoader": load})
    return triples(Dataset().parse(data=quads, format="nquads"))


def by_rdflib(said: bytes) -> Graph:
    return Graph().parse(data=said, format="json-ld")


def triples(dataset: Dataset) -> Graph:
    joined = Graph()
    for s, p, o, _ in dataset.quads():
        joined.add((s, p, o))
    return joined


def check(client: httpx.Client, path: str, **asked: object) -> Graph:
    """Hold both readings of a resource against its Turtle."""
    answer = client.get(path, headers=JSON_LD, **asked)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/ld+json"), answer.text
    turtle = client.get(path, headers={"Accept": "text/turtle"}, **asked)
    first = Graph().parse(data=turtle.content, format="turtle")
    assert len(first) > 2
    assert isomorphic(by_pyld(client, answer.content), first)
    assert isomorphic(by_rdflib(answer.content), first)
    return first


def test_every_type_and_relation_of_the_sample_expands_to_the_terms(
    client: httpx.Client, some_edges: dict[tuple[str, str, str], Edge]
) -> None:
    known = {str(term) for term in ontology().subjects()} | {ONTOLOGY}
    refs = {ref for edge in some_edges.values() for ref in (edge.source, edge.target)}
    assert {ref.type for ref in refs} == NODE_TYPES.keys()
    used: set[str] = set()
    for ref in sorted(refs):
        graph = check(client, node_iri("/", ref))
        used |= {str(predicate) for predicate in graph.predicates()}
    for edge in some_edges.values():
        for iri in (claim_iri("/", edge), passage_iri("/", edge.properties)):
            used |= {str(predicate) for predicate in check(client, iri).predicates()}
    assert {iri for iri in used if iri.startswith(TERMS)} <= known
    assert all(iri.startswith((TERMS, *VOCABULARIES.values())) for iri in used)


@pytest.mark.parametrize("path", ["/ontology", "/shapes"])
def test_the_documents_too(client: httpx.Client, path: str) -> None:
    check(client, path)


def test_the_graphs_that_sparql_makes_too(client: httpx.Client) -> None:
    check(client, "/sparql", params={"query": CONSTRUCT})
