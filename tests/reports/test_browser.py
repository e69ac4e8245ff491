"""The pages in a real browser: quiet console, no network, readable everywhere."""

from dataclasses import replace
from pathlib import Path

import pytest

from harness.model.result import Result
from harness.reports.folder import slug, write_class, write_submission
from tests.reports import build
from tests.reports.browser import Browser

_CONTRAST = Path(__file__).with_name("contrast.js")
_WIDTHS = (360, 800, 1280)


def _hostile(name: str) -> Result:
    """A submission whose every word wants to be a program."""
    attack = "<img src=x onerror=console.error(1)><script>console.error(2)</script>"
    tape = build.opened()
    tape.prints("a", attack + "</pre>" + "w" * 500)
    tape.sends("a", "server", attack)
    run = replace(build.good(), recorded=tape.timeline(), sentence=attack, row=attack)
    item = replace(build.items()[3], title=attack, hint=attack, note=attack)
    shown = (item, *build.items()[4:])
    return replace(build.sample(name), scenes=(run,), items=shown, problems=(attack,), fault=attack)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the reports of a small class."""
    folder = tmp_path_factory.mktemp("reports")
    results = [build.sample("alice"), _hostile("mallory"), _hostile("<b>eve</b>" * 20)]
    results += [replace(build.sample(f"team {at:03}"), score=at % 81) for at in range(80)]
    written = [write_submission(one, folder / slug(one.submission)) for one in results]
    write_class(written, folder)
    wendy = replace(build.sample("wendy"), scenes=(build.windowed(),))
    write_submission(wendy, folder / "wendy")
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", ["index.html", "alice/index.html", "mallory/index.html"])
def test_a_page_loads_without_complaint(
    browser: Browser, reports: Path, page: str, scheme: str
) -> None:
    """Nothing on the console, no error, nothing fetched but the page itself."""
    for width in _WIDTHS:
        loaded = browser.open(reports / page, width, scheme)
        assert loaded.complaints == []
        assert loaded.requests == [(reports / page).as_uri()]


def test_a_page_that_is_sent_alone_shows_its_screenshots(
    browser: Browser, reports: Path, tmp_path: Path
) -> None:
    """Nothing else is fetched, and the page's policy lets the picture show; a tick enlarges it."""
    page = tmp_path / "sent.html"
    page.write_bytes((reports / "wendy" / "index.html").read_bytes())
    loaded = browser.open(page)
    fetched = [url for url in loaded.requests if not url.startswith("data:image/png;base64,")]
    assert fetched == [page.as_uri()]
    assert loaded.complaints == []
    browser.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    width = browser.run(
        "(async () => { const one = document.querySelector('img'); await one.decode();"
        " return one.naturalWidth; })()"
    )
    assert width == 400
    wide = "document.querySelector('img').getBoundingClientRect().width"
    assert browser.run(wide) < 230
    browser.run("document.querySelector('.shot input').focus()")
    browser.key(" ")
    assert browser.run(wide) > 390


