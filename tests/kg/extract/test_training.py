import numpy as np
import pytest

from kg.extract.network import OnnxNetwork
from kg.extract.nodes import make_nodes
from kg.extract.pipeline import extract, load_pipeline
from kg.paper import Paper
from schema import InputError

REASON = 'training needs torch and onnx: pip install "kg[train]"'
torch = pytest.importorskip("torch", reason=REASON)
onnx = pytest.importorskip("onnx", reason=REASON)

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers  # noqa: E402

from kg.extract.training.annotated import placed  # noqa: E402
from kg.extract.training.base import fit_vocabulary  # noqa: E402
from kg.extract.training.export import export  # noqa: E402
from kg.extract.training.level import level  # noqa: E402
from kg.extract.training.lines import paper_of, read_lines  # noqa: E402
from kg.extract.training.network import Reader, Size  # noqa: E402
from kg.extract.training.restore import restore  # noqa: E402
from kg.extract.training.torch_network import TorchNetwork  # noqa: E402
from kg.extract.training.train import make_cases, train  # noqa: E402
from kg.extract.wordpieces import mark_of, piece_id, read_wordpieces  # noqa: E402
from tests.kg.extract.lessons import PLAN, QUICK, paper, write, write_all  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning", "ignore::FutureWarning")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_all(tmp_path_factory.mktemp("training"))


def trained(folder, out):
    said = []
    figures = train(
        folder / "gold.jsonl",
        folder / "papers.jsonl",
        folder / "corpus.jsonl.gz",
        folder / "encoder",
        out,
        plan=PLAN,
        say=said.append,
    )
    return figures, said


@pytest.mark.slow
def test_training_learns_and_gives_the_same_files_to_the_byte(folder, tmp_path):
    figures, said = trained(folder, tmp_path / "a")
    trained(folder, tmp_path / "b")
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == [
        "CARD.md",
        "acronyms.tsv",
        "encoder.onnx",
        "same.npz",
        "settings.json",
        "structure.onnx",
        "tokenizer.json",
    ]
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
    assert figures["entities/Method"].f1 > 0.9
    assert figures["paper edges/PROPOSES"].f1 > 0.8
    assert figures["results/full"].f1 > 0.6
    assert "48 annotated papers" in (tmp_path / "a" / "CARD.md").read_text(encoding="utf-8")
    assert said[0] == "unlabelled abstracts"
    abstract = "We propose VoxMLP for parsing. It achieves 85.5% accuracy on ImageNet. It outperforms FooNet."
    extraction = next(extract([Paper("n", "VoxMLP: A Fast Method", abstract)], load_pipeline(tmp_path / "a")))
    assert {"VoxMLP", "FooNet", "parsing", "ImageNet"} <= {one.name for one in extraction.entities}


