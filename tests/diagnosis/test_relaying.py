"""Messages that are passed on: to whom, and as they were."""

from dataclasses import replace

from harness.diagnosis import relaying
from harness.diagnosis.case import Run
from harness.model.events import Wait
from harness.model.result import FAIL, ItemResult
from tests.diagnosis.hand import hand_in, line, met, run

CODE = "# *** start ***\nif server.ready(msg):\n    server.forward(msg)\n# *** end ***\n"


def test_a_message_that_goes_back_to_its_sender() -> None:
    """It is named if it does not go to the other one as well."""
    story = "a connects\nb connects\na -> server: line 1\nserver -> a: line 1"
    (one,) = relaying.back_to_the_sender(hand_in(run(story, line('server -> b: "line 1"'))))
    assert one.kind == "back-to-the-sender"
    assert one.happened.startswith('a said "line 1", ')
    record = story.replace("a -> server: line 1", 'a -> server: {"to": "b", "text": "Line 1"}')
    (one,) = relaying.back_to_the_sender(hand_in(run(record, line('server -> b: "line 1"'))))
    assert one.happened.startswith('a said "Line 1", ')
    there = run(f"{story}\nserver -> b: line 1", line('server -> b: "line 1"'))
    assert not list(relaying.back_to_the_sender(hand_in(there)))


def test_what_comes_after_another_one_spoke_goes_back_to_nobody() -> None:
    """It may be made of what that one said: a Ping for a Pong, and a Pong for a Ping."""
    story = "a connects\nb connects\na -> server: ping\nserver -> b: pong\nb -> server: pong"
    short = line('server -> b: "ping"', at=4)
    assert not list(relaying.back_to_the_sender(hand_in(run(f"{story}\nserver -> a: ping", short))))


def test_what_a_server_says_by_itself_goes_back_to_nobody() -> None:
    """In one run it crosses what the client says, and in another it is there before that."""
    begun = "a connects\nb connects\na -> server: ping\nserver -> b: ping\n"
    short = line('server -> a: "pong"')
    crossing = run(f"{begun}b -> server: pong\nserver -> b: pong", short)
    before = run(f"{begun}server -> b: pong\nb -> server: pong", short)
    assert list(relaying.back_to_the_sender(hand_in(crossing)))
    assert not list(relaying.back_to_the_sender(hand_in(crossing, before)))


def test_a_kit_that_sends_on_another_message_sends_none_back() -> None:
    """Where two messages cross, each client is sent what it had said itself."""
    plain = run(
        "a connects\nb connects\na -> server: ping\nserver -> b: pong",
        line('server -> b: "ping"', (3,), at=3),
    )
    crossing = run(
        "a connects\nb connects\nb -> server: pong\na -> server: ping\nserver -> a: ping",
        line('server -> b: "ping"', at=4),
    )
    kit = ("server",)
    assert list(relaying.back_to_the_sender(hand_in(crossing, kit=kit)))
    assert not list(relaying.back_to_the_sender(hand_in(crossing, plain, kit=kit)))


def test_what_goes_back_is_sent_by_the_lines_that_a_student_wrote() -> None:
    """What was given sends, too, and is right."""
    story = "a connects\nb connects\na -> server: hello you\nserver -> a: hello you"
    short = line("server -> b: hello you", expected='server -> b: "hello you"')
    code = "# *** start ***\ns.answer_by_send(m)\n# *** end ***\ns.send_message(m)\n"
    (one,) = relaying.back_to_the_sender(
        hand_in(run(story, short), code={"server": code}, kit=("server",))
    )
    assert one.line == 2
    assert "did not come from" in one.do
    later = "# *** start ***\ncreate_task(s.forward_message(m))\n# *** end ***\n"
    (one,) = relaying.back_to_the_sender(
        hand_in(run(story, short), code={"server": later}, kit=("server",))
    )
    assert one.do.startswith("A task does its work only later")


def test_a_server_that_passes_on_all_beside_others_is_not_to_blame() -> None:
    """What is missing beside the student's own client, that client may have sent elsewhere."""
    story = "a connects\nb connects\na -> server: pong"
    beside = run(story, line('server -> b: "pong"'), students=("server", "a"), scene="both")
    right = run(f"{story}\nserver -> b: pong", met('server -> b: "pong"'))
    wrong = run(story, line('server -> b: "pong"'))
    kit = ("server",)
    assert list(relaying.not_passed_on(hand_in(beside, wrong, kit=kit)))
    assert not list(relaying.not_passed_on(hand_in(beside, right, kit=kit)))
    assert list(relaying.not_passed_on(hand_in(beside, right)))  # both sides are the student's


