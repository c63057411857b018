"""Small papers with their records, an encoder and a plan: what a training in a test takes."""

import gzip
import json
from dataclasses import replace

import numpy as np
import onnx
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from kg.extract.training.annotated import placed
from kg.extract.training.lines import paper_of
from kg.extract.training.plan import Plan

NAMES = ["FooNet", "BarFormer", "QuxGAN", "ZedBERT", "VoxMLP", "KivTree"]
TASKS = ["parsing", "object detection", "speech recognition", "machine translation", "image captioning", "planning"]
PLAN = Plan(layers=1, texts=40, steps=4, batch=8, tag_epochs=8, epochs=14, lesson_batch=16, rate=1e-4)
QUICK = replace(PLAN, steps=1, tag_epochs=1, epochs=1, seeds=1)


def paper(number):
    name, rival, task = NAMES[number % 6], NAMES[(number + 1) % 6], TASKS[number % 6]
    value = f"{80 + number % 10}.{number % 7}"
    return {
        "id": f"p{number}",
        "title": f"{name}: A Fast Method",
        "abstract": f"We propose {name} for {task}. It achieves {value}% accuracy on ImageNet. It outperforms {rival}.",
    }, {
        "id": f"p{number}",
        "entities": [
            {"name": name, "types": ["Method"], "mentions": [name], "paper": ["PROPOSES"]},
            {"name": rival, "types": ["Method"], "mentions": [rival], "paper": ["COMPARES"]},
            {"name": task, "types": ["Task"], "mentions": [task], "paper": ["ADDRESSES"]},
            {"name": "ImageNet", "types": ["Benchmark"], "mentions": ["ImageNet"], "paper": ["EVALUATES_ON"]},
            {"name": "accuracy", "types": ["Metric"], "mentions": ["accuracy"], "paper": []},
        ],
        "results": [
            {
                "method": name,
                "benchmark": "ImageNet",
                "task": None,
                "metric": "accuracy",
                "value": value,
                "unit": "%",
                "kind": "score",
                "baseline": None,
            }
        ],
        "relations": [[name, "OUTPERFORMS", rival], [name, "USED_FOR", task]],
    }


def write(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def write_all(folder):
    """Gold records, their papers, a corpus and the encoder, in a folder that is there."""
    pairs = [paper(number) for number in range(48)]
    write(folder / "papers.jsonl", [one for one, _ in pairs])
    write(folder / "gold.jsonl", [record for _, record in pairs])
    corpus = [
        {"id": f"c{number}", "title": "On Nets", "abstract": f"The {name} net does {task} with word errors (WE) today."}
        for number in range(40)
        for name, task in [(NAMES[number % 6], TASKS[number % 5])]
    ]
    lines = "".join(json.dumps(record) + "\n" for record in [*corpus, pairs[0][0]])
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    published(folder / "encoder", [*pairs[0][0].values(), *(one["abstract"] for one in corpus), *NAMES, *TASKS])
    return folder


def placed_beside(folder):
    """A corpus of papers with new ids, and their records as places: those of every other one tell no result."""
    records = []
    texts = []
    for number in range(8):
        text, record = paper(number)
        text, record = {**text, "id": f"b{number}"}, {**record, "id": f"b{number}"}
        texts.append(text)
        records.append(placed(paper_of(text), {**record, "results": record["results"] * (number % 2)}))
    return write(folder / "beside.jsonl", texts), write(folder / "placed.jsonl", records)


def published(folder, texts):
    """A BERT of one layer as an ONNX file with random weights, and a vocabulary of the words of some texts."""
    folder.mkdir()
    words = sorted(
        {word for text in texts for word in pre_tokenizers.BertPreTokenizer().pre_tokenize_str(text.lower())}
    )
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *(word for word, _ in words), *map(chr, range(33, 127))]
    vocabulary += ["##" + chr(code) for code in range(33, 127)]
    ids = {piece: number for number, piece in enumerate(dict.fromkeys(vocabulary))}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    random = np.random.default_rng(0)
    shapes = {"attention.self.query": (384, 384), "attention.self.key": (384, 384), "attention.self.value": (384, 384)}
    shapes |= {"attention.output.dense": (384, 384), "intermediate.dense": (384, 1536), "output.dense": (1536, 384)}
    arrays = {
        "embeddings.word_embeddings.weight": random.normal(0, 0.05, (len(ids), 384)),
        "embeddings.position_embeddings.weight": random.normal(0, 0.02, (512, 384)),
        "embeddings.token_type_embeddings.weight": np.zeros((2, 384)),
        "embeddings.LayerNorm.weight": np.ones(384),
        "embeddings.LayerNorm.bias": np.zeros(384),
    }
    nodes = []
    for name, shape in shapes.items():
        arrays[f"weight of {name}"] = random.normal(0, 0.05, shape)
        arrays[f"encoder.layer.0.{name}.bias"] = np.zeros(shape[1])
        label = f"/encoder/layer.0/{name.replace('.', '/')}/MatMul"
        nodes.append(onnx.helper.make_node("MatMul", ["x", f"weight of {name}"], [label], name=label))
    for name in ("attention.output.LayerNorm", "output.LayerNorm"):
        arrays[f"encoder.layer.0.{name}.weight"] = np.ones(384)
        arrays[f"encoder.layer.0.{name}.bias"] = np.zeros(384)
    tensors = [onnx.numpy_helper.from_array(value.astype(np.float32), name) for name, value in arrays.items()]
    onnx.save(onnx.helper.make_model(onnx.helper.make_graph(nodes, "bert", [], [], tensors)), folder / "bert.onnx")
