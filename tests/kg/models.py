"""Models of one's own for tests."""

import json
import shutil
from pathlib import Path

from kg.extract.model import DATA


def without_results(folder: Path) -> None:
    """The shipped model as a folder of one's own, changed so that it holds no number for a result."""
    shutil.copytree(DATA, folder)
    settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    settings["thresholds"] |= {"result": 1.1}
    (folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
