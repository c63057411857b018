"""SPARQL 1.1 Protocol, asked by SPARQLWrapper and by hand, and held against the answers of Cypher."""

import csv
import io
import os
import re
import resource
import signal
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import rdflib
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from loaders import Store, load, open_current, open_store, open_to_build, remove
from server import create_app
from tests.loaders.papers import maformer
from tests.server.conftest import serving
from tests.server.graph import HOSTILE_NAME, UNICODE_NAME, contributions

PREFIXES = """
PREFIX kg: <https://w3id.org/paper-kg/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX mls: <http://www.w3.org/ns/mls#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#>
"""

SAME = [
    ("SELECT (COUNT(*) AS ?n) { ?m a kg:Method }", "MATCH (m:Method) RETURN count(*)"),
    (
        "SELECT ?a ?b { ?x kg:outperforms ?y . ?x skos:prefLabel ?a . ?y skos:prefLabel ?b }",
        "MATCH (x:Method)-[:OUTPERFORMS]->(y:Method) RETURN DISTINCT x.name, y.name",
    ),
    (
        """SELECT ?value ?metric { ?r kg:on/skos:prefLabel "ImageNet"; mls:hasValue ?value; kg:kind "score" .
        OPTIONAL { ?r kg:measures/skos:prefLabel ?metric } }""",
        """MATCH (r:Result)-[:`ON`]->(:Benchmark {name: 'ImageNet'}) WHERE r.kind = 'score'
        OPTIONAL MATCH (r)-[:MEASURES]->(m:Metric) RETURN r.value, m.name""",
    ),
    (
        "SELECT ?title { ?p a kg:Paper; dcterms:title ?title FILTER NOT EXISTS { ?p kg:proposes ?m } }",
        "MATCH (p:Paper) WHERE NOT EXISTS { MATCH (p)-[:PROPOSES]->(:Method) } RETURN p.title",
    ),
    (
        """SELECT ?sentence ?title ?sure { ?c rdf:predicate kg:outperforms; kg:confidence ?sure;
        prov:hadPrimarySource/dcterms:title ?title; oa:hasTarget/oa:hasSelector/oa:exact ?sentence }""",
        """MATCH (:Method)-[r:OUTPERFORMS]->(:Method) MATCH (p:Paper) WHERE p.id = r.paper
        RETURN r.sentence, p.title, r.confidence""",
    ),
    (
        'SELECT ?name { ?m skos:prefLabel "Finch"; kg:basedOn+/skos:prefLabel ?name }',
        "MATCH (:Method {name: 'Finch'})-[:BASED_ON*1..5]->(m:Method) RETURN DISTINCT m.name",
    ),
]


