"""A search finds the same nodes in the same order on either engine."""

import random
import sqlite3
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from loaders import Contribution, Store, load, open_store, open_to_build
from loaders.graph import fingerprint
from loaders.ladybug import rebuild
from loaders.ladybug.fulltext import index_path, make_index, open_index
from loaders.neo4j import search
from loaders.search import SEARCHED, Found, flat, words
from schema import NODE_TYPES, Node, NodeRef, StoreError
from tests.loaders.papers import edge, named, paper
from tests.stores import Place, connected

TYPES = [node.name for node in SEARCHED]
NAMED = [name for name in TYPES if name != "Paper"]


def said(number: int, title: str, abstract: str, *names: tuple[str, str, tuple[str, ...]]) -> Contribution:
    """A paper that uses or addresses the nodes of these types, ids and aliases."""
    kinds = {"Method": "USES", "Dataset": "TRAINS_ON", "Benchmark": "EVALUATES_ON", "Task": "ADDRESSES"}
    nodes = [named(kind, node_id, *aliases) for kind, node_id, aliases in names]
    me = NodeRef("Paper", f"p{number}")
    edges = [edge(kinds[node.type], me, node.ref, me.id) for node in nodes]
    return paper(me.id, nodes, edges, title=title, abstract=abstract, year=2010 + number)


BERT = ("Method", "bert", ("BERT", "Bidirectional Encoder"))
BERT_BASE = ("Method", "bert-base", ("BERT-base",))
ROBERTA = ("Method", "roberta", ("RoBERTa",))
BART = ("Method", "bart", ("BART",))
IMAGENET = ("Dataset", "imagenet", ("ImageNet", "ImageNet-1k"))
GPT = ("Method", "gpt-3.5", ("GPT-3.5",))
QA = ("Task", "question-answering", ("question answering", "answering of questions"))
ODD = ("Benchmark", "odd", ("C++ pass@1", "\u00dcbersicht\u6a21\u578b", "can't_stop", 'a "quoted" AND (odd) name'))

PAPERS = [
    said(1, "Encoders for Question Answering", "We use BERT and RoBERTa on SQuAD.", BERT, ROBERTA, QA),
    said(2, "A Second Look", "Nothing but a look at encoders.", BERT, BART),
    said(3, "BERT at Scale", "Trained on ImageNet for no reason.", BERT, BERT_BASE, IMAGENET, QA),
    said(4, "On Odd Names", "The method is transformative: state-of-the-art at 3.5% error.", ODD, GPT),
]


@pytest.fixture
def loaded(store: Store) -> Store:
    load(store, PAPERS)
    return store


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bert", ["bert", "bert-base", "p3", "p1"]),
        ("BERT base", ["bert-base"]),
        ("base bert", ["bert-base"]),
        ("bidirectional enc", ["bert"]),
        ("enc", ["p1", "bert", "p2"]),
        ("question ans", ["question-answering", "p1"]),
        ("imagenet-1k", ["imagenet"]),
        ("imagent", ["imagenet", "p3"]),
        ("imgaenet", ["imagenet", "p3"]),
        ("imagenets", ["imagenet", "p3"]),
        ("imxgenet bert", ["p3"]),
        ("bxxt", []),
        ("brt", []),
        ("gpt 3.5", ["gpt-3.5"]),
        ("3.5", ["gpt-3.5", "p4"]),
        ("\u00dcBERSICHT", ["odd"]),
        ("\u6a21", ["odd"]),
        ("can't_st", ["odd"]),
        ("c++ pass@1", ["odd"]),
        ("and", ["odd", "p1"]),
        ("AND OR NOT", []),
        ("quoted odd", ["odd"]),
        ('"quoted"', ["odd"]),
        ("state-of", ["p4"]),
        ("look but", ["p2"]),
        ("squad", ["p1"]),
        ("", []),
        ("* ~ ? : / \\ ^ ! [ ] { }", []),
        ("nothing reason", []),
    ],
)
def test_what_is_found(loaded: Store, text: str, found: list[str]) -> None:
    assert [ref.id for ref in loaded.find(text, TYPES)] == found


@pytest.mark.parametrize(
    "text", ["bert", "enc", "imgaenet", "reason", "look but", "c++ pass@1", "xyz", "", "? *", "imagenet"]
)
@pytest.mark.parametrize("type_name", TYPES)
def test_all_are_found_at_once(loaded: Store, text: str, type_name: str) -> None:
    found = loaded.find_all(text, type_name)
    ids = [node for (node,) in loaded.query(f"{found.clauses} RETURN n.id", found.parameters).rows]
    assert sorted(map(str, ids)) == sorted(one.id for one in loaded.find(text, [type_name], limit=100))


def test_what_is_told_of_a_node_that_is_found(loaded: Store) -> None:
    bert, _, paper_3, _ = loaded.find("bert", TYPES)
    assert bert == Found("Method", "bert", "BERT", 3, None, ("BERT", "Bidirectional Encoder"))
    assert paper_3 == Found("Paper", "p3", "BERT at Scale", None, 2013, ())


