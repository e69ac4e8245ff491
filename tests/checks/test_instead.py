"""What is told to have happened instead: before what, after what, and for what cause."""

from pathlib import Path

import pytest

from harness.model import events as ev
from tests.checks.told import Told, spec_of

LONG = "0123456789\n" * 100
CONNECTED_BEFORE = """
start server
a connects to server
a -> server: Alice
one: never server -> a: nonsense
by now a connects to server
b connects to server
"""


def test_nothing_comes_before_what_was_done_long_ago(tmp_path: Path) -> None:
    """What breaks a line is told to be before the next thing done, not one that was there."""
    told = Told(spec_of(tmp_path, CONNECTED_BEFORE, casts="server"), "server")
    told.do("start server")
    told.quiet()
    told.do("connect a")
    told.connects("a", "server")
    told.quiet()
    told.do("send a")
    told.sends("server", "a", "nonsense")
    told.quiet()
    told.do("connect b")
    told.quiet()
    (broken,) = told.findings
    assert broken.verdict == "unmet"
    assert "before a connected" not in broken.happened


def test_who_was_refused_is_told_with_the_cause(tmp_path: Path) -> None:
    """A client that ended because nobody listened there is told with where the server listens."""
    story = "start server\nstart a\none: a -> server: Alice\ntwo: a connects to server over tcp"
    told = Told(spec_of(tmp_path, story))
    told.do("start server")
    told.tell(
        ev.Listening(n=told.n, at=0, who="server", proto="tcp", address="0.0.0.0", port=12001)
    )
    told.quiet()
    told.do("start a")
    told.tell(ev.Refused(n=told.n, at=0, who="a", proto="tcp", target="127.0.0.1:12000"))
    told.prints("a", "ConnectionRefusedError: [Errno 111] Connection refused\n")
    told.exits("a", 1)
    told.quiet()
    why = "a tried to connect to 127.0.0.1:12000, but server listens at port 12001"
    assert told.one("one").happened.endswith(f"it had ended with exit code 1: {why}")
    assert told.one("two").happened == why


def test_datagrams_to_a_scripted_tcp_server_are_told_as_such(tmp_path: Path) -> None:
    """The scripted server listens wherever it is looked for, so only the protocol was wrong."""
    story = "start server\nstart a\none: a connects to server over tcp\ntwo: a -> server: Alice"
    told = Told(spec_of(tmp_path, story), "clients")
    told.do("start server")
    told.quiet()
    told.do("start a")
    target = "127.0.0.1:12000"
    told.tell(ev.Refused(n=told.n, at=0, who="a", proto="udp", target=target, other="server"))
    told.quiet()
    sentence = "a sent datagrams (UDP) to 127.0.0.1:12000, but server speaks TCP there"
    assert told.one("one").happened == sentence
    assert told.one("two").happened == sentence  # and not that it sent nothing


def test_what_was_said_before_a_question_is_not_told_as_its_answer(tmp_path: Path) -> None:
    """The name that a client tells as it connects is no wrong Pong: after the Ping came nothing."""
    told = Told(spec_of(tmp_path, """
        start server, a
        server -> a: Ping
        one: a -> server: Pong
    """))  # fmt: skip
    told.go(lull=False)
    told.connects("a", "server")
    told.sends("a", "server", "client 2\n")
    told.sends("server", "a", "Ping\n")
    told.quiet()
    assert told.one("one").happened.startswith('a sent nothing to server after it was sent "Ping"')


def test_what_went_well_once_and_not_again_says_so(tmp_path: Path) -> None:
    """The first one was forwarded, and it is the second that was not."""
    told = Told(spec_of(tmp_path, """
        start server
        a -> server: Ping
        server -> a: Pong
        a -> server: Ping
        one: server -> a: Pong
    """, casts="server"), "server")  # fmt: skip
    told.do("start server")
    told.quiet()
    told.do()
    told.sends("server", "a", "Pong")
    told.do()
    told.quiet()
    assert 'after a sent "Ping" once more' in told.one("one").happened


def test_what_could_not_be_said_is_not_told_as_said(tmp_path: Path) -> None:
    """Nobody can have sent a datagram to a server that speaks TCP: it is told that, and why."""
    told = Told(spec_of(tmp_path, "start server\na -> server: Hello\none: server -> a: Hello",
                        casts="server"),
                "server")  # fmt: skip
    told.do("start server")
    told.quiet()
    told.tell(ev.Cue(n=told.n, at=0, who="a", step=1))
    told.tell(ev.Missed(n=told.n, at=0, who="a", step=1, why="server listens over TCP"))
    told.quiet()
    assert told.one("one").happened == (
        'server sent nothing to a; "Hello" could not be sent by a (server listens over TCP)'
    )


def test_who_had_ended_is_told_to_have_ended_and_no_more(tmp_path: Path) -> None:
    """Nothing was typed at a client that had ended, and that it had is reason enough."""
    told = Told(spec_of(tmp_path, "start server, a\na types: Hello\none: a -> server: Hello"))
    told.do("start server")
    told.quiet()
    told.do("start a")
    told.exits("a", 3)
    told.quiet()
    told.tell(ev.Cue(n=told.n, at=0, who="a", step=2))
    told.tell(ev.Missed(n=told.n, at=0, who="a", step=2, why="it had ended"))
    told.quiet()
    assert told.one("one").happened == "a sent nothing to server; it had ended with exit code 3"


def test_what_a_program_has_left_is_told_to_wait(tmp_path: Path) -> None:
    """It has ended, and its child is there: what that waits for is the reason."""
    told = Told(spec_of(tmp_path, "start server\none: server -> a: Hello"))
    told.do("start server")
    told.exits("server", 0)
    told.quiet(ev.Wait("server", "accept"))
    assert told.one("one").happened == (
        "server sent nothing to a after server was started; it had ended; what it had started waits"
        " for a connection"
    )


def test_who_answers_the_first_piece_has_not_sent_nothing(tmp_path: Path) -> None:
    """A message that is sent in two pieces is one: what came between them came instead."""
    story = 'start server\na -> server: "GE" "T x"\none: server -> a: welcome'
    told = Told(spec_of(tmp_path, story, casts="server"), "server")
    told.do("start server")
    told.quiet()
    told.do()
    told.sends("server", "a", "bad request\r\n")
    told.quiet()
    told.tell(ev.Cue(n=told.n, at=0, who="a", step=2))
    told.tell(ev.Missed(n=told.n, at=0, who="a", step=2, why="it has no connection to server"))
    told.quiet()
    assert told.one("one").happened == 'server sent a "bad request"'


@pytest.mark.parametrize(
    ("came", "then"),
    [
        (LONG[:700], "the first 700 of these 1,100 bytes, and then nothing"),
        (
            LONG[:10] + "\r\n0123",
            'the first 10 of these 1,100 bytes, and then "\\r\\n0123" in place of "\\n0123456',
        ),
        ("ok", '"ok"'),
    ],
    ids=["part", "other", "nothing"],
)
def test_of_a_long_text_the_place_is_told_at_which_it_ends(
    tmp_path: Path, came: str, then: str
) -> None:
    """A file that comes in part, or with other bytes in it, need not be read to its end by eye."""
    said = LONG.replace("\n", "\\n")
    story = f'start server\na -> server: get\none: server -> a: "{said}"'
    told = Told(spec_of(tmp_path, story, casts="server"), "server")
    told.go()
    told.sends("server", "a", came)
    told.quiet()
    assert told.one("one").happened.startswith(f"server sent a {then}")
