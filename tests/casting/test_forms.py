"""What a program wants its messages to be made of, by its source."""

import pytest

from harness.casting.forms import form
from harness.casting.sources import Source, Sources
from harness.model.casting import (
    BLOCKS,
    CODED,
    JSON,
    LENGTHS,
    NAME,
    OBJECTS,
    SECRET,
    UTF_16,
    VALUES,
    WORDS,
)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("data = json.loads(s.recv(99))", JSON),
        ("from json import dumps, loads\ndata = loads(s.recv(99))", JSON),
        ("data = pickle.loads(s.recv(99))", OBJECTS),
        ("size, = struct.unpack('!I', s.recv(4))", LENGTHS),
        ("size = int(s.recv(4).decode())", LENGTHS),
        ("n = s.recv(64).decode()\nif n:\n    n = int(n)\n    text = s.recv(n)", LENGTHS),
        ("msg = s.recv(16)\nif new:\n    size = int(msg[:10])\n    new = False", LENGTHS),
        ("size = int(sys.argv[1])\ntext = s.recv(size)", ""),
        ("text = s.recv(size)\nage = int(text)\nprint(age)", ""),
        ("size = int.from_bytes(s.recv(4), 'big')", LENGTHS),
        ("block = s.recv(SIZE, MSG_WAITALL)", BLOCKS),
        ("while len(got) < 64:\n    got += s.recv(64 - len(got))", BLOCKS),
        ("while len(got) < 64:\n    got += s.recv(99)", ""),
        ("while len(got) < 2:\n    got.append(s.recv(2))", ""),
        ("data = ast.literal_eval(s.recv(99).decode())", VALUES),
        ("if line.startswith('MSG '): pass", WORDS),
        ('if line.startswith(b"JOIN:"): pass', WORDS),
        ("name = conn.recv(99).decode()", NAME),
        ("self.nickname = receive_line(conn)", NAME),
        ("usernames[conn] = conn.recv(99)", NAME),
        ("ENCODING = 'utf-16-le'\ntext = conn.recv(99).decode(ENCODING)", UTF_16),
        ("name = input('name? '); data = conn.recv(99)", ""),
        ("if name == conn.recv(99): pass", ""),
        ("name = sys.stdin.readline(); data = conn.recv(99)", ""),
        ("user_message = conn.recv(99)", ""),
        ("username = open('me.txt').read(); data = conn.recv(99)", ""),
        ("host, port = sys.argv[1].split(':'); data = conn.recv(99)", ""),
        ("last = addr[0].split('.')[3]; data = conn.recv(99)", ""),
        ("if input('more? ') == 'YES': conn.recv(99)", ""),
        ("assert conn.recv(99) == b'HELLO\\n'", WORDS),
        ("text = conn.recv(99).decode().split(' ', 1)[1]", WORDS),
        ("name, text = conn.recv(99).decode().split(':')", WORDS),
        ("if conn.recv(99) == b'BYE': pass", ""),
        ("first = conn.recv(99).split()[0]", ""),
        ("if line.startswith('Bye'): pass", ""),
        ("# json.loads(data)\ndata = s.recv(99)", ""),
        ("print('json.loads(x)', s.recv(99))", ""),
        ("age = int(input()); s.recv(99)", ""),
        ("age = eval(input('age? ')); s.recv(99)", ""),
        ("settings = json.load(open('settings.json'))", ""),
        ("size = s.recv(1)[0]\ntext = s.recv(size).decode('utf-32-be')", UTF_16),
        ("n, = struct.unpack('!H', s.recv(2))\ntext = s.recv(n).decode('utf_16_le')", UTF_16),
        ("text = ''.join(chr(int(one, 2)) for one in s.recv(99).split())", CODED),
        ("text = unquote(s.recv(99).decode())", CODED),
        ("text = s.recv(99).decode()[::-1]", CODED),
        ("text = base64.b64decode(s.recv(99))", CODED),
        ("text = base64.b85decode(s.recv(99))", CODED),
        ("text = zlib.decompress(s.recv(99)).decode()", CODED),
        ("data = json.loads(bytes.fromhex(s.recv(99).decode()))", CODED),
        ("text = codecs.decode(s.recv(99).decode(), 'rot_13')", CODED),
        ("text = s.recv(99).decode('hex')", CODED),
        ("text = s.recv(99).decode(); print('a hex')", ""),
        ("def decrypt(data): return data\ntext = decrypt(s.recv(99))", SECRET),
        ("text = bytes(b ^ 7 for b in s.recv(99))", SECRET),
        ("text = ''.join(chr(ord(c) - 3) for c in s.recv(99).decode())", SECRET),
        ("name = chr(ord('X') + number); text = s.recv(99)", ""),
        ("s = ssl.create_default_context().wrap_socket(s)", SECRET),
    ],
)
def test_what_messages_are_made_of(code: str, found: str) -> None:
    """Only what is done with messages tells; texts, comments, the keyboard and files do not."""
    source = Source("server.py", f"import ast, json, pickle, socket, struct\n{code}\n")
    assert form(source, Sources([source])) == found


def test_only_who_has_to_do_with_the_network_has_messages() -> None:
    """A program that reads a JSON file, and no message, wants nothing of anybody."""
    source = Source("report.py", "import json\nprint(json.loads(open('a.json').read()))\n")
    assert form(source, Sources([source])) == ""
