"""RDF out of either engine, and into either."""

from pathlib import Path

from loaders import Store, load, open_store
from loaders.export import export
from loaders.rdf import contributions_from
from schema import InputError
from tests.loaders.papers import contents, maformer, seer


def fail(fault: InputError) -> None:
    raise fault


def test_a_graph_goes_from_engine_to_engine(store: Store, tmp_path: Path) -> None:
    load(store, [maformer(year=2022), seer()])
    before = contents(store)
    export(store, tmp_path / "g.nq")
    with open_store(str(tmp_path / "other.lbug")) as other:
        load(other, contributions_from([str(tmp_path / "g.nq")], report=fail))
        assert contents(other) == before
        export(other, tmp_path / "again.nq")
    assert (tmp_path / "again.nq").read_bytes() == (tmp_path / "g.nq").read_bytes()
    assert load(store, contributions_from([str(tmp_path / "again.nq")], report=fail)).unchanged == 2
