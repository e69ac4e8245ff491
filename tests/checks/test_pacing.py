"""When a story goes on and what its end proves: beats, quiet, limits, patience."""

from pathlib import Path

import pytest

from harness.model import events as ev
from harness.model.events import Wait
from tests.checks.told import Told, spec_of, told


def test_actions_of_one_beat_wait_for_a_pause_and_the_next_beat_does_not(tmp_path: Path) -> None:
    """A second action waits for a pause; a beat that is met goes on at once."""
    t = told(tmp_path, "start server\nstart a\none: a prints: hello\na types: x\na prints: y")
    t.do("start server")
    assert t.due() == ""
    t.lull()
    t.do("start a")
    t.lull()
    assert t.due() == ""
    t.prints("a", "Hello!\n")
    t.do("type a")
    t.prints("a", "y")
    assert t.performance.over
    assert t.verdicts() == ["met", "met"]


def test_what_had_come_before_is_no_cue(tmp_path: Path) -> None:
    """A line met ``by now`` says nothing of the last thing done: the next one waits for its effect.

    Else two messages would reach a slow program as one, and a quick one as two.
    """
    story = 'start server\na -> server: "x"\none: by now server -> a: hello\na -> server: "y"'
    for early in (True, False):
        t = told(tmp_path, story + "\ntwo: server -> a: bye", cast="server")
        t.do("start server")
        t.lull()
        t.connects("a", "server")
        if early:
            t.sends("server", "a", "hello")
        t.do("send a")
        if early:
            assert t.due() == ""
            t.lull()
        else:
            t.sends("server", "a", "hello")
        t.do("send a")
        t.sends("server", "a", "bye")
        assert t.verdicts() == ["met", "met"]


def test_pieces_of_a_text_wait_for_one_another(tmp_path: Path) -> None:
    """A scripted role says the next piece when the last has had its effect; not in ``at once``."""
    story = 'start server\n{}a -> server: "GET /in" "dex" "\\n"\none: server -> a: ok'
    t = told(tmp_path, story.format(""), cast="server")
    t.do("start server")
    for _ in range(3):
        assert t.due() == ""
        t.lull()
        t.do("send a")
    assert [action.data for action in t.done[1:]] == [(b"GET /in",), (b"dex",), (b"\n",)]
    t.sends("server", "a", "ok")
    assert t.verdicts() == ["met"]
    t = told(tmp_path, story.format("at once:\n  "), cast="server")
    t.do("start server")
    t.lull()
    for _ in range(3):
        t.do("send a")


def test_who_ends_as_soon_as_a_beat_is_done_has_ended_in_the_next(tmp_path: Path) -> None:
    """Whether a program is quicker than the next thing that is done decides nothing."""
    story = "start server, a\nb -> server: x\none: a prints: bye\nb closes server\ntwo: a ends"
    early = "a ended with exit code 0, but too early: before b closed its connection"
    for when, verdict in (("before", "unmet"), ("between", "met"), ("after", "met")):
        t = Told(spec_of(tmp_path, story + "\ntwo: a closes server", casts="mixed"), "mixed")
        t.go()
        if when == "before":
            t.closes("a", "server")
            t.exits("a", 0)
        t.prints("a", "bye\n")
        if when == "between":
            t.closes("a", "server")
            t.exits("a", 0)
        t.do("close b")
        if when == "after":
            t.closes("a", "server")
            t.exits("a", 0)
        t.quiet()
        assert t.verdicts("two") == [verdict, verdict], when
        if when == "before":
            assert t.findings[-2].happened == early


def test_a_failed_line_does_not_stop_the_story(tmp_path: Path) -> None:
    """Quiet proves that a line will not come; the story goes on with the next beat."""
    t = told(tmp_path, "start a\none: a prints: hello\na types: x\ntwo: a prints: y")
    t.do()
    t.quiet()
    assert t.due() == "type a"
    t.do()
    t.prints("a", "y")
    assert t.verdicts() == ["unmet", "met"]
    assert t.one().happened == "a printed nothing after a was started"
    assert not t.one().bounded


