"""The messenger's messages and its server, without windows."""

import importlib.util
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assignments.desk import ASSIGNMENTS
from tests.assignments.messenger import Office, module, play

ASSIGNMENT = ASSIGNMENTS / "instant-messaging"
UTILS = module("utils", ASSIGNMENT / "kit")

needs_tkinter = pytest.mark.skipif(
    importlib.util.find_spec("tkinter") is None, reason="the server imports tkinter"
)


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """The kit with the solution in it, in a folder of its own."""
    shutil.copytree(ASSIGNMENT / "kit", tmp_path, dirs_exist_ok=True)
    shutil.copy(ASSIGNMENT / "reference" / "server_student.py", tmp_path)
    return tmp_path


def _fill(kit: Path, *lines: str) -> None:
    """Put other code into the student's function."""
    head = "async def forward_message_to_client(server, receiver_username, msg):"
    (kit / "server_student.py").write_text("\n    ".join([head, *lines]) + "\n", encoding="utf-8")


@given(st.lists(st.text(), max_size=5), st.lists(st.integers(0, 300), max_size=8))
def test_messages_survive_any_segmentation(texts: list[str], cuts: list[int]) -> None:
    """However the bytes are cut or joined, the same messages come out, whatever is in them."""
    sent = b"".join(UTILS.pack({"type": "message", "text": text}) for text in texts)
    lines, got, at = UTILS.Lines(), [], 0
    for cut in (*sorted(cuts), len(sent)):
        got += lines.feed(sent[at:cut])
        at = max(at, cut)
    assert [message["text"] for message in got] == texts


def test_a_message_is_one_line_and_says_its_text_as_it_is() -> None:
    """A text with line ends stays one line; one without quotes can be read on the wire."""
    assert UTILS.pack({"text": "one\ntwo\r\n"}).count(b"\n") == 1
    assert "Grüße, 你好 👋".encode() in UTILS.pack({"text": "Grüße, 你好 👋"})
    assert UTILS.unpack(UTILS.pack({"text": "\udc80 half"})) == {"text": "? half"}


@pytest.mark.parametrize(
    "line", [b"GET / HTTP/1.1\n", b"[1]\n", b"[" * 200_000 + b"\n", b"\xff\n", b"x" * 1_000_001]
)
def test_what_is_no_message_is_refused(line: bytes) -> None:
    """What is not JSON, no object, nested without end or too long is a BadLine and nothing else."""
    with pytest.raises(UTILS.BadLine):
        UTILS.Lines().feed(line)


def test_a_text_cannot_steer_a_terminal() -> None:
    """Control characters are shown by their names; line ends, letters and emoji as they are."""
    assert UTILS.harmless("\x1b[2Jhi\n\tü👩\u200d🚀\r") == "\\x1b[2Jhi\n\tü👩\u200d🚀\\r"


@needs_tkinter
def test_only_the_receiver_gets_a_message(kit: Path) -> None:
    """Messages go both ways, to the one who is named, with the name of the one who sends."""

    async def story(office: Office) -> None:
        ann, bob, cy = [await office.enters(name) for name in ("ann", "bob", "cy")]
        ann.tells("bob", 'he said "hi"\n')
        assert await bob.hears() == {"type": "message", "from": "ann", "text": 'he said "hi"\n'}
        bob.tells("ann", "hello" * 2000)
        assert (await ann.hears())["text"] == "hello" * 2000
        # the next thing that cy hears is what cy asks for
        assert (await cy.asks(type="registry"))["users"] == ["ann", "bob", "cy"]

    play(kit, story)


@needs_tkinter
def test_a_name_is_one_client_s_until_it_leaves(kit: Path) -> None:
    """A taken name is refused with a sentence; it leaves the registry with its client."""

    async def story(office: Office) -> None:
        ann, bob = await office.enters("ann"), await office.enters("bob")
        late = await office.enters()
        refused = await late.asks(type="register", username=" bob ")
        assert not refused["ok"]
        assert refused["text"] == "Registration not successful: the name bob is taken."
        await bob.leaves()
        assert (await ann.asks(type="registry"))["users"] == ["ann"]
        assert (await late.asks(type="register", username="bob"))["ok"]
        assert (await late.asks(type="login"))["ok"]
        ann.tells("bob", "back again?")
        assert (await late.hears())["text"] == "back again?"

    play(kit, story)


