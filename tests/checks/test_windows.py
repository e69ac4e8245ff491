"""What is done in windows and to links, and how that is told."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from harness.checks.retold import told_once
from harness.checks.unfold import unfold
from harness.model import events as ev
from harness.model.result import Evidence, ItemResult
from tests.checks.told import Told, spec_of
from tests.checks.windowed import played, pressed

# What is due


def test_a_button_is_pressed_when_its_turn_has_come(tmp_path: Path) -> None:
    """A press at the beginning of a beat waits for the beat before, and for nothing else."""
    told = played(tmp_path, "start server, a\na shows: Ping\na presses: Ping\na -> server: Ping")
    told.do("start server")
    told.quiet()
    told.do("start a")
    assert told.due() == ""
    told.shows("a", "Ping")
    assert told.due() == "press a"


def test_a_second_thing_in_a_window_waits_until_the_first_has_had_its_effect(
    tmp_path: Path,
) -> None:
    """A field is filled, and only then the button beside it pressed."""
    told = played(tmp_path, "start a\na fills user name: Tom\na presses: Register")
    told.do("start a")
    told.quiet()
    action = told.do("fill a")
    assert action.data == (b"Tom",)
    assert told.due() == ""
    told.quiet()
    assert told.due() == "press a"


@pytest.mark.parametrize(
    ("said", "found", "other"),
    [
        ("Ping!", ["ping", "Ping", " PING all"], ["Pinging", "Ring"]),
        ("user name", ["User-Name:", "username"], ["user", "user names"]),
        ('"Ping"', ["Ping", " Ping\n"], ["ping", "Ping all"]),
        ("/^p.ng$/i", ["Pong", "x\nping"], ["ping pong"]),
        ("any", ["any"], ["Ping"]),
        ("{label}", ["Log in", "Sign-in", "LOGIN"], ["in"]),
        ("{p} or {q}", ["x or y"], ["x or x"]),
        ("{n}", ["room 7", "number 12"], ["n"]),
        ("{row}", ["value of the row"], ["row"]),
    ],
)
def test_the_words_are_looked_for_as_strictly_as_they_are_quoted(
    said: str, found: list[str], other: list[str], tmp_path: Path
) -> None:
    """The target is a regular expression with its flags in it; blanks stand for their words."""
    words = """
        label: [Login, /log in|sign.?in/i]
        p: x|y
        q: x|y, not {p}
        n: '/room \\d|number \\d+/'
    """
    told = played(
        tmp_path, f"start a\na presses: {said}", words=words, rows="r: {row: value of the row}"
    )
    told.do("start a")
    told.quiet()
    target = told.do("press a").target
    assert all(re.search(target, text) for text in found)
    assert not any(re.search(target, text) for text in other)


def test_what_was_found_on_a_button_gives_its_blank_a_value(tmp_path: Path) -> None:
    """The harness picks one of several, and the rest of the story goes by which."""
    told = played(
        tmp_path,
        "start server, a\na picks: {who}\none: a -> server: {who}",
        words="who: Ann|Ben|Cleo",
    )
    told.go()
    told.tell(ev.Picked(n=told.n, at=0, who="a", text="2. Ben (away)"))
    told.sends("a", "server", "Ann")
    told.quiet()
    finding = told.one()
    assert finding.verdict == "unmet"
    assert finding.expected == 'a -> server: "Ben"'


def test_each_thing_found_gives_its_own_blanks_their_values(tmp_path: Path) -> None:
    """Of several things that are done at once, in whatever order they come about."""
    story = """
        start server, a, b
        at once:
          a picks: {p}
          b picks: {q}
        one: a -> server: {p} {q}
    """
    told = played(tmp_path, story, words="p: Ann|Ben\nq: Ann|Ben")
    told.go()
    told.tell(ev.Picked(n=told.n, at=0, who="b", text="Ben"))
    told.tell(ev.Picked(n=told.n, at=0, who="a", text="Ann"))
    told.quiet()
    assert told.one().expected == 'a -> server: "Ann Ben"'


def test_a_field_and_a_window_without_words_are_the_only_ones(tmp_path: Path) -> None:
    """No words: no target; a window that is closed has the role's title, if that says one."""
    told = played(tmp_path, "start a\na fills: x\na closes window", window="yes")
    told.go()
    assert [(one.kind, one.target) for one in told.done[1:]] == [("fill", ""), ("close window", "")]
    told = played(tmp_path, "start a\na closes window\na closes window Chat")
    told.go()
    titles = [one.target for one in told.done[1:]]
    assert [bool(re.search(title, "Client")) for title in titles] == [True, False]
    assert [bool(re.search(title, "chat")) for title in titles] == [False, True]


