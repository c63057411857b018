"""Training that goes on from a model that is there, and the mean of several."""

import numpy as np
import pytest

from kg.extract.network import OnnxNetwork
from kg.paper import Paper
from schema import InputError, ParameterError

REASON = 'training needs torch and onnx: pip install "kg[train]"'
pytest.importorskip("torch", reason=REASON)
pytest.importorskip("onnx", reason=REASON)

from kg.extract.training.average import average  # noqa: E402
from kg.extract.training.further import learn_further  # noqa: E402
from kg.extract.training.restore import restore  # noqa: E402
from kg.extract.training.torch_network import BlurredNetwork, TorchNetwork  # noqa: E402
from kg.extract.training.train import make_cases, train  # noqa: E402
from kg.extract.wordpieces import read_wordpieces  # noqa: E402
from tests.kg.extract.lessons import QUICK, paper, placed_beside, write, write_all  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning", "ignore::FutureWarning")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_all(tmp_path_factory.mktemp("training"))


@pytest.fixture(scope="module")
def quick(folder):
    train(
        folder / "gold.jsonl",
        folder / "papers.jsonl",
        folder / "corpus.jsonl.gz",
        folder / "encoder",
        folder / "quick",
        plan=QUICK,
    )
    return folder / "quick"


def test_a_model_goes_on_learning_and_keeps_its_words_and_thresholds(folder, quick, tmp_path):
    files = folder / "gold.jsonl", folder / "papers.jsonl"
    said = []
    learn_further(quick, tmp_path / "b", gold=files, rounds=3, say=said.append)
    for name in ("acronyms.tsv", "same.npz", "settings.json", "tokenizer.json"):
        assert (quick / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
    losses = [float(line.split("tags ")[1].split()[0]) for line in said if line.startswith("epoch")]
    assert len(losses) == 3
    assert losses[2] < losses[0]
    before, after = ((one / "CARD.md").read_text(encoding="utf-8") for one in (quick, tmp_path / "b"))
    assert after.startswith(before)
    assert "3 rounds over 48 annotated papers" in after.removeprefix(before)
    (case,) = make_cases([(Paper("p", "FooNet", "We propose FooNet: 85% on ImageNet."), paper(0)[1])])
    first, second = (OnnxNetwork(one).read(case.reading)[1] for one in (quick, tmp_path / "b"))
    assert np.abs(first - second).max() > 0.05
    with pytest.raises(InputError, match=r"annotated\.jsonl: holds places in texts of a corpus"):
        learn_further(quick, tmp_path / "c", annotated=tmp_path / "annotated.jsonl")
    with pytest.raises(InputError, match=r"settings\.json: no such file"):
        learn_further(folder / "encoder", tmp_path / "c", gold=files)
    assert not (tmp_path / "c").exists()


def test_several_that_began_alike_become_their_mean(folder, quick, tmp_path):
    learn_further(quick, tmp_path / "b", gold=(folder / "gold.jsonl", folder / "papers.jsonl"), rounds=2, seed=1)
    corpus, unseen = placed_beside(tmp_path)
    figures = average([quick, tmp_path / "b"], tmp_path / "both", corpus=corpus, measured=(unseen,))
    assert sum(one.gold for name, one in figures.items() if name.startswith("entities")) == 8 * 5
    was, further, both = (restore(one).state_dict() for one in (quick, tmp_path / "b", tmp_path / "both"))
    moved = 0.0
    for name, value in was.items():
        rounding = max(value.abs().max(), further[name].abs().max()) / 50
        assert (both[name] - (value + further[name]) / 2).abs().max() <= rounding, name
        moved = max(moved, float((further[name] - value).abs().max() / (rounding or 1)))
    assert moved > 4
    before, after = ((one / "CARD.md").read_text(encoding="utf-8") for one in (quick, tmp_path / "both"))
    assert after.startswith(before)
    assert "the mean of those of 2 models" in after
    assert "are of 8 papers that it did not learn from" in after
    (tmp_path / "b" / "tokenizer.json").write_bytes((folder / "encoder" / "tokenizer.json").read_bytes())
    with pytest.raises(InputError, match=r"b/tokenizer\.json: has not begun as .*quick did"):
        average([quick, tmp_path / "b"], tmp_path / "c", corpus=corpus, measured=(unseen,))
    assert not (tmp_path / "c").exists()


def test_what_it_knew_is_rehearsed_where_it_tells_results(folder, quick, tmp_path):
    corpus, again = placed_beside(tmp_path)
    gold = folder / "gold.jsonl", folder / "papers.jsonl"
    said = []
    learn_further(quick, tmp_path / "b", gold=gold, corpus=corpus, again=again, rounds=1, say=said.append)
    assert "candidates in 52 papers" in said
    assert "over 52 annotated papers" in (tmp_path / "b" / "CARD.md").read_text(encoding="utf-8")
    untold = tmp_path / "untold.jsonl"
    untold.write_text(again.read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8")
    with pytest.raises(InputError, match=r"untold\.jsonl: it learns from b0, which cannot be measured on too"):
        learn_further(quick, tmp_path / "c", gold=gold, corpus=corpus, again=again, measured=(untold,))
    with pytest.raises(ParameterError, match="neither gold papers nor annotated ones"):
        learn_further(quick, tmp_path / "c", corpus=corpus, again=again)
    empty = write(tmp_path / "empty.jsonl", [])
    with pytest.raises(InputError, match=r"empty\.jsonl: no paper that is there has a record"):
        learn_further(quick, tmp_path / "c", corpus=corpus, annotated=empty)


def test_a_network_that_reads_as_in_a_lesson_says_the_same_each_time(quick):
    (case,) = make_cases([(Paper("p", "FooNet", "We propose FooNet: 85% on ImageNet."), paper(0)[1])])
    pieces, reader = read_wordpieces(quick / "tokenizer.json"), restore(quick)
    plain = TorchNetwork(reader, pieces).read(case.reading)[1]
    first, second = (BlurredNetwork(reader, pieces, blank=4, seed=3).read(case.reading)[1] for _ in range(2))
    assert np.array_equal(first, second)
    assert np.abs(first - plain).max() > 0.01


def test_thresholds_of_what_goes_on_are_measured_on_papers_that_it_does_not_learn_from(folder, quick, tmp_path):
    files = folder / "gold.jsonl", folder / "papers.jsonl"
    corpus, whole = placed_beside(tmp_path)
    lines = whole.read_text(encoding="utf-8").splitlines(keepends=True)
    unseen, early = tmp_path / "unseen.jsonl", tmp_path / "early.jsonl"
    unseen.write_text("".join(lines[:5]), encoding="utf-8")
    early.write_text("".join(lines[5:]), encoding="utf-8")
    given = {"corpus": corpus, "measured": (unseen, early), "rounds": 1}
    figures = learn_further(quick, tmp_path / "b", gold=files, **given)
    assert sum(one.gold for name, one in figures.items() if name.startswith("entities")) == 5 * 5
    before, after = ((one / "settings.json").read_text(encoding="utf-8") for one in (quick, tmp_path / "b"))
    assert before != after
    card = (tmp_path / "b" / "CARD.md").read_text(encoding="utf-8")
    assert "are of 5 papers that it did not learn from,\nconfidences of 8" in card
    with pytest.raises(InputError, match=r"unseen\.jsonl: it learns from b0, which cannot be measured on too"):
        learn_further(quick, tmp_path / "c", gold=files, annotated=unseen, **given)
    assert not (tmp_path / "c").exists()
