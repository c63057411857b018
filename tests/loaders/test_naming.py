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
