"""The X protocol, as far as a driver of windows needs it: requests out, replies and events in.

Never waits: a request is written, and its reply is there some time later or it is not, since a
program can hold its X server up (``GrabServer``) or end it.  Layouts from the X Window System
Protocol (X11R7), chapters 8 to 11 and appendix B, and the XTEST extension.
"""

import select
import socket
import struct

from harness.model.quick import dataclass

STRING, ATOM, WINDOW = 31, 4, 33  # predefined atoms
_MOST_READ = 64 * 2**20  # bytes of one reply; a picture of the whole screen has less
_CHUNK = 1 << 18
_MOST_CHUNKS = 32  # read before other work is done
_REPLY, _ERROR, _PROPERTY_NOTIFY, _GENERIC = 1, 0, 28, 35
_MAP_NOTIFY, _AMONG_CHILDREN = 19, range(16, 23)
_NEW_VALUE = 0
KEY_PRESS, KEY_RELEASE, BUTTON_PRESS, BUTTON_RELEASE, MOTION = 2, 3, 4, 5, 6
VIEWABLE = 2
_PATIENCE = 20.0  # s, for the first word of a server that nobody else knows yet


@dataclass(slots=True)
class Answer:
    """What came of a request: its reply (empty if it has none), or the code of its error."""

    data: bytes = b""
    error: int = 0


