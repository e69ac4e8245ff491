"""What docstrings name of other modules is there, so that who follows a name finds it."""

import re
from pathlib import Path

HARNESS = Path(__file__).parents[1] / "harness"
PACKAGES = "|".join(path.parent.name for path in HARNESS.glob("*/__init__.py"))
_NAMED = re.compile(rf"``(?:harness\.)?((?:{PACKAGES})\.\w+(?:\.\w+)*)``")
_BESIDE = re.compile(r":mod:`\.(\w+)`")


def _is_there(name: str) -> bool:
    """Whether ``package.module.Class.field`` leads to a file that has these words."""
    package, module, *inner = name.split(".")
    file = HARNESS / package / f"{module}.py"
    if not file.exists():
        inner, file = [module, *inner], HARNESS / package / "__init__.py"
    words = set(re.findall(r"\w+", file.read_text(encoding="utf-8")))
    return set(inner) <= words


def test_names_of_other_modules_lead_somewhere() -> None:
    """``model.play.Action`` and :mod:`.cues` are files, and hold what is named of them."""
    lost = []
    for file in HARNESS.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        named = (name for name in _NAMED.findall(text) if not name.endswith(".yaml"))
        lost += [(file.name, name) for name in named if not _is_there(name)]
        beside = _BESIDE.findall(text)
        lost += [(file.name, name) for name in beside if not file.with_name(f"{name}.py").exists()]
    assert lost == []
