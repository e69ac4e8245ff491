"""Windows on a stage: what stands in them is read, and hands press, fill, pick and close."""

import shutil
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bench.corpus.case import EITHER, QUIET, Act, Case
from harness.interpreters import find
from harness.model.casting import Interpreter, Limits, Recording
from harness.model.events import (
    Exited,
    Filled,
    Missed,
    Picked,
    Pressed,
    Printed,
    Quiet,
    Shown,
    Typed,
    Unseen,
    WindowClosed,
)
from tests.stage.support import OWN, Player, of, printed

_PROGRAMS = Path(__file__).with_name("programs") / "windows"
_SYSTEM = "/usr/bin/python3"
_SHORT = Limits(patience=1.0, still=2.0, turn=4.0, scene=20.0, cpu=10.0)

pytestmark = pytest.mark.skipif(
    not shutil.which("Xvfb")
    or subprocess.run([_SYSTEM, "-c", "import tkinter"], check=False).returncode != 0,
    reason="no Xvfb, or no tkinter, on this machine",
)


def case(name: str, *acts: Act, claim: str = QUIET, args: tuple[str, ...] = ()) -> Case:
    """A program from the folder, alone, with a screen; its role is ``p``."""
    source = (_PROGRAMS / f"{name}.py").read_text(encoding="utf-8")
    return Case(name, {"p": source}, acts, claim, limits=_SHORT, screens=("p",), args={"p": args})


def play(player: Player, *cases: Case, hold: float = 0.0) -> list[Recording]:
    """Play cases; a fault fails the test."""
    recordings = player.play_cases(cases, len(cases), hold)
    assert [one.fault for one in recordings] == [None] * len(cases)
    return recordings


def shown(recording: Recording, who: str = "p") -> list[str]:
    """Every text that became readable on a role's screen."""
    return [event.text for event in of(recording, Shown, who)]


def whys(recording: Recording) -> list[str]:
    """Why what the story wanted was not done."""
    return [event.why for event in of(recording, Missed)]


@cache
def pythons() -> list[Interpreter]:
    """One Python of each version that has tkinter."""
    found: dict[tuple[int, int], Interpreter] = {}
    for each in find():
        if each.version >= (3, 9) and each.version not in found:
            words = [each.path, "-c", "import tkinter"]
            if subprocess.run(words, check=False, capture_output=True).returncode == 0:
                found[each.version] = each
    return list(found.values())


# Reading and pressing


def test_a_press_has_its_effect(player: Player) -> None:
    """A press is done, printed and shown, in this order; closing the window ends the program."""
    acts: tuple[Act, ...] = (("press", "p", "(?i)ping"), ("close window", "p"))
    (recording,) = play(player, case("presses", *acts))
    kinds = (Pressed, Printed, Shown, WindowClosed, Exited)
    told = [one for one in recording.timeline.events if isinstance(one, kinds)]
    assert [getattr(one, "text", type(one).__name__) for one in told] == [
        "client 1", "Ping", "Ping all", "nothing yet",
        "Ping", "Printed", "sent Ping 1",
        "WindowClosed", "Printed", "Exited",
    ]  # fmt: skip
    assert {one.window for one in of(recording, Shown)} == {"client 1"}
    assert printed(recording, "p") == "Ping 1\nclosed\n"
    assert of(recording, Exited)[0].code == 0


def test_every_python() -> None:
    """Each Python from 3.9 on has windows, with its own tkinter."""
    source = (_PROGRAMS / "presses.py").read_text(encoding="utf-8")
    cases = [
        Case(f"v{number}", {"p": source}, (("press", "p", "Ping"),), screens=("p",), python=each)
        for number, each in enumerate(pythons())
    ]
    for recording in Player(OWN).play_cases(cases, 2):
        assert recording.fault is None
        assert printed(recording, "p") == "Ping 1\n"
        assert "sent Ping 1" in shown(recording)


def test_what_cannot_be_pressed(player: Player) -> None:
    """A button that is disabled, and one that is not there: the reason says what there is."""
    acts: tuple[Act, ...] = (("press", "p", "Ping all"), ("press", "p", "Pong"))
    (recording,) = play(player, case("presses", *acts))
    assert whys(recording) == [
        "its button 'Ping all' is disabled",
        "its window has no such button; it shows the buttons 'Ping', 'Ping all'",
    ]
    assert of(recording, Pressed) == []


