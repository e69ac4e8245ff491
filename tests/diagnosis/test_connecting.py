"""Connections: of the right kind, and both of them."""

from dataclasses import replace

from harness.diagnosis import connecting, starting
from harness.diagnosis.code import Place
from harness.model.events import Listening, Refused, Wait
from tests.diagnosis.hand import hand_in, line, place, run

LOOP = """\
import socket, threading
def serve(conn):
    data = conn.recv(1024)
s = socket.socket()
while True:
    conn, _ = s.accept()
    t = threading.Thread(target=serve, args=(conn,))
    t.start()
"""


def test_datagrams() -> None:
    """All that was seen of the program is UDP, and a connection was asked for."""
    asked = line("a connects to server over tcp")
    code = {"a": "from socket import *\ns = socket(AF_INET, SOCK_DGRAM)\n"}
    (one,) = connecting.datagrams(hand_in(run("a connects udp", asked, students="a"), code=code))
    assert one.says.startswith("Datagrams (UDP)")
    assert one.line == 2
    tcp = run("a connects tcp", asked, students="a")
    assert not list(connecting.datagrams(hand_in(tcp, code=code)))


def test_streams_where_datagrams_are_asked_for() -> None:
    """All that was seen of the program is TCP; a line or its scripted partner says UDP."""
    code = {"a": "import socket\ns = socket.socket()\ns.connect(('127.0.0.1', 9))\n"}
    short = line("a -> server: hello")
    refused = run("a refused tcp: 127.0.0.1:9", short, students="a")
    assert not list(connecting.streams_for_datagrams(hand_in(refused, code=code)))
    seen = [event for event in refused.events if isinstance(event, Refused)]
    events = tuple(replace(event, other="server") for event in seen)
    beside = replace(refused, events=events)
    over = run("a connects tcp", line("a connects to server over udp"), students="a")
    for one in (hand_in(beside, code=code), hand_in(over, code=code)):
        (told,) = connecting.streams_for_datagrams(one)
        assert told.says.startswith("A connection (TCP) is used where datagrams (UDP)")
        assert told.line == 3
    also = run("a connects udp", short, students="a")
    assert not list(connecting.streams_for_datagrams(hand_in(beside, also, code=code)))


def test_a_role_that_speaks_udp_and_a_program_that_does_not() -> None:
    """The port of the role says by what it speaks; a program that speaks both is let be."""
    tcp = run("server listens tcp\na connects", line("server -> a: hello"))
    case = hand_in(tcp, code={"server": "s = socket.create_server(('', 9))\n"})
    assert not list(connecting.streams_for_datagrams(case))
    roles = {**case.spec.roles, "server": replace(case.spec.roles["server"], proto="udp")}
    (told,) = connecting.streams_for_datagrams(replace(case, spec=replace(case.spec, roles=roles)))
    assert told.line == 1
    both = run("server listens tcp\nserver listens udp", line("server -> a: hello"))
    mixed = replace(hand_in(both), spec=replace(case.spec, roles=roles))
    assert not list(connecting.streams_for_datagrams(mixed))


def test_a_join_before_the_second_accept() -> None:
    """The main thread sleeps in a join() that stands before an accept(): the kernel tells where."""
    code = "a, _ = s.accept()\nt.start()\nt.join()\nb, _ = s.accept()\n"
    stuck = run(
        "a connects\nb connects",
        line("server -> a: done"),
        waits=[Wait("server", "thread", file="server.py", line=3, code="t.join()")],
    )
    (one,) = connecting.join_before_accept(hand_in(stuck, code={"server": code}))
    assert place(one) == Place("server.py", 3, "t.join()")
    good = {"server": "a, _ = s.accept()\nb, _ = s.accept()\nt.join()\n"}
    assert not list(connecting.join_before_accept(hand_in(stuck, code=good)))


def _stuck(story: str) -> list[str]:
    waits = [
        Wait("server", "receive", ("a",), file="server.py", line=5, code="a.recv(9)"),
        Wait("a", "receive", ("server",), file="a.py", line=4, code="s.recv(9)"),
    ]
    found = run(story, line("a -> server: x"), students=("server", "a", "b"), waits=waits)
    return [f"{one.says} {one.line}" for one in connecting.wait_for_each_other(hand_in(found))]


def test_both_sides_wait_for_the_other() -> None:
    """Nobody has sent anything, and each sleeps until the other does."""
    both = "Both sides wait for the other to speak first (deadlock) 5"
    assert _stuck("a connects\nb connects") == [both]


