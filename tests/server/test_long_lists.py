"""Lists of more nodes than one page, or one slice of CSV, holds, on both engines."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from loaders import load
from schema import NodeRef
from server import create_app
from tests.loaders.papers import edge, named, paper
from tests.stores import Place

MANY = 1_200


@pytest.fixture
def client(place: Place) -> Iterator[TestClient]:
    """The application over papers of which every third uses WREN."""
    wren = named("Method", "wren", "WREN")
    papers = []
    for number in range(MANY):
        me = NodeRef("Paper", f"p{number:04}")
        uses = [edge("USES", me, wren.ref, me.id)] if number % 3 == 0 else []
        papers.append(
            paper(me.id, [wren] if uses else [], uses, title=f"Of Herons, Part {number}", year=2000 + number % 20)
        )
    with place.open() as store:
        load(store, papers)
        with TestClient(create_app(store)) as client:
            yield client


def get(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_words_find_all_that_fits(client: TestClient) -> None:
    for words in ("herons", "hero of", "herans"):
        assert get(client, f"/api/papers?q={words}")["total"] == MANY
        assert get(client, f"/api/papers?q={words}&method=wren")["total"] == MANY / 3
        assert get(client, f"/api/papers?q={words}&method=wren&method=WREN&year>=2010")["total"] == MANY / 6
        facets = get(client, f"/api/papers?q={words}&facet=year,method")["facets"]
        counted = [{one["value"]: one["count"] for one in facet["values"]} for facet in facets]
        assert counted == [dict.fromkeys(range(2000, 2020), MANY / 20), {"wren": MANY / 3}]
        first = get(client, f"/api/papers?q={words}&sort=id&limit=2&year=2001")
        assert [item["id"] for item in first["items"]] == ["p0001", "p0021"]
        then = get(client, f"/api/papers?q={words}&sort=id&limit=1&year=2001&cursor={first['next']}")
        assert ([item["id"] for item in then["items"]], then["total"]) == (["p0041"], MANY / 20)
    assert [item["id"] for item in get(client, "/api/papers?q=part%201199&id=p1199")["items"]] == ["p1199"]
    for nothing in ("osprey", "%20", "osprey&method=wren"):
        assert get(client, f"/api/papers?q={nothing}&facet=year")["total"] == 0


def test_csv_holds_all_in_order(client: TestClient) -> None:
    for filters in ("", "method=wren&", "q=herons&method=wren&"):
        _, *rows = csv.reader(io.StringIO(client.get(f"/api/papers.csv?{filters}fields=year,id&sort=-title").text))
        path: str | None = f"/api/papers?{filters}sort=-title&limit=500&fields=year"
        listed: list[list[str]] = []
        while path:
            answer = client.get(path)
            listed += [[str(item["properties"]["year"]), item["id"]] for item in answer.json()["items"]]
            path = answer.links["next"]["url"] if "next" in answer.links else None
        assert rows == listed
        assert len(rows) == (MANY / 3 if filters else MANY)
        assert list(csv.reader(io.StringIO(client.get(f"/api/papers.csv?{filters}fields=id&limit=3").text)))[1:] == [
            [one] for one in [item["id"] for item in get(client, f"/api/papers?{filters}limit=3")["items"]]
        ]
