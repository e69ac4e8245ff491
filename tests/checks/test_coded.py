"""Messages in a code: undone where anybody can, and else no reason to say that nothing came."""

import base64
import codecs
import gzip
import pickle
import zlib
from itertools import cycle
from pathlib import Path

import pytest

from harness.checks.coded import Codes
from harness.model.events import Sent, Typed, Unseen
from tests.checks.told import Told, told

BEGIN = "start server, a\na types: Alice\n"
STORY = BEGIN + "one: a -> server: Alice"
SECOND = "start server, a\na types: hi\na -> server: hi\na types: Alice\none: a -> server: Alice"


def began(folder: Path, what: str, story: str = STORY) -> Told:
    """A program of which it is known that its messages are in a code; something is typed there."""
    t = told(folder, story)
    t.go()
    t.unseen(what, "a")
    t.go()
    return t


GZIPPED = gzip.compress(b"X", mtime=0)


def vigenere(data: bytes) -> bytes:
    """A cipher that changes each letter by something else."""
    return bytes(byte ^ key for byte, key in zip(data, b"secretsecretsecret", strict=False))


def framed(data: bytes) -> bytes:
    """A simple cipher, with a length before and a checksum behind it that look like letters."""
    return bytes([len(data)]) + bytes(byte ^ 0x2A for byte in data) + b"K"


