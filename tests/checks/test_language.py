"""Every construct of the story language, played by hand."""

from pathlib import Path

import pytest

from harness.model import events as ev
from harness.model.events import Limit, Refused, Wait
from tests.checks.told import Told, spec_of


def told(folder: Path, story: str, cast: str = "whole", row: str = "", **more: str) -> Told:
    """A story, nothing told of it yet."""
    more.setdefault("casts", cast)
    return Told(spec_of(folder, story, **more), cast, row)


def test_actions_of_one_beat_wait_for_quiet_and_the_next_beat_does_not(tmp_path: Path) -> None:
    """A second action waits for quiet; a beat that is met goes on at once."""
    t = told(tmp_path, "start server\nstart a\none: a prints: hello\na types: x\na prints: y")
    t.do("start server")
    assert t.due() == ""
    proof = [t.performance.needs_proof]
    t.lull()
    t.do("start a")
    proof.append(t.performance.needs_proof)
    assert proof == [False, True]
    t.lull()
    assert t.due() == ""
    t.prints("a", "Hello!\n")
    t.do("type a")
    t.prints("a", "y")
    assert t.performance.over
    assert t.verdicts() == ["met", "met"]


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
    assert t.performance.needs_proof
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


def test_then_orders_what_different_channels_do(tmp_path: Path) -> None:
    """After ``then`` only a later event counts, and the explanation says that it came too soon."""
    story = "start server, a\none:\n  a -> server: x\n  then\n  server prints: x"
    t = told(tmp_path, story)
    t.go()
    t.prints("server", "x\n")
    early = t.n - 1
    t.sends("a", "server", "x")
    t.quiet()
    first, second = t.findings
    assert (first.verdict, second.verdict) == ("met", "unmet")
    assert second.happened == 'server printed "x", but too early: before what it should come after'
    assert second.events == (early,)
    t = told(tmp_path, story)
    t.go()
    t.sends("a", "server", "x")
    t.prints("server", "x\n")
    assert t.performance.over
    assert t.verdicts() == ["met", "met"]


def test_lines_of_one_channel_are_ordered_but_not_across_items(tmp_path: Path) -> None:
    """Each item is judged by itself: two may be about the same words, one may not."""
    story = """
    start a
    one:
      a prints: first
      a prints: second
    two: a prints: first
    """
    t = told(tmp_path, story)
    t.go()
    t.prints("a", "second first\n")
    t.quiet()
    assert t.verdicts("one") == ["met", "unmet"]
    assert t.verdicts("two") == ["met"]


def test_never_holds_only_by_proof_and_breaks_at_once(tmp_path: Path) -> None:
    """A ``never`` waits for quiet, unless it is broken."""
    story = "start server, a\none: never server -> a: secret\na types: x"
    t = told(tmp_path, story)
    t.go()
    t.lull()
    assert t.due() == ""
    t.quiet()
    assert t.due() == "type a"
    t = told(tmp_path, story)
    t.go()
    broken = t.sends("server", "a", "the SECRET!")
    t.quiet()
    t.do("type a")
    t.quiet()
    assert t.one().verdict == "unmet"
    assert t.one().events == (broken,)
    assert t.one().happened == 'server sent a "SECRET" before "x" was typed at a'


def test_never_after_then_starts_where_then_was_passed(tmp_path: Path) -> None:
    """What came before ``then`` does not break it; a ``then`` never passed leaves it unreached."""
    story = "start server, a\none: a -> server: x\nthen\ntwo: never a prints: hello"
    t = told(tmp_path, story)
    t.go()
    t.prints("a", "hello\n")
    t.sends("a", "server", "x")
    t.quiet()
    assert t.verdicts() == ["met", "met"]
    t = told(tmp_path, story)
    t.go()
    t.quiet()
    assert t.verdicts() == ["unmet", "unreached"]


