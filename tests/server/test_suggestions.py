"""Suggestions: the best of each type, also where one type alone would fill the list."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from loaders import Contribution, Store, load
from schema import NODE_TYPES, NodeRef
from server.models import Hit
from server.reader import Reader
from server.search import SEARCHED, search, suggestions
from tests.loaders.papers import edge, named, paper
from tests.stores import Place

LIMIT = 3


@pytest.fixture
def birds(place: Place) -> Iterator[Store]:
    """Many methods that are called alike, and few tasks and papers that are."""
    with place.open() as store:
        load(store, _papers())
        yield store


def _papers() -> Iterator[Contribution]:
    for number in range(70):
        me = NodeRef("Paper", f"p{number}")
        nodes = [named("Method", f"wren-{number}", f"Wren {number}", f"Heron {number}")]
        edges = [edge("USES", me, nodes[0].ref, me.id)]
        if number % 30 == 0:
            nodes.append(named("Task", f"song-{number}", f"song of wren {number}"))
            edges.append(edge("ADDRESSES", me, nodes[1].ref, me.id))
        yield paper(me.id, nodes, edges, title="Wrens" if number == 5 else "A Heran" if number == 6 else "A Bird")


def suggested(reader: Reader, text: str) -> dict[str, list[Hit]]:
    return {hits[0].node.type: hits for hits in suggestions(reader, text, limit=LIMIT)}


@pytest.mark.parametrize("at_once", [0, 2], ids=["one after the other", "side by side"])
def test_each_type_has_its_best(birds: Store, at_once: int) -> None:
    threads = ThreadPoolExecutor(at_once) if at_once else None
    reader = Reader(birds, threads=threads)
    for text, types in {
        "wren": {"Method", "Paper", "Task"},
        "w": {"Method", "Paper", "Task"},
        "song": {"Task"},
        "wren 6": {"Method", "Task"},
        "heron": {"Method"},  # the title of a paper is it but for a typo
    }.items():
        found = suggested(reader, text)
        assert set(found) == types
        for name, hits in found.items():
            assert hits == search(reader, text, [NODE_TYPES[name]], limit=LIMIT, names_only=True)
    if threads:
        threads.shutdown()


def test_where_only_typos_fit_each_type_has_those(birds: Store) -> None:
    reader = Reader(birds)
    for text in ("wrwn", "hreon", "wrren"):
        alone = {one.name: search(reader, text, [one], limit=LIMIT, names_only=True) for one in SEARCHED}
        assert suggested(reader, text) == {name: hits for name, hits in alone.items() if hits}


def test_what_nothing_fits_suggests_nothing(birds: Store) -> None:
    for text in ("", "?", "zzzz"):
        assert suggestions(Reader(birds), text, limit=LIMIT) == []
