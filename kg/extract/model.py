"""What training leaves and the components use: the network, the lexicon that groups forms, thresholds, calibrations.

A model is a folder: ``encoder.onnx``, ``structure.onnx``, ``tokenizer.json``, ``acronyms.tsv``, ``same.npz`` and
``settings.json``.
"""

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from kg.extract.acronymtable import AcronymTable, read_acronyms, write_acronyms
from kg.extract.calibration import Calibration
from kg.extract.decisions import Decisions
from kg.extract.linear import Floats, Linear
from kg.extract.network import Network, OnnxNetwork
from schema import InputError

DATA = Path(__file__).parent / "data"
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What joins forms: the field's acronyms, and a classifier of two forms, one entity (None: no such pairs)."""

    acronyms: AcronymTable
    same: Linear | None = None
    same_from: float = 0.5


@dataclass(frozen=True, slots=True)
class Model:
    """All that was learnt."""

    network: Network
    lexicon: Lexicon
    decisions: Decisions


@lru_cache(maxsize=4)
def load_model(folder: Path = DATA) -> Model:
    """Read a model from its folder; raise InputError that names the file at fault."""
    settings = _settings(folder / "settings.json")
    return Model(
        network=OnnxNetwork(folder),
        lexicon=Lexicon(
            read_acronyms(folder / "acronyms.tsv"),
            Linear(("same",), _weights(folder / "same.npz")),
            settings["same"],
        ),
        decisions=Decisions(
            settings["thresholds"],
            {
                name: Calibration(tuple(limits), tuple(precisions))
                for name, (limits, precisions) in settings["calibrations"].items()
            },
        ),
    )


class Learnt:
    """A component of the pipeline that reads a model; ``model`` may be put in its place."""

    def __init__(self, folder: str) -> None:
        """Take a model's folder; empty means the package's own."""
        self._folder = Path(folder) if folder else DATA

    @cached_property
    def model(self) -> Model:
        """What was learnt, read when it is first needed."""
        return load_model(self._folder)


def save_lexicon(lexicon: Lexicon, decisions: Decisions, folder: Path) -> None:
    """Write all of a model's folder but its graphs; weights become 16-bit floats."""
    if lexicon.same is None:
        raise ValueError("a lexicon without a classifier is not for saving")
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "same.npz", same=lexicon.same.weights.astype(np.float16))
    write_acronyms(folder / "acronyms.tsv", lexicon.acronyms)
    settings = {
        "format": FORMAT,
        "same": lexicon.same_from,
        "thresholds": dict(sorted(decisions.thresholds.items())),
        "calibrations": {
            name: [list(calibration.limits), list(calibration.precisions)]
            for name, calibration in sorted(decisions.calibrations.items())
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


def _weights(path: Path) -> Floats:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return np.asarray(arrays["same"], dtype=np.float32)
    except FileNotFoundError as error:
        raise InputError("no such file; `kg train` makes it", path=path) from error
    except (ValueError, OSError, KeyError, BadZipFile) as error:
        raise InputError(f"no arrays: {error}", path=path) from error