def test_maybe_binds_and_never_fails(tmp_path: Path) -> None:
    """An optional line gives no failing finding, and an optional action waits to be asked."""
    story = "start a\nmaybe a types: name\none: a prints: ready\nmaybe a prints: extra"
    t = told(tmp_path, story)
    t.do()
    t.asks("a")
    t.quiet()
    t.do("type a")
    t.prints("a", "ready\n")
    assert t.performance.over
    t = told(tmp_path, story)
    t.do()
    t.prints("a", "ready\n")
    t.quiet()
    assert t.performance.over
    assert t.verdicts() == ["met"]


def test_what_broke_a_never_is_told_with_what_was_typed(tmp_path: Path) -> None:
    """What was typed before a forbidden deed may have brought it about, so it is named."""
    story = (
        "start server, a\na asks\na types: goodbye for now\none: never server closes\n"
        "a types: Bye\ntwo: server closes a"
    )
    t = told(tmp_path, story)
    t.go()
    t.asks("a")
    t.do("type a")
    t.closes("server", "a")
    t.quiet()
    t.do("type a")
    assert t.one().happened == (
        'server closed its connection after "goodbye for now" was typed at a, '
        'and before "Bye" was typed at a'
    )


def test_who_waited_earlier_is_told_with_what_it_waits_for_now(tmp_path: Path) -> None:
    """Waiting is a state: that it was in it before says less than what it does instead."""
    t = told(tmp_path, "start server, a, b\nb prints: x\nthen\none: a waits for server")
    t.do("start server")
    t.quiet()
    t.do("start a")
    t.quiet(ev.Wait("a", "receive", ("server",)))
    t.do("start b")
    t.prints("b", "x\n")
    t.quiet(ev.Wait("a", "keyboard"))
    assert t.one().happened == "a does not wait for server; it waits for the keyboard"


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


def test_who_selects_takes_what_is_typed_and_asks_for_nothing(tmp_path: Path) -> None:
    """A keyboard among several things is typed at by a 'maybe', and met by no 'asks'."""
    t = told(tmp_path, "start a\nmaybe a types: name\none: a asks")
    t.do()
    t.asks("a", among=True)
    t.quiet()
    t.do("type a")
    t.asks("a", among=True)
    t.quiet()
    assert t.verdicts() == ["unmet"]


def test_at_once_does_not_wait(tmp_path: Path) -> None:
    """Within ``at once`` each action is due straight after the one before."""
    t = told(tmp_path, "start server, a, b\nat once:\n  a types: x\n  b types: y\na prints: z")
    t.go()
    assert [(a.kind, a.who) for a in t.done[-2:]] == [("type", "a"), ("type", "b")]
    assert type(t.events[-2]).__name__ == "Cue"


def test_each_and_do_and_repeat_are_unrolled(tmp_path: Path) -> None:
    """Rounds put in their values; blanks of words are new in each, and one known before is not."""
    words = """
    t: /\\d+/
    k: /\\d+/
    ping n: |
      one: a -> server: Ping {n} {t}
      two: a prints: "{n}-{t}-{k}"
    """
    story = """
    start server, a
    server prints: key {k}
    each n, who in 1 a, 2 a:
      {who} types: go {n}
      do ping {n}
    repeat 2:
      a types: again
      one: a prints: again
    """
    t = told(tmp_path, story, words=words)
    t.go()
    t.prints("server", "key 77\n")
    for n, t_value in ((1, 5), (2, 6)):
        assert t.do("type a").data == (f"go {n}".encode(),)
        t.sends("a", "server", f"ping {n} {t_value}")
        t.prints("a", f"{n}-{t_value}-77\n")
    for _ in range(2):
        t.do("type a")
        t.prints("a", "again\n")
    assert t.performance.over
    assert set(t.verdicts()) == {"met"}
    steps = [f.step for f in t.findings]
    assert len(set(steps)) == len(steps)
    assert {k: v for k, v in t.outcome.blanks.items() if k[0] in "tk"} == {
        "k": "77",
        "t.1": "5",
        "t.2": "6",
    }