def test_patience_ends_a_beat_without_proof(tmp_path: Path) -> None:
    """Where quiet cannot be proved the limit decides, and the finding says so."""
    t = told(tmp_path, "start a\none: a prints: hello\ntwo: never a ends")
    t.do()
    t.limit()
    assert t.performance.over
    assert [(f.verdict, f.bounded) for f in t.findings] == [("unmet", True), ("met", True)]


def test_only_quiet_proves_that_nothing_more_will_come(tmp_path: Path) -> None:
    """What a program sent may still be on its way when it has exited, so its exit is no pause."""
    story = "start a\nstart b\none: never b prints: x\ntwo: b prints: y"
    for pause, bounded in (("quiet", False), ("limit", True)):
        t = told(tmp_path, story)
        t.do("start a")
        t.exits("a", 0)
        assert t.due() == ""
        t.quiet()
        t.do("start b")
        t.exits("b", 0)
        t.lull()
        over = [t.performance.over]
        getattr(t, pause)()
        over.append(t.performance.over)
        assert over == [False, True]
        assert [(f.verdict, f.bounded) for f in t.findings] == [
            ("met", bounded),
            ("unmet", bounded),
        ]


def test_what_is_lacking_is_what_must_come(tmp_path: Path) -> None:
    """A must-line that has not come is lacking; a ``never`` that is still open is not."""
    t = told(tmp_path, "start a\none: a prints: x\ntwo: never a prints: y")
    t.do()
    lacking = [t.performance.lacking]
    t.prints("a", "x")
    lacking.append(t.performance.lacking)
    t.lull()
    assert not t.performance.over
    t.quiet()
    lacking.append(t.performance.lacking)
    assert lacking == [True, False, False]


def test_a_scene_whose_time_is_up_cannot_tell_what_would_have_come(tmp_path: Path) -> None:
    """Neither what was open nor what was not begun is held against the program."""
    t = told(tmp_path, "start a\none: a prints: hello\na types: x\ntwo: a prints: y")
    t.do()
    t.prints("a", "bye\n")
    t.limit(what="scene")
    assert t.performance.over
    assert t.verdicts() == ["unobservable", "unobservable"]


def test_a_line_given_up_before_the_time_was_up_is_unmet(tmp_path: Path) -> None:
    """A turn that went by without what it was to bring is told as such, whatever comes later."""
    t = told(tmp_path, "start a\none: a prints: hello\na types: x\ntwo: a prints: y")
    t.do()
    t.limit(what="turn")
    t.do()
    t.limit(what="scene")
    assert t.verdicts() == ["unmet", "unobservable"]


def test_a_scene_that_is_cut_leaves_the_rest_unreached(tmp_path: Path) -> None:
    """What was not reached says what stopped the story before."""
    t = told(tmp_path, "start a\none: a prints: hello\na types: x\ntwo: a prints: y")
    t.do()
    t.prints("a", "bye\n")
    t.limit(what="events")
    assert t.performance.over
    assert t.verdicts() == ["unmet", "unreached"]
    assert t.one("two").happened == 'the story did not come this far: a printed "bye"'


@pytest.mark.parametrize("closed", [False, True])
def test_a_scripted_role_may_say_something_while_it_is_connected(
    tmp_path: Path, closed: bool
) -> None:
    """It has no keyboard to ask for: what counts is that somebody is there to hear it."""
    t = told(tmp_path, "start server\na connects to server\nmaybe a types: Bye", cast="server")
    t.do("start server")
    t.quiet()
    t.do("connect a")
    t.connects("a", "server")
    if closed:
        t.closes("server", "a")
    assert t.due() == ""
    t.quiet()
    assert t.due() == ("" if closed else "type a")


