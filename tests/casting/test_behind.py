"""What stands behind options that a program looks up by itself."""

import pytest

from harness.casting.arguments import arguments
from harness.casting.setting import Setting
from harness.casting.sides import SIDES
from harness.casting.sources import Source

_OPT = "import sys\ndef opt(name, default=None):\n"
_STRICT = f"{_OPT}    i = sys.argv.index(name)\n    return sys.argv[i + 1]\n"
_MILD = f"{_OPT}    if name not in sys.argv: return default\n"
_MILD += "    return sys.argv[sys.argv.index(name) + 1]\n"
_BOTH = "def serve(host, port): socket.socket().listen()\n"
_BOTH += "def talk(host, port): socket.socket().connect((host, port))\n"


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (_STRICT + "talk(opt('-h'), int(opt('-p', 1)))\n", ["-h", "127.0.0.1", "-p", "12000"]),
        (_STRICT + "who = opt('--who', 'X')\n", ["--who", "X"]),
        (_MILD + "talk(opt('-h', 'localhost'), int(opt('-p', 12000)))\n", []),
        (_MILD + "talk(opt('-h', ''), int(opt('--port')))\n", ["--port", "12000"]),
        ("i = sys.argv.index('-p')\nport = int(sys.argv[i + 1])\n", ["-p", "12000"]),
        ("talk(sys.argv[sys.argv.index('-h') + 1], 1)\n", ["-h", "127.0.0.1"]),
        (
            "port = 1\nif '-p' in sys.argv:\n    port = int(sys.argv[sys.argv.index('-p') + 1])\n",
            [],
        ),
    ],
)
def test_what_is_looked_up_behind_an_option_is_said(text: str, given: list[str]) -> None:
    """The program fails without it, unless it has something else instead."""
    source = Source("client.py", f"import sys\n{_BOTH}{text}")
    assert list(arguments(source, Setting("X", 1))[0]) == given


@pytest.mark.parametrize(
    ("text", "server", "client"),
    [
        (("a = sys.argv\nif '-c' in a:\n    host = a[a.index('-c') + 1]\n    talk(host, 1)\n"
         "else: serve('', 1)\n"), [], ["-c", "127.0.0.1"]),
        (f"{_MILD}host = opt('-c')\nif host: talk(host, 1)\nelse: serve('', 1)\n",
         [], ["-c", "127.0.0.1"]),
        ((f"{_MILD}m = opt('--mode', 'server')\nif m == 'server': serve('', 1)\n"
         "else: talk(opt('--host', 'localhost'), 1)\n"),
         ["--mode", "server"], ["--mode", "client"]),
        (("host, port = None, 1\nfor o, v in getopt.getopt(sys.argv[1:], 'c:p:')[0]:\n"
         "    if o == '-c': host = v\n    if o == '-p': port = int(v)\n"
         "if host: talk(host, port)\nelse: serve('', port)\n"),
         [], ["-c", "127.0.0.1"]),
        # declared by a letter and by a word, and asked for by one of them
        (("o = dict(getopt.getopt(sys.argv[1:], 'sc', ['server', 'client'])[0])\n"
         "if '--server' in o: serve('', 1)\nif '--client' in o: talk('', 1)\n"),
         ["--server"], ["--client"]),
        (("o = dict(getopt.getopt(sys.argv[1:], 'sc', ['server', 'client'])[0])\n"
         "if '-s' in o: serve('', 1)\nif '-c' in o: talk('', 1)\n"), ["-s"], ["-c"]),
        # where a client goes makes nobody the server
        ((f"{_MILD}h = opt('--server', 'h')\nif '-c' in sys.argv: talk(h, 1)\n"
         "elif '-l' in sys.argv: serve('', 1)\n"), ["-l"], ["-c"]),
    ],
)  # fmt: skip
def test_an_option_that_makes_a_program_a_client_has_where_to_go_behind_it(
    text: str, server: list[str], client: list[str]
) -> None:
    """Nothing of that is said to the server, which goes nowhere."""
    source = Source("both.py", f"import getopt, socket, sys\n{_BOTH}{text}")
    given = [arguments(source, Setting("X", 1, side=side), both=True)[0] for side in SIDES]
    assert [list(each) for each in given] == [server, client]
