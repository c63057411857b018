import itertools

import pytest

from loaders.naming import preferred_name


@pytest.mark.parametrize(
    ("node_id", "aliases", "name"),
    [
        ("maformer", ["MAFormer", "maformer", "Multi-scale Attention Fusion"], "MAFormer"),
        ("gpt-3", ["gpt-3", "GPT-3", "Gpt-3"], "GPT-3"),
        ("imagenet", ["IMAGENET", "ImageNet", "imagenet", "Imagenet"], "ImageNet"),
        ("imagenet", ["IMAGENET", "imagenet", "Imagenet"], "Imagenet"),
        ("bert", ["bert", "Bert", "BERT"], "BERT"),
        (
            "object-detection",
            ["Object Detection", "object detection", "Object detection", "OBJECT DETECTION"],
            "object detection",
        ),
        ("object-detection", ["object-detection", "object detection"], "object detection"),
        ("object-detection", ["Object Detection", "OBJECT DETECTION"], "Object Detection"),
        ("transformer", ["transformer", "Transformer", "TRANSFORMER"], "Transformer"),
        ("mask-r-cnn", ["mask r-cnn", "Mask R-CNN", "MASK R-CNN"], "Mask R-CNN"),
        ("ms-coco", ["ms coco", "MS COCO"], "MS COCO"),
        ("q-learning", ["q-learning", "Q-learning"], "Q-learning"),
        ("wav2vec-2.0", ["wav2vec 2.0"], "wav2vec 2.0"),
        ("self-supervised-learning", ["SSL", "self-supervised learning"], "self-supervised learning"),
        ("unknown", ["B", "A"], "A"),
        ("scannet", ["ScanNet++", "SCANNET"], "SCANNET"),
        ("nameless", [], "nameless"),
    ],
)
def test_the_name_among_the_aliases_in_any_order(node_id: str, aliases: list[str], name: str) -> None:
    for order in itertools.permutations(aliases):
        assert preferred_name(node_id, order) == name


@pytest.mark.parametrize(
    ("node_id", "papers", "name"),
    [
        ("imagenet", {"ImageNet": 672, "Imagenet": 17, "ImageNET": 2, "IMAGENET": 1}, "ImageNet"),
        ("imagenet", {"imagenet": 2, "ImageNet": 1}, "ImageNet"),
        ("imagenet", {"imagenet": 9, "ImageNET": 1}, "imagenet"),
        ("transformer", {"Transformer": 380, "transformer": 400, "TRansformer": 2}, "Transformer"),
        ("classification", {"Classification": 103, "classification": 1256}, "classification"),
        ("accuracy", {"accuracy": 1149, "Accuracy": 13, "ACCuracy": 1}, "accuracy"),
        ("lasso", {"Lasso": 65, "LASSO": 22, "lasso": 19}, "Lasso"),
        ("matlab", {"MATLAB": 21, "Matlab": 12}, "MATLAB"),
        (
            "object-detection",
            {"object detection": 18, "Object Detection": 20, "Object detection": 5},
            "object detection",
        ),
        (
            "extended-kalman-filter",
            {"Extended Kalman Filter": 90, "extended kalman filter": 13},
            "Extended Kalman Filter",
        ),
        ("kalman-filter", {"kalman filter": 350, "Kalman filter": 318, "Kalman Filter": 95}, "Kalman filter"),
        ("policy-search", {"policy search": 1, "Policy search": 1, "Policy Search": 1}, "policy search"),
        ("structure-from-motion", {"structure from motion": 14, "Structure-from-Motion": 11}, "structure from motion"),
        ("meta-learning", {"meta learning": 14, "meta-learning": 213}, "meta-learning"),
        ("cifar-10", {"CIFAR-10": 1, "CIFAR $10": 1, "CIFAR- 10": 1}, "CIFAR-10"),
        ("self-supervision", {"self- supervision": 2, "self-supervision": 1}, "self-supervision"),
        ("success-rate", {"SR": 9, "success rate": 2}, "success rate"),
        ("sr", {"SR": 3, "success rate": 400, "success rates": 62}, "success rate"),
        ("unknown", {"UDA": 57, "unsupervised domain adaptation": 70}, "unsupervised domain adaptation"),
        ("unknown", {"CDPs": 1, "CDP": 1}, "CDP"),
    ],
)
def test_the_name_by_how_many_papers_use_a_form(node_id: str, papers: dict[str, int], name: str) -> None:
    for order in itertools.islice(itertools.permutations(papers.items()), 24):
        assert preferred_name(node_id, dict(order)) == name
