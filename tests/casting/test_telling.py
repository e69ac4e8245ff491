"""How a program that is both sides is told which of them it is to be."""

from collections.abc import Callable

import pytest

from harness.casting import Casting
from harness.casting.arguments import arguments
from harness.casting.setting import Setting
from harness.casting.sides import SIDES
from harness.casting.sources import Source
from harness.model.spec import Role

Caster = Callable[..., Casting]

HEAD = "import sys\n"
GIVES_UP = "    print('usage')\n    sys.exit(1)\n"


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("mode = sys.argv[1]\nif mode == 'server': a()\nelif mode == 'client': b()\n", "server"),
        (
            "if len(sys.argv) < 2:\n" + GIVES_UP + "if sys.argv[1] == '-s': a()\nelse: b('-c')\n",
            "-s",
        ),
        ("import argparse\np.add_argument('role', choices=['client', 'server'])\n", "server"),
        ("import argparse\ns.add_parser('client')\ns.add_parser('server')\n", "server"),
        ("who = sys.argv[1]\nprint('server')\n", "X"),
    ],
)
def test_a_program_that_is_both_sides_is_told_which(text: str, given: str) -> None:
    """The word for the role's side, if the program knows one for each side."""
    side = Setting("X", 1, side="listen")
    assert list(arguments(Source("chat.py", HEAD + text), side)[0]) == [given]


@pytest.mark.parametrize(
    ("text", "server", "client"),
    [
        ("if len(sys.argv) > 1 and sys.argv[1] == 'server': a()\nelse: b()\n", ["server"], []),
        ("mode = sys.argv[1] if len(sys.argv) > 1 else 'client'\nif mode == 'server': a()\n",
         ["server"], []),
        ("if '--server' in sys.argv: a()\nelse: b()\n", ["--server"], []),
        (("if sys.argv[1:] == ['serve']: a()\nelif sys.argv[1:2] == ['join']: b()\n"
          "else: print('usage')\n"), ["serve"], ["join"]),
        ("if sys.argv[1] == 'server': a()\nelse: b()\n", ["server"], ["client"]),
        (("def b(host, port): pass\nif len(sys.argv) < 3: sys.exit('usage: server PORT | client')\n"
          "if sys.argv[1] == 'server': a(int(sys.argv[2]))\n"
          "else: b(sys.argv[2], int(sys.argv[3]))\n"),
         ["server", "12000"], ["client", "127.0.0.1", "12000"]),
        (("mode = sys.argv[1]\nif mode == 'server': a(port=int(sys.argv[2]))\n"
          "elif mode == 'client':\n    host = sys.argv[2]\n    name = sys.argv[3]\n"),
         ["server", "12000"], ["client", "127.0.0.1", "X"]),
        ("host = sys.argv[1]\nif host == 'server': a()\nelse: b(host)\n", ["server"],
         ["127.0.0.1"]),
        ("match sys.argv[1:]:\n    case ['server']: a()\n    case ['client']: b()\n",
         ["server"], ["client"]),
        (("args = sys.argv[1:]\nif not args: print('usage: server | client')\n"
          "elif args[0] == 'server': a()\nelif args[0] == 'client': b()\n"),
         ["server"], ["client"]),
        ("p.add_argument('-s', '--server', action='store_true')\n", ["--server"], []),
        ("p.add_argument('--mode', choices=['server', 'client'], default='client')\n",
         ["--mode", "server"], ["--mode", "client"]),
        ("p.add_argument('--role', choices=['srv', 'cli'], required=True)\n",
         ["--role", "srv"], ["--role", "cli"]),
        ("p.add_argument('--server', default='localhost')\n", [], []),
        (("def go(port): s.listen(2)\ndef to(host, port): s.connect((host, port))\n"
          "if len(sys.argv) == 2: go(sys.argv[1])\n"
          "elif len(sys.argv) == 3: to(sys.argv[1], sys.argv[2])\n"),
         ["12000"], ["127.0.0.1", "12000"]),
        (("p.add_argument('--server', action='store_true')\n"
          "p.add_argument('--client', metavar='HOST')\na = p.parse_args()\n"
          "def serve(): s.listen(2)\ndef join(h): s.connect((h, 1))\n"
          "if a.server: serve()\nelse: join(a.client)\n"),
         ["--server"], ["--client", "127.0.0.1"]),
        (("if len(sys.argv) == 1: s.listen(2)\n"
          "elif len(sys.argv) == 2: s.connect((sys.argv[1], 1))\n"), [], ["127.0.0.1"]),
        # looked up by the word, under a name or not, whatever its usage message would make of it
        ("'usage: x.py server | client'\n{'server': a, 'client': b}[sys.argv[1]]()\n",
         ["server"], ["client"]),
        ("SIDES = {'serve': a, 'join': b}\nrun = SIDES.get(sys.argv[1])\nrun()\n",
         ["serve"], ["join"]),
        (("try: side = sys.argv[1]\nexcept IndexError: side = 'client'\n"
          "if side.startswith('s'): a()\nelse: b()\n"), ["s"], []),
        ("print('server', 'client')\n", [], []),
    ],
)  # fmt: skip
def test_the_word_for_a_side_is_given_where_the_program_can_do_without(
    text: str, server: list[str], client: list[str]
) -> None:
    """A program that is both sides, and would be the wrong one if it were told nothing."""
    source = Source("room.py", HEAD + text)
    given = [arguments(source, Setting("X", 1, side=side), both=True)[0] for side in SIDES]
    assert [list(each) for each in given] == [server, client]


