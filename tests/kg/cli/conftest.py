"""The ``kg`` command as a person runs it: arguments in, screen and exit code out."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest

from kg.building import build
from kg.cli import main
from loaders import open_store

SAMPLE = Path(str(files("kg.sample") / "papers.jsonl"))


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


Kg = Callable[..., Ran]


@pytest.fixture
def kg(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Kg:
    """Run ``kg ARGUMENTS...`` in an environment without KG_* variables."""
    for name in ("STORE", "HOST", "PORT", "NEO4J_USER", "NEO4J_PASSWORD", "NEO4J_DATABASE", "QUERY_LIMIT"):
        monkeypatch.delenv(f"KG_{name}", raising=False)

    def run(*arguments: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["kg", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capfd.readouterr()
        return Ran(int(ended.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the sample papers, built once; tests only read it."""
    path = tmp_path_factory.mktemp("sample") / "sample.lbug"
    with open_store(str(path)) as store:
        build([str(SAMPLE)], store)
    return path
