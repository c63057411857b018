"""A real Chromium for tests of pages, and what a page did in it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from tests.components import missing

_NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium, or skip the test; while it runs, no other event loop can run in this thread."""
    path = os.environ.get("KG_TEST_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        missing("there is no Chromium: install one (apt-get install chromium) or set KG_TEST_CHROMIUM to its path")
    # a machine that does other things as well may take its time
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--disable-gpu"])
        yield browser
        browser.close()


@dataclass
class Watch:
    """What a page complained of, and whom it asked."""

    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def watch(page: Page) -> Watch:
    """Keep the console's warnings and errors of a page, its failures and its requests."""
    seen = Watch()
    page.on("console", lambda said: seen.complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("requestfailed", lambda request: seen.complaints.extend(_failures(request)))
    page.on("request", lambda request: seen.requests.append(request.url))
    return seen


def _failures(request: Request) -> list[str]:
    # what a page no longer waits for when it is left or closed, the icon for one, is no failure of the server's
    return [] if request.failure == "net::ERR_ABORTED" else [f"failed: {request.url}, {request.failure}"]


def check(seen: Watch, address: str) -> None:
    """Fail if a page had a complaint or asked another host than that of the address."""
    assert seen.complaints == []
    assert [request for request in seen.requests if not request.startswith(f"{address}/")] == []