def test_at_once_does_not_wait(tmp_path: Path) -> None:
    """Within ``at once`` each action is due straight after the one before."""
    t = told(tmp_path, "start server, a, b\nat once:\n  a types: x\n  b types: y\na prints: z")
    t.go()
    assert [(a.kind, a.who) for a in t.done[-2:]] == [("type", "a"), ("type", "b")]
    first, last = [e.n for e in t.events if isinstance(e, ev.Cue)][-2:]
    assert not any(isinstance(e, ev.Lull) for e in t.events[first:last])


def test_until_stops_when_nobody_asks_or_after_three_rounds(tmp_path: Path) -> None:
    """A second round types only where input is asked for; there are three at most."""
    story = "start server, a\nuntil server -> a: done:\n  a types: x\none: server -> a: done"
    for asks, typed in ((False, 1), (True, 3)):
        t = told(tmp_path, story)
        t.do()
        t.quiet()
        t.do()
        t.quiet()
        count = 0
        while t.due() == "type a":
            t.do()
            count += 1
            if asks:
                t.asks("a")
            t.quiet()
        assert count == typed
        assert t.performance.over
    t = told(tmp_path, story)
    t.do()
    t.quiet()
    t.do()
    t.quiet()
    t.do("type a")
    t.sends("server", "a", "done")
    t.asks("a")
    t.quiet()
    assert t.performance.over
    assert t.verdicts() == ["met"]


_FOR_A = Wait(who="server", on="receive", of=("a",))


@pytest.mark.parametrize(
    ("waits", "answers", "said"),
    [
        ([_FOR_A], False, True),
        ([Wait(who="server", on="several", of=("a",))], False, True),
        ([Wait(who="server", on="receive", of=("b",))], False, False),
        ([Wait(who="server", on="lock")], False, False),
        ([_FOR_A], True, False),
        ([_FOR_A, Wait(who="server", on="keyboard", thread=2)], False, False),
        ([_FOR_A, Wait(who="server", on="window", thread=2)], False, False),
    ],
)
def test_a_script_may_say_more_to_who_still_waits_for_it(
    tmp_path: Path, waits: list[Wait], answers: bool, said: bool
) -> None:
    """Who has answered waits for the answer to that; who waits for a person has heard enough."""
    t = _told_once(tmp_path)
    if answers:
        t.sends("server", "a", "yes?")
    t.quiet(*waits)
    assert t.due() == ("send a" if said else "")


@pytest.mark.parametrize("read", [False, True])
def test_what_was_said_before_it_was_read_is_no_answer(tmp_path: Path, read: bool) -> None:
    """Who is asked for its name while a word lies unread says that name, and waits for more."""
    story = _TWICE.replace("maybe", "server types: X\nmaybe")
    t = told(tmp_path, story, cast="server")
    t.do("start server")
    t.connects("a", "server")
    t.quiet()
    t.do("send a")
    t.sends("a", "server", "one")
    t.asks("server")
    if read:
        t.reads("server", "a", 3)
    t.quiet(Wait(who="server", on="keyboard"))
    t.do("type server")
    t.sends("server", "a", "JOIN X")
    if not read:
        t.reads("server", "a", 3)
    t.quiet(_FOR_A)
    assert t.due() == ("" if read else "send a")


@pytest.mark.parametrize("among", [False, True])
def test_a_script_says_no_more_to_who_asks(tmp_path: Path, among: bool) -> None:
    """So has a program whose keyboard is one of several things that it waits for."""
    t = _told_once(tmp_path)
    t.tell(ev.Asked(n=t.n, at=0, who="server", among=among))
    t.quiet(Wait(who="server", on="several", of=("a",)))
    assert t.due() == ""


