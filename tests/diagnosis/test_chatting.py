"""The end of a chat, by the word that should end it."""

from dataclasses import replace

import pytest

from harness.diagnosis import chatting
from harness.diagnosis.case import Run
from harness.model.events import Wait
from tests.diagnosis.hand import hand_in, line, run

TALK = """\
a connects
b connects
a -> server: hi
server -> b: hi
b -> server: hello
server -> a: hello
a -> server: how are you
server -> b: how are you
b -> server: well
server -> a: well
"""
SHORT = line("server closes b", at=20)


def bye(then: str, who: str = "a") -> Run:
    """``who`` says Bye, and then something happens."""
    return run(f"{TALK}{who} -> server: Bye\n{then}".strip(), SHORT, row=who)


PASSED, CLOSED = "server -> b: Bye\n", "server closes a\nserver closes b"


@pytest.mark.parametrize(
    ("runs", "kind"),
    [
        ((bye(PASSED), bye("", "b")), "bye-ends-nothing"),
        ((bye(PASSED + CLOSED), bye("", "b")), "bye-from-one-side"),
        ((bye(PASSED + "server closes a"), bye("", "b")), "bye-ends-one-side"),
        ((bye(CLOSED), bye(CLOSED, "b")), "bye-not-relayed"),
        ((bye(PASSED + "server closes a"),), "bye-ends-one-side"),
    ],
)
def test_what_is_wrong_with_the_end(runs: tuple[Run, ...], kind: str) -> None:
    """By whom the word was said, whether it was passed on, and whom the server left."""
    assert [one.kind for one in chatting.bye(hand_in(*runs))] == [kind]


def test_a_word_that_goes_back_to_its_sender() -> None:
    """That is another mistake than to close before it is passed on."""
    for back, found in (("", 1), ("server -> a: Bye\n", 0)):
        assert len(list(chatting.bye(hand_in(bye(back + CLOSED), bye(back + CLOSED))))) == found


def test_another_word_in_place_of_it() -> None:
    """Who says it in words of its own has told the other client something; that is the place."""
    otherwise = bye(f"server -> b: a has left us\n{CLOSED}")
    code = {"server": "if m == 'Bye':\n    other.send('a has left us')\n"}
    (one,) = chatting.bye(hand_in(otherwise, code=code))
    assert (one.kind, one.line) == ("bye-in-other-words", 2)
    assert 'sent b "a has left us"' in one.happened


def test_one_shutdown_for_one_side_is_the_place() -> None:
    """It ends a connection even under a recv(), as close() does not; or a block has closed it."""
    half = bye(PASSED + "server closes a")
    for code, line_ in (
        ("me.shutdown(2)\n", 1),
        ("me.close()\n", 0),
        ("for each in both:\n    each.shutdown(2)\n", 0),
        ("with me:\n    me.shutdown(2)\n", 0),
    ):
        (one,) = chatting.bye(hand_in(half, code={"server": code}))
        assert (one.kind, one.line) == ("bye-ends-one-side", line_)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("other.close()\n", True),
        ("other.shutdown(2)\nother.close()\n", False),
        ("me.send(data)\n", False),
    ],
)
def test_a_connection_that_is_closed_while_a_thread_sleeps_on_it(code: str, told: bool) -> None:
    """That close() alone has no effect then is told who calls it, and nothing else for that."""
    sleeps = Wait("server", "receive", ("b",), thread=2, file="server.py", line=1, code=code)
    half = replace(bye(PASSED + "server closes a"), waiting=(sleeps,))
    (one,) = chatting.bye(hand_in(half, code={"server": code}))
    assert one.line == 1
    assert ("another thread's close() has no effect" in one.happened) == told


def test_a_close_in_one_of_several_processes() -> None:
    """Nothing ends while the others have the connection; shutdown() ends it for all."""
    code = "def serve():\n    if d == b'Bye':\n        me.close()\np = {}(target=serve)\n"
    for made, more, kind, at in (
        ("Process", "", "closes-a-copy", 3),
        ("Process", "me.shutdown(2)\n", "bye-ends-nothing", 2),
        ("Thread", "", "bye-ends-nothing", 2),
    ):
        server = {"server": code.format(made) + more}
        (one,) = chatting.bye(hand_in(bye(PASSED), bye("", "b"), code=server))
        assert (one.kind, one.line) == (kind, at)
    listens = replace(bye(PASSED), waiting=(Wait("server", "receive", ("a",)),))
    (one,) = chatting.bye(hand_in(listens, code={"server": code.format("Process")}))
    assert one.kind == "bye-ends-nothing"  # it has not come to that line