def test_words_that_fall_apart_become_pieces_and_idle_pieces_go():
    vocabulary = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        "a",
        "b",
        "auto",
        "##encode",
        "##r",
        "net",
        "idle",
        "##s",
    ]
    tokenizer = Tokenizer(models.WordPiece({piece: at for at, piece in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    texts = ["Nets\nAn AutoEncoder", "autoencoder a", "autoencoder nets"] * 2
    fitted, made, stream = fit_vocabulary(tokenizer, texts, 1)
    small = Tokenizer.from_str(fitted)
    assert small.get_vocab_size() == len(made)
    assert small.encode("AUTOENCODER nets").tokens == ["autoencoder", "net", "##s"]
    assert small.token_to_id("idle") is None
    assert small.token_to_id("auto") is None
    assert made[small.token_to_id("autoencoder")] == [7, 8, 9]
    assert made[small.token_to_id("net")] == [10]
    words = ["net", "##s", "[SEP]", "[UNK]", "autoencoder"]
    assert stream.ids[: stream.ends[0]].tolist() == [piece_id(small, word) for word in words]
    marks = [mark_of("Nets", 1), mark_of("Nets", 1), mark_of("\n", 1), mark_of("An", 1), mark_of("AutoEncoder", 1)]
    assert stream.shapes[: stream.ends[0]].tolist() == marks
    assert stream.ends.tolist() == [5, 7, 10, 15, 17, 20]


def test_the_graphs_say_what_the_network_says(folder, tmp_path):
    torch.manual_seed(1)
    tokenizer = folder / "encoder" / "tokenizer.json"
    pieces = read_wordpieces(tokenizer)
    reader = Reader(Size(Tokenizer.from_file(str(tokenizer)).get_vocab_size(), layers=1))
    export(reader, tmp_path)
    (tmp_path / "tokenizer.json").write_bytes(tokenizer.read_bytes())
    ours, theirs = TorchNetwork(reader, pieces), OnnxNetwork(tmp_path)
    (case,) = make_cases([(Paper("p", "FooNet", "We propose FooNet: 85% on ImageNet."), paper(0)[1])])
    tokens, tags = ours.read(case.reading)
    there, marks = theirs.read(case.reading)
    assert tokens.shape == there.shape == (len(case.reading.words), 384)
    assert np.abs(tags - marks).max() < 0.1
    nodes = make_nodes(case.reading, [], case.numbers)
    for expected, found in zip(ours.structure(tokens, nodes), theirs.structure(tokens, nodes), strict=True):
        assert expected.shape == found.shape
        assert np.abs(expected - found).max() < 0.1


def test_levelling_changes_no_answer_and_takes_rounding_away(folder, tmp_path):
    torch.manual_seed(1)
    tokenizer = folder / "encoder" / "tokenizer.json"
    pieces = read_wordpieces(tokenizer)
    reader = Reader(Size(Tokenizer.from_file(str(tokenizer)).get_vocab_size(), layers=2))
    with torch.no_grad():
        for layer in reader.tokens.encoder.layers:
            layer.widen.bias[7] = 60.0
            layer.narrow.weight[:, 7] /= 60.0
    (case,) = make_cases([(Paper("p", "FooNet", "We propose FooNet: 85% on ImageNet."), paper(0)[1])])
    exact = TorchNetwork(reader, pieces).read(case.reading)[1]
    (tmp_path / "tokenizer.json").write_bytes(tokenizer.read_bytes())
    export(reader, tmp_path)
    before = np.abs(OnnxNetwork(tmp_path).read(case.reading)[1] - exact).mean()
    level(reader, pieces.windows(case.reading))
    assert np.abs(TorchNetwork(reader, pieces).read(case.reading)[1] - exact).max() < 1e-4
    export(reader, tmp_path)
    assert np.abs(OnnxNetwork(tmp_path).read(case.reading)[1] - exact).mean() < before / 2


def test_the_network_comes_back_from_its_graphs(folder, tmp_path):
    torch.manual_seed(1)
    tokenizer = folder / "encoder" / "tokenizer.json"
    reader = Reader(Size(Tokenizer.from_file(str(tokenizer)).get_vocab_size(), layers=2))
    for values in reader.parameters():
        torch.nn.init.normal_(values, std=0.05)
    exact = {name: value.clone() for name, value in reader.state_dict().items()}
    (case,) = make_cases([(Paper("p", "FooNet", "We propose FooNet: 85% on ImageNet."), paper(0)[1])])
    level(reader, read_wordpieces(tokenizer).windows(case.reading))
    export(reader, tmp_path)
    back = restore(tmp_path).state_dict()
    assert back.keys() == exact.keys()
    for name, value in exact.items():
        assert (back[name] - value).abs().max() <= value.abs().max() / 100, name
    (tmp_path / "structure.onnx").write_bytes((tmp_path / "encoder.onnx").read_bytes())
    with pytest.raises(InputError, match=r"structure\.onnx: no graph of this network"):
        restore(tmp_path)


def test_thresholds_are_measured_on_papers_that_it_does_not_learn_from(folder, tmp_path):
    files = folder / "gold.jsonl", folder / "papers.jsonl"
    corpus = folder / "corpus.jsonl.gz"
    texts = {one.id: one for one in map(paper_of, read_lines(corpus))}
    records = []
    for number in range(12):
        found, record = texts[f"c{number}"], {**paper(number)[1], "id": f"c{number}", "results": [], "relations": []}
        record["entities"] = [one for one in record["entities"] if one["mentions"][0] in found.text]
        records.append(placed(found, record))
    unseen, early = write(tmp_path / "unseen.jsonl", records[:8]), write(tmp_path / "early.jsonl", records[8:])
    entities = sum(len(record["entities"]) for record in records[:8])
    begun = *files, corpus, folder / "encoder"
    said = []
    figures = train(*begun, tmp_path / "a", measured=(unseen, early), plan=QUICK, say=said.append)
    assert sum(one.gold for name, one in figures.items() if name.startswith("entities")) == entities > 0
    assert not [line for line in said if line.startswith("network of fold")]
    card = (tmp_path / "a" / "CARD.md").read_text(encoding="utf-8")
    assert "On the 8 papers that it did not learn from" in card
    assert "precisions on 12 such papers" in card
    assert "--corpus CORPUS --measured MEASURED --encoder" in card
    with pytest.raises(InputError, match=r"unseen\.jsonl: it learns from c0, which cannot be measured on too"):
        train(*begun, tmp_path / "c", annotated=unseen, measured=(early, unseen), plan=QUICK)
    with pytest.raises(InputError, match=r"early\.jsonl: a file before it has c10 too"):
        train(*begun, tmp_path / "c", measured=(early, early), plan=QUICK)
    with pytest.raises(InputError, match=r"none\.jsonl: holds no annotated paper"):
        train(*begun, tmp_path / "c", measured=(write(tmp_path / "none.jsonl", []), unseen), plan=QUICK)
    assert not (tmp_path / "c").exists()


def test_papers_annotated_beside_the_gold_are_learnt_from_and_not_measured(folder, tmp_path):
    _, record = paper(3)
    found = next(one for one in map(paper_of, read_lines(folder / "corpus.jsonl.gz")) if one.id == "c3")
    record = {**record, "id": "c3", "results": [], "relations": []}
    record["entities"] = [entity for entity in record["entities"] if entity["mentions"][0] in found.text]
    assert record["entities"]
    annotated = write(tmp_path / "annotated.jsonl", [placed(found, record)])
    said = []
    files = folder / "gold.jsonl", folder / "papers.jsonl", folder / "corpus.jsonl.gz", folder / "encoder"
    figures = train(*files, tmp_path / "out", annotated=annotated, plan=QUICK, say=said.append)
    assert sum(figure.gold for name, figure in figures.items() if name.startswith("entities")) == 48 * 5
    card = (tmp_path / "out" / "CARD.md").read_text(encoding="utf-8")
    assert "48 annotated papers, and 1 of the corpus, annotated" in card


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("gold.jsonl", '{"id": "p0"\n', r"gold\.jsonl:1: no JSON"),
        ("gold.jsonl", "[]\n", r"gold\.jsonl:1: no object with an id"),
        ("gold.jsonl", "", r"gold\.jsonl: 0 papers"),
        ("papers.jsonl", '\n{"id": 5}\n', r"papers\.jsonl:2: no object with an id"),
    ],
)
def test_a_wrong_file_is_named(folder, tmp_path, name, text, message):
    paths = {name: folder / name for name in ("gold.jsonl", "papers.jsonl", "corpus.jsonl.gz")}
    paths[name] = tmp_path / name
    paths[name].write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        train(
            paths["gold.jsonl"], paths["papers.jsonl"], paths["corpus.jsonl.gz"], folder / "encoder", tmp_path / "out"
        )
    assert not (tmp_path / "out").exists()


def test_an_encoder_that_is_none_is_named(folder, tmp_path):
    files = folder / "gold.jsonl", folder / "papers.jsonl", folder / "corpus.jsonl.gz"
    with pytest.raises(InputError, match=r"0 files \*\.onnx"):
        train(*files, tmp_path, tmp_path / "out")
    (tmp_path / "tokenizer.json").write_bytes((folder / "encoder" / "tokenizer.json").read_bytes())
    (tmp_path / "bert.onnx").write_bytes(b"no model")
    with pytest.raises(InputError, match=r"bert\.onnx"):
        train(*files, tmp_path, tmp_path / "out", plan=PLAN)
    assert not (tmp_path / "out").exists()