def test_a_field_is_found_by_what_stands_at_it(player: Player) -> None:
    """By a label beside it, above it or around it, or by its own words; what was in it is gone.

    What was typed is no text that the program shows, and neither is the name of a field's variable.
    """
    fills = {
        "User": "Ann Ødegård", "Password": "s3cret/'{}$[x]\\", "City": "Bonn", "search": "漢字 ж",
        "(?i)message": "two\nlines",
    }  # fmt: skip
    acts: list[Act] = [("fill", "p", *pair) for pair in fills.items()]
    acts += [("press", "p", "Register"), ("fill", "p", "User", "Bea"), ("fill", "p", "search", "x")]
    acts += [("press", "p", "Register")]
    (recording,) = play(player, case("fills", *acts))
    first, second = printed(recording, "p").splitlines()
    assert first == str([*fills.values()])
    # a name that stood in the field went when it was filled, and it is called so still
    assert second == str(["Bea", *list(({**fills, "search": "x"}).values())[1:]])
    assert [event.field for event in of(recording, Filled)][:3] == [
        "User name",
        "Password:",
        "City",
    ]
    assert not {*fills.values(), "Bea", "two", "lines"} & set(shown(recording))
    assert not any("PY_VAR" in text for text in shown(recording))
    assert whys(recording) == []


def test_a_field_without_a_name(player: Player) -> None:
    """Of several the last is meant; a disabled one never is."""
    acts: tuple[Act, ...] = (("fill", "p", "", "hello"), ("press", "p", "Register"))
    (recording,) = play(player, case("fills", *acts))
    assert printed(recording, "p") == "['', '', 'Nowhere', 'Type to search', 'hello']\n"


def test_rows_are_picked(player: Player) -> None:
    """A row of a list that has to be scrolled, of a tree, a line of a text, and a mere label."""
    names = ("Bob", "Dave", "Frank", "Grace", "Zoe")
    (recording,) = play(player, case("picks", *(("pick", "p", name) for name in names)))
    assert printed(recording, "p").splitlines() == [
        "list: Bob",
        "tree: Dave",
        "text: Frank",
        "label: Grace",
    ]
    assert [event.text for event in of(recording, Picked)] == ["Bob", "Dave Oslo", "Frank", "Grace"]
    assert len(whys(recording)) == 1


def test_a_list_is_unfolded(player: Player) -> None:
    """Out of a field, be it for typing as well, or a button: one click, then that on the row."""
    names = ("readonly Max", "normal Lee", "^Kim$", "^Max$", "^Kim$")
    acts: list[Act] = [("pick", "p", name) for name in names]
    acts += [("press", "p", "Send"), ("pick", "p", "Lee is"), ("pick", "p", "Sam")]
    acts += [("pick", "p", "Zoe"), ("press", "p", "Send")]
    (recording,) = play(player, case("folds", *acts))
    assert printed(recording, "p").splitlines() == [
        "box: readonly Max", "box: normal Lee", "menu: Kim", "menu: Max", "menu: Kim", "to Kim",
        "late: Sam", "to Kim",
    ]  # fmt: skip
    assert [event.text for event in of(recording, Picked)] == [
        "readonly Max", "normal Lee", "Kim", "Max", "Kim", "Lee is away", "Sam",
    ]  # fmt: skip
    assert whys(recording) == ["its list does not unfold, or has no such row"]


def test_a_button_with_a_picture_may_be_any(player: Player) -> None:
    """Of one that is not found nothing is known then; of one that is there nothing changes."""
    (recording,) = play(player, case("folds", ("press", "p", "Send")))
    assert of(recording, Unseen) == []
    (recording,) = play(player, case("folds", ("press", "p", "Ping")))
    assert [(event.what, event.who) for event in of(recording, Unseen)] == [("screen", "p")]


