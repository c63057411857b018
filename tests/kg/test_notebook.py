"""``import kg``: graphs in a notebook, and the tutorial, run as it stands."""

import doctest
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

import kg
from kg.notebook import Rows
from schema import InputError, KGError, ParameterError, QueryError, StoreUnavailable
from server.names import UnknownNode
from tests.kg.models import without_results

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"

PAPERS = [
    {
        "id": "lark",
        "title": "Lark: Convolutions that Listen",
        "abstract": "We propose Lark, a network built on ResNet. On ImageNet, Lark reaches 81.2% top-1 accuracy.",
        "year": 2023,
    },
    kg.Paper("wren", "Wren: Small Networks", "We propose Wren. Wren outperforms ResNet on ImageNet.", year=2024),
]


@pytest.fixture(scope="module")
def graph() -> Iterator[kg.Graph]:
    with kg.build(PAPERS) as made:
        yield made


def test_the_tutorial_says_what_happens() -> None:
    text = re.sub(r"^```.*$", "", TUTORIAL.read_text("utf-8"), flags=re.MULTILINE)
    test = doctest.DocTestParser().get_doctest(text, {}, "tutorial", str(TUTORIAL), 0)
    assert len(test.examples) > 15
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test)
    assert runner.summarize().failed == 0


def test_build_is_the_function_whatever_was_imported() -> None:
    from kg.building import survey

    assert callable(kg.build)
    assert callable(survey)


def test_a_graph_says_what_it_holds(graph: kg.Graph) -> None:
    assert repr(graph).startswith("a graph of 2 papers, ")
    assert graph.counts.nodes["Paper"] == 2
    assert graph.report
    assert graph.report.added == 2


def test_rows_are_mappings_frames_and_tables(graph: kg.Graph) -> None:
    rows = graph.query("MATCH (p:Paper) WHERE p.year > $year RETURN p.id AS id, p.year AS year ORDER BY id", year=2000)
    assert list(rows) == [{"id": "lark", "year": 2023}, {"id": "wren", "year": 2024}]
    assert rows[1:].rows == ({"id": "wren", "year": 2024},)
    frame = rows.to_pandas()
    assert frame["year"].tolist() == [2023, 2024]
    assert rows.to_polars().rows(named=True) == list(rows)
    assert rows.to_arrow().equals(pa.table({"id": ["lark", "wren"], "year": [2023, 2024]}))
    assert "<td>lark</td><td>2023</td>" in rows._repr_html_()
    assert repr(rows[:0]) == "no rows"
    assert list(rows[:0].to_pandas().columns) == ["id", "year"]


def test_an_answer_without_rows_keeps_its_columns(graph: kg.Graph) -> None:
    none = graph.query("MATCH (p:Paper {id: 'nobody'}) RETURN p.id AS id, p AS paper")
    assert list(none.to_pandas().columns) == none.to_polars().columns == none.to_arrow().column_names == ["id", "paper"]
    assert (len(none.to_pandas()), len(none.to_polars()), none.to_arrow().num_rows) == (0, 0, 0)


def test_whole_numbers_stay_so_where_some_are_missing(graph: kg.Graph) -> None:
    most = 2**63 - 1
    rows = graph.query(
        "UNWIND [1, 2] AS n RETURN CASE n WHEN 1 THEN $most ELSE NULL END AS big, "
        "CASE n WHEN 1 THEN true ELSE NULL END AS yes, CASE n WHEN 1 THEN 0.5 ELSE NULL END AS half, NULL AS nothing",
        most=most,
    )
    frame = rows.to_pandas()
    assert [str(kind) for kind in frame.dtypes[:3]] == ["Int64", "boolean", "float64"]
    assert frame["big"][0] == rows.to_polars()["big"][0] == rows.to_arrow()["big"][0].as_py() == most
    assert frame["yes"].isna().tolist() == frame["half"].isna().tolist() == [False, True]
    assert rows.to_arrow()["nothing"].to_pylist() == [None, None]


def test_nodes_edges_and_paths_go_into_columns(graph: kg.Graph) -> None:
    rows = graph.query("MATCH q = (p:Paper {id: 'lark'})-[r]->(m) RETURN p, r, m, q")
    assert len(rows) > 1
    assert rows.to_pandas()["p"][0]["key"] == rows.to_polars()["p"][0]["key"] == "paper:lark"
    assert rows.to_arrow()["r"][0].as_py()["source"] == "paper:lark"
    assert rows.to_pandas()["q"][0] == rows[0]["q"]
    assert len(rows.to_polars()["q"][0]) == len(rows[0]["q"])


def test_values_without_a_common_type_are_text_in_arrow_and_polars() -> None:
    mixed = Rows(("x",), tuple({"x": one} for one in (1, "a", None, [1, "b"], {"c": 0.5}, 2**80)))
    told = ["1", "a", None, '[1, "b"]', '{"c": 0.5}', str(2**80)]
    assert mixed.to_arrow()["x"].to_pylist() == mixed.to_polars()["x"].to_list() == told
    assert mixed.to_pandas()["x"].tolist() == [row["x"] for row in mixed]


