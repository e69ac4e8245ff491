"""The many ways in which a program reads its command line."""

from collections.abc import Callable

import pytest

from harness.casting import Casting
from harness.casting.arguments import arguments
from harness.casting.setting import Setting
from harness.casting.sides import SIDES
from harness.casting.sources import Source

Caster = Callable[..., Casting]
HEAD = "import sys\n"
GETOPT = (
    "import getopt\ndef main(argv):\n    name, port = None, 5000\n"
    "    opts, _ = getopt.getopt(argv, 'n:p:', ['name=', 'port='])\n    for opt, val in opts:\n"
    "        if opt in ('-n', '--name'):\n            name = val\n"
    "        elif opt in ('-p', '--port'):\n            port = int(val)\nmain(sys.argv[1:])\n"
)
BY_HAND = (
    "host, name = 'localhost', None\ni = 1\nwhile i < len(sys.argv):\n"
    "    if sys.argv[i] == '-h':\n        host = sys.argv[i + 1]\n"
    "    elif sys.argv[i] == '-n':\n        name = sys.argv[i + 1]\n    i += 2\n"
)


def given_to(text: str, letter: str = "Y", number: int = 2) -> list[str]:
    """What a client with this source gets."""
    setting = Setting(letter, number, side="connect")
    return list(arguments(Source("client.py", HEAD + text), setting)[0])


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (GETOPT, ["--name", "Y"]),
        (BY_HAND, ["-n", "Y"]),
        ("logs = None\nif '--log' in sys.argv:\n    logs = sys.argv[2]\n", []),
        ("def main(argv):\n    host = argv[0]\n    port = int(argv[1])\nmain(sys.argv[1:])\n",
         ["127.0.0.1", "12000"]),
        (("def main(args):\n    port = int(args[0])\ndef tell(args):\n    s.send(args[1])\n"
          "main(sys.argv[1:])\n"), ["12000"]),
        ("def main(argv=sys.argv[1:]):\n    name = argv[0]\nmain()\n", ["Y"]),
        ("async def main(name, host='localhost'):\n    pass\nasyncio.run(main(*sys.argv[1:]))\n",
         ["Y"]),
        (("class Client:\n    def __init__(self, host, port): pass\n"
          "Client(*sys.argv[1:]).run()\n"), ["127.0.0.1", "12000"]),
        ("name = sys.argv[-1]\n", ["Y"]),
        ("args = list(sys.argv)\nargs.pop(0)\nhost = args.pop(0)\nwho = args.pop(0)\n",
         ["127.0.0.1", "Y"]),
        ("who = sys.argv.pop(1)\nport = int(sys.argv.pop(1))\n", ["Y", "12000"]),
        ("it = iter(sys.argv[1:])\nserver = next(it)\nname = next(it)\n", ["127.0.0.1", "Y"]),
        (("match sys.argv[1:]:\n    case [name]:\n        main(name)\n"
          "    case [name, host]:\n        main(name, host)\n    case _:\n        sys.exit(1)\n"),
         ["Y"]),
        (("match sys.argv[1:]:\n    case []:\n        main()\n"
          "    case [port]:\n        main(port)\n"), []),
        # counted from the end
        ("a = list(reversed(sys.argv))\nport = int(a[0])\nhost = a[1]\n", ["127.0.0.1", "12000"]),
        ("a = sys.argv[::-1]\ngo(a[2], a[1], int(a[0]))\nname = a[2]\nhost = a[1]\n",
         ["Y", "127.0.0.1", "12000"]),
        ("port, host, *_ = sys.argv[::-1]\n", ["127.0.0.1", "12000"]),
        ("a = list(reversed(sys.argv[1:]))\nport, name = a\n", ["Y", "12000"]),
        ("p = argparse.ArgumentParser()\np.add_argument('--port', default=PORT)\n", []),
        ("p = argparse.ArgumentParser()\np.add_argument('--name', default=None)\n",
         ["--name", "Y"]),
        # who gives up by printing how it is called, and a number that is made later
        (("try: go(sys.argv[1], int(sys.argv[2]))\n"
          "except IndexError: print('Usage: x.py serverHost serverPort')\n"),
         ["127.0.0.1", "12000"]),
        ("try: go(sys.argv[1])\nexcept IndexError: print('no name: alone')\n", []),
        ("p = sys.argv[1]\nif p.isdigit(): go(int(p))\n", ["12000"]),
        ("name = sys.argv[1]\nif name.isdigit(): go(int(name))\n", ["Y"]),
        (("match sys.argv[1:]:\n    case ['A']:\n        a()\n"
          "    case ['B']:\n        b()\n"), ["B"]),
    ],
)  # fmt: skip
def test_an_argument_is_found_however_it_is_read(text: str, given: list[str]) -> None:
    """By getopt or by hand, handed on, taken off, or matched."""
    assert given_to(text) == given