def masked(data: bytes) -> bytes:
    """A frame of a WebSocket, as its client sends it."""
    size = bytes([0x80 + len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2)
    hidden = bytes(b ^ k for b, k in zip(data, cycle(b"mask"), strict=False))
    return b"\x81" + size + b"mask" + hidden


@pytest.mark.parametrize(
    ("what", "data", "verdict"),
    [
        ("code", base64.b64encode(b"Alice"), "met"),
        ("code", base64.b64encode(b"Alice") + b"\n", "met"),
        ("code", base64.b64encode(b"X") + b"\n" + base64.b64encode(b"Alice") + b"\n", "met"),
        ("code", b"8 " + base64.b64encode(b"Alice"), "met"),
        ("code", b"\0\0\0\x08" + base64.b64encode(b"Alice"), "met"),
        ("code", b"Alice".hex().encode(), "met"),
        ("code", base64.b32encode(b"X: Alice") + b"\n", "met"),
        ("code", base64.b85encode(b"Y: Bob received before X: Alice"), "met"),
        ("code", b"\0\x0a" + base64.a85encode(b"X: Alice"), "met"),
        ("code", base64.b85encode(b"X: Bob"), "unmet"),
        ("code", zlib.compress(b"Alice"), "met"),
        ("code", gzip.compress(b"Alice", mtime=0), "met"),
        ("code", base64.b64encode(zlib.compress(b"Alice")), "met"),
        ("code", b"\x02\x0d" + zlib.compress(b"Alice") + b"\1\2\3\4", "met"),
        ("code", b"\x81\4" + GZIPPED + b"CRC3" + zlib.compress(b"Alice"), "met"),
        ("code", b"\x02\x0b" + zlib.compress(b"Bob") + b"\1\2\3\4", "unmet"),
        ("code", b"\x02\x0d" + zlib.compress(b"Alice")[:-1], "unobservable"),
        ("code", codecs.encode("X: Alice", "rot13").encode(), "met"),
        ("cipher", bytes(byte ^ 0x5A for byte in b"X: Alice"), "met"),
        ("cipher", bytes(byte + 3 for byte in b"X: Alice"), "met"),
        ("cipher", b"Dolfh", "met"),
        ("cipher", base64.b64encode(bytes(byte ^ 0x5A for byte in b"X: Alice")), "met"),
        ("cipher", bytes(byte ^ 42 for byte in b"Alice").hex().encode(), "met"),
        ("cipher", base64.b64encode(b"X: Alice"), "met"),
        # another key for each byte would make of 'Alice' what this is of 'Carol'
        ("cipher", base64.b64encode(bytes(byte ^ 42 for byte in b"Carol")), "unobservable"),
        ("cipher", b"Dolfh kdv frqqhfwhg", "met"),
        ("code", base64.b64encode(b"Bob"), "unmet"),
        ("code", zlib.compress(b"Bob"), "unmet"),
        ("code", b"Bob", "unmet"),
        ("code", b'{"text": "%s"}' % base64.b64encode(b"Alice"), "met"),
        ("code", b"65 108 105 99 101\n", "met"),
        ("code", " ".join(f"{byte:08b}" for byte in b"Alice").encode(), "met"),
        ("code", b"\0\x0a" + "Alice".encode("utf-16-be"), "met"),
        ("code", "Alice".encode("utf-32-le"), "met"),
        ("code", b"X%3A%20Alice", "met"),
        ("code", zlib.compress(pickle.dumps(["Alice"])), "met"),
        ("code", zlib.compress(pickle.dumps(["Bob"])), "unmet"),
        ("code", base64.b64encode(pickle.dumps(["Alice"])), "met"),
        ("code", b"ecilA :X", "met"),
        ("cipher", base64.b64encode(b"Alice"), "met"),
        ("code", b"\0\0\x02\x9a", "unmet"),
        ("code", b"\x05\0Alice\0\0\0\0", "met"),
        ("cipher", b"\x81\x85keysxsv", "unobservable"),
        ("cipher", b"\x89\x80pong" + masked(b"X: Alice"), "met"),
        ("cipher", masked(b"Alice") + masked(b"good day" * 99), "met"),
        ("cipher", b"\x01" + masked(b"Al")[1:] + b"\x80" + masked(b"ice")[1:], "met"),
        ("cipher", masked(b"Alice")[:-1], "unobservable"),
        ("code", vigenere(b"Alice and Bob"), "unobservable"),
        ("cipher", base64.b64encode(vigenere(b"Alice")), "unobservable"),
        ("cipher", base64.b64encode(b"Q;/x"), "unobservable"),
        ("cipher", vigenere(b"Alice"), "unobservable"),
        ("cipher", b"A client is here", "unmet"),
        ("cipher", b'{"type": "message", "from": "X", "text": "Carol"}', "unmet"),
        ("cipher", b'{"type": "message", "nonce": "9f30", "text": "oRgt"}', "unobservable"),
        ("cipher", b"MESSAGE X 50587, 26526, 40720", "unobservable"),
        ("cipher", b"\0\x09" + bytes(b ^ 7 for b in b"\0X: Alice") + b"x\1", "met"),
        ("cipher", bytes(b ^ 7 for b in b"Alice") + b"xyz", "met"),
        ("cipher", b"\x3c" + bytes(b ^ 0x0D for b in b"Alice".ljust(60, b"!")), "met"),
        ("cipher", b"".join(framed(text) for text in (b"X: Alice!", b"exit")), "met"),
        ("cipher", bytes(b ^ 7 for b in b"Carol") + b"\0\1", "unobservable"),
        ("cipher", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", "unmet"),
        ("polled", base64.b64encode(b"Alice"), "unmet"),
    ],
)
def test_a_code_is_undone_where_it_can_be(
    tmp_path: Path, what: str, data: bytes, verdict: str
) -> None:
    """Only of a program that has one; what nobody can read may be what is looked for."""
    t = began(tmp_path, what)
    t.sends("a", "server", data)
    t.quiet()
    assert t.one().verdict == verdict


@pytest.mark.parametrize(("data", "verdict"), [("m=my+dear%21", "met"), ("my+dear%21", "unmet")])
def test_a_plus_is_a_space_in_a_form(tmp_path: Path, data: str, verdict: str) -> None:
    """Elsewhere it is a plus."""
    t = began(tmp_path, "code", BEGIN + "one: a -> server: /my dear!/")
    t.sends("a", "server", data)
    t.quiet()
    assert t.one().verdict == verdict


def test_a_cipher_that_is_known_stays_known(tmp_path: Path) -> None:
    """What nobody has typed is read by the key that what was typed had told."""
    t = began(tmp_path, "cipher", STORY + "\none: a -> server: zebra")
    t.sends("a", "server", b"Dolfh")
    t.sends("a", "server", b"cheud")
    t.quiet()
    assert [one.verdict for one in t.findings if one.items] == ["met", "met"]


def test_a_wrong_message_is_known_by_that_key(tmp_path: Path) -> None:
    """Who says something else after it has said what was typed is not excused by its cipher."""
    t = began(tmp_path, "cipher", STORY + "\none: a -> server: Alice")
    for said in (b"Alice", b"Carol"):
        t.sends("a", "server", base64.b64encode(bytes(byte ^ 42 for byte in said)))
    t.quiet()
    assert [one.verdict for one in t.findings if one.items] == ["met", "unmet"]


@pytest.mark.parametrize("line", ["SGV5ISEh", "4567", "cGls now", "4a4b4c"])
def test_what_was_typed_is_not_undone(tmp_path: Path, line: str) -> None:
    """Words and numbers may look like a code, and are what somebody said."""
    t = began(tmp_path, "code", f"start server, a\na types: {line}\none: a -> server: {line}")
    t.sends("a", "server", line.encode())
    t.quiet()
    assert t.one().verdict == "met"


def test_whoever_floods_the_scene_is_not_read_for_ever() -> None:
    """Trying all codes on each message takes time, which has an end."""
    codes = Codes()
    codes.unseen(Unseen(n=0, at=0, who="a", what="code", why=""))
    data = base64.b64encode(b"Alice" * 1000)
    told = (
        codes.text(Sent(n=n, at=0, who="a", to="b", conn="c", proto="tcp", data=data))
        for n in range(300)
    )
    read = [text is not None for text in told]
    assert read == sorted(read, reverse=True)
    assert {*read} == {True, False}


def test_no_key_and_no_checksum_look_like_letters_by_chance() -> None:
    """What is undone depends on nothing that a program draws anew for each message."""
    said = set()
    for key in range(1, 256):
        codes = Codes()
        codes.unseen(Unseen(n=0, at=0, who="a", what="cipher", why=""))
        codes.typed(Typed(n=1, at=0, who="a", data=b"Alice\n"))
        text = bytes(byte ^ key for byte in b"X: client Alice")
        data = bytes([0, len(text) + 3, key, *text, key, key ^ 0xCF])
        said.add(codes.text(Sent(n=2, at=0, who="a", to="b", conn="c", proto="tcp", data=data)))
    assert said == {b"X: client Alice"}


def test_who_sends_nothing_hides_nothing(tmp_path: Path) -> None:
    """That it could have sent what nobody can read is no excuse."""
    t = began(tmp_path, "cipher")
    t.quiet()
    assert t.one().verdict == "unmet"


@pytest.mark.parametrize(
    ("code", "counts", "verdict"),
    [
        (base64.b64encode, [8], "unmet"),
        (base64.b64encode, [4, 4], "unmet"),
        (base64.b64encode, [4], "met"),
        (vigenere, [5], "unobservable"),
    ],
)
def test_what_was_read_is_undone_when_all_of_it_was(
    tmp_path: Path, code: object, counts: list[int], verdict: str
) -> None:
    """A message that was read in part is none yet; one that nobody can read may be any."""
    assert callable(code)
    t = began(tmp_path, "cipher", BEGIN + "one: never server reads a: Alice")
    t.sends("a", "server", code(b"Alice"))
    for count in counts:
        t.reads("server", "a", count)
    t.quiet()
    assert t.one().verdict == verdict


def test_what_nobody_can_read_is_no_message(tmp_path: Path) -> None:
    """What is made of it stands for nothing, so that nobody has to print it."""
    story = "start server, a\na types: Alice\na -> server: {m}\none: server prints: {m}"
    t = told(tmp_path, story, words="m: any")
    t.go()
    t.unseen("cipher", "a")
    t.go()
    t.sends("a", "server", vigenere(b"Alice"))
    t.prints("server", "Alice\n")
    t.quiet()
    assert t.one().verdict == "unobservable"


def test_a_greeting_is_not_what_nobody_can_read(tmp_path: Path) -> None:
    """What they say openly before it, to agree on a key say, is not what was meant."""
    story = "start server, a\na types: Alice\na -> server: {m}\none: a prints: {m}"
    t = told(tmp_path, story, words="m: [Alice, any]")
    t.go()
    t.unseen("cipher", "a")
    t.go()
    t.sends("a", "server", "GET /room HTTP/1.1")
    t.sends("a", "server", vigenere(b"Alice"))
    t.prints("a", "Alice\n")
    t.quiet()
    assert t.one().verdict == "met"


def test_what_nobody_can_read_is_not_found_in_what_was_read(tmp_path: Path) -> None:
    """That some of its bytes look like it says nothing."""
    t = began(tmp_path, "cipher", BEGIN + "one: server reads a: /./")
    t.sends("a", "server", vigenere(b"Alice"))
    t.reads("server", "a", 5)
    t.quiet()
    assert t.one().verdict == "unobservable"


def test_what_came_before_is_not_what_comes_later(tmp_path: Path) -> None:
    """A program that once sent something unreadable, and then nothing, has sent nothing then."""
    t = began(tmp_path, "cipher", SECOND)
    t.sends("a", "server", vigenere(b"hi"))
    t.quiet()
    t.go()
    t.quiet()
    assert t.one().verdict == "unmet"


@pytest.mark.parametrize(("line", "verdict"), [("Alice", "unmet"), ("/./", "met")])
def test_to_a_script_it_is_what_it_is(tmp_path: Path, line: str, verdict: str) -> None:
    """A script has no key, and what it gets is not what it was to get."""
    story = BEGIN + f"one: a -> server: {line}"
    t = told(tmp_path, story, cast="clients")
    t.go()
    t.unseen("cipher", "a")
    t.sends("a", "server", vigenere(b"Alice"))
    t.quiet()
    assert t.one().verdict == verdict


def test_what_nobody_can_read_is_something(tmp_path: Path) -> None:
    """Where just any text is asked for, it has come."""
    t = began(tmp_path, "cipher", BEGIN + "one: a -> server: any")
    t.sends("a", "server", vigenere(b"Alice"))
    t.quiet()
    assert t.one().verdict == "met"