def test_a_message_that_is_not_passed_on() -> None:
    """The server is there and sends nothing; if it only waits for the other one, that is told."""
    story = "a connects\nb connects\na -> server: line 1"
    short = line('server -> b: "line 1"')
    (one,) = relaying.not_passed_on(hand_in(run(story, short)))
    assert one.kind == "not-passed-on"
    wait = Wait("server", "receive", ("b",), file="server.py", line=3, code="b.recv(9)")
    (one,) = relaying.not_passed_on(hand_in(run(story, short, waits=[wait])))
    assert (one.kind, one.line) == ("takes-turns", 3)
    assert not list(relaying.not_passed_on(hand_in(run(f"{story}\nserver exits 0", short))))
    gone = f"{story}\nserver closes a"
    assert not list(relaying.not_passed_on(hand_in(run(gone, short))))  # it came too late
    assert list(relaying.not_passed_on(hand_in(run(f"{gone}\nserver reads a", short))))


def test_what_is_sent_in_place_of_a_message() -> None:
    """The line that makes it is the place, and not the one that receives."""
    story = "a connects\nb connects\na -> server: line 1\nserver -> b: somebody spoke"
    code = {"server": "m = a.recv(9)\nb.send(b'somebody spoke')\nb.send(m[:0])\n"}
    (one,) = relaying.not_passed_on(hand_in(run(story, line('server -> b: "line 1"')), code=code))
    assert (one.line, one.says.split(" is ")[0]) == (2, "Something else")


def test_a_list_of_clients_that_stays_empty() -> None:
    """What goes over it sends to nobody."""
    story = "a connects\nb connects\na -> server: line 1"
    case = run(story, line('server -> b: "line 1"'))
    fills = "some = []\nm = a.recv(9)\nfor c in some:\n    c.send(m)\n{}.append(a)\n"
    (one,) = relaying.not_passed_on(hand_in(case, code={"server": fills.format("other")}))
    assert (one.line, one.says.split(":")[0]) == (1, "some is empty")
    (one,) = relaying.not_passed_on(hand_in(case, code={"server": fills.format("some")}))
    assert one.line == 2


def test_an_answer_to_what_is_asked_is_not_passed_on() -> None:
    """What its sender is told only when it asks for that has not come back by itself."""
    story = "a connects\nb connects\na -> server: SET x 17\nserver -> a: OK\n"
    got = f"{story}a -> server: GET x\nserver -> a: 17\nb -> server: GET x\n"
    short = line('server -> b: "17"')
    for end, kinds in (
        ("server -> b: not found\nquiet: server receive a, server receive b", []),
        ("quiet: server receive a", ["takes-turns"]),
    ):
        case = hand_in(run(got + end, short))
        assert not list(relaying.back_to_the_sender(case))
        assert [one.kind for one in relaying.not_passed_on(case)] == kinds


def test_a_message_that_only_some_get() -> None:
    """One of two others got it: it was sent on, and not to all."""
    story = "a connects\nb connects\nc connects\na -> server: line 1\nserver -> c: line 1"
    case = hand_in(run(story, line('server -> b: "line 1"')), code={"server": "s.send(x)\n"})
    (one,) = relaying.not_passed_on(case)
    assert (one.kind, one.line) == ("not-to-all", 1)
    asks = "a connects\nb connects\na -> server: SET 17\nb -> server: GET\nserver -> b: none\n"
    case = hand_in(run(f"{asks}c -> server: GET\nserver -> c: 17", line('server -> b: "17"')))
    assert not list(relaying.not_passed_on(case))


