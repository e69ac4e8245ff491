"""docs/map.md and docs/modules.md name every part of the harness, and none that is not there."""

import re
from pathlib import Path

TOP = Path(__file__).parents[1]
PAGE = (TOP / "docs" / "map.md").read_text(encoding="utf-8")
MODULES = (TOP / "docs" / "modules.md").read_text(encoding="utf-8")
KINDS = frozenset({".py", ".yaml", ".yml", ".css", ".js", ".json", ".sh", ".c", ".h"})


def _named() -> list[str]:
    """The modules in the tables, as paths: a heading gives the folder."""
    found = []
    for part in re.split(r"^## ", MODULES, flags=re.MULTILINE)[1:]:
        folder, _, table = part.partition("\n")
        rows = re.findall(r"^\| `([\w.]+)` \| (.+) \|$", table, re.MULTILINE)
        found += [folder.strip() + name for name, about in rows if about.strip()]
    return found


def _existing() -> set[str]:
    """The files of the harness that are somebody's work; a package's first file only gathers."""
    return {
        file.relative_to(TOP).as_posix()
        for file in (TOP / "harness").rglob("*")
        if file.suffix in KINDS and file.name != "__init__.py"
    }


def test_every_module_has_its_line() -> None:
    """A module without one would be found by nobody."""
    assert _existing() - set(_named()) == set()


def test_every_package_is_on_the_map() -> None:
    """And no other, so that the page says where to look."""
    packages = {f"{Path(name).parent.as_posix()}/" for name in _named()}
    on_the_map = set(re.findall(r"^\| `(harness/[^`]*)` \|", PAGE, re.MULTILINE))
    assert {each for each in packages if each.count("/") < 3} == on_the_map


def test_no_line_is_of_what_is_gone() -> None:
    """Each module that is named exists, and stands there once."""
    named = _named()
    assert set(named) - _existing() == set()
    assert len(named) == len(set(named))


def test_other_places_that_the_map_names_exist() -> None:
    """Paths in its prose and its other tables lead somewhere, from the top or from harness/."""
    paths = re.findall(r"`([\w.-]+(?:/[\w.-]+)+/?)`", PAGE + MODULES)
    assert paths
    missing = [
        path for path in paths if not any((TOP / at / path).exists() for at in ("", "harness"))
    ]
    assert missing == []


def test_its_links_lead_somewhere() -> None:
    """Relative links of the documents exist, each read from where it stands."""
    pages = [*TOP.glob("*.md"), *(TOP / "docs").glob("*.md")]
    missing = [
        (page.name, link)
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert missing == []