def test_types_limits_and_names_alone(loaded: Store) -> None:
    assert [ref.id for ref in loaded.find("bert", ["Paper"])] == ["p3", "p1"]
    assert [ref.id for ref in loaded.find("bert", TYPES, names_only=True)] == ["bert", "bert-base", "p3"]
    assert [ref.id for ref in loaded.find("bert", TYPES, limit=2)] == ["bert", "bert-base"]
    assert loaded.find("bert", [], limit=2) == []
    assert loaded.find("bert", TYPES, limit=0) == []


def test_what_is_written_is_found_and_what_goes_is_not(loaded: Store) -> None:
    assert loaded.find("heron", TYPES) == []
    heron = ("Method", "heron", ("Heron",))
    load(loaded, [said(2, "Herons", "They wait.", heron)])
    assert [ref.id for ref in loaded.find("heron", TYPES)] == ["heron", "p2"]
    assert [ref.id for ref in loaded.find("bart", ["Method"])] == ["bert", "bert-base"]


def test_a_million_letters_and_nothing(loaded: Store) -> None:
    assert loaded.find("x" * 1_000_000, TYPES) == []
    assert loaded.find("\0", TYPES) == []
    assert loaded.find("bert " * 1000, TYPES) != []


def test_many_search_while_one_writes(loaded: Store) -> None:
    stop = threading.Event()

    def search() -> int:
        times = 0
        while not stop.is_set():
            assert [one.ref for one in loaded.find("roberta", ["Method"])] == [NodeRef("Method", "roberta")]
            times += 1
        return times

    with ThreadPoolExecutor(4) as pool:
        searching = [pool.submit(search) for _ in range(4)]
        for number in range(8):
            load(loaded, [said(9, f"Edition {number}", "Nothing.", BART)])
        stop.set()
        assert all(one.result() > 0 for one in searching)


SYLLABLES = "ba be bi bo bu ka ke ki la le li ma me mi na ne ra re ri sa se ta te to".split()


def random_papers(chance: random.Random) -> list[Contribution]:
    def word() -> str:
        return "".join(chance.choices(SYLLABLES, k=chance.randint(1, 4)))

    vocabulary = [word() for _ in range(150)]
    shapes = [str.lower, str.upper, str.capitalize, lambda text: text.replace(" ", "-")]

    def phrase(size: int) -> str:
        return " ".join(chance.choices(vocabulary, k=chance.randint(1, size)))

    pool = [
        (chance.choice(["Method", "Dataset", "Benchmark", "Task"]), f"n{number}", (chance.choice(shapes)(phrase(3)),))
        for number in range(120)
    ]
    return [said(number, phrase(6), phrase(30), *chance.sample(pool, 4)) for number in range(60)]


def test_both_engines_find_the_same(ladybug_place: Place, empty_neo4j: Place) -> None:
    chance = random.Random(4)
    papers = random_papers(chance)
    with ladybug_place.open() as ladybug, empty_neo4j.open() as neo4j:
        for store in (ladybug, neo4j):
            load(store, papers)
        known = sorted({word for one in papers for word in words(str(one.nodes[0].properties["abstract"]))})
        asked = [*known, *(f"{a} {b}"[: chance.randint(2, 9)] for a, b in zip(known, reversed(known), strict=True))]
        asked += [word[:cut] + word[cut + 1 :] for word in known if len(word) > 4 for cut in (1, 3)]
        for text in asked:
            for names_only in (True, False):
                found = [store.find(text, TYPES, names_only=names_only, limit=7) for store in (ladybug, neo4j)]
                assert found[0] == found[1], text


@pytest.mark.parametrize("levels", [(1, 3, 1_000), (1, 1_000, 1_000)])
def test_few_are_looked_at_where_the_index_knows_their_order(
    ladybug_place: Place, empty_neo4j: Place, monkeypatch: pytest.MonkeyPatch, levels: tuple[int, ...]
) -> None:
    """Which of very many equals come is open, and nothing else: beside other types, papers of all years are equals."""
    monkeypatch.setattr(search, "_LEVELS", levels)
    papers = random_papers(random.Random(5))
    nodes = [node for one in papers for node in one.nodes]
    counted = Counter(node.ref for node in nodes if node.type != "Paper")
    called = {node.ref: flat(str(node.properties.get("name") or node.properties["title"])) for node in nodes}
    years = {node.ref: node.properties["year"] for node in nodes if node.type == "Paper"}

    def places(found: list[NodeRef], text: str, types: list[str]) -> list[object]:
        fits = [(called[ref] != text, not called[ref].startswith(text)) for ref in found]
        return [fits, [years[ref] if types == ["Paper"] else counted[ref] for ref in found]]

    with ladybug_place.open() as ladybug, empty_neo4j.open() as neo4j:
        for store in (ladybug, neo4j):
            load(store, papers)
        for text in sorted({name[:length] for name in called.values() for length in (1, 2, 3, 9)}):
            for types in (TYPES, ["Method"], ["Paper"]):
                found = [
                    [one.ref for one in store.find(text, types, names_only=True, limit=3)] for store in (ladybug, neo4j)
                ]
                assert places(found[0], flat(text), types) == places(found[1], flat(text), types), text
                if levels[1] == 1_000:
                    assert found[0] == found[1], text