@pytest.mark.parametrize("page", ["index.html", "alice/index.html", "mallory/index.html"])
@pytest.mark.parametrize("width", _WIDTHS)
def test_a_page_is_never_wider_than_the_window(
    browser: Browser, reports: Path, page: str, width: int
) -> None:
    """On a phone only the diagrams and the table scroll sideways, each in its own box."""
    browser.open(reports / page, width)
    browser.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert browser.run("innerWidth") == width
    assert browser.run("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("page", ["index.html", "alice/index.html"])
def test_a_printed_page_is_whole(browser: Browser, reports: Path, page: str) -> None:
    """On A4 nothing is cut off at the side or scrolls away, and the ground is white in the dark."""
    browser.open(reports / page, 718, "dark", "print")
    assert browser.run("document.documentElement.scrollWidth") <= 718
    cut = (
        "[...document.querySelectorAll('.grid, .term pre, .proof, .mistake')].filter(one =>"
        " getComputedStyle(one).overflow !== 'visible').length"
    )
    assert browser.run(cut) == 0
    assert browser.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    inks = "[...document.querySelectorAll('.grid .mark')].map(one => getComputedStyle(one).color)"
    assert all(max(map(int, ink[4:-1].split(","))) < 160 for ink in browser.run(inks))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", ["index.html", "alice/index.html"])
def test_every_text_can_be_read(browser: Browser, reports: Path, page: str, scheme: str) -> None:
    """Contrast is 4.5 to 1 at least (WCAG 2, AA), and no text is smaller than 12 pixels."""
    browser.open(reports / page, 1280, scheme)
    assert browser.run(_CONTRAST.read_text(encoding="utf-8")) == []


def test_dark_is_dark(browser: Browser, reports: Path) -> None:
    """The page and its diagrams follow what the reader prefers."""
    colours = []
    for scheme in ("light", "dark"):
        browser.open(reports / "alice/index.html", 1280, scheme)
        colours.append(browser.run("getComputedStyle(document.body).backgroundColor"))
        colours.append(browser.run("getComputedStyle(document.querySelector('.seq .say')).fill"))
    assert colours[0] == "rgb(255, 255, 255)"
    assert colours[0] != colours[2]
    assert colours[1] != colours[3]


def test_a_diagram_on_a_phone_keeps_its_size(browser: Browser, reports: Path) -> None:
    """It scrolls in its box instead of shrinking until nobody can read it."""
    browser.open(reports / "alice/index.html", 360)
    scale = browser.run(
        "(() => { const svg = document.querySelector('details[open] .seq');"
        " return svg.getBoundingClientRect().width / svg.viewBox.baseVal.width; })()"
    )
    assert scale == pytest.approx(1)
    box = "document.querySelector('details[open] .scroll')"
    assert browser.run(f"{box}.scrollWidth > {box}.clientWidth")


def test_a_link_opens_the_run_it_leads_to(browser: Browser, reports: Path) -> None:
    """The run that an item's evidence names is the link's target."""
    browser.open(reports / "alice/index.html")
    target = browser.run("document.querySelector('#item-arrival-order').closest('article')"
                         ".querySelector('dd a').getAttribute('href')")  # fmt: skip
    assert browser.run(f"document.getElementById({target[1:]!r}).open") is True


def test_the_class_can_be_sorted(browser: Browser, reports: Path) -> None:
    """Pressing a heading sorts by it, pressing again turns it round; a keyboard will do."""
    browser.open(reports / "index.html")
    assert browser.run("document.querySelectorAll('.grid tbody tr').length") == 83
    scores = (
        "[...document.querySelectorAll('.grid tbody tr')].map(r => Number(r.cells[1].dataset.v))"
    )
    button = "document.querySelectorAll('.grid th button')[1]"
    browser.run(f"{button}.focus()")
    browser.key(" ")
    up = browser.run(scores)
    assert up == sorted(up)
    browser.run(f"{button}.click()")
    assert browser.run(scores) == sorted(up, reverse=True)
    assert browser.run(f"{button}.closest('th').getAttribute('aria-sort')") == "descending"


def test_a_cell_of_the_heat_map_is_told_in_words(browser: Browser, reports: Path) -> None:
    """A screen reader hears the word and the points, not the sign that the eye sees."""
    browser.open(reports / "index.html")
    cell = "document.querySelector('.grid tbody .v-{}')"
    assert browser.spoken(cell.format("pass")) == "passed"
    assert browser.spoken(cell.format("partial")).split() == ["7.5", "partly"]
    sign = f"getComputedStyle({cell.format('pass')}, '::before').content"
    assert browser.run(sign).startswith('"✓"')


def test_the_heading_of_the_class_stays_in_sight(browser: Browser, reports: Path) -> None:
    """With the last row on screen, the table's heading still is."""
    for width in (360, 1280):
        browser.open(reports / "index.html", width)
        browser.run(
            "document.querySelector('.grid tbody tr:last-child')"
            ".scrollIntoView({behavior: 'instant', block: 'end'})"
        )
        top = browser.run("document.querySelector('.grid thead th').getBoundingClientRect().top")
        assert -1 <= top < 900


def test_nothing_that_a_submission_says_becomes_part_of_the_page(
    browser: Browser, reports: Path
) -> None:
    """Its tags are texts: no image, no script of its own is in the page."""
    browser.open(reports / "mallory/index.html")
    assert browser.run("document.querySelectorAll('img, script, iframe, [onerror]').length") == 0
    assert "<img src=x" in browser.run("document.body.innerText")


def test_a_keyboard_reaches_every_scrolling_box(browser: Browser, reports: Path) -> None:
    """What scrolls can be focused and has a name."""
    browser.open(reports / "alice/index.html", 360)
    boxes = (
        "[...document.querySelectorAll('.scroll, .term pre')]"
        ".filter(e => e.tabIndex !== 0 || !e.getAttribute('aria-label')).length"
    )
    assert browser.run(boxes) == 0