def test_one_of_is_met_by_the_first_that_comes(tmp_path: Path) -> None:
    """One finding for the group, whichever line met it."""
    story = "start server, a\none: one of:\n  server prints: ok\n  server -> a: ok"
    t = told(tmp_path, story)
    t.go()
    n = t.sends("server", "a", "ok")
    assert t.performance.over
    assert t.one().events == (n,)
    t = told(tmp_path, story)
    t.go()
    t.quiet()
    assert t.one().expected == 'one of: server prints: "ok" or server -> a: "ok"'
    assert "server printed nothing" in t.one().happened
    assert "server sent nothing to a" in t.one().happened


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


def test_nothing_else_allows_only_what_the_lines_say(tmp_path: Path) -> None:
    """What no line accounts for is quoted; white space and punctuation are nothing."""
    story = "start server, a\na types: x\none:\n  server -> a: hello\n  nothing else"
    t = told(tmp_path, story)
    t.go()
    t.sends("server", "a", "Hello!\r\n")
    t.quiet()
    assert t.verdicts() == ["met", "met"]
    t = told(tmp_path, story)
    t.go()
    t.sends("server", "a", "hello")
    n = t.sends("server", "a", " again")
    t.quiet()
    assert t.verdicts() == ["met", "unmet"]
    silence = t.findings[1]
    assert silence.events == (n,)
    assert silence.happened == 'server also sent a "again"'


def test_by_now_looks_back_to_the_beginning(tmp_path: Path) -> None:
    """A line that may have come earlier is met by what came in an earlier beat."""
    story = "start server, a\none: a prints: hi\na types: x\ntwo: by now a connects to server\n"
    t = told(tmp_path, story)
    t.do()
    t.quiet()
    t.do()
    n = t.connects("a", "server")
    t.prints("a", "hi")
    t.do("type a")
    assert t.performance.over
    assert t.one("two").events == (n,)


def test_asking_is_a_state(tmp_path: Path) -> None:
    """A role that asked before the beat and was not answered still asks in it."""
    t = told(
        tmp_path, "start a, b\none: a prints: hi\nb types: x\ntwo: a asks\nthree: never b asks"
    )
    t.do()
    t.asks("a")
    t.quiet()
    t.do()
    t.asks("b")
    t.prints("a", "hi")
    t.do("type b")
    t.quiet()
    assert [t.one(item).verdict for item in ("two", "three")] == ["met", "met"]


def test_asking_again_counts_only_after_what_was_typed(tmp_path: Path) -> None:
    """The question that was just answered is not asked again."""
    t = told(tmp_path, "start a\na types: x\none: a asks")
    t.do()
    t.asks("a")
    t.quiet()
    t.do("type a")
    t.quiet(Wait("a", "receive", ("server",)))
    assert t.one().verdict == "unmet"
    assert t.one().happened == "a did not ask for input; it waits for a message from server"


def test_a_thread_that_waits_for_one_alone(tmp_path: Path) -> None:
    """One thread that selects among all is no thread for each; two threads are."""
    story = "start server\none: server waits for a, b in threads"
    t = told(tmp_path, story)
    t.do()
    t.quiet(
        Wait("server", "receive", ("a",), thread=2), Wait("server", "receive", ("b",), thread=3)
    )
    assert t.verdicts() == ["met", "met"]
    t = told(tmp_path, story)
    t.do()
    t.quiet(Wait("server", "receive", ("a", "b")))
    assert t.verdicts() == ["unmet", "unmet"]
    assert t.findings[0].expected == "server waits for a in a thread"
    assert t.findings[0].happened == (
        "no thread of server waits for a alone; it waits for a message from a or b"
    )
    t = told(tmp_path, story)
    t.do()
    t.quiet(Wait("server", "receive", ("a",)))
    assert t.verdicts() == ["met", "unmet"]
    assert t.findings[1].happened == "server does not wait for b; it waits for a message from a"


def test_any_text_is_another_for_each_receiver(tmp_path: Path) -> None:
    """Two that are sent something need not be sent the same."""
    t = told(tmp_path, "start server\none: server -> a, b: any")
    t.do()
    t.sends("server", "a", "hello a")
    t.sends("server", "b", "hello b")
    assert t.verdicts() == ["met", "met"]


