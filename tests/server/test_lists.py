"""Lists of nodes: filters, words, orders, slices, facets and CSV, on both engines."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from loaders import Store
from schema import NODE_TYPES
from server import create_app
from tests.server.graph import ABSTRACTS, EVIL


@pytest.fixture(scope="module", params=["ladybug", "neo4j"])
def either(request: pytest.FixtureRequest) -> Iterator[TestClient]:
    """The application over the small graph in each engine."""
    store: Store = request.getfixturevalue({"ladybug": "ladybug", "neo4j": "neo4j_store"}[request.param])
    with TestClient(create_app(store)) as client:
        yield client


def get(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(client: TestClient, path: str) -> list[str]:
    return [item["id"] for item in get(client, path)["items"]]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/api/papers?method=lark", ["heron", "wren", "lark"]),
        ("/api/papers?method=Lark&relation=proposes", ["lark"]),
        ("/api/papers?method=lark&method=wren", ["heron", "wren"]),
        ("/api/papers?method=lark&dataset=LibriTiles", ["wren", "lark"]),
        ("/api/papers?benchmark=imagenet-1k&year>=2021", ["finch", "wren"]),
        ("/api/papers?benchmark=imagenet&year%3C=2021", ["wren", "lark"]),
        ("/api/papers?year__gt=2021&year__lt=2024", ["finch", "heron"]),
        ("/api/papers?year=2021", ["wren"]),
        ("/api/papers?year>2021&year%3C2024", ["finch", "heron"]),
        ("/api/papers?year%3E%3D2021&year%3C%3D2021", ["wren"]),
        ("/api/papers?year!=2021&benchmark=imagenet", ["finch", "lark"]),
        ("/api/papers?title%3E=On", ["wren", "silent"]),
        ("/api/papers?year__not=2021&benchmark=imagenet", ["finch", "lark"]),
        ("/api/papers?title__contains=WREN", ["finch", "wren"]),
        ("/api/papers?q=libritiles", ["wren", "lark"]),
        ("/api/papers?q=libritiles&year=2020", ["lark"]),
        ("/api/methods?paper=finch&sort=id", ["attention", "finch", "wren"]),
        ("/api/methods?method=wren&relation=BASED_ON&sort=id", ["finch", "lark"]),
        ("/api/benchmarks?aliases=ImageNet-1k", ["imagenet"]),
        ("/api/results?benchmark=tilebench&value>=4&sort=-id", ["heron-4", "heron-2"]),
        ("/api/results?kind=gain", ["lark-2"]),
        ("/api/results?higher_is_better=false&sort=value", ["heron-1", "heron-2"]),
        ("/api/papers?sort=year", ["lark", "wren", "heron", "finch", "evil", "silent"]),
        ("/api/papers?sort=-year", ["evil", "finch", "heron", "wren", "lark", "silent"]),
        ("/api/papers?sort=-title&limit=2", ["wren", "silent"]),
        ("/api/papers?method=resnet&relation=PROPOSES", []),
        ("/api/papers?id=wren&sort=-title", ["wren"]),
        ("/api/papers?id=wren&method=lark", ["wren"]),
        ("/api/papers?id=wren&method=resnet", []),
        ("/api/papers?id=wren&id=lark", []),
        ("/api/papers?id__not=wren&year=2021", []),
        ("/api/papers?id=wren&offset=1&limit=9", []),
        ("/api/papers?id=nowhere", []),
    ],
)
def test_lists_are_filtered_and_sorted(either: TestClient, path: str, found: list[str]) -> None:
    answer = get(either, path)
    assert [item["id"] for item in answer["items"]] == found
    assert answer["total"] == len(found) or "limit" in path


@pytest.mark.parametrize("node_type", NODE_TYPES.values(), ids=NODE_TYPES)
@pytest.mark.parametrize("sort", ["", "id", "-id"])
def test_slices_miss_none(either: TestClient, node_type: Any, sort: str) -> None:
    whole = ids(either, f"/api/{node_type.plural}?limit=500&sort={sort}")
    for limit in (1, 3):
        gathered: list[str] = []
        path: str | None = f"/api/{node_type.plural}?limit={limit}&sort={sort}"
        while path:
            answer = either.get(path)
            gathered += [item["id"] for item in answer.json()["items"]]
            path = answer.links["next"]["url"] if "next" in answer.links else None
        assert gathered == whole
    assert sorted(set(whole)) == sorted(whole)


def test_nothing_is_behind_the_last(either: TestClient) -> None:
    # Ladybug 0.22 ends the process when it is to skip 163,653,866 rows
    for offset in (6, 7, 1_000_000, 163_653_866, 2**31):
        answer = get(either, f"/api/papers?offset={offset}")
        assert (answer["items"], answer["total"], answer["next"]) == ([], 6, None)
    assert ids(either, "/api/papers?offset=5") == ["silent"]


def test_slices_by_year_pass_papers_without_one(either: TestClient) -> None:
    for sort in ("year", "-year", "venue", "-venue"):
        gathered: list[str] = []
        path: str | None = f"/api/papers?limit=1&sort={sort}"
        while path:
            answer = either.get(path)
            gathered += [item["id"] for item in answer.json()["items"]]
            path = answer.links["next"]["url"] if "next" in answer.links else None
        assert gathered == ids(either, f"/api/papers?sort={sort}")


def test_fields_are_told_besides(either: TestClient) -> None:
    (item,) = get(either, "/api/papers?year=2020&fields=title,year,venue")["items"]
    assert item["properties"] == {"title": ABSTRACTS["lark"][0], "year": 2020, "venue": None}
    assert get(either, "/api/papers?year=2020")["items"][0]["properties"] is None


def test_facets_count(either: TestClient) -> None:
    answer = get(either, "/api/papers?method=lark&facet=year,task,benchmark")
    counted = {facet["facet"]: {one["value"]: one["count"] for one in facet["values"]} for facet in answer["facets"]}
    assert counted == {
        "year": {2020: 1, 2021: 1, 2022: 1},
        "task": {"object-recognition": 1, "bird-recognition": 1},
        "benchmark": {"imagenet": 2, "tilebench": 1},
    }
    assert (
        next(facet for facet in answer["facets"] if facet["facet"] == "benchmark")["values"][0]["label"] == "ImageNet"
    )
    kinds = get(either, "/api/results?facet=kind")["facets"]
    assert kinds[0]["values"] == [
        {"value": "score", "label": "score", "count": 7},
        {"value": "gain", "label": "gain", "count": 1},
    ]


def test_lists_are_csv_too(either: TestClient) -> None:
    for answer in (
        either.get("/api/papers.csv?fields=id,title,year"),
        either.get("/api/papers?fields=id,title,year", headers={"Accept": "text/csv"}),
        either.get("/api/papers?fields=id,title,year&format=csv", headers={"Accept": "application/json"}),
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/csv")
        header, *rows = csv.reader(io.StringIO(answer.text))
        assert header == ["id", "title", "year"]
        assert [row[0] for row in rows] == ["evil", "finch", "heron", "wren", "lark", "silent"]
        assert rows[-1] == ["silent", "On Saying Nothing", ""]
        # a spreadsheet would run this title
        assert rows[0][1] == "'" + ABSTRACTS[EVIL][0]
    whole = next(csv.reader(io.StringIO(either.get("/api/papers.csv").text)))
    assert {"digest", "source", "names", "reading", "extractor"}.isdisjoint(whole)


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("application/json, text/csv;q=0.5", "application/json"),
        ("text/csv;q=0, application/json", "application/json"),
        ("application/json;q=0.1, text/csv", "text/csv"),
        ("text/csv, */*", "text/csv"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("image/png", "application/json"),
        ("text/csv;q=0", "application/json"),
        ("", "application/json"),
    ],
)
def test_lists_come_as_accept_prefers(either: TestClient, accept: str, media: str) -> None:
    assert either.get("/api/papers", headers={"Accept": accept}).headers["content-type"].partition(";")[0] == media


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/api/papers?nowhere=1", "nowhere"),
        ("/api/papers?digest=x", "digest"),
        ("/api/papers?source__contains=/", "source__contains"),
        ("/api/papers?year=soon", "year"),
        ("/api/papers?year__like=1", "year__like"),
        ("/api/papers?year__contains=1", "year__contains"),
        ("/api/papers?year%3Esoon", "year__gt"),
        ("/api/papers?year__gte>2019", "year__gte__gt"),
        ("/api/papers?limit=1&limit=2", "limit"),
        ("/api/papers?sort=year&sort=title", "sort"),
        ("/api/papers.csv?fields=id&fields=id", "fields"),
        ("/api/papers?sort=abstracts", "sort"),
        ("/api/methods?sort=aliases", "sort"),
        ("/api/papers?fields=digest", "fields"),
        ("/api/papers?facet=digest", "facet"),
        ("/api/papers?relation=USES", "relation"),
        ("/api/papers?method=lark&relation=LIKES", "relation"),
        ("/api/papers?method=lark&relation=SUBTASK_OF", "relation"),
        ("/api/papers?task=lark&metric=x", "task"),
        ("/api/results?q=4", "q"),
        ("/api/papers?cursor=x", "cursor"),
        ("/api/papers?cursor=WzFd&offset=1", "offset"),
        ("/api/papers?format=csv&facet=year", "facet"),
        ("/api/papers.csv?facet=year", "facet"),
        ("/api/papers.csv?offset=2", "offset"),
        ("/api/papers.csv?cursor=WzFd", "cursor"),
        ("/api/papers?limit=501", "limit"),
        ("/api/papers?title%60=1", "title`"),
        ("/api/papers?n.id%20RETURN=1", "n.id RETURN"),
    ],
)
def test_a_wrong_parameter_is_named(either: TestClient, path: str, parameter: str) -> None:
    answer = either.get(path)
    assert answer.status_code in {404, 422}, answer.text
    assert answer.json()["parameter"] == parameter


def test_equal_filters_count_once(either: TestClient) -> None:
    for asked in ("method=lark", "year>=2021", "year__gte=2021", "title__contains=wren"):
        assert ids(either, "/api/papers?" + "&".join([asked] * 1_000)) == ids(either, f"/api/papers?{asked}")


def test_there_are_only_so_many_filters(either: TestClient) -> None:
    def answer(parameters: list[str]) -> Any:
        return either.get("/api/papers?" + "&".join(parameters))

    joins = [f"method={'%20' * blanks}lark" for blanks in range(9)]
    years = [f"year__not={year}" for year in range(1900, 1932)]
    assert answer(joins[:8]).status_code == 200
    assert answer(years).status_code == 200
    for parameters, parameter, bound in ((joins, "method", 8), ([*years, "year>=0"], "year__gte", 32)):
        told = answer(parameters)
        assert (told.status_code, told.json()["parameter"]) == (422, parameter)
        assert f"at most {bound} may be" in told.json()["detail"]


def test_an_unknown_name_suggests_near_ones(either: TestClient) -> None:
    answer = either.get("/api/papers?benchmark=imagenett")
    assert answer.status_code == 404
    assert [near["id"] for near in answer.json()["near"]] == ["imagenet"]


@pytest.mark.parametrize("sort", ["", "id", "-year"])
def test_the_total_is_the_same_on_every_slice(either: TestClient, sort: str) -> None:
    for filters, total in (("", 6), ("&year>=2021", 4), ("&id=wren", 1), ("&id=nowhere", 0), ("&method=lark", 3)):
        for limit in (1, 3, 4, 500):
            told = get(either, f"/api/papers?sort={sort}&limit={limit}{filters}")
            assert told["total"] == total
            assert (told["next"] is not None) == (total > limit)
            if told["next"]:
                rest = get(either, f"/api/papers?sort={sort}&limit={limit}{filters}&cursor={told['next']}")
                assert (rest["total"], len(rest["items"])) == (total, min(limit, total - limit))


@pytest.mark.parametrize("node_type", NODE_TYPES.values(), ids=list(NODE_TYPES))
def test_a_short_page_is_the_beginning_of_a_long_one(either: TestClient, node_type: Any) -> None:
    for node in ids(either, f"/api/{node_type.plural}?limit=500"):
        if "%" in node:
            continue  # the client of the tests would unquote it twice
        path = f"/api/{node_type.plural}/{quote(node, safe='')}"
        short, long = get(either, f"{path}?limit=1"), get(either, f"{path}?limit=500")
        assert [group["total"] for group in short["relations"]] == [group["total"] for group in long["relations"]]
        for group, whole in zip(short["relations"], long["relations"], strict=True):
            (first,) = group["neighbours"]
            assert first["node"] == whole["neighbours"][0]["node"]
            assert first["evidence"] == whole["neighbours"][0]["evidence"][:1]
        assert short["results"]["rows"] == long["results"]["rows"][:1]
