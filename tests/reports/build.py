"""Results made by hand: the sample that the tests of the reports look at."""

import zlib
from dataclasses import dataclass, field
from typing import Any

from harness.model import events as ev
from harness.model.result import Evidence, ItemResult, Picture, Result, SceneRun
from harness.model.timeline import Timeline

WHOLE = {"server": "student", "a": "student", "b": "student"}


@dataclass
class Tape:
    """Writes events one after another, a millisecond apart."""

    events: list[ev.Event] = field(default_factory=list)

    def add(self, kind: type[ev.Event], who: str = ev.STAGE, **values: Any) -> int:
        """Append an event and return its number."""
        n = len(self.events)
        self.events.append(kind(n=n, at=n * 1_000_000, who=who, **values))
        return n

    def prints(self, who: str, text: str) -> int:
        """``who`` prints ``text``."""
        return self.add(ev.Printed, who, data=text.encode("utf-8", "surrogateescape"))

    def types(self, who: str, text: str) -> int:
        """``text`` and a line end are typed at ``who``."""
        return self.add(ev.Typed, who, data=text.encode() + b"\n")

    def sends(self, who: str, to: str, text: str) -> int:
        """``text`` crosses the wire."""
        return self.add(ev.Sent, who, to=to, conn=f"c{who}", proto="tcp", data=text.encode())

    def timeline(self, run: int = 1, row: str = "a-first", **more: Any) -> Timeline:
        """All that was written, as a timeline."""
        given = {"scene": "order", "cast": "whole", "by": WHOLE, **more}
        return Timeline(row=row, run=run, events=tuple(self.events), **given)


def opened(order: tuple[str, str] = ("a", "b")) -> Tape:
    """A server with two clients connected that ask for their messages."""
    tape = Tape()
    tape.add(ev.Started, "server", argv=("python3", "server.py"))
    tape.add(ev.Listening, "server", proto="tcp", address="127.0.0.1", port=12000)
    tape.prints("server", "The server is ready to receive\r\n")
    for who in order:
        tape.add(ev.Started, who, argv=("python3", "client.py"))
        target = "127.0.0.1:12000"
        tape.add(ev.Connected, who, to="server", conn=f"c{who}", proto="tcp", target=target)
        tape.prints(who, "Enter ")
        tape.prints(who, "message: ")
        tape.add(ev.Asked, who)
    return tape


def good(run: int = 1, row: str = "a-first") -> SceneRun:
    """A run in which all is well."""
    tape = opened()
    reply = "X: Bob received before Y: Alice"
    for who, what in (("a", "Bob"), ("b", "Alice")):
        tape.types(who, what)
        tape.sends(who, "server", what)
        tape.prints("server", f"Client {what} sent a message\n")
    for who in ("a", "b"):
        tape.sends("server", who, reply)
    for who in ("a", "b"):
        tape.prints(who, f"From server: {reply}\n")
        tape.add(ev.Closed, who, to="server", conn=f"c{who}", how="fin")
        tape.add(ev.Exited, who, code=0)
    tape.add(ev.Exited, "server", code=0)
    tape.add(ev.Ended, how="done")
    return SceneRun("order", "whole", row, run, "done", 0.31, recorded=tape.timeline(run, row))


def windowed(run: int = 1, *, pictures: bool = True) -> SceneRun:
    """A run of programs with windows, whose link is cut in the end."""
    tape = Tape()
    for who in ("server", "a"):
        tape.add(ev.Started, who, argv=("python3", f"{who}.py"))
        tape.add(ev.Shown, who, window=who, text=who)
    shown = tape.add(ev.Shown, "a", window="a", text="Ping")
    tape.add(ev.Filled, "a", field="user name:", text="Tom")
    tape.add(ev.Picked, "a", text="Ann (away)")
    pressed = tape.add(ev.Pressed, "a", text="Ping")
    tape.sends("a", "server", "Ping")
    tape.prints("server", "Ping received\n")
    tape.add(ev.Shown, "server", window="server", text="Ping received")
    tape.add(ev.Severed, "a", to="server", how="cut")
    tape.add(ev.WindowClosed, "a", title="client 1")
    tape.add(ev.Ended, how="done")
    taken = (
        Picture(shown, "a", png=PNG),
        Picture(pressed, "a", png=PNG),
        Picture(pressed, "server", png=b"no picture at all"),
    )
    return SceneRun(
        "ping", "whole", "", run, "done", 0.5, recorded=tape.timeline(run, "", scene="ping"),
        screenshots=taken if pictures else (),
    )  # fmt: skip


