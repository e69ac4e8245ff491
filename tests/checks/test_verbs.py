"""The verbs that are no text: listens, connects, closes, ends, waits; and datagrams."""

from pathlib import Path

import pytest

from harness.checks.hidden import NEEDS
from harness.checks.phrases import deed
from harness.checks.play import TEXTS
from harness.model import events as ev
from harness.model.events import Limit, Refused, Wait
from harness.model.spec import VERBS
from harness.spec.line import HARNESS_ONLY
from tests.checks.told import told


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


_CRASH = 'Traceback (most recent call last):\n  File "a.py", line 1\nOSError: no\n'


@pytest.mark.parametrize(
    ("said", "code", "signal", "verdict"),
    [
        ("Done.\n", 0, None, "met"),
        (_CRASH, 0, None, "met"),
        ("Done.\n", 1, None, "met"),
        ("", 1, None, "met"),
        (f"Hello\n{_CRASH}", 1, None, "unmet"),
        ("Error: I give up\n", 1, None, "met"),
        ('  File "a.py", line 1\n    if\n      ^\nSyntaxError: invalid syntax\n', 1, None, "unmet"),
        ("usage: a.py [-h] port\n", 2, None, "unmet"),
        ("Done.\n", None, 9, "unmet"),
    ],
    ids=["0", "thread", "words", "silent", "crash", "own words", "grammar", "usage", "signal"],
)
def test_ends_in_order(
    said: str, code: int | None, signal: int | None, verdict: str, tmp_path: Path
) -> None:
    """Who leaves by ``sys.exit("Done.")`` has status 1, and yet it is no error that ends it."""
    t = told(tmp_path, "start a\none: a ends in order")
    t.go()
    t.prints("a", said)
    t.exits("a", code, signal)
    t.quiet()
    assert t.verdicts() == [verdict]
    assert t.one("one").expected == "a ends in order"


@pytest.mark.parametrize(("code", "early"), [(1, True), (2, False)])
def test_an_end_in_order_may_come_too_early(code: int, early: bool, tmp_path: Path) -> None:
    """That it was too early is said of one that would have done, and of no other."""
    t = told(tmp_path, "start server, a\nserver prints: hi\na types: x\none: a ends in order")
    t.go()
    t.exits("a", code)
    t.prints("server", "hi")
    t.do("type a")
    t.quiet()
    assert ("too early" in t.one("one").happened) == early


def test_what_was_printed_before_it_was_started_again_is_not_this_end(tmp_path: Path) -> None:
    """A program that failed once may end in order the next time."""
    t = told(tmp_path, "start a\na ends\nstart a\none: a ends in order")
    t.go()
    t.prints("a", _CRASH)
    t.exits("a", 1)
    t.go()
    t.prints("a", "Done.\n")
    t.exits("a", 1)
    t.quiet()
    assert t.verdicts()[-1] == "met"


@pytest.mark.parametrize(
    ("line", "proto", "verdict", "happened"),
    [
        ("server listens", "tcp", "met", "server listened over tcp (at 0.0.0.0:12000)"),
        ("server listens", "udp", "met", "server listened over udp (at 0.0.0.0:12000)"),
        ("server listens over tcp", "tcp", "met", "server listened over tcp (at 0.0.0.0:12000)"),
        (
            "server listens over tcp",
            "udp",
            "unmet",
            (
                "server listened over udp (at 0.0.0.0:12000), and not over tcp;"
                " it waits for the keyboard"
            ),
        ),
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
    t = told(tmp_path, "start server, a\none: server listens\none: a prints: x", cast="clients")
    t.go()
    assert [(f.verb, f.verdict) for f in t.findings] == [("prints", "unmet")]


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
    assert t.one().happened == (
        "a did not end by itself; it was ended at its limit of 100 bytes of output"
    )
    assert t.one("two").happened == (
        "a printed nothing after a was started; it was ended at its limit of 100 bytes of output"
    )


def test_what_the_harness_ended_has_closed_nothing(tmp_path: Path) -> None:
    """Ending a program at a limit ends its connections: that is no closing, but its doing."""
    story = "start server, a\none: a closes server"
    t = told(tmp_path, story.replace("one:", "two: never"))
    t.go()
    t.limit(what="output", who="a")
    t.closes("a", "server")
    t.exits("a", None, 9)
    t.quiet()
    assert t.one("two").verdict == "unmet"
    t = told(tmp_path, story)
    t.go()
    t.limit(what="output", who="a")
    t.closes("a", "server")
    t.exits("a", None, 9)
    t.quiet()
    assert t.one().verdict == "unmet"
    assert t.one().happened == (
        "a did not close its connection to server; it was ended at its limit of output"
    )
    later = "start server, a, b\ntwo: server prints: x\nb types: go\none: a closes server"
    t = told(tmp_path, later)
    t.go()
    t.limit(what="output", who="a")
    t.closes("a", "server")
    t.exits("a", None, 9)
    t.quiet()
    t.do("type b")
    t.quiet()
    assert t.one().happened.endswith("it was ended at its limit of output")
    t = told(tmp_path, story)
    t.go()
    t.closes("a", "server")
    t.limit(what="output", who="a")
    t.exits("a", None, 9)
    assert t.one().verdict == "met"


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


EXPECTED = {
    "sends": "a -> server: x",
    "connects": "a connects to server",
    "closes": "a closes server",
    "resets": "a resets server",
    "prints": "a prints: x",
    "shows": "a shows: x",
    "lasts": "a waits 1..2 s",
    "listens": "a listens",
    "reads": "a reads server",
    "asks": "a asks",
    "waits": "a waits for server",
    "ends": "a ends",
}
SEEN_ANYWHERE = {"listens", "ends"}  # in every mode, of every program


@pytest.mark.parametrize("verb", sorted(set(VERBS) - HARNESS_ONLY))
def test_every_verb_has_words_and_what_must_be_seen_for_it(verb: str, tmp_path: Path) -> None:
    """A line that did not come says so, one that came says how, and one nobody sees is known."""
    t = told(tmp_path, f"start server, a\none: {EXPECTED[verb]}")
    t.go()
    t.quiet()
    assert (t.one().verb, t.one().verdict) == (verb, "unmet")
    assert t.one().happened.startswith("a ")
    assert verb in TEXTS or deed(verb, "a", "server", "2").startswith("a ")
    assert (verb in NEEDS) != (verb in SEEN_ANYWHERE)
