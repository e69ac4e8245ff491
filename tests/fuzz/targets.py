"""What is fuzzed: each target takes any bytes, and raises only where the harness has a mistake.

Nothing here needs atheris: ``run.py`` feeds them with what it finds, and the tests with some bytes.
"""

import io
import struct
import tarfile
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from harness.checks.streams import Stream
from harness.intake import Bounds, open_submission
from harness.model.errors import SpecError, SubmissionError
from harness.spec import load
from harness.spec.draft import ReadError
from harness.spec.texts import parse
from harness.stage.tap import Tap

_HEAD = """callsheet: 1
roles: {server: {files: x, does: listen}, a: {files: y, does: connect}, u: {by: script}}
words: {m: any, f: a|server, get path: '"GET {path}"', join u: "start {u}"}
rubric: {ok: 10 Fine}
scenes:
  s:
    story: |
"""
_BOUNDS = Bounds(size=64 * 1024, files=20, work=512 * 1024)
_NAMES = ("ann.zip", "ann.tar", "ann.tar.gz", "ann.tar.bz2", "ann.tar.xz", "ann.py", "ann")
_SYN, _FIN, _ACK = 2, 1, 16


def spec(data: bytes) -> None:
    """A spec of any bytes is read, or every mistake has its place and its words."""
    with TemporaryDirectory(prefix="callsheet-") as room:
        (Path(room) / "spec.yaml").write_bytes(data)
        try:
            load(room)
        except SpecError as error:
            mistakes = error.mistakes
        else:
            return
        assert mistakes
        assert all(one.line > 0 and one.column > 0 and one.message for one in mistakes)


def story(data: bytes) -> None:
    """A story of any text, in a spec that is right besides; and each of its lines as a text."""
    text = data.decode("utf-8", "replace")
    for line in text.split("\n"):
        offset = 0
        try:
            source = parse(line).source
        except ReadError as wrong:
            source, offset = line, wrong.offset
        assert source == line
        assert 0 <= offset <= len(line)
    indented = "".join(f"      {line}\n" for line in text.split("\n"))
    spec((_HEAD + indented).encode())


def stream(data: bytes) -> None:
    """However bytes were cut into events, their text is the same."""
    if len(data) < 2:
        return
    cuts, data = data[0] | data[1] << 8, data[2:]
    for terminal in (False, True):
        whole, cut = Stream(terminal=terminal), Stream(terminal=terminal)
        whole.feed(0, data)
        begin = 0
        for at in range(1, len(data) + 1):
            if at == len(data) or cuts >> at % 16 & 1:
                cut.feed(at, data[begin:at])
                begin = at
        assert cut.text(0) == whole.text(0), (cut.text(0), whole.text(0))


def segments(data: bytes) -> None:
    """Segments in any order, twice, in parts, joined anew: what crossed is told once, in order."""
    if len(data) < 6:
        return
    first = int.from_bytes(data[:4], "big")
    message = bytes(at * 7 % 251 for at in range(data[4] + 1))
    tap, told, sent = _Fed(), b"", bytearray(len(message))
    tap.take(_packet(first, _SYN, b""))
    for begin, size in zip(data[5::2], data[6::2], strict=False):
        part = message[begin : begin + size]
        sent[begin : begin + len(part)] = b"\1" * len(part)
        told += tap.take(_packet(first + 1 + begin, _ACK, part))
        there = sent.find(0) if 0 in sent else len(sent)
        assert told == message[:there], (told, message[:there])


def archive(data: bytes) -> None:
    """An archive of any bytes is unpacked within bounds, within its folder, or refused."""
    if not data:
        return
    _opened(data[1:], _NAMES[data[0] % len(_NAMES)])


def archive_of(data: bytes) -> None:
    """An archive that is one, with any names and kinds of entry."""
    if len(data) < 2:
        return
    made = io.BytesIO()
    entries = [(part[1:], part[0]) for part in data[2:].split(b"\0") if len(part) > 1]
    write = _zipped if data[0] % 2 else _tarred
    with suppress(ValueError, struct.error, OverflowError):  # what no archive can hold
        write(made, entries)
        _opened(made.getvalue(), _NAMES[data[1] % len(_NAMES)])


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (spec, story, stream, segments, archive, archive_of)
}