def _png() -> bytes:
    """A grey picture of 400 by 300."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + check

    head = (400).to_bytes(4, "big") + (300).to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    rows = zlib.compress((b"\0" + b"\x99" * 400) * 300)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


PNG = _png()


def reversed_reply(run: int = 1) -> SceneRun:
    """The reply follows the order of the connections, and one client never gets it."""
    tape = opened()
    reply = "X: Bob received before Y: Alice"
    for who, what in (("b", "Alice"), ("a", "Bob")):
        tape.types(who, what)
        tape.sends(who, "server", what)
        tape.prints("server", f"got {what}\n")
    wrong = tape.sends("server", "a", reply)
    tape.prints("a", f"From server: {reply}\n")
    waits = (
        ev.Wait("server", "thread", (), 1, 2, "futex", "server.py", 31, "t1.join()"),
        ev.Wait(
            "server", "receive", ("b",), 2, None, "recvfrom", "server.py", 14,
            "data = conn.recv(1024)",
        ),
        ev.Wait("b", "receive", ("server",), 1, None, "recvfrom", "client.py", 9, "s.recv(1024)"),
    )  # fmt: skip
    quiet = tape.add(ev.Quiet, waits=waits)
    tape.add(ev.Ended, how="quiet")
    missing = (
        (wrong, "server", "b", 'server -> b: "Y: Alice received before X: Bob"'),
        (quiet, "b", "", 'b prints: "received before"'),
    )
    return SceneRun(
        "order", "whole", "b-first", run, "quiet", 0.42, waiting=waits,
        sentence=(
            "server: the main thread waits at server.py:31 for thread 2 to end; thread 2 waits at "
            "server.py:14, `data = conn.recv(1024)`, for a message from b. b waits at client.py:9 "
            "for a message from server. Nothing more can happen."
        ),
        recorded=tape.timeline(run, "b-first"), broken=(wrong,), missing=missing,
    )  # fmt: skip


def early_reader() -> SceneRun:
    """The server reads from the first client before the second is there."""
    tape = Tape()
    tape.add(ev.Started, "server", argv=("python3", "server.py"))
    tape.add(ev.Connected, "a", to="server", conn="c1", proto="tcp", target="127.0.0.1:12000")
    tape.sends("a", "server", "Alice")
    early = tape.add(ev.Read, "server", of="a", conn="c1", count=5)
    tape.add(ev.Connected, "b", to="server", conn="c2", proto="tcp", target="127.0.0.1:12000")
    tape.sends("b", "server", "Bob")
    tape.add(ev.Ended, how="done")
    by = {"server": "student", "a": "script", "b": "script"}
    recorded = tape.timeline(1, "1", scene="early", cast="server", by=by)
    return SceneRun(
        "early", "server", "1", 1, "done", 0.2, recorded=recorded, broken=(early,),
        packets=b"\xd4\xc3\xb2\xa1" + b"\x00" * 20,
    )  # fmt: skip


def crashed() -> SceneRun:
    """The client ends with a traceback when it is told the reply."""
    tape = opened()
    tape.types("a", "Bob")
    tape.prints(
        "a",
        "Traceback (most recent call last):\r\n"
        '  File "/home/student/submission/client.py", line 12, in <module>\r\n'
        "    sock.send(mesage.encode())\r\n"
        "              ^^^^^^\r\nNameError: name 'mesage' is not defined\r\n",
    )
    tape.add(ev.Exited, "a", code=1)
    quiet = tape.add(ev.Quiet)
    tape.add(ev.Ended, how="quiet")
    missing = ((quiet, "a", "server", 'a -> server: "Bob"'),)
    return SceneRun(
        "order", "whole", "against", 1, "quiet", 0.2, recorded=tape.timeline(1, "against"),
        missing=missing, sentence="server waits for a message from b. b waits for its keyboard.",
    )  # fmt: skip


def _fail(expected: str, happened: str, **place: Any) -> Evidence:
    given = {"scene": "order", "cast": "whole", "row": "b-first", "run": 1, **place}
    return Evidence(expected, happened, False, **given)


def items() -> tuple[ItemResult, ...]:
    """A rubric's items with every kind of verdict."""
    arrival = _fail(
        'server -> b: "Y: Alice received before X: Bob"',
        'server sent "X: Bob received before Y: Alice" to a, and nothing to b',
        file="server.py", at=31, excerpt="        reply = x + ' received before ' + y", line=41,
        source="arrival-order: server -> a, b: {reply}", events=(12, 15),
    )  # fmt: skip
    early = _fail(
        "never server reads a before b is connected",
        "server read 5 bytes of a (event 3) before b had connected",
        scene="early", cast="server", row="1",
    )  # fmt: skip
    comment = Evidence(
        "a comment at the top of the server that says why threads are needed",
        "the comment at the top does not mention threads",
        False, file="server.py", at=1, excerpt="# TCP server\n# CST 311",
    )  # fmt: skip
    return (
        ItemResult("tcp", "TCP sockets are used", 10, 10, "pass", passed=9, runs=9),
        ItemResult(
            "clients-initiate", "Clients initiate the connection by sending", 10, 10, "pass",
            passed=9, runs=9,
        ),
        ItemResult(
            "ack-both", "Both clients are told", 6.67, 10, "sometimes", review=True, passed=2,
            runs=3, note="It passed in 2 of 3 runs: what happens depends on a race.",
            evidence=(_fail('server -> b: "received before"', "nothing came to b"),),
        ),
        ItemResult(
            "arrival-order",
            "The reply follows the order of the messages and NOT of the connections", 0, 10,
            "fail", evidence=(arrival,) * 3, passed=0, runs=3,
            hint="accept() order is not arrival order. What does each thread know about the other?",
        ),
        ItemResult(
            "accept-both-first", "Both are accepted before either is received", 0, 10, "fail",
            evidence=(early,), hint="Is recv() called before the second accept()?", runs=1,
        ),
        ItemResult(
            "prints", "What is sent is printed at both ends", 7.5, 10, "partial",
            note="6 of its 8 lines were met.", passed=0, runs=3,
            evidence=(_fail('b prints: "received before"', "b printed nothing after its prompt"),),
        ),
        ItemResult(
            "hosts", "Runs in a Mininet-like lab", 0, 10, "unobservable",
            note="This machine has no interpreter for Python 2.7.",
        ),
        ItemResult(
            "comment", "The server's top comment says why threads", 0, 10, "pending",
            review=True, evidence=(comment,), note="A person decides; the machine proposes 0.",
        ),
        ItemResult("relay", "X and Y chat only through the server", 10, 10, "pass", extra=True),
        ItemResult(
            "bye", "Bye is relayed, then both connections close", 0, 5, "fail", extra=True,
            evidence=(_fail('server -> b: "Bye"', "server closed b without a word", row="bye"),),
        ),
    )  # fmt: skip


def sample(submission: str = "alice-and-bob") -> Result:
    """A whole result with items and runs of every kind."""
    runs = (
        *(good(run) for run in (1, 2, 3)),
        *(reversed_reply(run) for run in (1, 2, 3)),
        early_reader(),
        crashed(),
    )
    return Result(
        "first-message", submission, 34.17, 80, 10, "isolated", items(), runs,
        title="Who spoke first",
        problems=("Old/server.py was left out: server.py is nearer to the top.",),
        seconds=1.25, files=("server.py", "client.py"), extra_max=15,
    )  # fmt: skip