@pytest.mark.parametrize(
    ("lines", "given"),
    [
        (["add_argument('--name')"], ["--name", "Y"]),
        (["add_argument('--log')", "add_argument('-v', '--verbose', action='store_true')"], []),
        (["add_argument('--port', type=int)"], ["--port", "12000"]),
        (["add_argument('--timeout', type=int)"], []),
        (["add_argument('--name', default='X')"], ["--name", "Y"]),
        (["add_argument('name', nargs='?', default='client x')"], ["client y"]),
        (["add_argument('--id', type=int, default=1)"], ["--id", "2"]),
        (["add_argument('--id', type=int, choices=[1, 2], required=True)"], ["--id", "2"]),
        (["add_argument('--user', choices=['Ann', 'Ben'], default='Ann')"], ["--user", "Ben"]),
        (["add_argument('--tries', type=int, default=1)"], []),
        (["add_argument('--host', default='localhost')"], []),
        (["add_option('-c', '--client', type='choice', choices=['X', 'Y'])"], ["--client", "Y"]),
        (["add_option('-p', dest='port', type='int')"], ["-p", "12000"]),
        (["add_option('-p', dest='port', type='int', default=5000)"], []),
    ],
)
def test_an_option_that_is_nothing_without_being_said_is_said(
    lines: list[str], given: list[str]
) -> None:
    """Nothing insists on it, but the program would have None for a name, a host or a port."""
    assert given_to("".join(f"parser.{line}\n" for line in lines)) == given


@pytest.mark.parametrize(
    ("text", "x", "y"),
    [
        ("name = sys.argv[1] if len(sys.argv) > 1 else 'X'\n", [], ["Y"]),
        ("name = 'Y'\nif len(sys.argv) > 1:\n    name = sys.argv[1]\n", ["X"], []),
        ("try:\n    me = sys.argv[1]\nexcept IndexError:\n    me = 'clientX'\n", [], ["clientY"]),
        (("host = sys.argv[1] if len(sys.argv) > 1 else 'localhost'\n"
          "name = sys.argv[2] if len(sys.argv) > 2 else 'X'\n"), [], ["127.0.0.1", "Y"]),
        ("name = sys.argv[1] if len(sys.argv) > 1 else input('Name: ')\n", [], []),
        ("host = sys.argv[1] if len(sys.argv) > 1 else 'localhost'\n", [], []),
    ],
)  # fmt: skip
def test_a_client_is_not_left_with_the_name_of_the_other(
    text: str, x: list[str], y: list[str]
) -> None:
    """One program for both, which is X unless it is told: the second one is told."""
    assert [given_to(text, "X", 1), given_to(text)] == [x, y]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ('"""client.py name=X host=localhost port=5000"""\n',
         ["name=Y", "host=127.0.0.1", "port=12000"]),
        ("# python3 client.py -n X [-h HOST]\n", ["-n", "Y"]),
        ("# usage: client.py <ip> <port>\n", ["127.0.0.1", "12000"]),
        ("# start it as client.py A|B\n", ["B"]),
        ("# client.py connects to the server, as X or Y\n", []),
        ("# client.py [host] [port]\n", []),
    ],
)  # fmt: skip
def test_an_example_is_followed_where_the_reading_is_not_understood(
    text: str, given: list[str]
) -> None:
    """What the program says of how it is called; prose and what is in brackets ask for nothing."""
    assert given_to(f"{text}settings = read(sys.argv)\n") == given


@pytest.mark.parametrize("prog", ["chat.py", "{sys.argv[0]}"])
def test_an_example_tells_what_belongs_to_a_word_for_a_side(prog: str) -> None:
    """Where how that is read is not understood; what is in brackets is left out."""
    usage = f'"""{prog} server <port> [-v]\n{prog} client <host> <port>"""\nimport sys\n'
    text = "a = parse(sys.argv)\nif sys.argv[1] == 'server': go(a)\n"
    text += "elif sys.argv[1] == 'client': to(a)\n"
    both = [Setting("X", 1, side=side) for side in ("listen", "connect")]
    given = [arguments(Source("chat.py", usage + text), each, both=True)[0] for each in both]
    assert given == [("server", "12000"), ("client", "127.0.0.1", "12000")]


def test_a_command_is_given_what_belongs_to_it() -> None:
    """Of a program with subcommands: the side's own, with its arguments, and no other's."""
    text = (
        "import argparse\np = argparse.ArgumentParser()\nsub = p.add_subparsers()\n"
        "s = sub.add_parser('server')\ns.add_argument('--backlog', type=int, required=True)\n"
        "c = sub.add_parser('client')\nc.add_argument('--name', required=True)\n"
        "c.add_argument('--port', type=int, default=9090)\n"
    )
    source = Source("all.py", text)
    given = [arguments(source, Setting("X", 1, side=side), both=True)[0] for side in SIDES]
    assert given == [("server", "--backlog", "1"), ("client", "--name", "X")]


def test_a_host_is_not_forced_on_a_program_that_is_both_sides() -> None:
    """With '--server ADDRESS' it would be the client; it is left to be what it is without."""
    text = "p.add_argument('--server')\np.add_argument('--name')\n"
    setting = Setting("X", 1, side="listen")
    assert arguments(Source("all.py", text), setting, both=True)[0] == ("--name", "X")


def test_the_command_line_may_be_read_in_a_module(cast: Caster) -> None:
    """A module that is no program by itself reads it for the program that imports it."""
    client = "from options import name\nimport other\nprint(name)\n"
    casting = cast(
        {
            "server.py": "s.listen(2)\n",
            "client.py": client,
            "options.py": HEAD + "name = sys.argv[1]\n",
            "other.py": HEAD + "if __name__ == '__main__':\n    print(sys.argv[1], sys.argv[2])\n",
        }
    )
    assert casting.programs["b"].args == ("Y",)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("args = sys.argv[None:]\n", 0),
        ("x = sys.argv[3000000000]\n", 8),
        ("if len(sys.argv) < 3000000000:\n    sys.exit()\n", 8),
    ],
)
def test_what_no_command_line_has_costs_nothing(text: str, most: int) -> None:
    """A place that is none, or that no one can reach, fails nothing and fills no memory."""
    assert len(given_to(text)) <= most