def test_what_may_be_done_in_a_window_is_done_if_its_words_are_there(tmp_path: Path) -> None:
    """With 'maybe' nothing is pressed that was not shown."""
    story = 'start a\nmaybe a presses: "OK"\nmaybe a presses: Cancel'
    told = played(tmp_path, story)
    told.do("start a")
    told.shows("a", "OK")
    told.shows("a", "Help")
    told.quiet()
    assert told.due() == "press a"
    pressed(told, "a", "OK")
    told.quiet()
    assert told.performance.over


def test_what_is_typed_at_a_role_with_windows_is_typed_at_its_terminal(tmp_path: Path) -> None:
    """A window changes nothing about the keyboard."""
    told = played(tmp_path, "start a\na types: Bob\na asks")
    told.do("start a")
    told.quiet()
    assert told.do("type a").data == (b"Bob",)


def test_links_are_cut_between_two_roles(tmp_path: Path) -> None:
    """Who and to whom, in the order of the story; even where one of them is scripted."""
    story = "start server, a, b\ncut a, server\nhalf-close server, a\nbreak {f}, server"
    spec = spec_of(tmp_path, story, words="f: a|b")
    told = Told(spec, "server")
    told.go()
    done = [(one.kind, one.who, one.to) for one in told.done if one.to]
    assert done == [("cut", "a", "server"), ("half-close", "server", "a"), ("break", "a", "server")]


# What is said


def test_an_error_in_a_window_is_told_beside_what_was_sent_instead(tmp_path: Path) -> None:
    """Of all that a window shows, the error of the program says why the wrong thing was sent."""
    told = played(tmp_path, "start server, a\na presses: Ping\none: a -> server: Ping")
    told.do("start server")
    told.quiet()
    told.do("start a")
    told.quiet()
    told.do("press a")
    told.shows("a", "Traceback")
    told.shows("a", "LookupError: no Ping")
    told.shows("a", "nothing was sent")
    told.sends("a", "server", "name: a\n")
    told.quiet()
    assert told.one().happened == (
        'a sent server "name: a"; its window showed "LookupError: no Ping"'
    )


def test_a_press_that_could_not_be_made_is_told_with_what_is_missing(tmp_path: Path) -> None:
    """Nothing 'was pressed'; why it was not, and what the window showed."""
    told = played(tmp_path, "start server, a\na asks\na presses: Ping\none: a -> server: Ping")
    told.do("start server")
    told.quiet()
    told.do("start a")
    told.quiet()
    told.do("press a")
    told.shows("a", "Pong")
    told.tell(
        ev.Missed(n=told.n, at=0, who="a", step=2, why="no button reads so; there are Pong, Quit")
    )
    assert told.one().happened == (
        'a sent nothing to server; "Ping" could not be pressed in the window of a '
        "(no button reads so, there are Pong, Quit); "
        'its window showed "Pong"'
    )