def test_a_limit_shows_who_waits_as_quiet_does(tmp_path: Path) -> None:
    """A server whose main thread polls is never quiet, and its other threads wait all the same."""
    t = told(tmp_path, "start server\none: server waits for a in a thread")
    t.do()
    t.lull()
    assert t.performance.lacking
    t.limit(Wait("server", "clock"), Wait("server", "receive", ("a",), thread=2))
    assert t.one().verdict == "met"


def test_waits_ends_closes_and_resets(tmp_path: Path) -> None:
    """The verbs that are no text, met and not met, with what happened instead."""
    story = """
    start server, a, b
    one: server waits for a
    b types: go
    two:
      server closes a
      a ends with 0
      server ends
      b resets server
    """
    t = told(tmp_path, story)
    t.go()
    t.quiet(Wait("server", "receive", ("a",)))
    t.do("type b")
    t.closes("server", "a")
    t.exits("a", 3)
    t.closes("b", "server")
    t.quiet(Wait("server", "accept"), Wait("b", "keyboard"))
    assert t.verdicts() == ["met", "met", "unmet", "unmet", "unmet"]
    assert [f.happened for f in t.findings[1:]] == [
        "server closed its connection to a",
        "a ended with exit code 3",
        "server did not end: it still waits for a connection",
        "b did not reset its connection to server; it waits for the keyboard",
    ]
    assert [f.expected for f in t.findings[2:]] == [
        "a ends with 0",
        "server ends",
        "b resets server",
    ]


@pytest.mark.parametrize(
    ("line", "proto", "verdict", "happened"),
    [
        ("server listens", "tcp", "met", "server listened over tcp (at 0.0.0.0:12000)"),
        ("server listens", "udp", "met", "server listened over udp (at 0.0.0.0:12000)"),
        ("server listens over tcp", "tcp", "met", "server listened over tcp (at 0.0.0.0:12000)"),
        ("server listens over tcp", "udp", "unmet", None),
        ("server listens", None, "unmet", "server did not listen; it waits for the keyboard"),
        ("a listens", "tcp", "unmet", "a did not listen"),
    ],
)
def test_a_socket_that_waits_for_others_listens(
    line: str, proto: str | None, verdict: str, happened: str | None, tmp_path: Path
) -> None:
    """``listens`` is met by a socket that accepts or is bound, and says where and over what."""
    t = told(tmp_path, f"start server, a\none: by now {line}")
    t.go()
    if proto is not None:
        t.listens("server", proto)
    t.quiet(Wait("server", "keyboard"))
    assert t.one().verdict == verdict
    assert happened is None or t.one().happened == happened
    assert t.one().expected == line


def test_listening_is_nothing_that_a_script_is_judged_by(tmp_path: Path) -> None:
    """Where the harness plays the server, the line about it gives no finding."""
    t = told(tmp_path, "start server, a\none: server listens\ntwo: a prints: x", cast="clients")
    t.go()
    assert t.verdicts("one") == []
    assert t.verdicts("two") == ["unmet"]


def test_a_connection_says_from_where_to_where(tmp_path: Path) -> None:
    """The evidence of a connection is its two ends, the connecting one without its port."""
    t = told(tmp_path, "start server, a\none: a connects to server over tcp\ntwo: a connects to b")
    t.go()
    t.connects("a", "server", source="10.0.0.2:51234", target="10.0.0.1:12000")
    t.quiet()
    way = "a connected to server over tcp (from 10.0.0.2 to 10.0.0.1:12000)"
    assert [(f.verdict, f.happened) for f in t.findings] == [("met", way), ("unmet", way)]


def test_a_connection_that_was_refused_says_where_it_was_tried(tmp_path: Path) -> None:
    """Whom nobody answered is told which address it had tried."""
    t = told(tmp_path, "start server, a\none: a connects to server")
    t.go()
    t.tell(Refused(n=t.n, at=0, who="a", proto="tcp", target="10.0.0.9:12000"))
    t.quiet()
    assert t.one().happened == "a tried to connect to 10.0.0.9:12000, where nobody listens"


