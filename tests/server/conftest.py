"""The small graph in real stores, and a real server over it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from loaders import Store, load, open_store
from server import create_app
from tests.browser import check, chromium, watch
from tests.loaders.papers import contents
from tests.server.graph import contributions
from tests.stores import Place, empty


@contextmanager
def serving(app: FastAPI, *, port: int = 0) -> Iterator[str]:
    """Serve an application, on a free port if none is given; gives its address."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="none", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def unchanged(store: Store) -> Iterator[None]:
    """Compare all that a store holds before and after the block."""
    before = contents(store)
    yield
    assert contents(store) == before


@pytest.fixture(scope="session")
def graph_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small graph in a Ladybug file."""
    path = tmp_path_factory.mktemp("server") / "graph.lbug"
    with open_store(str(path)) as store:
        report = load(store, contributions())
    assert not report.rejected
    return path


@pytest.fixture(scope="session")
def ladybug(graph_file: Path) -> Iterator[Store]:
    """The small graph, opened to be read; whatever the whole suite sends, it holds the same afterwards."""
    with open_store(str(graph_file), read_only=True) as store, unchanged(store):
        yield store


@pytest.fixture(scope="session")
def address(ladybug: Store) -> Iterator[str]:
    """Where a server over the small graph listens."""
    with serving(create_app(ladybug)) as served:
        yield served


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as opened:
        yield opened


@pytest.fixture(scope="module")
def neo4j_store(neo4j_place: Place) -> Iterator[Store]:
    """The small graph in Neo4j, in place of what was there; whatever a file of tests sends, it stays the same."""
    empty(neo4j_place)
    with neo4j_place.open() as store:
        load(store, contributions())
        with unchanged(store):
            yield store


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # on a busy machine a page takes its time
    expect.set_options(timeout=20_000)
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page over the small graph; when the test is over it must have no complaint and no request to another host."""
    opened = browser.new_page(base_url=address, viewport={"width": 1280, "height": 800})
    opened.set_default_timeout(20_000)
    seen = watch(opened)
    yield opened
    opened.close()
    check(seen, address)