def test_a_message_that_waits_for_the_other_ones_turn() -> None:
    """It came later, and the lock is what the thread of its client slept in."""
    code = {"server": "def relay(me, you):\n    with lock:\n        you.sendall(me.recv(9))\n"}
    story = "a connects\nb connects\na -> server: line 1\n{rest}\nserver -> b: line 1"
    short = line('server -> b: "line 1"', at=4)
    held = story.format(rest="quiet: server receive b, server lock")
    (one,) = relaying.not_passed_on(hand_in(run(held, short), code=code))
    assert (one.kind, one.line) == ("lock-over-recv", 2)
    assert not list(relaying.not_passed_on(hand_in(run(held, short))))
    alone = story.format(rest="quiet: server receive b")
    (one,) = relaying.not_passed_on(hand_in(run(alone, short)))
    assert one.kind == "takes-turns"
    both = story.format(rest="quiet: server receive b, server receive a")
    assert not list(relaying.not_passed_on(hand_in(run(both, short), code=code)))


def test_what_a_students_own_lines_do_not_send_on() -> None:
    """The one condition is in the way; a server that answers by itself comes past that."""
    short = line("server -> b: hello", expected='server -> b: "hello"')
    story = "a connects\nb connects\na -> server: hello"

    def found(more: str = "") -> tuple[int, str]:
        told = run(story + more, short, met('server -> a: "Pong"'))
        case = hand_in(told, code={"server": CODE}, kit=("server",))
        (one,) = relaying.not_passed_on(case)
        return one.line, one.says

    assert found() == (2, "A message that one client sends is not sent on to the other one")
    answers = "The server answers a message by itself, and does not send it on"
    assert found("\nserver -> a: Pong") == (3, answers)
    assert found("\nserver -> a: not sent on")[0] == 2  # which the given program may say


def test_what_a_students_own_lines_send_on_otherwise() -> None:
    """Then it is not so that it is not sent on, whatever else may be wrong with it."""
    short = line("server -> b: hello you", expected='server -> b: "hello you"')
    story = "a connects\nb connects\na -> server: hello you"
    for more, count in (("", 1), ("\nserver -> b: hullo", 0), ("\nserver -> a: no", 1)):
        case = hand_in(run(story + more, short), code={"server": CODE}, kit=("server",))
        assert len(list(relaying.not_passed_on(case))) == count


def test_a_text_is_looked_for_as_it_crosses() -> None:
    """It is shown in quotes, with a mark before each quote that is its own."""
    short = line("server -> b: x", expected=r'server -> b: "\"text\": \"hello\""')
    story = 'a connects\nb connects\na -> server: {"to": "b", "text": "hello"}'
    case = hand_in(run(story, short), code={"server": CODE}, kit=("server",))
    (one,) = relaying.not_passed_on(case)
    assert one.line == 2


def test_what_is_passed_on_once_only() -> None:
    """The very same came again, and nothing was made of it."""
    short = line("server -> b: hello", expected='server -> b: "hello"')
    story = "a connects\nb connects\na -> server: hello\nserver -> b: hello\na -> server: hello"
    case = hand_in(run(story, short), code={"server": CODE}, kit=("server",))
    (one,) = relaying.not_passed_on(case)
    assert (one.kind, one.line) == ("not-again", 2)
    # nor is it any better if one more is passed on, when something else has come between
    short = replace(short, at=4)
    later = f"{story}\nb -> server: hi\na -> server: hello\nserver -> b: hello"
    case = hand_in(run(later, short), code={"server": CODE}, kit=("server",))
    (one,) = relaying.not_passed_on(case)
    assert (one.kind, one.line) == ("not-again", 2)
    late = hand_in(
        run(f"{story}\nserver -> b: hello", short), code={"server": CODE}, kit=("server",)
    )
    assert not list(relaying.not_passed_on(late))
    assert not list(relaying.not_passed_on(hand_in(run(story, short), code={"server": CODE})))


def test_a_message_that_goes_back_where_another_one_does_not() -> None:
    """By the line that this one comes to; a run that no item asks for is passed over."""
    story = "a -> server: Ping\nserver -> b: Ping\nb -> server: Pong\nserver -> b: Pong"
    short = line("server -> a: Pong", expected='server -> a: "Pong"')
    code = (
        "def f(server, msg):\n# start\n    if msg == M.Ping:\n        server.forward(msg)\n"
        "    else:\n        server.send(msg)\n# end\n"
    )
    other, passed = replace(short, items=("two",)), met('server -> a: "Pong"')
    runs = run(story, replace(short, items=())), run(story, short), run(story, other, passed)
    case = hand_in(*runs, code={"server": code}, kit=("server",))
    case = replace(case, items=(*case.items, replace(case.items[0], id="two")))
    (one,) = relaying.back_to_the_sender(case)
    assert (one.line, one.items) == (6, ("one", "two"))


