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

_BLANK = re.compile(r"\{([^{}]+)\}")
_LINE = re.compile(r"^( *)@(await )?(say|let|hear|tell) (.*)$")
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

    @property
    def helpers(self) -> str:
        """The functions that ``@hear`` needs."""
        return {"line": READ_LINE, "length": READ_LENGTH}.get(self.framing, "")

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
            case "dict":
                inside = "".join(f'    "{n}": {v},\n' for n, v in names.items())
                return f"shared = {{\n{inside}}}\n"
        return "".join(f"{n} = {v}\n" for n, v in names.items())

    def _shared(self, text: str) -> str:
        form = {"global": r"\1", "class": r"Shared.\1", "object": r"shared.\1"}
        return _SHARED.sub(form.get(self.state, r'shared["\1"]'), text)

    def _line(self, line: str) -> str:
        found = _LINE.match(line)
        if not found:
            return line
        indent, waits, word, rest = found[1], found[2] or "", found[3], found[4]
        writers = {"say": self._say, "let": self._let, "hear": self._hear, "tell": self._tell}
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
        if self.python == "2" and self.printing not in ("write", "logging"):
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
            case "logging":
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
        if waits:
            taken = f"(await asyncio.get_event_loop().sock_recv({conn}, {self.size}))"
        elif self.framing in ("line", "length"):
            taken = f"read_{'line' if self.framing == 'line' else 'counted'}({conn})"
        else:
            taken = f"{conn}.recv({self.size})"
        strip = ".strip()" if self.framing == "strip" or (waits and self.framing == "line") else ""
        return f"{name} = {self._decoded(taken)}{strip}"

    def _tell(self, rest: str, waits: str) -> str:
        conn, _, what = rest.partition(": ")
        data = self._encoded(what)
        if waits:
            return f"await asyncio.get_event_loop().sock_sendall({conn}, {data})"
        if self.send == "makefile":
            return f'out = {conn}.makefile("wb")\nout.write({data})\nout.close()'
        return f"{conn}.{self.send}({data})"
