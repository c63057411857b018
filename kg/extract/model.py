"""What training leaves and the components use: word classes, vocabulary, tagger, classifiers, thresholds, calibrations.

A model is a folder: ``classes.tsv``, ``vocabulary.tsv``, ``acronyms.tsv``, ``tagger.npz``, ``heads.npz`` and
``settings.json``.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.lib.npyio import NpzFile

from kg.extract.acronymtable import AcronymTable, read_acronyms, write_acronyms
from kg.extract.calibration import Calibration
from kg.extract.features import WordTable, read_classes, write_classes
from kg.extract.linear import Linear
from kg.extract.tagger import TAGS, Tagger, openings
from kg.extract.vocabulary import Vocabulary, read_vocabulary, write_vocabulary
from schema import InputError

DATA = Path(__file__).parent / "data"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Model:
    """All that was learnt; without a tagger vocabulary and patterns find the mentions, without a head its step rests.

    Heads: ``same`` (two forms, one entity), ``keep`` (entity or not), ``role`` (paper edge, Dataset or Benchmark),
    ``relation``, ``kind`` (of a result) and ``slot`` (of a result).
    """

    table: WordTable
    vocabulary: Vocabulary
    acronyms: AcronymTable
    tagger: Tagger | None = None
    heads: Mapping[str, Linear] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)

    def threshold(self, name: str) -> float:
        """The score from which on a prediction of this name counts; 0.5 where training set none."""
        return self.thresholds.get(name, 0.5)

    def confidence(self, name: str, score: float) -> float:
        """The measured precision of predictions of this name at this score."""
        calibration = self.calibrations.get(name)
        return calibration(score) if calibration else score


@lru_cache(maxsize=4)
def load_model(folder: Path = DATA) -> Model:
    """Read a model from its folder; raise InputError that names the file at fault."""
    settings = _settings(folder / "settings.json")
    with _arrays(folder / "tagger.npz") as arrays:
        emission = np.ascontiguousarray(arrays["emission"], dtype=np.float32)
        transition = arrays["transition"].astype(np.float32)
    if emission.shape[1:] != (len(TAGS),) or transition.shape != (len(TAGS), len(TAGS)):
        raise InputError(f"shape {emission.shape} does not fit {len(TAGS)} tags", path=folder / "tagger.npz")
    with _arrays(folder / "heads.npz") as arrays:
        heads = {
            name: Linear(tuple(labels), arrays[name].astype(np.float32)) for name, labels in settings["labels"].items()
        }
    return Model(
        table=read_classes(folder / "classes.tsv"),
        vocabulary=read_vocabulary(folder / "vocabulary.tsv"),
        acronyms=read_acronyms(folder / "acronyms.tsv"),
        tagger=Tagger(emission, transition, openings()),
        heads=heads,
        thresholds=settings["thresholds"],
        calibrations={
            name: Calibration(tuple(limits), tuple(precisions))
            for name, (limits, precisions) in settings["calibrations"].items()
        },
    )


def model_in(folder: str) -> Callable[[], Model]:
    """A function that reads the model of this folder when it is first called; empty means the package's own."""
    return partial(load_model, Path(folder) if folder else DATA)


def save_model(model: Model, folder: Path) -> None:
    """Write a model's folder; weights become 16-bit floats, so that what is read back is what is used."""
    if model.tagger is None:
        raise ValueError("a model without a tagger is not for saving")
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        folder / "tagger.npz", emission=model.tagger.emission.astype(np.float16), transition=model.tagger.transition
    )
    weights: Any = {name: head.weights.astype(np.float16) for name, head in sorted(model.heads.items())}
    np.savez_compressed(folder / "heads.npz", **weights)
    write_classes(folder / "classes.tsv", model.table)
    write_vocabulary(folder / "vocabulary.tsv", model.vocabulary)
    write_acronyms(folder / "acronyms.tsv", model.acronyms)
    settings = {
        "format": FORMAT,
        "labels": {name: list(head.labels) for name, head in sorted(model.heads.items())},
        "thresholds": dict(sorted(model.thresholds.items())),
        "calibrations": {
            name: [list(calibration.limits), list(calibration.precisions)]
            for name, calibration in sorted(model.calibrations.items())
        },
    }
    (folder / "settings.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def _settings(path: Path) -> dict[str, Any]:
    try:
        settings: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError("no such file; `kg train` makes it", path=path) from error
    except json.JSONDecodeError as error:
        raise InputError(f"no JSON: {error.msg}", path=path, line=error.lineno) from error
    if settings.get("format") != FORMAT:
        raise InputError(f"format {settings.get('format')}, not {FORMAT}", path=path)
    return settings


def _arrays(path: Path) -> NpzFile:
    try:
        arrays: NpzFile = np.load(path, allow_pickle=False)
    except FileNotFoundError as error:
        raise InputError("no such file; `kg train` makes it", path=path) from error
    except (ValueError, OSError, BadZipFile) as error:
        raise InputError(f"no arrays: {error}", path=path) from error
    return arrays
