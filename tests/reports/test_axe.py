"""axe-core finds nothing serious or critical in any page, with everything unfolded."""

from dataclasses import replace
from pathlib import Path

import pytest

from harness.model.result import Diagnosis
from harness.reports.folder import slug, write_class, write_submission
from tests.reports import build, npm
from tests.reports.browser import Browser

SERIOUS = (
    "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations"
    ".filter(one => one.impact === 'serious' || one.impact === 'critical')"
    ".map(one => [one.id, one.impact, one.nodes.length, one.nodes[0].html.slice(0, 200)]))"
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class whose pages have every part: shared and single mistakes, faults, screenshots."""
    folder = tmp_path_factory.mktemp("class")
    results = [build.sample(name) for name in ("alice", "bob", "<b>eve</b>")]
    results[1] = replace(results[1], items=results[1].items[:5], fault="bwrap: no room")
    lost = next(item.id for item in results[0].items if item.points < item.max and not item.extra)
    early = Diagnosis("x", "It says <that> too early", "", "", (lost,), "s.py", 7, "print('<b>')")
    results[0], results[2] = (replace(one, diagnoses=(early,)) for one in (results[0], results[2]))
    slow = replace(build.good(), ended="limit", seconds=5.0)
    results.append(replace(build.sample("wendy"), scenes=(build.windowed(), slow)))
    write_class([write_submission(one, folder / slug(one.submission)) for one in results], folder)
    return folder


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
@pytest.mark.parametrize("page", ["index.html", "alice/index.html", "wendy/index.html"])
def test_axe_finds_nothing_serious(
    browser: Browser, pages: Path, page: str, width: int, scheme: str
) -> None:
    """No violation of the rules that keep somebody from reading or using a page."""
    axe = npm.source("axe.min.js")
    browser.open(pages / page, width, scheme)
    browser.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    browser.run(f"{axe};0")
    assert browser.run(SERIOUS) == []


def test_axe_would_find_something(browser: Browser, tmp_path: Path) -> None:
    """It does look: a picture without words is critical."""
    axe = npm.source("axe.min.js")
    bad = tmp_path / "bad.html"
    bad.write_text("<!doctype html><html lang=en><title>x</title><img src='data:,'>")
    browser.open(bad)
    browser.run(f"{axe};0")
    assert "image-alt" in [one[0] for one in browser.run(SERIOUS)]