def test_dialogs_and_several_windows(player: Player) -> None:
    """A modal dialog comes first, and what is behind it cannot be pressed; windows have titles."""
    acts: tuple[Act, ...] = (
        ("press", "p", "Begin"),
        ("press", "p", "Begin"),
        ("fill", "p", "", "Ann"),
        ("press", "p", "OK"),
        ("press", "p", "OK"),
        ("fill", "p", "chat with Ann", "hi"),
        ("press", "p", "Say"),
        ("close window", "p", "chat"),
        ("close window", "p", "main"),
    )
    (recording,) = play(player, case("asks", *acts))
    assert whys(recording) == ["a dialog in front of it waits to be answered first"]
    assert printed(recording, "p") == "answer: Ann\nsaid\n"
    windows = [event.window for event in of(recording, Shown) if event.window == event.text]
    assert windows == ["main", "Who", "Welcome", "chat with Ann"]
    assert [event.title for event in of(recording, WindowClosed)] == ["chat with Ann", "main"]
    assert of(recording, Exited)[0].code == 0


def test_a_window_has_pictures(player: Player) -> None:
    """One after each deed that changes something, and they are PNGs."""
    acts: tuple[Act, ...] = (("press", "p", "Ping"), ("press", "p", "Ping"))
    (recording,) = play(player, case("presses", *acts))
    assert len(recording.screenshots) >= 2
    assert all(
        shot.png.startswith(b"\x89PNG") and shot.who == "p" for shot in recording.screenshots
    )


# Quiet and the clock


@pytest.mark.parametrize("kind", ["tk", "ttk", "text"])
def test_a_cursor_does_not_keep_a_stage_from_quiet(kind: str, player: Player) -> None:
    """A field that has the keyboard, of whatever kind, is quiet; held still, nothing happens."""
    (recording,) = play(player, case("blinks", args=(kind,)), hold=1.0)
    assert of(recording, Quiet)
    assert recording.disturbances == ()


def test_what_the_x_server_is_about_to_do_is_under_way(player: Player) -> None:
    """A program sleeps while its window is being made; quiet comes after what it says of that."""
    (recording,) = play(player, case("maps"), hold=0.5)
    events = recording.timeline.events
    first = next(event for event in events if isinstance(event, Quiet))
    assert any(isinstance(event, Printed) for event in events[: first.n])
    assert recording.disturbances == ()


def test_what_is_written_anew(player: Player) -> None:
    """What stands there and is put there once more is told each time, what is only painted not."""
    acts: tuple[Act, ...] = (("press", "p", "Go"), ("press", "p", "Go"))
    (recording,) = play(player, case("rewrites", *acts))
    again = [event.text for event in of(recording, Shown) if event.again]
    assert sorted(again) == sorted(["same", "over", "box", "of two", "built"] * 2)
    assert shown(recording).count("same") == 3


def test_a_page_that_was_raised_is_meant(player: Player) -> None:
    """Of two pages in one place the one in front is pressed, be its button made later or sooner."""
    acts: tuple[Act, ...] = (("press", "p", "registry"), ("press", "p", "registry"))
    (recording,) = play(player, case("pages", *acts))
    assert printed(recording, "p") == "request\nback\n"


def test_a_label_on_a_field_is_clicked_for_it(player: Player) -> None:
    """What stands on a field until somebody types there names it, and keeps nobody from it.

    So does what is drawn beside one.  A themed button is pressed once its state lets it be.
    """
    texts = {"City": "Rome", "User": "ann", "Street": "High"}
    acts: tuple[Act, ...] = tuple(("fill", "p", *pair) for pair in texts.items())
    (recording,) = play(player, case("hints", *acts, ("press", "p", "Go")))
    assert printed(recording, "p") == "['ann', 'Rome'] High [True, True]\n"


def test_a_window_has_to_be_found_first(player: Player) -> None:
    """What a program does within a second of its start it has done before anybody presses there.

    Before it is on the network so has who ticks slowly, or waits for longer and does not tick.
    """
    waits = [("1000",), ("2900", "1000"), ("4500",), ("60000", "1000")]
    late = [case("late", ("press", "p", "Go"), args=one, claim=EITHER) for one in waits]
    limits = replace(_SHORT, still=20.0, turn=20.0)
    cases = [replace(one, name="-".join(one.args["p"]), limits=limits) for one in late]
    texts = [printed(recording, "p") for recording in play(player, *cases)]
    assert texts == ["ready\npressed\n"] * 3 + ["pressed\n"]


