"""The OpenAPI document is enough to make a client from, and that client can ask."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx

from tests.components import missing

SCRIPT = Path(__file__).with_name("generated_client.py")


def test_a_generated_client_asks_the_server(client: httpx.Client, address: str, tmp_path: Path) -> None:
    # it wants an older typer than kg, so it cannot stand in the environment of the tests
    generator = shutil.which(os.environ.get("KG_OPENAPI_PYTHON_CLIENT", "openapi-python-client"))
    if generator is None:
        missing(
            "there is no openapi-python-client: pipx install openapi-python-client, or let KG_OPENAPI_PYTHON_CLIENT "
            "name the command"
        )
    document = tmp_path / "openapi.json"
    document.write_text(client.get("/openapi.json").text)
    told = ["--path", str(document), "--meta", "none", "--output-path", str(tmp_path / "kg_client")]
    # formatting what nobody reads takes a tool that need not be there
    (tmp_path / "config.yml").write_text("post_hooks: []\n")
    command = [generator, "generate", *told, "--config", str(tmp_path / "config.yml")]
    generated = subprocess.run(command, capture_output=True, text=True, check=False)
    assert generated.returncode == 0, generated.stdout + generated.stderr
    problems = [
        line
        for line in (generated.stdout + generated.stderr).splitlines()
        if line.startswith(("WARNING", "ERROR", "Unable"))
    ]
    # it knows no bodies of application/sparql-query
    assert problems == ["WARNING parsing POST /sparql within linked_data."], generated.stderr
    asked = subprocess.run(
        [sys.executable, str(SCRIPT), address],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout) == {
        "leaderboard": ["finch", "lark", "wren"],
        "methods": ["attention", "finch", "wren"],
        "rivals": [["wren", 1, 1], ["resnet", 1, 0]],
        "path": [["method:attention", "method:finch", "method:resnet"]],
        "rows": [[7]],
        "query": [
            {"rival": "Wren", "won": 1, "lost": 1, "id": "wren"},
            {"rival": "ResNet", "won": 1, "lost": 0, "id": "resnet"},
        ],
        "refused": [403, "urn:kg:problem:refused"],
    }
