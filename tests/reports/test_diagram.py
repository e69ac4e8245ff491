"""A run is drawn as a sequence diagram, as SVG and for a terminal."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from harness.model import events as ev
from harness.model.result import SceneRun
from harness.model.timeline import Timeline
from harness.reports import diagram
from harness.reports.readable import columns
from harness.reports.steps import lanes, steps
from tests.reports import build

_SVG = "{http://www.w3.org/2000/svg}"
RUNS = [build.good(), build.reversed_reply(), build.early_reader(), build.crashed()]


def _svg(run: SceneRun) -> ET.Element:
    assert run.recorded is not None
    return ET.fromstring(diagram.svg(run.recorded, run.broken, run.missing))


def _texts(root: ET.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{_SVG}text")]


def _text(run: SceneRun, width: int = 90) -> str:
    assert run.recorded is not None
    return diagram.text(run.recorded, run.broken, run.missing, width=width)


def test_who_talks_to_several_stands_in_the_middle() -> None:
    """The server is drawn between its clients, whatever order the roles were named in."""
    recorded = build.good().recorded
    assert recorded is not None
    assert lanes(recorded) == ("a", "server", "b")


def test_a_good_run_is_told_in_order() -> None:
    """Typed, sent and printed appear as they came; the pieces of a prompt are one note."""
    recorded = build.good().recorded
    assert recorded is not None
    told = [(step.kind, step.who, step.text) for step in steps(recorded)]
    first = told.index(("typed", "a", "Bob"))
    assert told[first : first + 3] == [
        ("typed", "a", "Bob"),
        ("sent", "a", "Bob"),
        ("printed", "server", "Client Bob sent a message\n"),
    ]
    assert ("printed", "a", "Enter message: ") in told
    assert not any(step.bad for step in steps(recorded))


def test_where_the_story_was_left_is_red() -> None:
    """The wrong reply and both lines that never came are marked, and nothing else is."""
    root = _svg(build.reversed_reply())
    bad = [group for group in root.iter(f"{_SVG}g") if "bad" in group.get("class", "")]
    assert [group.get("class") for group in bad] == ["s-sent bad", "s-missing bad", "s-missing bad"]
    assert [text for text in _texts(root) if text == "✗"] == ["✗"] * 3
    shown = " ".join(_texts(root))
    assert "expected:" in shown
    assert "nothing more can happen" in shown


def test_what_is_written_anew_is_told_from_what_is_new() -> None:
    """Where nothing new was shown, the drawing does not look as if there was."""
    first = ev.Shown(n=0, at=0, who="a", window="a", text="Ping")
    events = (first, replace(first, n=1, again=True))
    told = steps(Timeline("s", "whole", "", 1, {"a": "student"}, events), (), ())
    assert [step.text for step in told] == ["Ping\nPing (once more)"]


def test_what_is_done_and_shown_in_windows_is_drawn() -> None:
    """Texts that came together are one note; what the harness did is told as the person's doing."""
    recorded = build.windowed().recorded
    assert recorded is not None
    told = [(step.kind, step.who, step.to, step.text) for step in steps(recorded)]
    assert told == [
        ("started", "server", "", ""),
        ("shown", "server", "", "server"),
        ("started", "a", "", ""),
        ("shown", "a", "", "a\nPing"),
        ("filled", "a", "", "user name: Tom"),
        ("picked", "a", "", "Ann (away)"),
        ("pressed", "a", "", "Ping"),
        ("sent", "a", "server", "Ping"),
        ("printed", "server", "", "Ping received\n"),
        ("shown", "server", "", "Ping received"),
        ("severed", "a", "server", "the link is cut"),
        ("shut", "a", "", "client 1"),
    ]
    shown = " ".join(_texts(_svg(build.windowed())))
    for words in ("presses: Ping", "fills user name: Tom", "picks: Ann", "the link is cut"):
        assert words in shown
    drawn = _text(build.windowed())
    for words in (
        "presses: Ping",
        "shows: Ping received",
        "┈ the link is cut ┈",
        "closes its window",
    ):
        assert words in drawn


def test_a_missing_line_stands_where_it_was_expected() -> None:
    """The reply that b never got follows the one that a got, before a prints it."""
    run = build.reversed_reply()
    assert run.recorded is not None
    found = steps(run.recorded, run.broken, run.missing)
    kinds = [(step.kind, step.who, step.to) for step in found]
    place = kinds.index(("missing", "server", "b"))
    assert kinds[place - 1] == ("sent", "server", "a")
    assert kinds[place + 1] == ("printed", "a", "")
    assert kinds[-1] == ("missing", "b", "")


def test_what_is_hidden_shows_where_it_breaks_the_story() -> None:
    """A read is no step of a diagram - unless it is what went wrong."""
    early = build.early_reader()
    assert early.recorded is not None
    assert [step.kind for step in steps(early.recorded, early.broken) if step.bad] == ["read"]
    assert not any(step.kind == "read" for step in steps(early.recorded))
    assert any("has read from a" in text for text in _texts(_svg(early)))