def test_who_is_woken_while_a_window_is_found_computes_first(player: Player) -> None:
    """A program that needs a processor for what it was woken for does not shorten that second."""
    waits = [("1000", "50"), ("1000", "200", "200")]
    limits = replace(_SHORT, still=20.0, turn=20.0)
    late = [case("late", ("press", "p", "Go"), args=one, claim=EITHER) for one in waits]
    cases = [replace(one, name="-".join(one.args["p"]), limits=limits) for one in late]
    texts = [printed(recording, "p") for recording in play(player, *cases)]
    assert texts == ["ready\npressed\n"] * 2


def test_a_window_that_greets_is_no_window_yet(player: Player) -> None:
    """While there is nothing to be done in it, and nobody was met, the story waits a little."""
    limits = replace(_SHORT, still=20.0, turn=20.0)
    greets = replace(case("greets", ("type", "p", "hi"), claim=EITHER), limits=limits)
    (recording,) = play(player, greets)
    lines = [line for line in printed(recording, "p").split("\n") if line != "hi"]
    assert lines[:2] == ["ready", "heard hi"]


def test_a_tk_for_each_window(player: Player) -> None:
    """A program may have many; of so many that not all are asked it is known that some were not."""
    for others, pressed in ((12, True), (18, False)):
        (recording,) = play(player, case("roots", ("press", "p", "Go"), args=(str(others),)))
        assert (printed(recording, "p") == "pressed\n") == pressed
        assert [event.what for event in of(recording, Unseen)] == ([] if pressed else ["screen"])


@pytest.mark.parametrize("name", ["ticks", "polls"])
def test_a_window_that_ticks(name: str, player: Player) -> None:
    """``after`` and asyncio loops are ticks: the story goes on, and what comes late is seen."""
    button, text = {"ticks": ("Go", "went"), "polls": ("Ask", "answered")}[name]
    acts: tuple[Act, ...] = (("press", "p", button), ("press", "p", "None"), ("close window", "p"))
    (recording,) = play(player, case(name, *acts, claim=EITHER))
    assert text in shown(recording)
    assert text + "\n" in printed(recording, "p")
    assert whys(recording)[0].startswith("its window has no such button")
    # a loop that naps hears of it at its next tick, which may come after the case is over
    assert of(recording, WindowClosed)
    assert all(end.code == 0 for end in of(recording, Exited))


@pytest.mark.parametrize("name", ["animates", "moves"])
def test_a_window_that_is_drawn_all_the_time(name: str, player: Player) -> None:
    """Whoever draws ten times a second does not hold the story up."""
    acts: tuple[Act, ...] = (("press", "p", "Go"), ("press", "p", "Go"), ("close window", "p"))
    (recording,) = play(player, case(name, *acts, claim=EITHER))
    assert printed(recording, "p") == "went\nwent\n"
    assert of(recording, Exited)


def test_a_window_that_waits_for_the_network(player: Player) -> None:
    """Its callback waits for ever: it shows what it showed before, and does nothing more."""
    (recording,) = play(player, case("hangs", ("press", "p", "Wait"), ("press", "p", "Other")))
    assert whys(recording) == ["its window does not react: the program does not handle its events"]
    assert "never" not in shown(recording)
    assert of(recording, Unseen) == []


def test_a_callback_that_waits_for_the_keyboard(player: Player) -> None:
    """It goes on when a line is typed, and what it then shows is seen."""
    acts: tuple[Act, ...] = (("press", "p", "Wait"), ("type", "p", "hello"))
    (recording,) = play(player, case("blocks", *acts))
    assert of(recording, Typed)
    assert "hello" in shown(recording)


# Several at once


def test_two_screens_do_not_disturb_each_other(player: Player) -> None:
    """Each role has its own windows, keyboard and pointer, in the scene and beside others."""
    source = (_PROGRAMS / "fills.py").read_text(encoding="utf-8")
    acts: list[Act] = []
    for name in ("Ann", "Bea", "Cid"):
        for role in ("one", "two"):
            acts += [("fill", role, "User", f"{name} {role}"), ("press", role, "Register")]
    both = Case("both", {"one": source, "two": source}, tuple(acts), screens=("one", "two"))
    for recording in play(player, both, both_again(both)):
        for role in ("one", "two"):
            said = printed(recording, role).splitlines()
            assert [line[2 : 2 + len(f"Ann {role}")] for line in said] == [
                f"{name} {role}" for name in ("Ann", "Bea", "Cid")
            ]


def both_again(one: Case) -> Case:
    """The same case under another name."""
    return Case("again", one.programs, one.acts, screens=one.screens)
