"""How a program is written, whatever it does: the same lines in many hands.

Templates of programs are Python, except for a few lines that begin with @ and are written out as
the style says:

    @say {name} sent {text}      print that
    @let reply = {a}: {b}        make a text
    @hear text = conn            the next message of a connection
    @tell conn: reply            a message to a connection

In asyncio's programs the last two are ``@await hear`` and ``@await tell``.  ``$name`` is something
that the threads share.
"""

import re
from dataclasses import dataclass

# What the messages of a connection are made by, where that has functions of its own.
_WIRE = """
def send_text(conn, text):
    # the other side of this is receive_text
    @send conn: text


def receive_text(conn):
    # sleeps until something comes
    @receive text = conn
    return text
"""
_BLANK = re.compile(r"\{([^{}]+)\}")
_LINE = re.compile(r"^( *)@(await )?(say|let|hear|tell|send|receive) (.*)$")
_SHARED = re.compile(r"\$(\w+)")

READ_LINE = """
def read_line(conn):
    # one byte after the other, up to the end of the line
    data = b""
    while not data.endswith(b"\\n"):
        piece = conn.recv(1)
        if not piece:
            break
        data += piece
    return data[:-1] if data.endswith(b"\\n") else data
"""
READ_LENGTH = """
def read_exactly(conn, count):
    # recv() may return less than was asked for
    data = b""
    while len(data) < count:
        piece = conn.recv(count - len(data))
        if not piece:
            break
        data += piece
    return data


def read_counted(conn):
    # four digits say how long the message is
    head = read_exactly(conn, 4)
    return read_exactly(conn, int(head)) if head else b""
"""
READ_AS_TASK = """
async def read_exactly(conn, count):
    # sock_recv() may return less than was asked for
    data = b""
    while len(data) < count:
        piece = await asyncio.get_event_loop().sock_recv(conn, count - len(data))
        if not piece:
            break
        data += piece
    return data


async def read_line(conn):
    # one byte after the other, up to the end of the line
    data = b""
    while not data.endswith(b"\\n"):
        piece = await read_exactly(conn, 1)
        if not piece:
            break
        data += piece
    return data.strip()


async def read_counted(conn):
    # four digits say how long the message is
    head = await read_exactly(conn, 4)
    return await read_exactly(conn, int(head)) if head else b""
"""
_READERS = {"line": "read_line", "json": "read_line", "length": "read_counted"}