def test_that_a_program_reads_ahead_is_not_drawn() -> None:
    """It would alarm whoever writes with asyncio; what else cannot be seen is told."""
    run = build.early_reader()
    assert run.recorded is not None
    quiet = ("read", "ahead", "polled", "code", "cipher")
    for what, kinds in (*((each, []) for each in quiet), ("clock", ["unseen"])):
        unseen = ev.Unseen(n=0, at=0, who="a", what=what, why="it is so")
        told = replace(run.recorded, events=(unseen,))
        assert [step.kind for step in steps(told)] == kinds


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.row + run.id)
def test_a_diagram_has_a_name_and_a_description(run: SceneRun) -> None:
    """Who cannot see the drawing is told its title and its steps."""
    root = _svg(run)
    title, description = root.find(f"{_SVG}title"), root.find(f"{_SVG}desc")
    assert title is not None
    assert description is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert "Sequence diagram" in (title.text or "")
    assert "server" in (description.text or "")


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.row + run.id)
def test_everything_is_within_the_drawing(run: SceneRun) -> None:
    """Boxes and lines end inside the view box."""
    root = _svg(run)
    _, _, width, height = map(float, root.get("viewBox", "").split())
    boxes, lines = list(root.iter(f"{_SVG}rect")), list(root.iter(f"{_SVG}line"))
    assert boxes
    assert lines
    for box in boxes:
        x, y, w, h = (float(box.get(name, "nan")) for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + w <= width
        assert y + h <= height
    for line in lines:
        assert 0 <= float(line.get("y2", "nan")) <= height
        assert 0 <= float(line.get("x2", "nan")) <= width


def test_a_long_text_is_cut_and_kept_whole_in_its_title() -> None:
    """A drawing stays readable; pointing at a step gives all of it."""
    tape = build.opened()
    tape.sends("a", "server", "long " * 200)
    root = ET.fromstring(diagram.svg(tape.timeline()))
    group = next(g for g in root.iter(f"{_SVG}g") if g.get("class") == "s-sent")
    shown = [text.text or "" for text in group.iter(f"{_SVG}text")]
    assert len(shown) == 2
    assert shown[-1].endswith("…")
    title = group.find(f"{_SVG}title")
    assert title is not None
    assert "long " * 199 in (title.text or "")


def test_bytes_that_are_no_text_show_as_escapes() -> None:
    """A message of zero bytes, escapes and broken UTF-8 is legible and well-formed XML."""
    tape = build.opened()
    data = b"\x00\x1b[31m\xff\xe2\x80\xae\n"
    tape.add(ev.Sent, "a", to="server", conn="c1", proto="tcp", data=data)
    root = ET.fromstring(diagram.svg(tape.timeline()))
    assert "\\x00\\x1b[31m\\xff\\u202e\\n" in _texts(root)


def test_a_flood_is_one_line() -> None:
    """Of five hundred equal messages the first and the last are drawn, and how many are not."""
    tape = build.opened()
    for _ in range(500):
        tape.sends("a", "server", "spam")
    found = steps(tape.timeline())
    flood = [step for step in found if step.kind in ("sent", "more")]
    assert [step.kind for step in flood] == ["sent", "sent", "more", "sent"]
    assert flood[2].count == 497
    assert "… 497 more messages a → server" in diagram.text(tape.timeline(), width=100)


def test_a_flood_back_and_forth_is_one_line() -> None:
    """Two programs that answer each other for ever are cut too."""
    tape = build.opened()
    for _ in range(300):
        tape.sends("a", "server", "ping")
        tape.sends("server", "a", "pong")
    found = steps(tape.timeline())
    assert len(found) < 25
    assert [step.count for step in found if step.kind == "more"] == [594]


def test_a_flood_hides_nothing_that_went_wrong() -> None:
    """The one message of a thousand that broke the story is drawn."""
    tape = build.opened()
    numbers = [tape.sends("a", "server", "spam") for _ in range(1000)]
    found = steps(tape.timeline(), [numbers[500]])
    assert [step.numbers for step in found if step.bad] == [(numbers[500],)]
    assert sum(step.count for step in found) == 1000 - 7


def test_a_scene_without_rhythm_is_cut_in_its_middle() -> None:
    """However much happens, a diagram has an end, and says what it leaves out."""
    tape = build.opened()
    for at in range(2000):
        who = "ab"[(at * at) % 7 % 2]
        tape.sends(who, "server", str(at))
        if at % 3 == 0:
            tape.prints("server", str(at))
    found = steps(tape.timeline())
    assert len(found) < 200
    assert any(step.kind == "more" for step in found)


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 200])
@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.row + run.id)
def test_a_terminal_diagram_keeps_to_its_width(run: SceneRun, width: int) -> None:
    """No line is wider than the terminal, down to twenty columns."""
    assert all(columns(line) <= width for line in _text(run, width).split("\n"))


