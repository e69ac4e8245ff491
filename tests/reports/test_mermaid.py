"""Diagrams in Mermaid: drawn by the real one, with every word of a submission as it was."""

import json
from typing import Any

import pytest

from harness.model.result import SceneRun
from harness.reports.mermaid import mermaid, quoted
from tests.reports import build, npm
from tests.reports.browser import Browser

_DRAW = """(async () => {
  const {svg} = await mermaid.render("drawn", %s);
  const place = document.createElement("div");
  place.innerHTML = svg;
  document.body.replaceChildren(place);
  const odd = place.querySelectorAll("script, img, iframe, a, foreignObject, [onerror], [onclick]");
  return [[...place.querySelectorAll("text")].map(one => one.textContent), odd.length];
})().catch(error => [["ERROR " + error.message], 0])"""

WORDS = [
    *("end", "End", "END loop", "the end", "friend", "bend", "end.", "ending", "x end y"),
    *("<br>", "<br/>a", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</text>"),
    *(
        "a;b",
        "; end",
        "%%{init: {'theme': 'dark'}}%%",
        "%% c",
        "#35;",
        "#quot;",
        "&lt;",
        "&amp;#58;",
    ),
    *("$$x^2$$", "wrap: x", "nowrap: y", "note over p0: x", "loop x", "alt", "else", "rect red"),
    *("a\\nb", "`code`", "```", '"quote"', "it's", "{a}", "[b]", "(c)", "a|b", "~t~", "*b* _i_"),
    *("x->>y: z", "p0->>p1: z", "participant q", "activate p0", "+x", "-y", ":::cls", "a : b"),
    *("é 中 ✗ →", "title", "autonumber", "links p0: {}", '@{ "type": "actor" }', "as", "p0 as p1"),
    *("http://x.y", "a@b.c", "1", "#58", "fa:fa-car", "---", "sequenceDiagram", "accTitle: x"),
    *("create participant x", "destroy p0", "box", "par", "critical", "break", "opt", "and"),
]


@pytest.fixture(scope="module")
def easel(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """The browser with Mermaid in a page of its own."""
    source = npm.source("mermaid.min.js")
    page = tmp_path_factory.mktemp("mermaid") / "easel.html"
    page.write_text("<!doctype html><title>easel</title><body>")
    browser.open(page)
    browser.run(f"{source};0")
    browser.run("mermaid.initialize({startOnLoad: false})")
    return browser


def _drawn(easel: Browser, diagram: str) -> Any:
    """The texts of a diagram, and how many things are in it that could do something."""
    return easel.run(_DRAW % json.dumps(diagram))


@pytest.mark.parametrize(
    "run", [build.good(), build.reversed_reply(), build.early_reader(), build.crashed()]
)
def test_mermaid_draws_every_run(easel: Browser, run: SceneRun) -> None:
    """Each participant stands at both ends, each step once, what never came as well."""
    assert run.recorded is not None
    texts, odd = _drawn(easel, mermaid(run.recorded, run.broken, run.missing))
    assert odd == 0
    heads = [text for text in texts if text.split(" (")[0] in ("a", "b", "server")]
    assert len(heads) == 6
    assert sum(text.startswith("✗ expected:") for text in texts) == len(run.missing)
    assert not [text for text in texts if text.startswith("ERROR")]


def test_windows_links_and_their_ends_are_drawn(easel: Browser) -> None:
    """Whatever kind of step there is, Mermaid knows its arrow."""
    run = build.windowed()
    assert run.recorded is not None
    texts, _ = _drawn(easel, mermaid(run.recorded))
    told = " ".join(texts)
    for part in ("presses: Ping", "fills user name: Tom", "the link is cut", "shows: Ping"):
        assert part in told


@pytest.mark.parametrize("words", WORDS)
def test_words_are_drawn_as_they_are(easel: Browser, words: str) -> None:
    """As the name of a participant, in a note and on an arrow; nothing of them is read."""
    said = quoted(words)
    diagram = "\n".join(
        [
            "sequenceDiagram",
            f"  participant p0 as {said}",
            "  participant p1 as other",
            f"  Note over p0,p1: {said}",
            f"  p0->>p1: {said}",
            f"  Note over p1: {said}",
        ]
    )
    texts, odd = _drawn(easel, diagram)
    assert sorted(texts) == sorted(["other", "other", *[words] * 5])
    assert odd == 0


def test_a_run_of_nothing_but_attacks_is_drawn(easel: Browser) -> None:
    """Names of roles, and what they print and send, are words all through."""
    tape = build.Tape()
    for words in WORDS:
        tape.prints("end; %%", words + "\n" + words)
        tape.sends("end; %%", "<b>\nparticipant x", words)
    timeline = tape.timeline(by={"end; %%": "student", "<b>\nparticipant x": "student"})
    texts, odd = _drawn(easel, mermaid(timeline))
    assert odd == 0
    assert texts.count("end; %%") == 2
    assert texts.count("<b>\\nparticipant x") == 2


def test_a_diagram_stays_within_what_mermaid_draws(easel: Browser) -> None:
    """A flood of steps is cut short, and says so."""
    tape = build.Tape()
    for at in range(400):
        tape.sends("a", "server", f"{at} " + "#;<>" * 60)
        tape.sends("server", "a", f"{at} " + "#;<>" * 60)
    diagram = mermaid(tape.timeline(), broken=range(0, 800, 2))
    assert len(diagram) < 50_000
    texts, _ = _drawn(easel, diagram)
    assert any("left out" in text or "more messages" in text for text in texts)


def test_a_long_text_is_broken_into_lines() -> None:
    """Mermaid breaks none by itself; what is still too long is cut."""
    tape = build.Tape()
    tape.prints("a", "word " * 100)
    (note,) = [line for line in mermaid(tape.timeline()).split("\n") if "prints" in line]
    assert note.count("<br/>") == 3
    assert note.endswith("…")


def test_a_run_without_roles_is_a_diagram_too(easel: Browser) -> None:
    """Nothing happened: Mermaid draws nothing, and does not complain."""
    texts, _ = _drawn(easel, mermaid(build.Tape().timeline(by={})))
    assert texts == []
