"""Files opened with the importers of Gephi itself."""

import os
import subprocess
from pathlib import Path

import pytest

from loaders import Store
from loaders.export import export
from loaders.networkx import to_networkx
from schema import NODE_TYPES
from tests.components import missing

READER = Path(__file__).with_name("ReadInGephi.java")
SAID = {"Parallel edges detected, remember to choose a merge strategy", "GEXF version 1.3"}


@pytest.fixture
def gephi() -> str:
    jar = os.environ.get("KG_GEPHI_TOOLKIT", "")
    if not Path(jar).is_file():
        missing(
            "KG_GEPHI_TOOLKIT names no gephi-toolkit-VERSION-all.jar (Maven: org.gephi:gephi-toolkit:0.10.1:jar:all)"
        )
    return jar


def opened(jar: str, path: Path) -> dict[str, list[tuple[str, ...]]]:
    """What Gephi says of a file, by kind."""
    command = ["java", "-Djava.awt.headless=true", "-Dfile.encoding=UTF-8", "-cp", jar, str(READER), str(path)]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in ran.stdout.splitlines():
        kind, *facts = line.split("\t")
        found.setdefault(kind, []).append(tuple(facts))
    return found


@pytest.mark.parametrize("suffix", [".graphml", ".gexf"])
def test_gephi_opens_it_without_complaint(store: Store, tmp_path: Path, gephi: str, suffix: str) -> None:
    path = tmp_path / f"graph{suffix}"
    export(store, path)
    found = opened(gephi, path)
    given = to_networkx(store)
    assert {message for _, message in found.get("issue", [])} <= SAID
    assert {node[0] for node in found["node"]} == {key.replace("\t", " ") for key in given}
    nodes = {node[0]: node[1:] for node in found["node"]}
    assert nodes["method:maformer"][0] == "MAFormer"
    assert ("papers", "Long") in found["node column"]
    assert ("confidence", "Double") in found["edge column"]
    drawn = {(source, target) for source, _, target, _ in found["edge"]}
    assert drawn == {(source, target) for source, target in given.edges()}
    if suffix == ".gexf":
        assert nodes["method:maformer"][1] == NODE_TYPES["Method"].colour
        # edges of two types between the same nodes stay two
        assert {edge[:3] for edge in found["edge"]} == {(a, kind, b) for a, b, kind in given.edges(data="type")}