class Display:
    """A connection to the X server at ``path``, by ``plug``, a UNIX socket.

    Raises OSError where it does not let us in.
    ``closed``: the server has ended it.  ``changed``: properties that got a new value, as
    (window, atom), until somebody takes them out.  ``mapped``: how often a window came onto the
    screen, if that is watched.
    """

    def __init__(self, plug: socket.socket, path: str, cookie: bytes) -> None:
        self._socket = plug
        self._socket.settimeout(_PATIENCE)
        self._socket.connect(path)
        self._in, self._out = bytearray(), bytearray()
        self._last = 0  # the number of the last request
        self._expected: dict[int, bool] = {}  # requests that are waited for; has it a reply
        self._answers: dict[int, Answer] = {}
        self.changed: set[tuple[int, int]] = set()
        self.closed = False
        self.mapped = 0
        self._greet(cookie)
        self._socket.setblocking(False)

    def fileno(self) -> int:
        """Where something can be read when the server has said something."""
        return self._socket.fileno()

    # -- the connection -------------------------------------------------------------------

    def _greet(self, cookie: bytes) -> None:
        name = b"MIT-MAGIC-COOKIE-1"
        head = struct.pack("=BxHHHHxx", 0x6C, 11, 0, len(name), len(cookie))
        self._socket.sendall(head + _padded(name) + _padded(cookie))
        said = self._exactly(8)
        said += self._exactly(4 * int.from_bytes(said[6:8], "little"))
        if said[0] != 1:
            raise OSError("the X server did not let the harness in")
        self._base, _ = struct.unpack_from("=II", said, 12)
        maker, self._most = struct.unpack_from("=HH", said, 24)
        formats = said[29]
        self.keycodes = said[34], said[35]  # the first and the last
        place = 40 + (maker + 3) // 4 * 4 + 8 * formats
        self.root = struct.unpack_from("=I", said, place)[0]
        self.width, self.height = struct.unpack_from("=HH", said, place + 20)
        self._made = 0

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = self._socket.recv(size - len(data))
            if not more:
                raise OSError("the X server ended at once")
            data += more
        return data

    def pump(self) -> bool:
        """Write what is left to write and read what has come; whether anything had.

        What programs do to their windows does not count.
        """
        self._flush()
        moved = False
        for _ in range(_MOST_CHUNKS):  # a program can let the server tell us of things all the time
            if self.closed:
                break
            try:
                data = self._socket.recv(_CHUNK)
            except BlockingIOError:
                break
            except OSError:
                data = b""
            if not data:
                self.closed = True
                return True
            self._in += data
            moved |= self._digest()
        return moved

    def _flush(self) -> None:
        while self._out and not self.closed:
            try:
                del self._out[: self._socket.send(self._out)]
            except BlockingIOError:
                return
            except OSError:
                self.closed = True

    def _digest(self) -> bool:
        """Take whole messages out of what has come; whether one was meant for us."""
        ours = False
        while len(self._in) >= 32:
            kind, size = self._in[0] & 0x7F, 32
            if kind in (_REPLY, _GENERIC):
                size += 4 * int.from_bytes(self._in[4:8], "little")
            if size > _MOST_READ:
                self.closed = True
                return True
            if len(self._in) < size:
                return True
            message = bytes(self._in[:size])
            del self._in[:size]
            self.mapped += kind == _MAP_NOTIFY
            ours |= kind not in _AMONG_CHILDREN
            self._heed(kind, message)
        return ours

    def _heed(self, kind: int, message: bytes) -> None:
        number = self._whole_number(int.from_bytes(message[2:4], "little"))
        if kind in (_REPLY, _ERROR):
            for earlier in [each for each in self._expected if each < number]:
                # the server answers in order: what had no error by now has none
                del self._expected[earlier]
                self._answers[earlier] = Answer()
            if self._expected.pop(number, None) is not None:
                answer = Answer(message) if kind == _REPLY else Answer(error=message[1])
                self._answers[number] = answer
        elif kind == _PROPERTY_NOTIFY and message[16] == _NEW_VALUE:
            self.changed.add(struct.unpack_from("=II", message, 4))

    def _whole_number(self, low: int) -> int:
        """A request's whole number from the 16 bits of it that the server tells."""
        number = self._last - (self._last - low) % 65_536
        return max(number, 0)

    def request(self, code: int, data: int, body: bytes) -> int:
        """Write one request; its number."""
        body += bytes(-len(body) % 4)
        size = 1 + len(body) // 4
        assert size <= self._most
        self._out += struct.pack("=BBH", code, data, size) + body
        self._last += 1
        self._flush()
        return self._last

    def expect(self, number: int, *, reply: bool = True) -> int:
        """Keep what comes of a request until it is taken (without a reply: when a later one has).

        Returns its number.
        """
        self._expected[number] = reply
        return number

    def take(self, number: int) -> Answer | None:
        """What came of a request, once it has."""
        return self._answers.pop(number, None)

    def settle(self, number: int, patience: float = _PATIENCE) -> Answer:
        """Wait for a reply of a server that has nobody else to heed; empty if none comes."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        self.pump()
        while (answer := self.take(number)) is None:
            if self.closed or not poll.poll(patience * 1000):
                return Answer(error=255)
            self.pump()
        return answer

    def new_id(self) -> int:
        """The name of something that is made."""
        self._made += 1
        return int(self._base + self._made)

    # -- requests -------------------------------------------------------------------------

    def sync(self) -> int:
        """Something with a reply, by which all that was asked before is done."""
        return self.expect(self.request(43, 0, b""))  # GetInputFocus

    def atom(self, name: str) -> int:
        """Ask for the number of a name: :func:`word` at 8 in the reply."""
        data = name.encode()
        body = struct.pack("=Hxx", len(data)) + data
        return self.expect(self.request(16, 0, body))

    def extension(self, name: str) -> int:
        """Ask for an extension: byte 8 whether it is there, byte 9 its request code."""
        data = name.encode()
        return self.expect(self.request(98, 0, struct.pack("=Hxx", len(data)) + data))

    def listening_window(self) -> int:
        """Make a window nobody sees, of whose properties' changes we are told; its name."""
        window = self.new_id()
        # InputOnly; override-redirect, event mask PropertyChange
        body = struct.pack(
            "=IIhhHHHHIIII", window, self.root, 0, 0, 1, 1, 0, 2, 0, 0xA00, 1, 1 << 22
        )
        self.request(1, 0, body)
        return window

    def watch(self) -> None:
        """Have the server say when windows come onto the screen (``SubstructureNotify``)."""
        self.request(2, 0, struct.pack("=III", self.root, 0x800, 1 << 19))

    def property(self, window: int, atom: int, most: int, *, delete: bool = False) -> int:
        """Ask for a property, of at most so many bytes: see :func:`value`."""
        body = struct.pack("=IIIII", window, atom, 0, 0, most // 4)
        return self.expect(self.request(20, int(delete), body))

    def append(self, window: int, atom: int, data: bytes) -> int:
        """Append to a property of type STRING."""
        most = 4 * (self._most - 8)
        for start in range(0, len(data), most):
            part = data[start : start + most]
            body = struct.pack("=IIIBxxxI", window, atom, STRING, 8, len(part)) + part
            number = self.request(18, 2, body)
        return self.expect(number, reply=False)

    def replace(self, window: int, atom: int, data: bytes) -> None:
        """Give a property of type STRING a new value."""
        self.request(18, 0, struct.pack("=IIIBxxxI", window, atom, STRING, 8, len(data)) + data)

    def family(self, window: int) -> int:
        """Ask for a window's parent (:func:`word` at 12) and children."""
        return self.expect(self.request(15, 0, struct.pack("=I", window)))

    def attributes(self, window: int) -> int:
        """Ask for a window's attributes; byte 26 is whether it can be seen: :data:`VIEWABLE`."""
        return self.expect(self.request(3, 0, struct.pack("=I", window)))

    def focus(self, window: int) -> None:
        """Give the keyboard to a window (0: to nobody)."""
        self.request(42, 2 if window else 0, struct.pack("=II", window, 0))

    def message(self, window: int, kind: int, *data: int) -> None:
        """Send a window a message of a client's (``ClientMessage``)."""
        event = struct.pack("=BBHII", 33, 32, 0, window, kind)
        event += struct.pack("=5I", *data, *[0] * (5 - len(data)))
        self.request(25, 0, struct.pack("=II", window, 0) + event)

    def picture(self, x: int, y: int, width: int, height: int) -> int:
        """Ask for what a part of the screen looks like: four bytes a point from 32 on."""
        body = struct.pack("=IhhHHI", self.root, x, y, width, height, 0xFFFFFFFF)
        return self.expect(self.request(73, 2, body))

    def keyboard(self) -> int:
        """Ask what the keys type, from the first: byte 1 keysyms a key, which stand from 32 on."""
        first, last = self.keycodes
        return self.expect(self.request(101, 0, struct.pack("=BBxx", first, last - first + 1)))

    def retype(self, code: int, symbols: list[int]) -> None:
        """Let a key type something else."""
        body = struct.pack("=BBxx", code, len(symbols)) + struct.pack(f"={len(symbols)}I", *symbols)
        self.request(100, 1, body)

    def fake(self, extension: int, kind: int, detail: int = 0, x: int = 0, y: int = 0) -> None:
        """Let a key, a button or the pointer move, as if by hand (XTEST)."""
        body = struct.pack("=BBxxII8xhh8x", kind, detail, 0, self.root, x, y)
        self.request(extension, 2, body)


def word(answer: Answer | None, place: int) -> int:
    """Four bytes of a reply as a number; 0 where there is none."""
    if answer is None or len(answer.data) < place + 4:
        return 0
    return int.from_bytes(answer.data[place : place + 4], "little")


def value(answer: Answer | None) -> tuple[bytes, int]:
    """A property's bytes, and how many more it has."""
    if answer is None or len(answer.data) < 32 or answer.data[1] != 8:
        return b"", 0
    _, more, size = struct.unpack_from("=III", answer.data, 8)
    return answer.data[32 : 32 + size], more


def children(family: Answer) -> list[int]:
    """The children that a window has, from the bottom up."""
    if len(family.data) < 32:
        return []
    count = min(int.from_bytes(family.data[16:18], "little"), (len(family.data) - 32) // 4)
    return list(struct.unpack_from(f"={count}I", family.data, 32))


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)