def test_the_terminal_diagram_reads_like_the_blackboard() -> None:
    """Arrows go from who sends to who gets, and the mark is where it went wrong."""
    assert _text(build.early_reader(), 64).split("\n") == [
        "  a                   server              b",
        "  │                   ┝ starts            │",
        "  │  connects TCP     │                   │",
        "  │  :12000           │                   │",
        "  ├──────────────────▷│                   │",
        "  ├────── Alice ─────▶│                   │",
        "✗ │                   │ has read from a:  │",
        "✗ │                   │ 5 bytes           │",
        "  │                   │  connects TCP     │",
        "  │                   │  :12000           │",
        "  │                   │◁──────────────────┤",
        "  │                   │◀────── Bob ───────┤",
    ]


def test_a_terminal_diagram_is_deaf_to_escape_codes() -> None:
    """A program that prints colour codes or clears the screen changes nothing of ours."""
    tape = build.opened()
    tape.prints("a", "\x1b[2J\x1b[31mred\x07\n")
    tape.sends("a", "server", "\x1b[2J")
    drawn = diagram.text(tape.timeline(), width=90)
    assert "\x1b" not in drawn
    assert "\x07" not in drawn
    assert "red\\x07" in drawn


def test_an_empty_timeline_is_drawn_too() -> None:
    """A scene in which nothing happened has a diagram, if an empty one."""
    tape = build.Tape()
    assert ET.fromstring(diagram.svg(tape.timeline())).tag == f"{_SVG}svg"
    assert diagram.text(tape.timeline()).strip() == ""


def test_every_kind_of_event_can_break_a_story() -> None:
    """Whatever the event is at which a story was left, the diagram shows it - but for typing and
    the like, which is never the student's doing.
    """
    given = {
        "argv": ("x",), "data": b"x\n", "step": 1, "why": "w", "proto": "tcp", "address": "::",
        "port": 1, "to": "server", "conn": "c1", "target": "h:1", "of": "server", "count": 2,
        "how": "fault", "code": None, "signal": 11, "what": "quiet", "detail": "d",
        "text": "t", "window": "w",
    }  # fmt: skip
    done = {ev.Typed, ev.Pressed, ev.Filled, ev.Picked, ev.WindowClosed, ev.Severed}
    for kind in set(ev.KINDS.values()) - done:
        tape = build.opened()
        wanted = {name: given[name] for name in given if name in kind.__dataclass_fields__}
        n = tape.add(kind, "a", **wanted)
        found = steps(tape.timeline(), [n])
        assert [step.numbers for step in found if step.bad] == [(n,)], kind
        assert "✗" in diagram.text(tape.timeline(), [n], width=90)
        ET.fromstring(diagram.svg(tape.timeline(), [n]))
    tape = build.opened()
    assert not any(step.bad for step in steps(tape.timeline(), [tape.types("a", "Bob")]))


def test_a_jump_of_the_programs_clock_is_a_step() -> None:
    """Where programs waited for their clock, the diagram says how long; a poll is too short."""
    events = (
        ev.Started(n=0, at=0, clock=0, who="server", argv=("server.py",)),
        ev.Printed(n=1, at=5, clock=100_000_000, who="server", data=b"soon\n"),
        ev.Printed(n=2, at=9, clock=10_100_000_000, who="server", data=b"late\n"),
    )
    timeline = Timeline("s", "whole", "", 1, {"server": "student"}, events)
    assert [(step.kind, step.text) for step in steps(timeline)] == [
        ("started", ""),
        ("printed", "soon\n"),
        ("later", "10 s later"),
        ("printed", "late\n"),
    ]


def test_who_computed_until_patience_ran_out_is_named() -> None:
    """Others wait meanwhile, and the reader looks at what was expected of them."""
    waits = (ev.Wait("a", "receive", ("server",)), ev.Wait("server", "processor", thread=3))
    limit = ev.Limit(
        n=0, at=0, who=ev.STAGE, what="patience", detail="it computed for 8 s", waits=waits
    )
    timeline = Timeline("s", "whole", "", 1, {"server": "student"}, (limit,))
    assert [step.text for step in steps(timeline)] == ["server computed for 8 s"]


def test_a_story_that_cannot_go_on_is_cut_short() -> None:
    """Of many lines that did not come after the last that happened, a few are enough."""
    events = (ev.Exited(n=0, at=0, who="server", code=0),)
    timeline = Timeline("s", "whole", "", 1, {"server": "student"}, events)
    missing = [(0, "server", "a", f"line {number}") for number in range(20)]
    found = steps(timeline, missing=missing)
    assert [step.kind for step in found] == ["exited", *["missing"] * 4, "more"]
    assert found[-1].count == 16
