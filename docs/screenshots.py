"""Make the pictures of the explorer that the documentation shows, from the sample graph: ``make screenshots``."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from playwright.sync_api import Page

from tests.browser import chromium

FOLDER = Path(__file__).parent
BEATEN = "MATCH (a:Method)-[o:OUTPERFORMS]->(b:Method)\nRETURN a, o, b\nLIMIT 25"
KG = [sys.executable, "-c", "from kg.cli import main; main()"]


class Shot(NamedTuple):
    """A picture: its file, the address that it shows, and what stands there once all is there."""

    name: str
    address: str
    shown: str
    height: int = 800
    click: tuple[str, ...] = ()


SHOTS = [
    Shot("explorer", "/?node=benchmark:imagenet", "#panel table"),
    Shot("benchmark", "/?node=benchmark:imagenet&show=page", "#panel-title"),
    Shot("ask", f"/?{urlencode({'ask': BEATEN})}", "#ask tbody tr", click=("Run", "Graph"), height=1040),
]


@contextmanager
def sample() -> Iterator[str]:
    """``kg serve`` over the sample graph; gives its address."""
    with tempfile.TemporaryDirectory() as folder, as_file(files("kg.sample") / "papers.jsonl") as papers:
        store = f"{folder}/sample.lbug"
        subprocess.run([*KG, "build", str(papers), "--store", store], check=True, stdout=subprocess.DEVNULL)
        command = [*KG, "serve", "--store", store, "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout
                found = re.search(r"http://\S+", server.stdout.readline())
                assert found
                yield found[0]
            finally:
                server.terminate()


def take(page: Page, shot: Shot) -> None:
    page.goto(shot.address)
    page.wait_for_selector(shot.shown)
    for name in shot.click:
        page.wait_for_load_state("networkidle")
        page.get_by_role("button", name=name, exact=True).click()
    # the layout has come to rest when two pictures are alike
    before = b""
    while (now := page.screenshot()) != before:
        before = now
        page.wait_for_timeout(1_000)
    (FOLDER / f"{shot.name}.png").write_bytes(now)


def main() -> None:
    with sample() as address, chromium() as browser:
        for shot in SHOTS:
            page = browser.new_page(
                base_url=address,
                viewport={"width": 1280, "height": shot.height},
                reduced_motion="reduce",
            )
            take(page, shot)
            page.close()
            print(f"docs/{shot.name}.png")


if __name__ == "__main__":
    main()