def rows(client: httpx.Client, query: str) -> list[tuple[str, ...]]:
    answer = client.get("/sparql", params={"query": PREFIXES + query}, headers={"Accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    return [tuple(row) for row in csv.reader(io.StringIO(answer.text))][1:]


def comparable(row: object) -> tuple[str, ...]:
    """Numbers as numbers, and what is missing as nothing."""
    return tuple("" if cell is None else cell if isinstance(cell, str) else f"{float(cell):g}" for cell in row)


def number(text: str) -> str:
    try:
        return f"{float(text):g}"
    except ValueError:
        return text


@pytest.mark.parametrize(("sparql", "cypher"), SAME)
def test_sparql_and_cypher_answer_alike(client: httpx.Client, ladybug: Store, sparql: str, cypher: str) -> None:
    found = sorted(tuple(map(number, row)) for row in rows(client, sparql))
    assert found == sorted(comparable(row) for row in ladybug.query(cypher).rows)
    assert found


@pytest.fixture
def wrapper(address: str) -> SPARQLWrapper:
    return SPARQLWrapper(f"{address}/sparql")


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_rows_as_json(wrapper: SPARQLWrapper, method: str) -> None:
    wrapper.setMethod(method)
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(PREFIXES + 'SELECT ?m ?papers { ?m skos:altLabel "ImageNet-1k"; kg:papers ?papers }')
    answer = wrapper.query().convert()
    assert answer["head"]["vars"] == ["m", "papers"]
    [row] = answer["results"]["bindings"]
    assert row["m"] == {"type": "uri", "value": "http://127.0.0.1:8000/id/benchmark/imagenet"}
    assert row["papers"] == {"type": "literal", "value": "3", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}


def test_sparqlwrapper_posts_a_query_as_the_body(wrapper: SPARQLWrapper) -> None:
    wrapper.setMethod(POST)
    wrapper.setRequestMethod("postdirectly")
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery("ASK { ?s ?p ?o }")
    assert wrapper.query().convert()["boolean"] is True


def test_sparqlwrapper_reads_xml_csv_and_turtle(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery(PREFIXES + "SELECT ?n { ?m a kg:Task; skos:prefLabel ?n } ORDER BY ?n")
    wrapper.setReturnFormat(XML)
    names = wrapper.query().convert().getElementsByTagName("literal")
    assert [name.firstChild.data for name in names] == ["bird recognition", "object recognition"]
    wrapper.setReturnFormat(CSV)
    assert wrapper.query().convert() == b"n\r\nbird recognition\r\nobject recognition\r\n"
    wrapper.setQuery(PREFIXES + "CONSTRUCT { ?a kg:beats ?b } { ?a kg:outperforms ?b }")
    wrapper.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(data=wrapper.query().convert(), format="turtle")) == 4


def test_sparqlwrapper_is_told_of_a_malformed_query(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery("SELECT ?s { ?s ?p")
    with pytest.raises(QueryBadFormed):
        wrapper.query()


def test_wild_texts_come_through(client: httpx.Client) -> None:
    assert {HOSTILE_NAME, UNICODE_NAME} <= {name for (name,) in rows(client, "SELECT ?n { ?m skos:prefLabel ?n }")}


def test_the_ontology_is_part_of_it(client: httpx.Client) -> None:
    assert rows(client, "SELECT ?c { kg:subtaskOf rdfs:subPropertyOf ?c }") == [
        ("http://www.w3.org/2004/02/skos/core#broader",)
    ]


def test_what_serves_the_loading_is_not_shown(client: httpx.Client) -> None:
    assert rows(client, "SELECT ?o { ?s kg:digest|kg:names|kg:reading|dcterms:source ?o }") == []


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9999/> { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("SELECT * { sErViCe SILENT <http://127.0.0.1:9999/> { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("SELECT * { # '\nSERVICE<http://127.0.0.1:9999/>{ ?s ?p ?o } }", "SERVICE is not allowed"),
        ("SELECT * { ?s ?p '''x' ''' SERVICE ?o { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("SELECT * { ?s ?p '\\'' SERVICE ?o { ?s ?p '#' } }", "SERVICE is not allowed"),
        ("SELECT * { ?s <a> ?o.SERVICE ?o { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("SELECT * { FILTER(1<2)SERVICE ?o { ?s ?p ?o } FILTER(3>2) }", "SERVICE is not allowed"),
        ("PREFIX : <http://127.0.0.1:9999/> SELECT * { SERVICE:x { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("SELECT * { SERVICESILENT<http://127.0.0.1:9999/>{ ?s ?p ?o } }", "SERVICE is not allowed"),
        (
            "SELECT * { FILTER(1<2)#> '''\n SERVICE <http://127.0.0.1:9999/> { ?s ?p ?o } #'''\n }",
            "SERVICE is not allowed",
        ),
        ("SELECT * { ?s ?p 1SERVICE<http://127.0.0.1:9999/>{ ?s ?p ?o } }", "SERVICE is not allowed"),
        ("SELECT * { ?s ?p 'SERVICE' }", r"write s\u0065rvice"),
        ("SELECT * { \\u0053ERVICE <http://127.0.0.1:9999/> { ?s ?p ?o } }", "expected"),
        ("SELECT * { \\U00000053ERVICE <http://127.0.0.1:9999/> { ?s ?p ?o } }", "expected"),
        ("LOAD <http://127.0.0.1:9999/>", "expected"),
        ("INSERT DATA { <http://e.org/a> <http://e.org/b> 1 }", "expected"),
        ("DELETE WHERE { ?s ?p ?o }", "expected"),
        ("DROP ALL", "expected"),
        ("SELECT", "expected"),
        ("", "expected"),
        ("SELECT ?x { ?s foo:bar ?x }", "Prefix not found"),
        ("#" * 50_001, "50,000 are enough"),
    ],
)
def test_what_is_wrong_or_not_allowed_is_told(client: httpx.Client, query: str, says: str) -> None:
    answer = client.post("/sparql", content=query, headers={"Content-Type": "application/sparql-query"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["parameter"] == "query"
    assert says in answer.json()["detail"]


def test_a_string_may_say_it_in_another_way(client: httpx.Client) -> None:
    assert rows(client, r"""SELECT ?n { BIND("customer s\u0065rvice" AS ?n) }""") == [("customer service",)]


@pytest.mark.parametrize(
    ("fields", "parameter"),
    [
        ({"quarry": "ASK {}"}, "query"),
        ({"query": ["ASK {}", "ASK {}"]}, "query"),
        ({"update": "CLEAR ALL"}, "update"),
        ({"query": "ASK {}", "update": "CLEAR ALL"}, "update"),
        ({"query": "ASK {}", "default-graph-uri": "http://127.0.0.1:9999/"}, "default-graph-uri"),
        ({"query": "ASK {}", "named-graph-uri": "file:///etc/passwd"}, "named-graph-uri"),
    ],
)
def test_fields_that_are_not_taken(client: httpx.Client, fields: dict[str, str], parameter: str) -> None:
    for answer in (client.get("/sparql", params=fields), client.post("/sparql", data=fields)):
        assert (answer.status_code, answer.json()["parameter"]) == (400, parameter)


def test_media_types_that_are_not_taken(client: httpx.Client) -> None:
    asked = {"params": {"query": "ASK {}"}}
    assert client.get("/sparql", headers={"Accept": "image/png"}, **asked).status_code == 406
    assert client.get("/sparql", headers={"Accept": "text/turtle"}, **asked).status_code == 406
    assert client.post("/sparql", content="ASK {}", headers={"Content-Type": "text/plain"}).status_code == 415
    update = {"Content-Type": "application/sparql-update"}
    assert client.post("/sparql", content="CLEAR ALL", headers=update).json()["parameter"] == "update"
    query = {"Content-Type": "application/sparql-query"}
    assert client.post("/sparql", content=b"\xff", headers=query).json()["parameter"] == "query"
    assert client.post("/sparql", content="x" * 500_000, headers=query).status_code == 400


@pytest.fixture
def hurried(ladybug: Store) -> Iterator[httpx.Client]:
    """A server with small limits."""
    with (
        serving(create_app(ladybug, timeout_s=2, row_limit=3)) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        yield client


def test_a_query_that_takes_too_long_is_stopped(hurried: httpx.Client) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
    answer = hurried.get("/sparql", params={"query": slow})
    assert (answer.status_code, answer.json()["type"]) == (504, "urn:kg:problem:timeout")
    assert hurried.get("/sparql", params={"query": "ASK {}"}).status_code == 200


ENDLESS = "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o } ORDER BY ?a"


def _worker() -> int:
    """The number of the process that runs a query, once it does."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for children in Path("/proc/self/task").glob("*/children"):
            for pid in map(int, children.read_text().split()):
                if "sparql/worker.py" in Path(f"/proc/{pid}/cmdline").read_text():
                    return pid
        time.sleep(0.01)
    raise AssertionError("no query runs")


def test_how_the_process_of_a_query_ended_is_told(ladybug: Store) -> None:
    def killed() -> None:
        os.kill(_worker(), signal.SIGTERM)

    def starved() -> None:
        pid = _worker()
        while resource.prlimit(pid, resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY:
            time.sleep(0.01)
        resource.prlimit(pid, resource.RLIMIT_AS, (1 << 30, 1 << 30))

    with (
        serving(create_app(ladybug, timeout_s=30)) as address,
        httpx.Client(base_url=address, timeout=60) as client,
        ThreadPoolExecutor(1) as asking,
    ):
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        said = []
        for harm in (killed, starved):
            asked = asking.submit(client.get, "/sparql", params={"query": ENDLESS})
            harm()
            said.append(asked.result().json())
    assert [one["type"].rpartition(":")[2] for one in said] == ["timeout", "memory"]
    assert "its process was ended by SIGTERM;" in said[0]["detail"]
    assert "it took too much memory;" in said[1]["detail"]


def test_a_crowd_of_queries_does_not_keep_the_server_from_other_work(hurried: httpx.Client) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with ThreadPoolExecutor(30) as crowd:
        asked = [crowd.submit(hurried.get, "/sparql", params={"query": slow}) for _ in range(30)]
        time.sleep(0.3)
        assert hurried.get("/healthz").status_code == 200
        found = {one.result().status_code for one in asked}
    assert found == {503, 504}
    assert hurried.get("/sparql", params={"query": "ASK {}"}).json()["boolean"]


def test_an_answer_is_cut_and_says_so(hurried: httpx.Client) -> None:
    answer = hurried.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
    assert len(answer.json()["results"]["bindings"]) == 3
    assert answer.headers["x-sparql-maxrows"] == "3"
    graph = hurried.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s ?p ?o }"})
    assert len(rdflib.Graph().parse(data=graph.text, format="turtle")) == 3
    whole = hurried.get("/sparql", params={"query": "SELECT * { ?s ?p ?o } LIMIT 3"})
    assert "x-sparql-maxrows" not in whole.headers


def test_another_graph_is_followed_and_no_copy_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "copies"))
    (tmp_path / "copies").mkdir()
    path = str(tmp_path / "graph.lbug")
    with open_store(path) as store:
        load(store, contributions())
    count = "SELECT ?n { ?p a kg:Paper; dcterms:title ?n }"
    with open_current(path) as current:
        with serving(create_app(current)) as address, httpx.Client(base_url=address, timeout=30) as client:
            assert len(rows(client, count)) == 6
            with open_to_build(path) as building:
                load(building.store, [maformer()])
            assert len(rows(client, count)) == 7
            assert len(list((tmp_path / "copies").glob("kg-sparql-*"))) == 1
        assert list((tmp_path / "copies").iterdir()) == []


def test_neo4j_is_followed_by_its_counts(neo4j_store: Store) -> None:
    count = "SELECT ?n { ?p a kg:Paper; dcterms:title ?n }"
    with serving(create_app(neo4j_store)) as address, httpx.Client(base_url=address, timeout=30) as client:
        for sparql, cypher in SAME:
            found = sorted(tuple(map(number, row)) for row in rows(client, sparql))
            assert found == sorted(comparable(row) for row in neo4j_store.query(cypher).rows)
        assert len(rows(client, count)) == 6
        load(neo4j_store, [maformer()])
        assert len(rows(client, count)) == 7
        assert remove(neo4j_store, [maformer().paper]) == 1
        assert len(rows(client, count)) == 6
        lark = client.get("/id/method/lark", headers={"Accept": "text/turtle"})
        assert "Lark outperforms ResNet by 1.4%." in lark.text


DOC = Path(__file__).parents[2] / "docs" / "ontology.md"
BLOCKS = re.findall(r"```sparql\n(.*?)```", DOC.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("query", BLOCKS[1:])
def test_the_queries_of_the_document_have_answers(client: httpx.Client, query: str) -> None:
    answer = client.get("/sparql", params={"query": BLOCKS[0] + query})
    assert answer.status_code == 200, answer.text
    assert answer.json()["results"]["bindings"]