def test_two_columns_of_one_name_are_refused(graph: kg.Graph) -> None:
    with pytest.raises(ParameterError, match="2 columns are called 'id'"):
        graph.query("MATCH (p:Paper) RETURN p.id AS id, p.title AS id")


def test_a_table_holds_no_foreign_html(graph: kg.Graph) -> None:
    rows = graph.query("RETURN $text AS `<b>`", text="<script>alert(1)</script>")
    assert "<script>" not in rows._repr_html_()
    assert "<b>" not in rows._repr_html_()


def test_nodes_and_edges_come_as_mappings(graph: kg.Graph) -> None:
    [row] = graph.query("MATCH (p:Paper {id: 'lark'}) RETURN p")
    assert (row["p"]["key"], row["p"]["properties"]["year"]) == ("paper:lark", 2023)


def test_a_statement_that_is_wrong(graph: kg.Graph) -> None:
    with pytest.raises(QueryError):
        graph.query("MATCH (p:Paper RETURN p")
    with pytest.raises(QueryError):
        list(graph.query("CREATE (p:Paper {id: 'x'})"))


def test_networkx_takes_the_filters(graph: kg.Graph) -> None:
    assert "paper:lark" in graph.to_networkx()
    assert "paper:lark" not in graph.to_networkx(since=2024)


def test_a_picture(graph: kg.Graph, tmp_path: Path) -> None:
    shown = graph.show("paper:lark", depth=1)
    assert "Lark: Convolutions" in shown.page
    assert "Wren: Small" not in shown.page
    assert shown._repr_html_().startswith('<iframe srcdoc="&lt;!')
    shown.save(tmp_path / "lark.html")
    assert (tmp_path / "lark.html").read_text("utf-8") == shown.page
    assert "Wren: Small" in graph.show().page
    alone = graph.show("paper:lark", limit=1)
    assert "1 node, 0 edges" in alone.page


@pytest.mark.parametrize(("arguments", "error"), [
    ({"center": "paper:nobody"}, UnknownNode),
    ({"center": "lark"}, ParameterError),
    ({"limit": 0}, ParameterError),
    ({"depth": -1}, ParameterError),
])  # fmt: skip
def test_what_cannot_be_drawn(graph: kg.Graph, arguments: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        graph.show(**arguments)


def test_a_graph_that_is_kept(tmp_path: Path) -> None:
    with kg.build(PAPERS[:1], tmp_path / "g.lbug") as one, kg.build(PAPERS[1:], tmp_path / "g.lbug") as both:
        assert one.counts.nodes["Paper"] == 1
        assert both.counts.nodes["Paper"] == 2
        both.export(tmp_path / "g.ttl")
    with kg.open_graph(tmp_path / "g.lbug") as again:
        assert again.counts.nodes["Paper"] == 2
    assert (tmp_path / "g.ttl").exists()


def test_papers_read_by_a_model_of_ones_own(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="my-model"):
        kg.build(PAPERS, tmp_path / "g.lbug", model=tmp_path / "my-model")
    assert not (tmp_path / "g.lbug").exists()
    without_results(tmp_path / "my-model")
    with kg.build(PAPERS, model=tmp_path / "my-model") as made:
        assert made.counts.nodes["Method"]
        assert not made.counts.nodes["Result"]


def test_a_file_of_rdf(graph: kg.Graph, tmp_path: Path) -> None:
    graph.export(tmp_path / "g.trig")
    with kg.build(tmp_path / "g.trig") as again:
        assert again.counts == graph.counts


def test_a_file_of_papers(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("title,abstract\nLark,We propose Lark.\n")
    with kg.build(tmp_path / "p.csv") as made:
        assert made.counts.nodes["Paper"] == 1


@pytest.mark.parametrize(
    ("papers", "error", "message"),
    [
        ([{"title": "T", "abstract": "A."}, {"title": "T"}], InputError, "papers:2: a paper without abstract"),
        (["We propose Lark."], ParameterError, "papers:1: str is neither"),
        ("no-such-file.jsonl", InputError, "no-such-file.jsonl"),
    ],
)
def test_what_is_no_paper_leaves_nothing_behind(
    papers: object, error: type[Exception], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(error, match=message):
        kg.build(papers)
    assert list(tmp_path.iterdir()) == []


def test_no_papers_are_an_empty_graph() -> None:
    with kg.build([]) as empty:
        assert repr(empty) == "a graph of nothing, and 0 edges"
        assert empty.show().page


def test_there_is_no_such_graph(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        kg.open_graph(tmp_path / "none.lbug")


def test_without_pandas_it_is_told_how_to_get_it(graph: kg.Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(KGError, match=r"\[notebook\]"):
        graph.query("RETURN 1 AS one").to_pandas()
