"""What is received from one client, or said to it, before the other one is connected."""

from dataclasses import replace

from harness.diagnosis import beforehand
from harness.diagnosis.code import Place
from tests.diagnosis.hand import hand_in, line, place, run
from tests.diagnosis.test_connecting import LOOP

EARLY = "a connects\na -> server: Alice\nserver reads a\nb connects"


def test_a_message_that_is_received_too_early() -> None:
    """Where its thread is started is the place, and the receive is told beside it."""
    early = run(EARLY, line("never server reads a", events=(2,)))
    (one,) = beforehand.reads_early(hand_in(early, code={"server": LOOP}))
    assert one.says == "A message is received before both clients are connected"
    assert place(one) == Place("server.py", 8, "t.start()")
    assert "server.py:3" in one.do


def test_of_three_clients_both_is_not_all() -> None:
    """Who waits for two connections where three are asked for has not done enough."""
    early = run(f"{EARLY}\nserver listens\nc connects", line("never server reads a", events=(2,)))
    (one,) = beforehand.reads_early(hand_in(early, code={"server": LOOP}))
    assert one.says == "A message is received before all clients are connected"
    assert one.do.startswith("Until the last accept() has returned")
    told = EARLY.replace("server reads a", "server -> a: hello")
    spoke = run(f"{told}\nc connects", line("never server -> a: hello", events=(2,)))
    (one,) = beforehand.speaks_early(hand_in(spoke))
    assert one.says == "A client is told something before all clients are connected"
    assert one.do == "Accept all first, and keep all connections; then tell each of them."


def test_of_several_receives_only_one_between_two_accepts_is_the_place() -> None:
    """Where it might have been any of them, no line is given: rather none than a wrong one."""
    early = run(EARLY, line("never server reads a", events=(2,)))
    straight = "a, _ = s.accept()\nx = a.recv(9)\nb, _ = s.accept()\ny = b.recv(9)\n"
    (one,) = beforehand.reads_early(hand_in(early, code={"server": straight}))
    assert one.line == 2
    two = "def f(c):\n    c.recv(1)\n    c.recv(9)\na, _ = s.accept()\nf(a)\nb, _ = s.accept()\n"
    (one,) = beforehand.reads_early(hand_in(early, code={"server": two}))
    assert place(one) == Place()


def test_a_receive_between_the_accepts_is_the_place_whatever_threads_start_later() -> None:
    """The names that clients are asked for first; their threads begin when both are there."""
    early = run(EARLY, line("never server reads a", events=(2,)))
    names = "for i in (1, 2):\n    c, _ = s.accept()\n    c.recv(9)\n    d.append(c)\n"
    later = "def f(c):\n    c.recv(9)\nfor t in ts:\n    t.start()\n"
    (one,) = beforehand.reads_early(hand_in(early, code={"server": names + later}))
    assert place(one) == Place("server.py", 3, "c.recv(9)")


def test_a_thread_that_begins_too_early_is_the_place_though_a_name_is_taken_before() -> None:
    """A name may be taken at once: it is the thread that takes a message."""
    early = run(EARLY, line("never server reads a", events=(2,)))
    names = "def f(c):\n    c.recv(9)\nfor i in (1, 2):\n    c, _ = s.accept()\n    n = c.recv(9)\n"
    begun = "    t = Thread(target=f, args=(c,))\n    t.start()\n"
    (one,) = beforehand.reads_early(hand_in(early, code={"server": names + begun}))
    assert place(one) == Place("server.py", 7, "t.start()")
    assert one.do.startswith("Start the threads only when")


def test_a_message_that_is_received_when_both_are_there_is_not_early() -> None:
    """Some other rule of the story was broken: nothing is said of an early receive."""
    late = "a connects\nb connects\na -> server: Alice\nserver reads a"
    case = hand_in(run(late, line("never server reads a", events=(3,))), code={"server": LOOP})
    assert not list(beforehand.reads_early(case))


def test_a_client_that_is_alone_in_a_scene() -> None:
    """What it says first is received too early, if elsewhere there are two clients."""
    scene = "a connects\na -> server: Alice\nserver reads a"
    alone = run(scene, line("never server reads a", events=(2,)))
    both = replace(run("a connects\nb connects"), scene="t")
    (one,) = beforehand.reads_early(hand_in(alone, both))
    assert one.happened == "server received what a sent while b was not connected yet"
    assert not list(beforehand.reads_early(hand_in(alone)))
    talks = f"a connects\na -> server: Hello\n{scene.partition(chr(10))[2]}"
    more = run(talks, line("never server reads a", events=(3,)))
    assert not list(beforehand.reads_early(hand_in(more, both)))


def test_a_client_that_is_told_something_too_early() -> None:
    """It was sent before the other one had connected."""
    story = "a connects\nserver -> a: hello\nb connects"
    (one,) = beforehand.speaks_early(hand_in(run(story, line("never server -> a", events=(1,)))))
    assert one.says == "A client is told something before both clients are connected"


def test_a_thread_that_listens_too_early() -> None:
    """It waits while another one waits in accept(), beside the hand-in's own clients at the least.

    The thread that takes a name before it accepts the next client is not one of that kind.
    """
    never = line("never server waits for a", events=(2,))
    name = run("a connects\na -> server: Al\nquiet: server receive a", never)
    own = ("server", "a", "b")
    story = "a connects\na -> server: JOIN X\nquiet: server accept, server receive a\nb connects"
    early = run(story, never, students=own, scene="t")
    (one,) = beforehand.waits_early(hand_in(name, early, code={"server": LOOP}))
    assert one.says == "A thread waits for a message before both clients are connected"
    assert place(one) == Place("server.py", 8, "t.start()")
    assert not list(beforehand.waits_early(hand_in(name, code={"server": LOOP})))


def test_what_asyncio_hands_over_is_received_where_it_is_handed() -> None:
    """The only call that reads is of the client, which has its file in the same program."""
    early = run(EARLY, line("never server reads a", events=(2,)))
    server = "class P(asyncio.Protocol):\n    def data_received(self, data):\n        print(data)\n"
    client = "text = await reader.read()\n"
    (one,) = beforehand.reads_early(hand_in(early, code={"server": server + client}))
    assert place(one) == Place("server.py", 2, "def data_received(self, data):")
    assert one.do.startswith("asyncio calls data_received()")
