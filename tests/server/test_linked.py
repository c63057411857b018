"""IRIs that answer in the form that is asked for."""

import json
from urllib.parse import quote

import httpx
import pytest
import rdflib
import rdflib.compare
from rdflib import RDF, SKOS, Graph, Literal, URIRef

from loaders.rdf.ontology import ontology
from loaders.rdf.terms import TERMS
from server.negotiation import choose
from tests.server.graph import ABSTRACTS, EVIL, HOSTILE_ID, HOSTILE_NAME

BASE = "http://127.0.0.1:8000/"
KG, OA = rdflib.Namespace(TERMS), rdflib.Namespace("http://www.w3.org/ns/oa#")
FORMATS = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/json": "json-ld",
}

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib itself uses it


def read(client: httpx.Client, path: str, media: str = "text/turtle") -> Graph:
    """The graph at a path; a JSON-LD context is fetched from the server as any client would."""
    answer = client.get(path, headers={"Accept": media})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == media
    assert "Accept" in answer.headers["vary"]
    if FORMATS[media] != "json-ld":
        return Graph().parse(data=answer.content, format=FORMATS[media])
    said = answer.json()
    assert said["@context"] == f"{BASE}context.jsonld"
    said["@context"] = client.get("/context.jsonld").json()["@context"]
    return Graph().parse(data=json.dumps(said), format="json-ld")


@pytest.mark.parametrize("path", ["/id/method/lark", f"/id/paper/{EVIL}", "/id/result/lark-1", "/ontology", "/shapes"])
def test_every_form_says_the_same(client: httpx.Client, path: str) -> None:
    first = read(client, path)
    assert len(first) > 20
    for media in FORMATS:
        assert rdflib.compare.isomorphic(read(client, path, media), first)


def test_a_node_comes_with_its_claims_and_the_names_of_its_neighbours(client: httpx.Client) -> None:
    graph = read(client, "/id/method/lark")
    lark, resnet = URIRef(f"{BASE}id/method/lark"), URIRef(f"{BASE}id/method/resnet")
    assert (lark, RDF.type, KG.Method) in graph
    assert (lark, KG.outperforms, resnet) in graph
    assert graph.value(resnet, SKOS.prefLabel) == Literal("ResNet")
    [claim] = [c for c in graph.subjects(RDF.object, resnet) if (c, RDF.predicate, KG.outperforms) in graph]
    path = OA.hasTarget / OA.hasSelector / OA.exact
    [sentence] = graph.objects(claim, path)
    assert str(sentence) == "Lark outperforms ResNet by 1.4%."


def test_the_claim_behind_an_edge_can_be_looked_up(client: httpx.Client) -> None:
    graph = read(client, "/id/method/lark")
    claim = next(graph.subjects(RDF.predicate, KG.outperforms))
    alone = read(client, str(claim).removeprefix(BASE.rstrip("/")))
    assert (claim, RDF.type, KG.Claim) in alone
    assert all(triple in graph for triple in alone)
    assert len({str(subject) for subject in alone.subjects()}) == 4
    agent = next(alone.objects(claim, URIRef("http://www.w3.org/ns/prov#wasAttributedTo")))
    assert Literal("test 1") in set(read(client, str(agent).removeprefix(BASE.rstrip("/"))).objects())


@pytest.mark.parametrize("digest", ["0" * 32, "x> ?p ?o } #", "%3E%20%3Fp"])
def test_a_claim_that_is_not_there(client: httpx.Client, digest: str) -> None:
    assert client.get(f"/id/claim/{quote(digest, safe='')}", headers={"Accept": "text/turtle"}).status_code == 404


def test_a_browser_is_sent_to_the_explorer(client: httpx.Client) -> None:
    accept = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    answer = client.get("/id/method/lark", headers=accept)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?node=method:lark")
    hostile = client.get(f"/id/method/{quote(HOSTILE_ID, safe='')}", headers=accept)
    assert hostile.headers["location"] == f"/?node=method:{quote(HOSTILE_ID, safe='')}"
    assert client.get("/id/method/lark").status_code == 303


def test_a_hostile_id_and_name_are_data(client: httpx.Client) -> None:
    graph = read(client, f"/id/method/{quote(HOSTILE_ID, safe='')}")
    node = URIRef(f"{BASE}id/method/{quote(HOSTILE_ID, safe='')}")
    assert graph.value(node, SKOS.prefLabel) == Literal(HOSTILE_NAME)
    title = read(client, f"/id/paper/{EVIL}", "application/ld+json").value(
        URIRef(f"{BASE}id/paper/{EVIL}"), rdflib.DCTERMS.title
    )
    assert str(title) == ABSTRACTS[EVIL][0]


def test_what_serves_the_loading_is_not_shown(client: httpx.Client) -> None:
    predicates = set(read(client, "/id/paper/lark").predicates())
    assert not {KG.digest, KG.names, KG.reading, rdflib.DCTERMS.source} & predicates


def test_an_alias_leads_to_the_node(client: httpx.Client) -> None:
    answer = client.get("/id/benchmark/ImageNet-1k", headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.headers["location"]) == (307, "/id/benchmark/imagenet")


def test_what_there_is_not(client: httpx.Client) -> None:
    accept = {"Accept": "text/turtle"}
    assert client.get("/id/method/larks", headers=accept).json()["near"][0]["id"] == "lark"
    assert client.get("/id/method/larks", headers=accept).status_code == 404
    assert client.get("/id/thing/x", headers=accept).json()["parameter"] == "type"
    assert client.get("/id/method/lark", headers={"Accept": "image/png"}).status_code == 406


def test_the_ontology_is_the_one_of_the_table(client: httpx.Client) -> None:
    assert rdflib.compare.isomorphic(read(client, "/ontology"), ontology())


def test_the_context_may_be_read_from_anywhere(client: httpx.Client) -> None:
    answer = client.get("/context.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.headers["access-control-allow-origin"] == "*"


OFFERS = ["text/html", "text/turtle", "application/ld+json"]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "text/html"),
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("TEXT/Turtle; charset=utf-8", "text/turtle"),
        ("text/html;q=0.5, application/ld+json", "application/ld+json"),
        ("text/*;q=0.2, application/*;q=0.3", "application/ld+json"),
        ("*/*;q=0.1, text/turtle;q=0.2", "text/turtle"),
        ("text/html;q=0, */*", "text/turtle"),
        ("*/*, application/ld+json", "application/ld+json"),
        ("text/*, application/*", "text/html"),
        ("text/html;q=nan, text/turtle;q=0.1", "text/turtle"),
    ],
)
def test_what_accept_prefers(accept: str | None, chosen: str) -> None:
    assert choose(accept, OFFERS) == chosen