def _zipped(made: io.BytesIO, entries: list[tuple[bytes, int]]) -> None:
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w") as file:
        warnings.simplefilter("ignore")  # two entries of one name are meant
        for name, kind in entries:
            entry = zipfile.ZipInfo(name.decode("utf-8", "replace"))
            entry.external_attr = kind << 24
            file.writestr(entry, name * kind)


def _tarred(made: io.BytesIO, entries: list[tuple[bytes, int]]) -> None:
    with tarfile.open(fileobj=made, mode="w") as file:
        for name, kind in entries:
            entry = tarfile.TarInfo(name.decode("utf-8", "replace"))
            entry.type, entry.linkname = b"%d" % (kind % 8), entry.name[::-1]
            entry.size = kind if entry.isreg() else 0
            file.addfile(entry, io.BytesIO(bytes(kind)))


def _opened(data: bytes, name: str) -> None:
    with TemporaryDirectory(prefix="callsheet-") as room:
        top = Path(room)
        (top / name).write_bytes(data)
        with suppress(SubmissionError):
            folder = Path(open_submission(top / name, top / "in", _BOUNDS).folder)
            kept = [path for path in folder.rglob("*") if not path.is_dir()]
            assert len(kept) <= _BOUNDS.files
            assert sum(path.lstat().st_size for path in kept) <= _BOUNDS.size
            assert all(path.is_file() and not path.is_symlink() for path in kept)
            assert folder.resolve().is_relative_to(top.resolve())
        assert {path.name for path in top.iterdir()} <= {name, "in"}


class _Fed(Tap):
    """A tap that is given its packets, and so needs no raw socket."""

    def __init__(self) -> None:
        self._streams, self._open, self.dropped = {}, set(), 0

    def take(self, packet: bytes) -> bytes:
        """The data that a packet completes."""
        return b"".join(one.data for one in self._take(packet) if one.what == "data")


def _packet(sequence: int, flags: int, data: bytes) -> bytes:
    """An Ethernet frame of a TCP segment, as far as the tap reads it."""
    segment = struct.pack("!HHIIBBHHH", 5000, 12000, sequence % 2**32, 0, 5 << 4, flags, 0, 0, 0)
    head = struct.pack(
        "!BBHIBBH8s", 0x45, 0, 40 + len(data), 0, 64, 6, 0, bytes([127, 0, 0, 1] * 2)
    )
    return bytes(12) + b"\x08\x00" + head + segment + data


def seeds(name: str) -> Iterator[bytes]:
    """Some bytes to begin with."""
    yield b""
    if name in ("spec", "story"):
        told = (
            "start server, a\n\na types: parrot\nok: a -> server: {get x}\nonly a prints: /x+/i\n"
        )
        indented = "".join(f"      {line}\n" for line in told.split("\n"))
        yield (told if name == "story" else _HEAD + indented).encode()
    if name == "stream":
        yield b"\x55\xaa" + "\x1b]0;title\x07\x1b[1;32mok\x1b[0m\r\nGröße\r\n".encode()
        yield b"\x55\xaa" + "Größe".encode("utf-16")
    if name == "segments":
        yield bytes([255, 255, 255, 240, 30, 10, 5, 0, 10, 10, 20, 0, 31])
        yield bytes([0, 0, 0, 1, 30, 4, 5, 0, 2, 2, 9, 8, 23])
    if name == "archive":
        for at, write in enumerate((_zipped, _tarred)):
            made = io.BytesIO()
            write(made, [(b"a/server.py", 48), (b"../b.py", 0)])
            yield bytes([at]) + made.getvalue()
    if name == "archive_of":
        yield b"\0\1\x30a/server.py\0\x32/etc/x\0\x31..\0\x35d"
        yield b"\1\0\x30a/server.py\0\xa1/etc/x\0\x31..\\b"
