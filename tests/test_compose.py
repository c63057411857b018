"""docker-compose.yml: valid, on the Neo4j that the tests use, and without a password of its own."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.components import missing

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def compose() -> str:
    found = shutil.which("docker-compose")
    if found is None:
        missing("docker-compose is not installed: apt-get install docker-compose")
    return found


def config(compose: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin"} | environment
    command = [compose, "--project-directory", str(folder), "--file", str(ROOT / "docker-compose.yml"), "config"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_it_is_valid(compose: str, tmp_path: Path) -> None:
    ran = config(compose, tmp_path, KG_NEO4J_PASSWORD="only-for-this-test")
    assert ran.returncode == 0, ran.stderr


def test_without_a_password_it_refuses_and_names_the_variable(compose: str, tmp_path: Path) -> None:
    ran = config(compose, tmp_path)
    assert ran.returncode != 0
    assert "set KG_NEO4J_PASSWORD" in ran.stderr


def test_its_neo4j_is_the_one_that_is_tested() -> None:
    image = re.search(r"image: neo4j:(\d+\.\d+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    tested = re.search(r"<neo4j\.version>(\d+\.\d+)", (ROOT / ".ci/neo4j/pom.xml").read_text(encoding="utf-8"))
    assert image is not None
    assert tested is not None
    assert image[1] == tested[1]
