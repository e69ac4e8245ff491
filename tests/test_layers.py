"""The layers: what is checked is what the map shows, and leaves out no part of the house."""

import re
import tomllib
from pathlib import Path
from typing import Any

TOP = Path(__file__).parents[1]
CONTRACTS: dict[str, dict[str, Any]] = {
    each["id"]: each
    for each in tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
}


def _parts(line: str) -> set[str]:
    """The parts of the house that are on one layer."""
    return set(line.split(" | "))


LAYERS = [_parts(line) for line in CONTRACTS["layers"]["layers"]]


def test_whoever_is_not_the_stage_may_not_do_what_it_does() -> None:
    """Every part of the house but the stage is kept from processes, sockets and terminals."""
    kept = {name.removeprefix("harness.") for name in CONTRACTS["doing"]["source_modules"]}
    assert kept == set.union(*LAYERS) - {"stage"}


def test_the_map_shows_the_layers_that_are_checked() -> None:
    """The map has the same parts in the same order."""
    page = (TOP / "docs" / "map.md").read_text(encoding="utf-8")
    shown = page.partition("## Layers")[2].split("```")[1]
    lines = [re.sub(r"\s*\(.*\)$", "", line).strip() for line in shown.splitlines()]
    assert [_parts(line) for line in lines if line] == LAYERS