def test_all_wait_in_accept() -> None:
    """Peers that accept before they connect; of servers that never connect nobody expects it."""
    waits = [
        Wait(who, "accept", file=f"{who}.py", line=1, code="c, a = s.accept()")
        for who in ("server", "a", "b")
    ]
    peers = ("server", "a", "b")
    stuck = run("a listens", line("a -> b: token"), students=peers, waits=waits)
    code = dict.fromkeys(peers, "c, a = s.accept()\nout.connect(x)\n")
    (one,) = connecting.all_accept(hand_in(stuck, code=code))
    assert (one.kind, one.line) == ("all-accept", 1)
    assert not list(connecting.all_accept(hand_in(stuck, code={**code, "b": "s.accept()\n"})))
    came = run("a connects", line("a -> b: token"), students=peers, waits=waits)
    assert not list(connecting.all_accept(hand_in(came, code=code)))


def test_who_took_a_line_and_did_not_send_it_is_no_deadlock() -> None:
    """The client asked for a message: that it waits now is not what is wrong."""
    assert not _stuck("a connects\na asks\na types: Alice")


def test_a_client_that_joins_its_thread_is_no_deadlock_of_two() -> None:
    """It would speak, but for the end of a loop; that of one message is the server's to give."""
    waits = [
        Wait("server", "receive", ("a",), file="server.py", line=5, code="c.recv(9)"),
        Wait("a", "lock", file="a.py", line=4, code="t.join()"),
        Wait("a", "receive", ("server",), thread=2, file="a.py", line=3, code="s.recv(9)"),
    ]
    code = "def hear():\n    while True:\n        s.recv(9)\nt.join()\ns.send(input())\n"
    stuck = run("a connects", line("a -> server: x"), students=("server", "a"), waits=waits)
    assert not list(connecting.wait_for_each_other(hand_in(stuck, code={"a": code})))
    once = code.replace("while True:", "if 1 < 2:")
    assert list(connecting.wait_for_each_other(hand_in(stuck, code={"a": once})))


def test_a_client_that_waits_where_a_thread_was_to_wait_is_no_deadlock_of_two() -> None:
    """Its thread's function is called at once, and that is what is told."""
    waits = [
        Wait("server", "receive", ("a",), file="server.py", line=5, code="c.recv(9)"),
        Wait("a", "receive", ("server",), file="a.py", line=2, code="s.recv(9)"),
    ]
    story = "a connects\nquiet: a receive server"
    stuck = run(story, line("a -> server: x"), students=("server", "a"), waits=waits)
    code = "def hear():\n    s.recv(9)\nThread(target=hear()).start()\ns.send(input())\n"
    assert not list(connecting.wait_for_each_other(hand_in(stuck, code={"a": code})))
    (one,) = starting.called_at_once(hand_in(stuck, code={"a": code}))
    assert (one.line, one.do) == (3, "It is the brackets behind its name that call it.")
    named = code.replace("hear())", "hear)")
    assert list(connecting.wait_for_each_other(hand_in(stuck, code={"a": named})))


def test_a_client_whose_thread_waits_for_a_lock_that_is_held_over_a_receive() -> None:
    """The lock is named, where one thread sleeps in front of it and the other in recv()."""
    story = "a connects\nb connects\na -> server: Alice\nb -> server: Bob\nserver reads b\n"
    held = "def f(c):\n    with lock:\n        c.recv(9)\n"
    for waits, code, at in (
        ("server thread, server lock, server receive b", held, 2),
        ("server thread, server receive b", held, 0),
        ("server thread, server lock, server receive b", "def f(c):\n    c.recv(9)\n", 0),
    ):
        lost = run(f"{story}quiet: {waits}", line("server -> a: x"))
        (one,) = connecting.hears_one_only(hand_in(lost, code={"server": code}))
        assert (one.line, one.says.startswith("A lock is held")) == (at, at > 0)


def test_one_client_only() -> None:
    """There is one accept(), in no loop, and one client was never read."""
    story = "a connects\nb connects\na -> server: A\nb -> server: B\nserver reads a\nserver exits 0"
    case = hand_in(run(story, line("server -> b: x")), code={"server": "c, _ = s.accept()\n"})
    (one,) = connecting.serves_one_only(case)
    assert (one.line, "anything of b" in one.happened) == (1, True)
    assert not list(connecting.serves_one_only(hand_in(*case.runs, code={"server": LOOP})))


def test_a_client_that_nobody_receives_from() -> None:
    """Two threads, and both have got the connection of the loop's last round."""
    spoken = "a connects\nb connects\na -> server: Alice\nb -> server: Bob\nserver reads b\n"
    stuck = run(spoken + "quiet: server receive b", line("server -> a: the answer"))
    (one,) = connecting.hears_one_only(hand_in(stuck))
    assert one.says.startswith("Nobody receives from one of the clients")
    assert one.happened.startswith("a has sent something, of which server took nothing")
    both = run(spoken + "quiet: server receive b, server receive a", line("server -> a: x"))
    assert not list(connecting.hears_one_only(hand_in(both)))
    read = run(spoken + "server reads a\nquiet: server receive b", line("server -> a: x"))
    assert not list(connecting.hears_one_only(hand_in(read)))