def test_who_is_offered_the_clients_by_name_beside_the_server_is_told_its_own() -> None:
    """What is one client's word is no word for the server, and the clients' are not 'client'."""
    choices = "p.add_argument('role', choices=['server', 'X', 'Y'])\n"
    commands = "s.add_parser('server')\ns.add_parser('x')\ns.add_parser('y')\n"
    compared = (
        "r = sys.argv[1]\n"
        "if r == 'server': a()\nelif r == 'clientX': b()\nelif r == 'clientY': c()\n"
    )
    asked = (
        "if len(sys.argv) > 1 and sys.argv[1] == 'server': a()\n"
        "elif sys.argv[1:] == ['1']: b(1)\nelif sys.argv[1:] == ['2']: b(2)\n"
    )
    table = "{'server': a, 'x': b, 'y': c}[sys.argv[1]]()\n"
    offered = (
        (choices, ("X", "Y")),
        (commands, ("x", "y")),
        (compared, ("clientX", "clientY")),
        (asked, ("1", "2")),
        (table, ("x", "y")),
    )
    for text, names in offered:
        source = Source("chat.py", HEAD + "import argparse\n" + text)
        settings = [Setting(letter, n, side="connect") for n, letter in enumerate("XY", 1)]
        given = [arguments(source, each, both=True)[0] for each in settings]
        assert given == [(name,) for name in names]
        served = arguments(source, Setting("X", 1, side="listen"), both=True)[0]
        assert served == ("server",)


def test_a_word_of_another_text_makes_nobody_a_client() -> None:
    """Who asks for 'server', 'x' or 'y', and gives up at any other, says 'client' as well."""
    text = "w = sys.argv[1].lower()\nif w in ('server', 's'): a('client')\nelif w == 'x': b()\n"
    source = Source("chat.py", HEAD + text + "elif w == 'y': c()\nelse: sys.exit('usage')\n")
    settings = [Setting(letter, n, side="connect") for n, letter in enumerate("XY", 1)]
    given = [arguments(source, each, both=True)[0] for each in settings]
    assert given == [("x",), ("y",)]


def test_a_program_of_one_side_is_told_no_word(cast: Caster) -> None:
    """A client that compares its argument with 'client' has its reasons, and starts without."""
    roles = {"client": Role("client", files=("*.py",), does="connect")}
    text = "import socket\nif 'client' in sys.argv: a()\nsocket.socket().connect(('', 1))\n"
    assert cast({"client.py": HEAD + text}, roles).programs["client"].args == ()