LONG = "On Names that Go On " * 8 + "and Differ in the End"


def test_names_of_any_length_and_letter(ladybug_place: Place, empty_neo4j: Place) -> None:
    odd = "\u00c9stanbul \u4e2d\u6587 \U0001f600 na\u00efve caf\u00e9 \u00df"
    papers = [
        said(1, f"{LONG}, One", "Nothing.", ("Method", "long", (f"{LONG} 1", "L")), ("Task", "odd", (odd,))),
        said(2, f"{LONG}, Two", "Nothing.", ("Method", "longer", (f"{LONG} 2", "Lo")), ("Task", "n", ("x" * 400,))),
        said(3, "L", odd, ("Method", "l l", ("l  L",))),
    ]
    asked = ["l", "lo", "l l", LONG, f"{LONG} 1", f"{LONG} 2", f"{LONG}, Tw", LONG[:190], "x" * 200, "x" * 60]
    asked += [odd[:end] for end in range(1, len(odd) + 1)]
    with ladybug_place.open() as ladybug, empty_neo4j.open() as neo4j:
        for store in (ladybug, neo4j):
            load(store, papers)
        for text in asked:
            found = [store.find(text, TYPES) for store in (ladybug, neo4j)]
            assert found[0] == found[1], text


def test_a_graph_of_an_older_kg_is_searched_after_the_next_build(empty_neo4j: Place) -> None:
    older = [
        f"DROP INDEX {search.INDEX}",
        "CREATE FULLTEXT INDEX kg_search FOR (n:Method|Paper) ON EACH [n.aliases, n.title]",
        f"MATCH (n) REMOVE n.{search.SEARCH_NAMES}, n.{search.SEARCH_WEIGHT}",
    ]
    with empty_neo4j.open() as store:
        load(store, PAPERS)
        found = [store.find(text, TYPES) for text in ("bert", "enc", "q")]
        with connected(empty_neo4j) as session:
            for statement in older:
                session.run(statement).consume()
        for ask in (lambda: store.find("bert", TYPES), lambda: store.find_all("bert", "Method")):
            with pytest.raises(StoreError, match="the next kg build or kg sync makes it searched"):
                ask()
        store.prepare()
        assert [store.find(text, TYPES) for text in ("bert", "enc", "q")] == found
        with connected(empty_neo4j) as session:
            names = [record.value() for record in session.run("SHOW FULLTEXT INDEXES YIELD name")]
        assert names == [search.INDEX]


@pytest.mark.parametrize("statement", ["MATCH (n) RETURN n", "MATCH (n)-[r]->() RETURN [n]"])
def test_what_only_the_index_knows_is_no_property_of_a_node(empty_neo4j: Place, statement: str) -> None:
    with empty_neo4j.open() as store:
        load(store, PAPERS)
        cells = [cell for (row,) in store.query(statement).rows for cell in (row if isinstance(row, list) else [row])]
    known = {prop.name for node_type in NODE_TYPES.values() for prop in node_type.properties}
    assert all(isinstance(cell, Node) and cell.properties.keys() <= known for cell in cells)
    assert cells


def test_a_large_store_has_its_index_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "SMALL", 1)
    path = tmp_path / "graph.lbug"
    for papers in (PAPERS[:2], PAPERS[2:], PAPERS):
        with open_to_build(str(path)) as building:
            load(building.store, papers)
    with open_store(str(path), read_only=True) as store:
        index = index_path(path, fingerprint(store))
        assert sorted(file.name for file in tmp_path.iterdir()) == [path.name, index.name]
        before = index.read_bytes()
        assert [ref.id for ref in store.find("imagent", TYPES)] == ["imagenet", "p3"]
        assert index.read_bytes() == before


@pytest.mark.parametrize("how", ["of another graph", "of an older kg", "garbage", "empty"])
def test_an_index_that_does_not_fit_is_not_used(tmp_path: Path, how: str) -> None:
    path = tmp_path / "graph.lbug"
    with open_store(str(path)) as store:
        load(store, PAPERS)
        made_of = fingerprint(store)
        index = index_path(path, made_of)
        if how == "of another graph":
            make_index(store, "0", index).close()
        elif how == "of an older kg":
            make_index(store, made_of, index).close()
            with sqlite3.connect(index) as connection:
                connection.execute("ALTER TABLE node RENAME COLUMN told TO said")
            connection.close()
        else:
            index.write_bytes(b"garbage" * 1000 if how == "garbage" else b"")
        assert open_index(index, made_of) is None
        assert [ref.id for ref in store.find("roberta", ["Method"])] == ["roberta"]


def test_an_index_that_is_damaged_is_a_database_error_of_ours(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "index") as connection:
        connection.execute("CREATE TABLE other(x)")
    connection.close()
    assert open_index(tmp_path / "index", "0") is None