def test_what_the_harness_ended_did_not_end(tmp_path: Path) -> None:
    """A program that a limit ended is not one that ends."""
    t = told(tmp_path, "start a\none: a ends\ntwo: a prints: x")
    t.do()
    t.tell(Limit(n=t.n, at=0, who="a", what="output", detail="100 bytes of output"))
    t.exits("a", None, 9)
    t.quiet()
    assert t.performance.over
    assert t.one().verdict == "unmet"
    assert t.one("two").happened == (
        "a printed nothing after a was started; it was ended at its limit of 100 bytes of output"
    )


def test_udp_judges_each_datagram_alone(tmp_path: Path) -> None:
    """Over UDP a text must be in one datagram; over TCP messages join."""
    story = "start server, a\none: a -> server: /ab/"
    for proto, verdict in (("udp", "unmet"), ("tcp", "met")):
        t = told(tmp_path, story)
        t.go()
        t.sends("a", "server", "a", proto)
        t.sends("a", "server", "b", proto)
        t.quiet()
        assert t.one().verdict == verdict


def test_words_of_messages_that_join_are_still_words(tmp_path: Path) -> None:
    """Two messages without a separator between them do not hide a word, nor make a ``never``."""
    story = "start server, a\none: a -> server: Bob\ntwo: never a -> server: Alice"
    t = told(tmp_path, story)
    t.go()
    t.sends("a", "server", "Ali")
    t.sends("a", "server", "Bob")
    t.quiet()
    assert t.verdicts() == ["met", "met"]


@pytest.mark.parametrize(
    ("what", "line", "verdict"),
    [
        ("wire", "a -> server: x", "unobservable"),
        ("owner", "a closes server", "unobservable"),
        ("read", "server reads a", "unobservable"),
        ("read", "never server reads a", "unobservable"),
        ("quiet", "server waits for a", "unobservable"),
        ("wire", "a prints: x", "unmet"),
        ("read", "a -> server: x", "unmet"),
    ],
)
def test_what_cannot_be_seen_is_not_wrong(
    tmp_path: Path, what: str, line: str, verdict: str
) -> None:
    """A line is unobservable only where what it needs could not be seen."""
    t = told(tmp_path, f"start server, a\none: {line}")
    t.unseen(what)
    t.go()
    t.limit()
    assert t.one().verdict == verdict
    if verdict == "unobservable":
        assert t.one().happened == f"this could not be observed: no {what} here"


def test_what_was_met_is_met_though_not_all_can_be_seen(tmp_path: Path) -> None:
    """A line that was seen to be met stays so."""
    t = told(tmp_path, "start server, a\none: a -> server: x")
    t.unseen("wire")
    t.go()
    t.sends("a", "server", "x")
    assert t.one().verdict == "met"


def test_a_preferred_alternative_wins_wherever_it_is(tmp_path: Path) -> None:
    """Ranks are tried in turn over the whole window; a later event may still give a better one."""
    words = "m: ['/Bob|Alice/', any]"
    t = told(tmp_path, "start server, a\na -> server: {m}\none: never a asks\n", words=words)
    t.go()
    t.sends("a", "server", "I am a client\n")
    assert t.outcome.blanks["m"] == "I am a client"
    t.sends("a", "server", "Bob")
    t.quiet()
    assert t.outcome.blanks["m"] == "Bob"


def test_what_nobody_said_is_not_just_anything(tmp_path: Path) -> None:
    """A blank that no earlier line could bind is not bound by the next text that comes along."""
    words = "m: any"
    story = "start server, a\none: a -> server: {m}\ntwo: server prints: {m}"
    t = told(tmp_path, story, words=words)
    t.go()
    t.prints("server", "waiting\n")
    t.quiet()
    assert t.verdicts() == ["unmet", "unmet"]
    assert t.one("two").expected == "server prints: any text"


def test_a_row_changes_who_and_what(tmp_path: Path) -> None:
    """A row's values stand wherever its blanks do, and may be blanks again."""
    words = "n: /\\w+/"
    rows = "first: {who: a, what: hello, name: '{n}'}\nsecond: {who: b, what: bye, name: Bob}"
    story = '{who} -> server: {what}\none: {who} prints: "<{name}>"'
    story = f"start server, a, b\n{story}"
    for row, who, what, name in (("first", "a", "hello", "zed"), ("second", "b", "bye", "Bob")):
        t = told(tmp_path, story, words=words, rows=rows, row=row)
        t.go()
        t.sends(who, "server", what)
        t.prints(who, f"<{name}>")
        assert t.performance.over
        assert t.one().actors == (who,)