def test_all_that_goes_back_has_one_cause() -> None:
    """Of a kit that sends nothing on, what was not sent in the other runs is explained as well."""
    short = line("server -> b: Ping", expected='server -> b: "Ping"')
    told = run("a connects\nb connects\na -> server: a\\nPing\nserver -> a: Ping", short)
    case = hand_in(told, run("a connects\nb connects", replace(short, items=("two",))),
                   kit=("server",), item=ItemResult("two", "Two", 0, 10, FAIL))  # fmt: skip
    (one,) = relaying.back_to_the_sender(case)
    assert one.items == ("two",)
    assert one.happened == 'a said "Ping", and server sent it to a'


def test_the_condition_around_the_call_that_sends() -> None:
    """The innermost one; none where the function may have been left before."""
    short = line("server -> b: hello", expected='server -> b: "hello"')
    told = run("a connects\nb connects\na -> server: hello", short)
    inner = "if server.there():\n    if server.ready(msg):\n        server.forward(msg)\n"
    both = f"{inner}        server.answer_by_send(msg)\n"

    def at(lines: str, told: Run = told) -> int:
        code = {"server": f"# *** start ***\n{lines}# *** end ***\n"}
        (one,) = relaying.not_passed_on(hand_in(told, code=code, kit=("server",)))
        return one.line

    assert at(inner) == 3
    assert at("while x:\n    break\n" + inner) == 6
    assert at(both) == 3
    assert at(f"{both}server.forward(msg)\n") == 0
    spoke = run("a connects\nb connects\na -> server: hello\nserver -> a: no", short)
    assert at(both, spoke) == 0  # one of the two was come to, it may be


def test_a_note_to_oneself() -> None:
    """All else that is for the same one is sent on; between two clients none is to oneself."""
    code = (
        "def deal(server, to, msg):\n    # *** start ***\n    if to != server.name:\n"
        "        server.forward(to, msg)\n    # *** end ***\n"
    )
    source = {"server": code}
    story = "a connects\nb connects\nc connects\na -> server: hello\nserver -> b: hello\n"
    story += "b -> server: the milk"
    own = line("server -> b: the milk", expected='server -> b: "the milk"')
    other = replace(met('server -> b: "hello"'), objects=("b",))
    (one,) = relaying.not_to_itself(hand_in(run(story, other, own), code=source, kit=("server",)))
    assert one.line == 3
    assert one.happened == 'b said "the milk" to b, and server did not send it'
    for told, lines in (
        (story.replace("b -> server", "a -> server"), (other, own)),  # somebody else's message
        (f"{story}\nserver -> b: the milk", (other, own)),
        (story.replace("c connects\n", ""), (other, own)),
        (story, (own,)),  # nothing else came either
        (story, (other, own, line('server -> a: "hi"'))),
    ):
        case = hand_in(run(told, *lines), code=source, kit=("server",))
        assert not list(relaying.not_to_itself(case))
    assert not list(relaying.not_to_itself(hand_in(run(story, other, own), code=source)))


def test_a_long_message_that_is_not_passed_on() -> None:
    """Its beginning is told, and by that it is known; a part of it that came is another matter."""
    code = CODE.replace("ready(msg)", "logged_in() and len(msg) < 5")
    story = "a connects\nb connects\na -> server: ok\nserver -> b: ok\na -> server: hi, how are"
    short = line("server -> b: x", expected='server -> b: "hi, how…"')
    lines = (replace(met('server -> b: "ok"'), objects=("b",)), short)
    kit = hand_in(run(story, *lines), code={"server": code}, kit=("server",))
    (one,) = relaying.not_passed_on(kit)
    assert (one.kind, one.line) == ("not-passed-on", 2)
    assert one.happened == 'a said "hi, how are", and b got nothing of it'
    assert not list(relaying.not_passed_on(hand_in(run(story, *lines), code={"server": code})))
    part = run(f"{story}\nserver -> b: hi, h", *lines)
    assert not list(relaying.not_passed_on(hand_in(part, code={"server": code}, kit=("server",))))