def test_a_text_that_is_not_shown_is_told_with_what_was(tmp_path: Path) -> None:
    """What stood in the window and what in the terminal are told apart."""
    told = played(tmp_path, "start a\na asks\na presses: Ping\none: a shows: Pong received")
    told.do("start a")
    told.quiet()
    pressed(told, "a", "Ping")
    told.quiet(ev.Wait("a", "window"))
    assert told.one().happened == (
        'the window of a showed nothing new after "Ping" was pressed in the window of a'
        "; it waits for somebody to use its window"
    )
    told = played(tmp_path, "start a\none: a shows: Pong received")
    told.go()
    told.shows("a", "Ping sent")
    told.shows("a", "1 message")
    told.prints("a", "log: ping\n")
    told.quiet()
    assert told.one().happened == (
        'a showed "log: ping" on its terminal; the window of a showed "Ping sent", "1 message"'
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "a fills user name: Tom",
            'the field "user name" was filled with "Tom" in the window of a',
        ),
        ("a fills: Tom", 'the field was filled with "Tom" in the window of a'),
        ("a picks: /Tom/", '"Tom" was picked in the window of a'),
        ("a closes window", "the window of a was closed"),
        ("a closes window Chat", 'the window "Chat" of a was closed'),
        ("cut a, server", "the link of a and server was cut"),
        ("half-close a, server", "what a sends to server was ended"),
        ("break a, server", "the connection of a and server was broken"),
    ],
)
def test_each_thing_done_has_its_words(line: str, said: str, tmp_path: Path) -> None:
    """What did not come is told with what was done before."""
    told = played(tmp_path, f"start server, a\na asks\n{line}\none: server -> a: hi")
    told.go()
    told.quiet()
    told.go()
    told.quiet()
    assert told.one().happened == f"server sent nothing to a after {said}"


@pytest.mark.parametrize("seen", [True, False])
def test_a_window_that_cannot_be_read_costs_nobody_anything(seen: bool, tmp_path: Path) -> None:
    """What should have come of a press that was not possible there is unobservable for all."""
    story = "start server, a, b\na asks\na presses: Ping\none: server -> b: Ping\na shows: Ping"
    told = played(tmp_path, story)
    told.go()
    told.quiet()
    told.do("press a")
    if not seen:
        told.unseen("screen", "a")
    told.miss_last("no button")
    told.quiet()
    verdicts = ["unmet", "unmet", "unmet"] if seen else ["unmet", "unobservable", "unobservable"]
    assert told.verdicts() == verdicts


def test_what_is_only_read_again_is_no_news(tmp_path: Path) -> None:
    """After a look that failed all texts are there anew; the same ones prove and break nothing."""
    story = (
        "start a\na shows: Pong\na presses: Ping\none: a shows: Pong\ntwo: never a shows: /Pong/"
    )
    told = played(tmp_path, story)
    told.do("start a")
    told.shows("a", "Pong")
    pressed(told, "a", "Ping")
    told.unseen("screen", "a")
    told.shows("a", "Pong")
    told.quiet()
    assert told.verdicts() == ["met", "unobservable", "unobservable"]


def test_a_screen_that_cannot_be_read_says_nothing_about_terminals(tmp_path: Path) -> None:
    """A role without windows is judged as ever, and so is what is printed."""
    told = played(tmp_path, "start server, a\none: a prints: x\ntwo: server shows: y")
    told.unseen("screen")
    told.go()
    told.quiet()
    assert told.verdicts() == ["unmet", "unmet"]


def test_why_something_could_not_be_done_is_told_once() -> None:
    """The first item has the reason, in each of its runs; the others refer to it."""
    why = (
        'a sent nothing to server; "Ping" could not be pressed in the window of a (none (yet), no)'
    )
    proofs = [Evidence("x", why, False, run=run) for run in (1, 2)]
    proofs.append(Evidence("y", why, False))
    first = ItemResult("one", "One", 0, 1, "fail", evidence=tuple(proofs))
    items = told_once([first, replace(first, id="two", evidence=tuple(proofs[:1]))])
    short = why.partition(" (")[0]
    assert [proof.happened for proof in items[0].evidence] == [why, why, short]
    assert [proof.happened for proof in items[1].evidence] == [f'{short} (why is told at "One")']


def test_a_role_with_windows_is_known_by_its_title(tmp_path: Path) -> None:
    """A title is looked for only where a program plays the role."""
    spec = spec_of(tmp_path, "start server, a", window="client")
    assert unfold(spec, "s", "whole").windows == {"a": "client", "b": "client"}
    assert unfold(spec, "s", "server").windows == {}