def test_reference_players_are_paced_by_but_not_judged(tmp_path: Path) -> None:
    """What a program of the instructor's does is waited for, and gives no finding."""
    spec = spec_of(tmp_path, "start server, a\none: a prints: x\na types: y\ntwo: server prints: y")
    spec.casts["whole"]["a"] = "reference"
    t = Told(spec)
    t.go()
    assert t.performance.needs_proof
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


def test_typed_text_shows_on_the_screen_but_is_not_printed(tmp_path: Path) -> None:
    """``shows`` counts what was typed, ``prints`` does not; the typed line's end parts words."""
    t = told(tmp_path, "start a\na types: hello\none: a shows: hello\ntwo: a prints: hello")
    t.do()
    t.prints("a", "message")
    t.quiet()
    t.do()
    t.quiet()
    assert [t.one(item).verdict for item in ("one", "two")] == ["met", "unmet"]
    t = told(tmp_path, "start a\none: a asks\na types: hello\ntwo: by now a prints: bob")
    t.do()
    t.prints("a", "message")
    t.asks("a")
    t.do()
    t.prints("a", "bob")
    assert t.one("two").verdict == "met"


def test_a_saved_timeline_can_be_marked_by_changed_patterns(tmp_path: Path) -> None:
    """Cues that come earlier or later than this story would give them are followed."""
    story = "start a\none: a prints: hello\na types: x\ntwo: a prints: y"
    t = told(tmp_path / "old", story)
    t.do()
    t.prints("a", "hello")
    t.do()
    t.prints("a", "y")
    changed = told(tmp_path / "new", story.replace("hello", "goodbye"))
    for event in t.events:
        changed.performance.feed(event)
    verdicts = [f.verdict for f in changed.performance.outcome().findings]
    assert verdicts == ["unmet", "met"]


def test_how_long_a_role_waits_is_by_its_own_clock(tmp_path: Path) -> None:
    """What it does next comes so long after what it did before, whatever the machine's time is."""
    t = told(tmp_path, "start a\none: a waits 0.9..1.5 s\ntwo: a waits 2..3 s")
    t.do()
    t.tell(ev.Started(n=t.n, at=0, clock=0, who="a", argv=()))
    t.tell(ev.Printed(n=t.n, at=900, clock=1_000_000_000, who="a", data=b"timed out\n"))
    t.quiet()
    assert t.verdicts() == ["met", "unmet"]
    assert t.one("one").happened == "a waited 1.000 s"
    assert t.one("two").happened == "a waited 1.0 s"


def test_a_wait_without_a_clock_of_the_stage_is_unobservable(tmp_path: Path) -> None:
    """Where programs have the machine's clock, its load would decide."""
    t = told(tmp_path, "start a\none: a waits 0.9..1.5 s")
    t.tell(ev.Unseen(n=t.n, at=0, who=ev.STAGE, what="clock", why="it is not built"))
    t.do()
    t.tell(ev.Printed(n=t.n, at=1, clock=0, who="a", data=b"x"))
    t.quiet()
    assert t.verdicts() == ["unobservable"]


def test_a_blank_for_anything_is_filled_by_the_first_line_that_has_it(tmp_path: Path) -> None:
    """Where that line did not come, nothing may stand for it: else whatever came would do."""
    story = "start server, a\nmaybe server -> a: {r}\none: a prints: {r}"
    t = told(tmp_path, story, words="r: any")
    t.do("start server")
    t.lull()
    t.do("start a")
    t.prints("a", "something else\n")
    t.quiet()
    assert t.verdicts() == ["unmet"]
    t = told(tmp_path, story, words="r: any")
    t.do("start server")
    t.lull()
    t.do("start a")
    t.sends("server", "a", "hello")
    t.prints("a", "got hello\n")
    t.quiet()
    assert t.one("one").verdict == "met"


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
