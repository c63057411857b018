"""What a careless or hostile visitor sends, and what a hostile paper says."""

import http.client
from urllib.parse import quote, urlsplit

import httpx
import pytest

from loaders import Store
from tests.server.graph import ABSTRACTS, EVIL, HOSTILE_ID, HOSTILE_NAME

NASTY = [
    "'; MATCH (n) DETACH DELETE n; //",
    '"}) DETACH DELETE n RETURN n//',
    "`) DETACH DELETE n //",
    "$q",
    "\\",
    "\\u0027",
    "%27",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "../../../../etc/passwd",
    "模型🐦\u202e\u0301",
    "\x7f\r\n\t",
    "a" * 10_000,
    "a " * 5_000,
    "%" * 300,
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize("path", ["/api/search", "/api/suggest"])
def test_search_takes_anything(client: httpx.Client, path: str, text: str) -> None:
    answer = client.get(path, params={"q": text})
    assert answer.status_code == 200
    assert answer.json()["q"] == text


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_no_node_is_called_so(client: httpx.Client, text: str) -> None:
    for answer in (
        client.get(f"/api/methods/{quote(text, safe='')}"),
        client.get("/api/graph", params={"center": f"method:{text}"}),
        client.get(f"/graph/methods/{quote(text, safe='')}"),
        client.get("/api/queries/rivals", params={"method": text}),
        client.get("/api/queries/outperforms", params={"winner": text}),
    ):
        assert answer.status_code in {404, 422}
        assert answer.headers["content-type"] == "application/problem+json"
        assert len(answer.text) < 3_000


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\x00" * 100])
def test_text_that_no_store_holds_is_refused(client: httpx.Client, text: str) -> None:
    for path, parameters in (
        ("/api/search", {"q": text}),
        ("/api/suggest", {"q": text}),
        ("/api/graph", {"center": f"method:{text}"}),
        (f"/api/methods/{quote(text)}", {}),
        ("/api/queries/rivals", {"method": text}),
    ):
        assert client.get(path, params=parameters).status_code in {200, 404, 422}


def test_questions_change_nothing(client: httpx.Client, ladybug: Store) -> None:
    before = ladybug.counts()
    for text in NASTY:
        client.get("/api/queries/outperforms", params={"winner": text, "loser": text})
        client.get("/api/search", params={"q": text})
    assert ladybug.counts() == before


@pytest.mark.parametrize(
    "path",
    [
        "/static/explorer/../app.py",
        "/static/explorer/../../pyproject.toml",
        "/static/explorer/..%2fapp.py",
        "/static/explorer/%2e%2e/app.py",
        "/static/explorer/%2e%2e%2fapp.py",
        "/static/explorer/..%5capp.py",
        "/static/explorer//etc/passwd",
        "/static/explorer/%2fetc%2fpasswd",
        "/static/vis/../../../network.py",
        "/static/swagger/../core.py",
        "/static/explorer/main.js%00.css",
        "/static/explorer/" + "a" * 5_000,
    ],
)
def test_static_files_stay_in_their_folders(address: str, path: str) -> None:
    # httpx would tidy the path up first
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 404
    assert b"import" not in body
    assert b"root:" not in body


@pytest.mark.parametrize(
    "target", ["/api/methods/%ff%fe", "/api/search?q=%ff%fe", "/api/search?q=%ed%a0%80", "/%ff", "/api/papers/%"]
)
def test_bytes_that_are_no_text_are_no_fault_of_the_server(address: str, target: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    connection.request("GET", target)
    assert connection.getresponse().status in {200, 404, 422}
    connection.close()


def test_names_come_back_as_they_are(client: httpx.Client) -> None:
    page = client.get(f"/api/methods/{quote(HOSTILE_ID, safe='')}").json()
    assert page["id"] == HOSTILE_ID
    assert page["label"] == HOSTILE_NAME
    paper = client.get(f"/api/papers/{EVIL}").json()
    assert paper["label"] == ABSTRACTS[EVIL][0]


def test_a_picture_makes_no_html_of_names(client: httpx.Client) -> None:
    page = client.get(f"/graph/papers/{EVIL}?depth=2").text
    assert "<script>document" not in page
    assert "<img src=x" not in page
    assert "innerHTML = title" not in page
    assert "popup.innerHTML" not in page


def test_csv_arms_no_formula(client: httpx.Client) -> None:
    answer = client.get("/api/queries/papers-with-method?method=unicode&format=csv")
    line = answer.text.splitlines()[1]
    assert line.startswith("USES,\"'=<img src=x")


def test_the_address_of_a_paper_is_not_trusted_to_be_one(client: httpx.Client) -> None:
    page = client.get("/api/papers/finch").json()
    assert page["properties"]["url"] == "javascript:alert(1)"
    script = client.get("/static/explorer/dom.js").text
    assert "^https?:" in script
