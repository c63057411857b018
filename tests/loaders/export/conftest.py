"""A graph whose texts are as bad as they get."""

from collections.abc import Iterator

import pytest

from loaders import Store, load, open_store
from tests.loaders.papers import edge, maformer, named, paper, seer

WILD = "a \"b\", <c> & 'd'; =1+1\r\nnew\tline\n\u2028 gr\u00fc\u00df \U0001f600 ]]> \x0b"


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """MAFormer and SEER, and a paper with wild texts, an empty alias and a year."""
    wild = named("Method", "wild/<&>\"'", WILD, "", "a; b")
    odd = paper("odd, paper", [wild], [], title=WILD, abstract="", year=-1)
    me = odd.nodes[0].ref
    odd = paper(
        me.id, [wild], [edge("USES", me, wild.ref, me.id, sentence=WILD, confidence=1)], title=WILD, abstract=""
    )
    with open_store(str(tmp_path_factory.mktemp("store") / "graph.lbug")) as opened:
        report = load(opened, [maformer(), seer(), odd])
        assert not report.rejected
        yield opened
