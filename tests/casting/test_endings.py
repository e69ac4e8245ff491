"""Whether all that a program sends ends with a line end, by its source."""

import pytest

from harness.casting.endings import ends_lines
from harness.casting.sources import Source, Sources


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("s.sendall((input() + '\\n').encode())", True),
        ("s.send(f'{name}: {text}\\n'.encode())", True),
        ("s.send(b'%s\\r\\n' % text)", True),
        ("s.send('{}\\n'.format(text).encode('utf-8'))", True),
        ("for line in sys.stdin:\n    s.send(line.encode())", True),
        ("while line := sys.stdin.readline(): s.send(bytes(line, 'ascii'))", True),
        ("text = input()\ntext += '\\n'\ns.send(text.encode())", False),
        ("line = text + '\\n'\nout = line.encode()\ns.send(out)", True),
        ("s.send(name.encode())\ns.send(text + '\\n')", False),
        ("def say(text):\n    s.send(text.encode())\nsay('hello\\n')", False),
        ("for line in sys.stdin:\n    line = line.strip()\n    s.send(line.encode())", False),
        ("print('sent\\n')\ns.send(input().encode())", False),
        ("print('sent\\n')", False),
        ("s.send('\\n' +", False),
    ],
)
def test_who_sends_nothing_but_lines(code: str, lines: bool) -> None:
    """Every call that sends has to be seen to put a line end last; what is not seen, is not."""
    source = Source("client.py", f"import socket, sys\n{code}\n")
    assert ends_lines(source, Sources([source])) is lines
