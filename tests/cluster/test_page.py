"""docs/scale.md: what is copied from it can be read by those whom it is for."""

import ast
import re
from pathlib import Path

import yaml

PAGE = (Path(__file__).parents[2] / "docs" / "scale.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    """The page's blocks of a language."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_its_python_parses() -> None:
    """The script for SLURM is Python."""
    assert [bool(ast.parse(block).body) for block in blocks("python")] == [True]


def test_its_yaml_is_whole() -> None:
    """Each manifest has a kind and a name, and each Deployment runs what the selector selects."""
    config, manifests = (list(yaml.safe_load_all(block)) for block in blocks("yaml"))
    assert set(config[0]["distributed"]["comm"]["tls"]) == {
        "ca-file",
        "scheduler",
        "worker",
        "client",
    }
    assert [one["kind"] for one in manifests] == ["Service", "Deployment", "Deployment"]
    deployments = [one["spec"] for one in manifests[1:]]
    for each in deployments:
        assert each["selector"]["matchLabels"] == each["template"]["metadata"]["labels"]
        words = each["template"]["spec"]["containers"][0]["args"]
        assert words[0] == "dask"
        assert all(isinstance(word, str) for word in words)
    name = manifests[0]["metadata"]["name"]
    assert manifests[0]["spec"]["selector"] == deployments[0]["selector"]["matchLabels"]
    assert f"tcp://{name}:8786" in deployments[1]["template"]["spec"]["containers"][0]["args"]
