"""What is one node and what stays two, as tables that a reader can check by eye."""

import csv
from pathlib import Path

import pytest

from kg.resolve import _aliases, resolve, spelling

SAME = [
    ("Method", "LLM", "LLMs"),
    ("Method", "LLM", "large language model"),
    ("Method", "LLM", "Large Language Models"),
    ("Method", "LLM", "large-scale language model"),
    ("Method", "ViT", "Vision Transformer"),
    ("Method", "ViT", "vision transformers"),
    ("Method", "Transformer", "transformers"),
    ("Method", "BERT", "Bidirectional Encoder Representations from Transformers"),
    ("Method", "BERT", "BERT model"),
    ("Method", "PPO", "Proximal Policy Optimisation"),
    ("Method", "PPO", "PPO algorithm"),
    ("Method", "CNN", "convolution neural networks"),
    ("Method", "GAN", "generative adversarial net"),
    ("Method", "wav2vec 2.0", "wav2vec~2.0"),
    ("Method", "wav2vec 2.0", "wav2vec2.0"),
    ("Method", "pre-training", "pretraining"),
    ("Method", "self-supervised learning", "SSL"),
    ("Method", "self-supervised learning", "Self Supervised Learning"),
    ("Method", "ResNet-50", "ResNet50"),
    ("Benchmark", "COCO", "MSCOCO"),
    ("Benchmark", "COCO", "MS COCO"),
    ("Benchmark", "ImageNet", "ImageNet-1K"),
    ("Benchmark", "ImageNet", "ImageNet dataset"),
    ("Dataset", "ImageNet", "ImageNet-1K"),
    ("Benchmark", "Libri-Light", "LibriLight"),
    ("Benchmark", "Atari 2600", "Atari games"),
    ("Benchmark", "GLUE", "GLUE benchmark"),
    ("Task", "ASR", "automatic speech recognition"),
    ("Task", "multimodal localisation", "multi-modal localization"),
    ("Metric", "MAE", "mean absolute error"),
    ("Metric", "WER", "word error rate"),
    ("Metric", "F1", "F1-score"),
    ("Metric", "Top-1 accuracy", "top-1 classification accuracy"),
]

DIFFERENT = [
    ("Method", "GPT-3", "GPT-4"),
    ("Method", "GPT-3", "GPT-3.5"),
    ("Method", "ResNet-50", "ResNet-101"),
    ("Method", "ResNet-50", "ResNet"),
    ("Method", "BERT", "BERT-Large"),
    ("Method", "wav2vec", "wav2vec 2.0"),
    ("Method", "SAM", "sharpness-aware minimization"),
    ("Method", "LLaMA", "LLaMA 2"),
    ("Benchmark", "ImageNet", "ImageNet-21K"),
    ("Benchmark", "CIFAR-10", "CIFAR-100"),
    ("Benchmark", "SQuAD", "SQuAD 2.0"),
    ("Benchmark", "ScanNet", "ScanNet++"),
    ("Metric", "top-1 accuracy", "top-5 accuracy"),
    ("Metric", "precision", "mAP"),
]


@pytest.mark.parametrize(("kind", "left", "right"), SAME)
def test_one_node(kind: str, left: str, right: str) -> None:
    assert resolve(left, kind).id == resolve(right, kind).id


@pytest.mark.parametrize(("kind", "left", "right"), DIFFERENT)
def test_two_nodes(kind: str, left: str, right: str) -> None:
    assert resolve(left, kind).id != resolve(right, kind).id


def test_ids_are_what_people_type() -> None:
    names = [("Method", "MAFormer"), ("Method", "BERT"), ("Benchmark", "ImageNet"), ("Method", "GPT-3.5")]
    assert [resolve(name, kind).id for kind, name in names] == ["maformer", "bert", "imagenet", "gpt-3.5"]


def test_type_decides_what_an_acronym_means() -> None:
    assert resolve("MAE", "Metric").id == "mean-absolute-error"
    assert resolve("MAE", "Method").id == "masked-autoencoder"


def test_the_papers_own_long_form_decides_before_the_usual_one() -> None:
    assert resolve("MAE", "Method", forms=("MAE", "Multi-Agent Explorer")).id == "multi-agent-explorer"
    assert resolve("MAE", "Method", forms=("masked autoencoders",)).id == "masked-autoencoder"


def test_an_ambiguous_acronym_stays_apart_until_it_is_spelled_out() -> None:
    assert resolve("SAM", "Method").id == "sam"
    assert resolve("SAM", "Method", forms=("Segment Anything Model",)).id == "segment-anything-model"
    assert resolve("SAM", "Method", forms=("sharpness-aware minimization",)).id == "sharpness-aware-minimization"


def test_every_resolution_says_why() -> None:
    assert resolve("MSCOCO", "Benchmark").because == "curated alias"
    assert resolve("LLM", "Method").because == "acronym of large language model"
    assert resolve("MAFormer", "Method").because == "its own spelling"


def test_resolving_an_id_again_leads_to_the_same_node() -> None:
    for kind, left, _ in SAME + DIFFERENT:
        first = resolve(left, kind).id
        assert resolve(first, kind).id == first


def test_no_curated_alias_leads_to_a_name_that_resolves_elsewhere() -> None:
    astray = {(kind, id_): resolve(id_, kind).id for (kind, _), id_ in _aliases().items()}
    assert {key: id_ for key, id_ in astray.items() if key[1] != id_} == {}


def test_spelling_is_american_singular_and_joined_as_most_papers_do() -> None:
    assert spelling("Pretrained Language Models") == "pre-trained-language-model"
    assert spelling("behaviour modelling") == "behavior-modeling"
    assert spelling("polarised image labelling") == "polarized-image-labeling"


@pytest.mark.parametrize(
    "name",
    ["supervised learning", "image denoising", "improvisation", "storytelling", "propelled robot", "Ising model"],
)
def test_what_is_spelled_so_everywhere_stays(name: str) -> None:
    assert spelling(name) == name.lower().replace(" ", "-")


def test_our_selection_of_pairs_is_decided_as_people_do():
    lines = (Path(__file__).parents[2] / "benchmarks" / "resolution.tsv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(lines, delimiter="\t"))
    merged = [resolve(row["left"], row["type"]).id == resolve(row["right"], row["type"]).id for row in rows]
    same = [row["verdict"] == "same" for row in rows]
    right = sum(a and b for a, b in zip(merged, same, strict=True))
    assert len(rows) >= 150
    assert right / sum(merged) >= 0.97
    assert right / sum(same) >= 0.90