def test_tasks_are_told_nothing_of_threads() -> None:
    """What another thread sleeps in is no matter where there is none."""
    half = bye(PASSED + "server closes a")
    for code, threads in (("start_server(f)\n", False), ("Thread(target=f)\n", True)):
        (one,) = chatting.bye(hand_in(half, code={"server": code}))
        assert ("another thread" in one.do) == threads


def test_the_word_in_another_spelling() -> None:
    """Nothing ended, and the code compares with that word only, letter by letter."""
    code = {"server": 'while True:\n    if text == "bye":\n        break\n'}
    (one,) = chatting.bye(hand_in(bye(PASSED), code=code))
    assert (one.kind, one.line) == ("bye-spelt-otherwise", 2)
    folded = {"server": code["server"].replace("text ==", "text.lower() ==")}
    (one,) = chatting.bye(hand_in(bye(PASSED), code=folded))
    assert one.kind == "bye-ends-nothing"


@pytest.mark.parametrize(
    ("asks", "says"),
    [
        ("m.lower == 'bye'", "lower is named here and not called"),
        ("'Bye' == m.strip", "strip is named here and not called"),
        ("m is 'Bye'", "is asks whether two texts are one and the same"),
        ("m.lower() == 'bye'", "Bye is treated like any other message"),
        ("m.kind == 'Bye'", "Bye is treated like any other message"),
    ],
)
def test_the_word_that_is_asked_for_in_a_way_that_is_never_true(asks: str, says: str) -> None:
    """A function is no text, and two texts that are equal need not be one."""
    (one,) = chatting.bye(
        hand_in(bye(PASSED), bye("", "b"), code={"server": f"m = f()\nif {asks}:\n    stop()\n"})
    )
    assert (one.says[: len(says)], one.line) == (says, 2)


def test_the_word_with_a_line_end_behind_it() -> None:
    """Nothing takes it off, and the code asks for the word without."""
    story = f"{TALK}a -> server: Bye\\n\n{PASSED}".strip()
    code = 'while True:\n    text = c.recv(9)\n    if text == "Bye":\n        break\n'
    (one,) = chatting.bye(hand_in(run(story, SHORT), code={"server": code}))
    assert (one.kind, one.line) == ("bye-with-a-line-end", 3)
    for right in (code.replace("recv(9)", "recv(9).strip()"), code.replace("Bye", "Bye\\n")):
        (one,) = chatting.bye(hand_in(run(story, SHORT), code={"server": right}))
        assert one.kind == "bye-ends-nothing"


def test_the_word_as_bytes() -> None:
    """No text equals what recv() returns, in Python 3; what was decoded is a text."""
    loop = 'while True:\n    text = c.recv(9)\n    if text == "Bye":\n        break\n'
    code = f"c.send('x'.encode())\n{loop}"
    for rows, kind in (
        (code, "bytes-are-no-text"),
        (code.replace("recv(9)", "recv(9).decode()"), "bye-ends-nothing"),
        (code.replace("    if", "    text = text.decode()\n    if"), "bye-ends-nothing"),
        (code.replace(".encode()", ""), "bye-ends-nothing"),
    ):
        (one,) = chatting.bye(hand_in(bye(PASSED), code={"server": rows}))
        assert one.kind == kind


def test_the_word_at_which_a_loop_within_another_is_left() -> None:
    """Only the inner loop is left at it, and the outer one goes on."""
    code = 'while True:\n    for line in lines:\n        if line == "Bye":\n            break\n'
    (one,) = chatting.bye(hand_in(bye(PASSED), code={"server": code}))
    assert (one.kind, one.line) == ("break-of-the-inner-loop", 4)


def test_the_connection_that_a_loop_missed() -> None:
    """It was taken out of the list, and the next one came to its place."""
    code = "for c in clients:\n    c.close()\n    clients.remove(c)\n"
    half = bye(PASSED + "server closes a")
    (one,) = chatting.bye(hand_in(half, bye(PASSED + CLOSED, "b"), code={"server": code}))
    assert (one.kind, one.line) == ("removed-under-its-loop", 3)


