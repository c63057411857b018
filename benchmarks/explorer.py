"""How fast the explorer is: bytes of a first load, time to a picture, frames a second while a picture is dragged.

    python benchmarks/explorer.py --papers 5000                  # a made-up graph in a Ladybug file
    python benchmarks/explorer.py --store graph.lbug             # a graph that is there
    python benchmarks/explorer.py --store bolt://localhost:7687  # KG_NEO4J_USER and KG_NEO4J_PASSWORD say who asks

A real Chromium, which draws without a graphics card, asks a real ``kg serve``; every page is opened with nothing kept
from before. The explorer draws 500 nodes at most; more are drawn by the same code to see what the limit is for. No
time is asserted anywhere: read the tables.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from statistics import median
from urllib.parse import urlencode

from api import serving
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table
from synthetic import contributions

from loaders import Neo4jCredentials, Store, load, open_store

SIZES = (100, 500, 1500)
WINDOW = {"width": 1280, "height": 800}

DRAWN = """window.drawn = new Promise((done) => {
    const small = document.createElement('canvas');
    Object.assign(small, { width: 64, height: 64 });
    const pen = small.getContext('2d', { willReadFrequently: true });
    const look = () => {
        const canvas = document.querySelector('#canvas canvas');
        if (canvas?.width) {
            pen.clearRect(0, 0, 64, 64);
            pen.drawImage(canvas, 0, 0, 64, 64);
            if (pen.getImageData(0, 0, 64, 64).data.some((value) => value)) {
                done(performance.now());
                return;
            }
        }
        requestAnimationFrame(look);
    };
    look();
});"""
"""Promises when the first picture stands on the page, in milliseconds since it was asked for."""

PICTURE = """async ({ center, limit }) => {
    const parts = await Promise.all(['api', 'picture', 'scene'].map((name) => import(`/static/explorer/${name}.js`)));
    const [{ ask, askSchema }, { Picture }, { edgeId }] = parts;
    const [schema, graph] = [await askSchema(), await ask('/api/graph', { center, depth: 2, limit })];
    const box = document.body.appendChild(document.createElement('div'));
    Object.assign(box.style, { position: 'fixed', inset: '0', zIndex: 99, background: 'white' });
    const ways = ['select', 'selectEdge', 'expand', 'grow', 'menu', 'pin', 'clear'];
    const picture = new Picture(box, schema, Object.fromEntries(ways.map((way) => [way, () => {}])));
    const scene = {
        center: graph.center,
        nodes: new Map(graph.nodes.map((node) => [node.key, node])),
        edges: new Map(graph.edges.map((edge) => [edgeId(edge), edge])),
        origins: new Map(),
        more: [],
        full: false,
    };
    const begun = performance.now();
    const rested = new Promise((done) => picture.network.once('stabilizationIterationsDone', done));
    const nothing = { node: null, edge: null, off: new Set(), hidden: new Set(), pins: new Map() };
    picture.draw(scene, { ...nothing, center: graph.center });
    await rested;
    await new Promise((done) => picture.network.once('afterDrawing', done));
    window.frames = [];
    picture.network.on('afterDrawing', () => window.frames.push(performance.now()));
    return { nodes: scene.nodes.size, edges: scene.edges.size, ms: performance.now() - begun };
}"""
"""Draws what is around a node, and notes every frame from then on."""


@contextmanager
def chromium() -> Iterator[Browser]:
    path = os.environ.get("KG_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise SystemExit("there is no Chromium: install one, or set KG_TEST_CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, address: str) -> Iterator[Page]:
    """A page in a window that keeps nothing from before."""
    context = browser.new_context(base_url=address, viewport=WINDOW)
    page = context.new_page()
    page.set_default_timeout(120_000)
    yield page
    context.close()


def transferred(page: Page, address: str, shown: str) -> tuple[int, int]:
    """Bytes that come over the wire until something is shown, headers included, and the number of requests."""
    sizes: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
    page.goto(address)
    page.wait_for_selector(shown)
    page.wait_for_load_state("networkidle")
    return sum(sizes), len(sizes)


def first_picture(page: Page, address: str) -> float:
    """Milliseconds from asking for a page to the first picture on it."""
    page.add_init_script(DRAWN)
    page.goto(address)
    return float(page.evaluate("window.drawn"))


def drag(page: Page, seconds: float) -> list[float]:
    """Drag a picture about; gives the milliseconds between its frames."""
    page.mouse.move(20, 20)
    page.mouse.down()
    page.evaluate("window.frames = []")
    ends = time.perf_counter() + seconds
    step = 0
    while time.perf_counter() < ends:
        step += 1
        page.mouse.move(20 + 4 * (step % 100), 20 + 2 * (step % 100))
    page.mouse.up()
    frames = page.evaluate("window.frames")
    return [after - before for before, after in pairwise(frames)]


def address_of(center: str, nodes: int) -> str:
    return f"/?{urlencode({'node': center, 'grow': f'{nodes}..any.{center}'})}"


def measure(browser: Browser, store: Store, *, again: int, seconds: float) -> Iterator[Table]:
    """Look at a graph: the node with most neighbours stands in the middle."""
    counts = store.counts()
    if not counts.nodes.get("Method"):
        raise SystemExit(f"{store.uri} holds no Method: load a graph first, or leave --store out")
    title = f"{store.engine}, {counts.nodes['Paper']:,} papers"
    [[busiest]] = store.query("MATCH (m:Method) RETURN m.id ORDER BY m.papers DESC LIMIT 1").rows
    center = f"method:{busiest}"
    with serving(store.uri) as (port, _):
        address = f"http://127.0.0.1:{port}"
        table = Table("first load", "requests", "KB over the wire", title=title)
        pages = [("start", "/", "#home .entries"), ("a node", f"/?node={center}", "#panel h1")]
        for name, path, shown in [*pages, ("Ask", "/?ask=", ".CodeMirror")]:
            with opened(browser, address) as page:
                size, requests = transferred(page, path, shown)
            table.add_row(name, str(requests), f"{size / 1000:,.0f}")
        yield table
        table = Table("nodes asked for", "first picture ms, median", "worst", title=f"{title}: {center}")
        for nodes in (60, *(size for size in SIZES if size <= 500)):
            took = []
            for _ in range(again):
                with opened(browser, address) as page:
                    took.append(first_picture(page, address_of(center, nodes)))
            table.add_row(str(nodes), f"{median(took):,.0f}", f"{max(took):,.0f}")
        yield table
        table = Table("nodes", "edges", "layout ms", "frames/s dragged", "longest frame ms", title=f"{title}: {center}")
        for nodes in SIZES:
            with opened(browser, address) as page:
                page.goto("/")
                page.wait_for_selector("#home .entries")
                drawn = page.evaluate(PICTURE, {"center": center, "limit": nodes})
                gaps = drag(page, seconds)
            table.add_row(
                f"{drawn['nodes']:,}",
                f"{drawn['edges']:,}",
                f"{drawn['ms']:,.0f}",
                f"{1000 * len(gaps) / sum(gaps):.0f}",
                f"{max(gaps):.0f}",
            )
        yield table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", help="a graph that is there")
    parser.add_argument("--papers", type=int, default=5_000, help="of a made-up graph, if there is no --store")
    parser.add_argument("--again", type=int, default=3, help="how often each page is opened")
    parser.add_argument("--seconds", type=float, default=4.0, help="of dragging")
    given = parser.parse_args()
    credentials = Neo4jCredentials(
        os.environ.get("KG_NEO4J_USER", "neo4j"),
        os.environ.get("KG_NEO4J_PASSWORD", ""),
        os.environ.get("KG_NEO4J_DATABASE", "neo4j"),
    )
    with tempfile.TemporaryDirectory() as folder:
        uri = given.store or f"{folder}/graph.lbug"
        if not given.store:
            with open_store(uri) as store:
                load(store, contributions(given.papers))
        with open_store(uri, credentials=credentials, read_only=True) as store, chromium() as browser:
            for table in measure(browser, store, again=given.again, seconds=given.seconds):
                Console(width=120).print(table)
            load_1, _, load_15 = os.getloadavg()
            Console().print(f"load of the machine: {load_1:.1f} (1 min), {load_15:.1f} (15 min)")


if __name__ == "__main__":
    main()