@needs_tkinter
@pytest.mark.parametrize("name", ["Zoe\u0308", "Zo\u200b\u00eb"])
def test_a_name_that_looks_like_another_is_taken(kit: Path, name: str) -> None:
    """An accent of its own, or a character that nobody sees, makes no other name."""

    async def story(office: Office) -> None:
        await office.enters("Zo\u00eb")
        late = await office.enters()
        assert not (await late.asks(type="register", username=name))["ok"]

    play(kit, story)


@needs_tkinter
@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 41, "two\nlines", "bell\a"])
def test_a_name_that_nobody_can_have_is_refused(kit: Path, name: str) -> None:
    """Empty to the eye, long or with control characters: refused, and one may try again."""

    async def story(office: Office) -> None:
        one = await office.enters()
        assert not (await one.asks(type="register", username=name))["ok"]
        assert (await one.asks(type="register", username='Zoë "Z" de la Cruz'))["ok"]

    play(kit, story)


@needs_tkinter
def test_the_sender_is_told_what_was_not_forwarded(kit: Path) -> None:
    """A receiver or sender who is not logged in: nothing is forwarded, and the sender hears why."""

    async def story(office: Office) -> None:
        ann, bob = await office.enters("ann"), await office.enters("bob", login=False)
        for name in ("bob", "nobody"):
            ann.tells(name, "hi")
            told = await ann.hears()
            assert told["text"] == f"Not forwarded to {name}: {name} is not logged in."
        bob.tells("ann", "psst")
        assert "the sender is not logged in" in (await bob.hears())["text"]
        # neither has heard anything of the other
        assert (await bob.asks(type="login"))["ok"]
        assert (await ann.asks(type="registry"))["users"] == ["ann", "bob"]

    play(kit, story)


@needs_tkinter
@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("{}['key']", "KeyError"),
        ("exit(1)", "SystemExit"),
        ("await server.forward_message(msg, receiver_username)", "LookupError"),
        ("await server.forward_message(receiver_username, 12)", "TypeError"),
    ],
)
def test_an_exception_of_the_student_s_stops_nothing(kit: Path, line: str, shown: str) -> None:
    """It is shown with the student's line first, the sender is told, and the server goes on."""
    _fill(kit, f"if msg == 'bad': {line}", "await server.forward_message(receiver_username, msg)")

    async def story(office: Office) -> None:
        ann, bob = await office.enters("ann"), await office.enters("bob")
        ann.tells("bob", "bad")
        assert "a mistake in server_student.py" in (await ann.hears())["text"]
        ann.tells("bob", "good")
        assert (await bob.hears())["text"] == "good"
        (report,) = [text for text in office.said.lines if text.startswith("Traceback")]
        assert 'server_student.py", line 2' in report.splitlines()[1]
        assert shown in report.splitlines()[-1]

    play(kit, story)


@needs_tkinter
def test_an_exception_is_told_though_a_receipt_was_forwarded(kit: Path) -> None:
    """Unless the message itself had been forwarded, before the function broke."""
    receipt = "await server.forward_message(server.username, 'ok')"
    _fill(kit, receipt, "await server.forward_message(receiver_username, msg)", receipt, "1 / 0")

    async def story(office: Office) -> None:
        ann, bob = await office.enters("ann"), await office.enters("bob")
        ann.tells("bob", "hi")
        assert (await bob.hears())["text"] == "hi"
        ann.tells("nobody", "hi")
        heard = [(await ann.hears())["text"] for _ in range(4)]
        assert heard[:3] == ["ok"] * 3
        assert "a mistake in server_student.py" in heard[3]

    play(kit, story)


@needs_tkinter
def test_a_client_that_talks_nonsense_harms_nobody_else(kit: Path) -> None:
    """Its connection is closed with a sentence in the server's window; the others go on."""

    async def story(office: Office) -> None:
        ann, one = await office.enters("ann"), await office.enters("eve")
        one.says(type="dance")
        assert await one.hears() == {}
        await office.said.comes(
            "eve sent what cannot be understood: a message has the type 'dance'"
        )
        await office.said.comes("eve has left")
        assert (await ann.asks(type="registry"))["users"] == ["ann"]

    play(kit, story)