@dataclass(frozen=True, slots=True)
class Style:
    """A way to write Python.  Each field is the choice of the aspect of that name."""

    python: str = "3"
    format: str = "f"
    printing: str = "print"
    encode: str = "encode"
    decode: str = "decode"
    send: str = "sendall"
    size: str = "1024"
    framing: str = "none"
    state: str = "global"
    wire: str = "inline"

    def helpers(self, *, tasks: bool = False) -> str:
        """The functions that ``@hear`` and ``@tell`` need; ``tasks``: in asyncio's programs."""
        if tasks:
            return READ_AS_TASK if self.framing in _READERS else ""
        reads = {"line": READ_LINE, "json": READ_LINE, "length": READ_LENGTH}.get(self.framing, "")
        return reads + ("\n" + self.write(_WIRE) if self.wire != "inline" else "")

    def write(self, template: str) -> str:
        """The template as this style writes it."""
        lines = [self._line(line) for line in template.splitlines()]
        return self._shared("\n".join(lines)) + "\n"

    def declare(self, names: dict[str, str]) -> str:
        """What declares the state that threads share."""
        if not names:
            return ""
        match self.state:
            case "class":
                return "class Shared:\n" + "".join(f"    {n} = {v}\n" for n, v in names.items())
            case "object":
                inits = "".join(f"        self.{n} = {v}\n" for n, v in names.items())
                return (
                    f"class Board(object):\n    def __init__(self):\n{inits}\n\nshared = Board()\n"
                )
            case "dataclass":
                made = "".join(
                    f"    {n}: object = dataclasses.field(default_factory=lambda: {v})\n"
                    for n, v in names.items()
                )
                return f"@dataclasses.dataclass\nclass Board:\n{made}\n\nshared = Board()\n"
            case "dict":
                inside = "".join(f'    "{n}": {v},\n' for n, v in names.items())
                return f"shared = {{\n{inside}}}\n"
        return "".join(f"{n} = {v}\n" for n, v in names.items())

    def _shared(self, text: str) -> str:
        form = {
            "global": r"\1",
            "class": r"Shared.\1",
            "object": r"shared.\1",
            "dataclass": r"shared.\1",
        }
        return _SHARED.sub(form.get(self.state, r'shared["\1"]'), text)

    def _line(self, line: str) -> str:
        found = _LINE.match(line)
        if not found:
            return line
        indent, waits, word, rest = found[1], found[2] or "", found[3], found[4]
        writers = {
            "say": self._say, "let": self._let, "hear": self._hear, "tell": self._tell,
            "receive": self._receive, "send": self._send,
        }  # fmt: skip
        write = writers[word]
        return "\n".join(indent + one for one in write(rest, waits).splitlines())

    def text(self, template: str) -> str:
        """An expression that makes the text."""
        blanks = _BLANK.findall(template)
        if not blanks:
            return f'"{template}"'
        match self.format:
            case "format":
                return f'"{_BLANK.sub("{}", template)}".format({", ".join(blanks)})'
            case "percent":
                bare = _BLANK.sub("%s", template.replace("%", "%%"))
                return f'"{bare}" % ({", ".join(blanks)},)'
            case "join":
                parts = _BLANK.split(template)
                made = [f"str({p})" if n % 2 else f'"{p}"' for n, p in enumerate(parts) if p]
                return " + ".join(made)
        return f'f"{template}"'

    def _let(self, rest: str, _: str) -> str:
        name, _, template = rest.partition(" = ")
        return f"{name} = {self.text(template)}"

    def _say(self, rest: str, _: str) -> str:
        colour = self.printing == "colour"
        said = self.text(rf"\033[32m{rest}\033[0m" if colour else rest)
        if self.python == "2" and self.printing not in ("write", "logging", "log-time"):
            flush = "\nsys.stdout.flush()" if self.printing == "flush" else ""
            return f"print {said}{flush}"
        match self.printing:
            case "flush":
                return f"print({said}, flush=True)"
            case "no-end":
                return f'print({said}, end="")'
            case "cr":
                return f'print({said}, end="\\r\\n")'
            case "write":
                return f'sys.stdout.write({said} + "\\n")'
            case "logging" | "log-time":
                return f"logging.info({said})"
            case "comma":
                return "print(" + self._arguments(rest) + ")"
        return f"print({said})"

    def _arguments(self, rest: str) -> str:
        parts = _BLANK.split(rest)
        made = [p if n % 2 else f'"{p.strip()}"' for n, p in enumerate(parts) if p.strip()]
        return ", ".join(made)

    def _encoded(self, what: str) -> str:
        if self.framing == "line":
            what = f'({what} + "\\n")'
        elif self.framing == "length":
            what = f'("%04d" % len({what}) + {what})'
        elif self.framing == "json":
            what = f'(json.dumps({{"text": {what}}}) + "\\n")'
        match self.encode:
            case "utf-8" | "ascii":
                return f'{what}.encode("{self.encode}")'
            case "bytes":
                return f'bytes({what}, "utf-8")'
            case "str.encode":
                return f"str.encode({what})"
            case "raw":
                return what
        return f"{what}.encode()"

    def _decoded(self, what: str) -> str:
        match self.decode:
            case "utf-8" | "ascii":
                return f'{what}.decode("{self.decode}")'
            case "str":
                return f'str({what}, "utf-8")'
            case "bytes.decode":
                return f"bytes.decode({what})"
            case "raw":
                return what
        return f"{what}.decode()"

    def _hear(self, rest: str, waits: str) -> str:
        name, _, conn = rest.partition(" = ")
        if self.wire != "inline" and not waits:
            return f"{name} = receive_text({conn})"
        return self._receive(rest, waits)

    def _receive(self, rest: str, waits: str) -> str:
        name, _, conn = rest.partition(" = ")
        if self.framing in _READERS:
            taken = f"{_READERS[self.framing]}({conn})"
            taken = f"(await {taken})" if waits else taken
        elif waits:
            taken = f"(await asyncio.get_event_loop().sock_recv({conn}, {self.size}))"
        else:
            taken = f"{conn}.recv({self.size})"
        text = self._decoded(taken) + (".strip()" if self.framing == "strip" else "")
        if self.framing == "json":
            # nothing comes of a connection that has ended
            return f'line = {text}\n{name} = json.loads(line)["text"] if line else ""'
        return f"{name} = {text}"

    def _tell(self, rest: str, waits: str) -> str:
        conn, _, what = rest.partition(": ")
        if self.wire != "inline" and not waits:
            return f"send_text({conn}, {what})"
        return self._send(rest, waits)

    def _send(self, rest: str, waits: str) -> str:
        conn, _, what = rest.partition(": ")
        data = self._encoded(what)
        if waits:
            return f"await asyncio.get_event_loop().sock_sendall({conn}, {data})"
        if self.send == "makefile":
            return f'out = {conn}.makefile("wb")\nout.write({data})\nout.close()'
        return f"{conn}.{self.send}({data})"