def test_a_script_says_no_more_where_nobody_knows_who_waits(tmp_path: Path) -> None:
    """A rest that does not tell leaves nothing to what was so at an earlier one."""
    t = told(tmp_path, _TWICE, cast="server")
    t.do("start server")
    t.connects("a", "server")
    t.quiet(_FOR_A)
    t.do("send a")
    t.sends("a", "server", "one")
    t.lull()
    assert t.due() == ""


def _told_once(tmp_path: Path) -> Told:
    """A server to which a script has said the first of two things."""
    t = told(tmp_path, _TWICE, cast="server")
    t.do("start server")
    t.connects("a", "server")
    t.quiet()
    t.do("send a")
    t.sends("a", "server", "one")
    return t


_TWICE = 'start server\na -> server: "one"\nmaybe a -> server: "two"'


def test_a_limit_shows_who_waits_as_quiet_does(tmp_path: Path) -> None:
    """A server whose main thread polls is never quiet, and its other threads wait all the same."""
    t = told(tmp_path, "start server\none: server waits for a in a thread")
    t.do()
    t.lull()
    assert t.performance.lacking
    t.limit(Wait("server", "clock"), Wait("server", "receive", ("a",), thread=2))
    assert t.one().verdict == "met"


def test_a_lull_shows_who_waits_with_a_limit(tmp_path: Path) -> None:
    """A server that receives with a time limit waits, and nobody lets the limit pass to see it."""
    t = told(tmp_path, "start server, a\none: server waits for a in a thread\na types: x")
    t.go()
    t.lull(Wait("server", "lock"), Wait("server", "receive", ("a",), thread=2))
    assert t.due() == "type a"
    assert t.one().verdict == "met"


def test_reference_players_are_paced_by_but_not_judged(tmp_path: Path) -> None:
    """What a program of the instructor's does is waited for, and gives no finding."""
    spec = spec_of(tmp_path, "start server, a\none: a prints: x\na types: y\ntwo: server prints: y")
    spec.casts["whole"]["a"] = "reference"
    t = Told(spec)
    t.go()
    assert t.due() == ""
    t.prints("a", "x")
    t.do("type a")
    t.prints("server", "y")
    assert [f.items for f in t.findings] == [("two",)]


def test_an_action_that_could_not_be_done_holds_nothing_up(tmp_path: Path) -> None:
    """A line typed at a program that has ended is missed, and the story goes on."""
    t = told(tmp_path, "start server, a\na types: x\na types: y\none: server prints: x")
    t.do()
    t.quiet()
    t.do()
    t.exits("a", 0)
    t.quiet()
    t.miss()
    assert t.due() == "type a"
    t.miss()
    t.quiet()
    assert t.performance.over
    assert t.verdicts() == ["unmet"]


def test_who_is_stopped_and_started_again(tmp_path: Path) -> None:
    """The end of a program that was stopped is no end of the next one, whose lines begin anew."""
    t = told(
        tmp_path, "start a\nstop a\nstart a\none: a prints: /^again$/\na types: x\ntwo: a ends"
    )
    t.do("start a")
    t.prints("a", "half")
    t.lull()
    t.do("stop a")
    t.tell(ev.Stopped(n=t.n, at=0, who="a"))
    t.exits("a", code=None, signal=9)
    t.lull()
    t.do("start a")
    t.prints("a", "again\n")
    t.do("type a")
    t.quiet()
    assert t.verdicts() == ["met", "unmet"]


@pytest.mark.parametrize(("last", "goes_on"), [("maybe a types: y", False), ("a types: y", True)])
def test_what_may_be_done_last_does_not_hurry_what_is_waited_for(
    tmp_path: Path, last: str, goes_on: bool
) -> None:
    """A story of which only a ``maybe`` is left is at its end: who sleeps long is waited for."""
    t = told(tmp_path, f"start server, a\na types: x\none: server prints: x\n{last}\nserver ends")
    for step in ("start server", "start a", "type a"):
        t.do(step)
        t.lull()
    assert t.performance.goes_on == goes_on