def test_the_thread_that_keeps_a_connection() -> None:
    """It sleeps in recv(), where close() does not wake it."""
    wait = Wait("server", "receive", ("b",), thread=2, file="server.py", line=7, code="c.recv(9)")
    half = run(f"{TALK}a -> server: Bye\n{PASSED}server closes a", SHORT, waits=[wait])
    (one,) = chatting.bye(hand_in(half))
    assert (one.line, "shutdown" in one.do) == (7, True)


def test_a_word_that_ends_what_is_no_chat() -> None:
    """Said by a story that only wants programs to end, it tells nothing of a chat."""
    story = "a connects\nb connects\na -> server: hi\nb -> server: ho\na -> server: Bye"
    assert not list(chatting.bye(hand_in(run(story, SHORT))))


def test_a_word_that_was_not_understood() -> None:
    """Where nothing was passed on before, the server may read lines, and has never had one."""
    story = f"{TALK}a -> server: Bye"
    silent = "\n".join(row for row in story.splitlines() if "server ->" not in row)
    heard, deaf = run(story, SHORT), run(silent, SHORT)
    assert [one.kind for one in chatting.bye(hand_in(heard))] == ["bye-ends-nothing"]
    assert not list(chatting.bye(hand_in(deaf)))


def test_two_programs_that_speak_in_their_own_way() -> None:
    """What was kept beside the hand-in's own clients and lost beside scripted ones says nothing."""
    relayed = replace(line("server -> b: hi"), items=("relays",))
    story = f"{TALK}a -> server: goodbye for now\nserver closes a"
    both = run(story, line("never server closes a", events=(11,)), students=("server", "a", "b"))
    alone = run("a connects\nb connects\na -> server: hi\na -> server: Bye", relayed, SHORT)
    (one,) = chatting.part_of_a_word(hand_in(alone, both))
    assert one.says.endswith('"goodbye for now"')
    worse = replace(both, findings=(*both.findings, replace(relayed, items=("more",))))
    assert not list(chatting.part_of_a_word(hand_in(alone, worse)))


def test_a_message_that_only_contains_the_word() -> None:
    """The place is the comparison that looks for it with ``in``."""
    story = f"{TALK}a -> server: goodbye for now\nserver closes a"
    broken = run(story, line("never server closes a", events=(11,)))
    code = {"server": 'if "bye" in text.lower():\n    stop()\n'}
    (one,) = chatting.part_of_a_word(hand_in(broken, code=code))
    assert one.says.endswith('"goodbye for now"')
    assert one.line == 1


def test_a_piece_of_a_message_that_is_the_word() -> None:
    """Who compares all that it took has only not taken all, and looks for no word in another."""
    story = f"{TALK}a -> server: Bye for now\nserver closes a"
    broken = run(story, line("never server closes a", events=(11,)))
    for count, kind in ((4, "piece-of-a-message"), (11, "part-of-a-word")):
        code = {"server": f'if source.recv({count}).strip() == b"Bye":\n    stop()\n'}
        (one,) = chatting.part_of_a_word(hand_in(broken, code=code))
        assert (one.kind, one.line) == (kind, int(count == 4))


@pytest.mark.parametrize(
    ("story", "told"),
    [
        ("a types: Bye\na closes server", True),
        ("a types: Bye\na -> server: Bye\na closes server", False),
        ("a types: Bye\na -> server: leaving\na closes server", False),
        ("a types: Bye\nserver -> a: over\na closes server", False),
        ("a types: Bye", False),
        ("a types: Hello\na closes server", False),
        ("a types: Bye\na closes server\na exits 1", False),
    ],
)
def test_a_client_that_leaves_without_a_word(story: str, told: bool) -> None:
    """It closes at Bye and has sent nothing; not where it says something, or is told to go."""
    short = line("a -> server: Bye")
    case = hand_in(run(f"a connects\n{story}", short, students=("a",)))
    assert [one.kind for one in chatting.leaves_in_silence(case)] == ["leaves-in-silence"] * told
    stopped = run("a connects\na types: Bye\na closes server", line("a -> server: 5"), short,
                  students=("a",))  # fmt: skip
    assert not list(chatting.leaves_in_silence(hand_in(stopped)))