def test_a_client_whose_thread_is_started_when_the_other_one_has_ended() -> None:
    """The place is the join() between the two, where the main thread waits."""
    story = "a connects\nb connects\na -> server: hi\nserver reads a\nb -> server: hello\n"
    joins = "p.start()\np.join()\nq.start()\nq.join()\n"
    for waits, code, at in (
        ("server thread, server receive a", joins, 2),
        ("server receive a", joins, 0),
        ("server thread, server receive a", "p.start()\nq.start()\np.join()\nq.join()\n", 0),
    ):
        lost = run(f"{story}quiet: {waits}", line("server -> a: hello"))
        (one,) = connecting.hears_one_only(hand_in(lost, code={"server": code}))
        assert (one.line, one.says.startswith("The threads run one after")) == (at, at == 2)


def test_nobody_received_from_one_before_the_other_left() -> None:
    """Told by what all waited for then, and of a server that ended only if its code says why."""
    story = (
        "a connects\nb connects\na -> server: Alice\nb -> server: Bob\nserver reads b\n"
        "quiet: server receive b\nb closes server\nquiet:\nserver exits 0"
    )
    lost = run(story, line("server -> a: the answer"))
    late = "for name, c in two:\n    t.append(Thread(target=lambda: receive(name, c)))\n"
    (one,) = connecting.hears_one_only(hand_in(lost, code={"server": late}))
    assert (one.kind, one.line) == ("hears-one", 2)
    assert not list(connecting.hears_one_only(hand_in(lost, code={"server": "receive(a)\n"})))


def test_what_is_read_of_a_connection_that_breaks_is_not_noted() -> None:
    """Its socket is gone before all rests, with the count of what was read."""
    story = "a connects\nb connects\na -> server: A\nserver -> a: OK\n{gone}b -> server: B\n"
    end = "server reads b\nquiet: server receive b"
    for gone, found in (("", 1), ("a resets server\n", 0)):
        case = hand_in(run(story.format(gone=gone) + end, line("server -> b: x")))
        assert len(list(connecting.hears_one_only(case))) == found


def test_what_was_sent_last_may_have_been_read() -> None:
    """What is read is noted when all rests: of a message that came after that nobody knows."""
    story = "a connects\na -> server: Alice\nserver reads a\nquiet: server receive a\nb connects\n"
    end = "b -> server: Bob\nserver -> b: X: Alice received before Y: Bob"
    case = hand_in(run(story + end, line("never server reads a", events=(2,))))
    assert not list(connecting.hears_one_only(case))


def test_who_speaks_at_the_end_of_a_scene_cannot_be_heard_any_more() -> None:
    """The scene was over with b's message, and what the server waited for was before that."""
    early = "a connects\na -> server: Alice\nserver reads a\nquiet: server receive a\n"
    over = run(early + "b connects\nb -> server: Bob", line("never server reads a"))
    assert not list(connecting.hears_one_only(hand_in(over)))


def test_only_the_listening_socket_is_looked_at() -> None:
    """Both are connected and have spoken, and the one thread sleeps until a third one connects."""
    looks = Wait("server", "accept", file="server.py", line=7, code="select.select([s], [], [])")
    story = "a connects\nb connects\na -> server: Alice\n{}"
    short = line("server -> a: done")

    def told(more: str, wait: Wait) -> list[int]:
        case = hand_in(run(story.format(more), short, waits=[wait]))
        return [one.line for one in connecting.looks_at_the_listener_only(case)]

    assert told("quiet: server accept", looks) == [7]
    assert told("server reads a", looks) == []
    assert told("quiet: server accept", replace(looks, code="s.accept()")) == []


def test_a_server_that_waits_for_a_third_client() -> None:
    """It has taken nothing of the two; who has, or has a thread beside, may go on for long."""
    accepts = Wait("server", "accept", file="server.py", line=7, code="c, a = s.accept()")
    story = "a connects\nb connects\na -> server: Alice\nquiet: server accept\n"
    thread = Wait("server", "receive", ("a",), 2)
    for more, waits, told in (
        ("", [accepts], [7]),
        ("server reads a", [accepts], []),
        ("", [accepts, thread], []),
        ("server prints: Traceback (most recent call last):", [accepts], []),
    ):
        case = hand_in(run(story + more, line("server -> a: x"), waits=waits))
        assert [one.line for one in connecting.waits_for_a_third(case)] == told
    one = run("a connects\nquiet: server accept", line("server -> a: x"), waits=[accepts])
    assert not list(connecting.waits_for_a_third(hand_in(one)))
    doors = run("server listens\nserver listens\n" + story, line("server -> a: x"), waits=[accepts])
    assert len(list(connecting.waits_for_a_third(hand_in(doors)))) == 1
    data, *others = doors.events
    assert isinstance(data, Listening)
    apart = replace(doors, events=(replace(data, port=20), *others))
    assert not list(connecting.waits_for_a_third(hand_in(apart)))
