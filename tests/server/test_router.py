"""Routes that are read quickly answer what FastAPI answers."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import pytest
from fastapi import APIRouter, Body, Depends, FastAPI, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field

from server.router import Router, Table


class Asked(BaseModel):
    statement: Annotated[str, Field(min_length=1)]
    parameters: dict[str, str | int | list[int]] = {}


async def _path_of(request: Request) -> str:
    return request.url.path


async def _told(_request: Request, error: RequestValidationError) -> Response:
    return Response(repr([(one["type"], one["loc"], one["msg"]) for one in error.errors()]), status_code=422)


def _client(router: APIRouter) -> TestClient:
    @router.get("/things/{id:path}")
    def show(
        *,
        request: Request,
        path: Annotated[str, Depends(_path_of)],
        id: str,  # noqa: A002
        q: Annotated[str, Query(max_length=5)] = "",
        limit: Annotated[int | None, Query(ge=1, le=9)] = None,
        form: Literal["a", "b"] = "a",
        deep: bool = False,
        share: Annotated[float, Query(alias="part")] = 0.5,
        type: Annotated[list[str] | None, Query()] = None,  # noqa: A002
        accept_words: Annotated[str | None, Header()] = None,
    ) -> Response:
        told = [request.method, path, id, q, limit, form, deep, share, type, accept_words]
        return Response(repr(told))

    @router.get("/wanted")
    def need(wanted: int) -> Response:
        return Response(repr(wanted))

    @router.get("/things.csv")
    def show_all() -> Response:
        return Response("all")

    @router.get("/ask/{id}")
    def find(id: str) -> Response:  # noqa: A002
        return Response(id)

    @router.post("/ask")
    def ask(asked: Asked, how: str = "") -> Response:
        return Response(f"{asked!r} {how}")

    @router.post("/both")
    def ask_both(asked: Annotated[Asked, Body(embed=True)]) -> Response:
        return Response(repr(asked))

    app = FastAPI(exception_handlers={RequestValidationError: _told})
    app.router.routes.extend([Table(router.routes), *router.routes])
    return TestClient(app)


@pytest.fixture(scope="module")
def answers() -> Callable[..., tuple[tuple[int, str], tuple[int, str]]]:
    """What our routes and those of FastAPI answer."""
    ours, theirs = _client(Router()), _client(APIRouter())

    def ask(method: str, path: str, **more: Any) -> tuple[tuple[int, str], tuple[int, str]]:
        one, other = (client.request(method, path, **more) for client in (ours, theirs))
        return (one.status_code, one.text), (other.status_code, other.text)

    return ask


@pytest.mark.parametrize(
    "path",
    [
        "/things/a",
        "/things/a/b%2Fc?q=x&limit=3&form=b&deep=1&part=0.25",
        "/things/a?limit=0",
        "/things/a?limit=x&q=too-long",
        "/things/a?limit=",
        "/things/a?limit=1&limit=2",
        "/things/a?form=c",
        "/things/a?deep=perhaps",
        "/things/a?share=0.1&part=nan",
        "/things/a?type=x&type=y",
        "/things/a?type=",
        "/wanted",
        "/wanted?wanted=7",
        "/wanted?wanted=seven",
        "/nowhere",
        "/ask",
        "/ask/",
        "/ask/x",
        "/things.csv",
        "/things.csv/",
    ],
)
def test_parameters_are_those_of_fastapi(answers: Callable[..., Any], path: str) -> None:
    ours, theirs = answers("GET", path, headers={"Accept-Words": "some"})
    assert ours == theirs


def test_a_plain_parameter_arrives(answers: Callable[..., Any]) -> None:
    ours, _ = answers("GET", "/things/a%20b?limit=3")
    assert ours == (200, "['GET', '/things/a b', 'a b', '', 3, 'a', False, 0.5, None, None]")


def test_a_path_is_told_by_the_name_of_its_route() -> None:
    app = _client(Router()).app
    assert app.url_path_for("show", id="a") == "/things/a"
    assert app.url_path_for("need") == "/wanted"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        ('{"statement": "RETURN 1", "parameters": {"a": 1, "b": "x", "c": [1]}}', "application/json"),
        ('{"statement": "RETURN 1"}', "application/json; charset=utf-8"),
        ('{"statement": "RETURN 1"}', "application/vnd.kg+json"),
        ('{"statement": ""}', "application/json"),
        ('{"asked": {"statement": "x"}}', "application/json"),
        ("[]", "application/json"),
    ],
)
@pytest.mark.parametrize("path", ["/ask?how=so", "/both"])
def test_bodies_are_those_of_fastapi(
    answers: Callable[..., Any], path: str, content: str | bytes, media_type: str
) -> None:
    ours, theirs = answers("POST", path, content=content, headers={"Content-Type": media_type})
    assert ours == theirs


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        ('{"statement": "RETURN 1"}', "text/plain"),
        ('{"statement": "RETURN 1"}', "application/jsonl"),
        ('{"statement": "\\ud800"}', "application/json"),
        ('{"statement": "x", "parameters": {"a": NaN}}', "application/json"),
        ('{"statement": "x", "parameters": ' + "[" * 5_000 + "]" * 5_000 + "}", "application/json"),
        ("[" * 100_000, "application/json"),
        ("{", "application/json"),
        ("", "application/json"),
        (b"\xff\xfe", "application/json"),
    ],
)
def test_a_body_that_is_no_json_is_told_as_such(
    answers: Callable[..., Any], content: str | bytes, media_type: str
) -> None:
    (status, said), _ = answers("POST", "/ask?how=so", content=content, headers={"Content-Type": media_type})
    assert status == 422
    assert "('json_invalid', ('body',), " in said
