"""What a program that reads its command line is given."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.casting import Casting
from harness.casting.arguments import arguments
from harness.casting.setting import Setting
from harness.casting.sources import Source
from harness.model.spec import Role
from harness.spec import load as load_spec

Caster = Callable[..., Casting]

HEAD = "import sys\n"
GIVES_UP = "    print('usage')\n    sys.exit(1)\n"
X = Setting("X", 1)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("host = sys.argv[1]\nport = int(sys.argv[2])\n", ["127.0.0.1", "12000"]),
        ("port = int(sys.argv[1])\nhost = sys.argv[2]\n", ["12000", "127.0.0.1"]),
        ("s.connect((sys.argv[1], int(sys.argv[2])))\n", ["127.0.0.1", "12000"]),
        ("host, port = sys.argv[1].split(':')\n", ["127.0.0.1:12000"]),
        ("target = sys.argv[1]\nhost, _, port = target.rpartition(':')\n", ["127.0.0.1:12000"]),
        ("name = sys.argv[1]\nhost, port = sys.argv[2].split(':')\n", ["X", "127.0.0.1:12000"]),
        ("name = sys.argv[1]\ntext = line.split(':')\n", ["X"]),
        ("name = sys.argv[1]\n", ["X"]),
        ("serverName = sys.argv[1]\n", ["127.0.0.1"]),
        ("who = sys.argv[1].upper()\n", ["X"]),
        ("server_ip, server_port, user = sys.argv[1:]\n", ["127.0.0.1", "12000", "X"]),
        ("_, host, port = sys.argv\n", ["127.0.0.1", "12000"]),
        ("from sys import argv\nclientName = argv[1]\n", ["X"]),
        ("args = sys.argv[1:]\nserverAddr = args[0]\nserverPort = args[1]\n",
         ["127.0.0.1", "12000"]),
        ("def main(host, port):\n    pass\nmain(sys.argv[1], int(sys.argv[2]))\n",
         ["127.0.0.1", "12000"]),
        ("run(host=sys.argv[1])\n", ["127.0.0.1"]),
        ("host, port, filename = sys.argv[1:]\n", ["127.0.0.1", "12000", "{line}"]),
        ("server_file_name = sys.argv[1]\n", ["{line}"]),
        ("port = int(sys.argv[1])\nroot_dir = sys.argv[2]\n", ["12000", "."]),
        (("if len(sys.argv) != 3:\n    sys.exit('usage: server.py <port> <directory>')\n"
         "a = int(sys.argv[1])\nb = sys.argv[2]\n"), ["12000", "."]),
        ("with open(sys.argv[1]) as f:\n    print(f.read())\n", ["{line}"]),
        (("if len(sys.argv) != 2:\n    sys.exit('usage: client.py <file>')\nx = sys.argv[1]\n"),
         ["{line}"]),
        ("x = int(sys.argv[1])\n", ["12000"]),
        ("x = sys.argv[1]\n", ["X"]),
        ("port = int(sys.argv[1])\nclient_id = int(sys.argv[2])\n", ["12000", "1"]),
        ("if len(sys.argv) != 3:\n" + GIVES_UP + "host = sys.argv[1]\nport = int(sys.argv[2])\n",
         ["127.0.0.1", "12000"]),
        (("if len(sys.argv) < 2:\n    print('Usage: python client.py <name>')\n    sys.exit()\n"
         "x = sys.argv[1]\n"), ["X"]),
        (("if len(sys.argv) != 3:\n    sys.exit('usage: ' + sys.argv[0] + ' host port')\n"
         "a = sys.argv[1]\nb = sys.argv[2]\n"), ["127.0.0.1", "12000"]),
        ("if len(sys.argv) == 2:\n    port = int(sys.argv[1])\nelse:\n" + GIVES_UP, ["12000"]),
        ("try:\n    port = int(sys.argv[1])\nexcept IndexError:\n" + GIVES_UP, ["12000"]),
        ("try:\n    s.connect((sys.argv[1], 12000))\nexcept Exception as e:\n    print(e)\n",
         ["127.0.0.1"]),
        # what is taken off the end, and by its number
        ("port = int(sys.argv.pop())\nhost = sys.argv.pop()\n", ["127.0.0.1", "12000"]),
        ("rest = sys.argv[1:]\nname = rest.pop()\nport = int(rest.pop())\nhost = rest.pop()\n",
         ["127.0.0.1", "12000", "X"]),
        ("given = dict(enumerate(sys.argv))\nhost = given[1]\nport = int(given.get(2, 1))\n",
         ["127.0.0.1"]),
        ("given = dict(enumerate(sys.argv[1:], 1))\nhost = given[1]\n", ["127.0.0.1"]),
        # by where it stands in an address, whatever the connection or its object is called
        ("s = socket.create_connection((sys.argv[1], 12000))\n", ["127.0.0.1"]),
        ("name = sys.argv[1]\nself.to = name\ns.connect((self.to, 12000))\n", ["127.0.0.1"]),
        ("a, b = sys.argv[1:]\nto = (a.strip(), int(b))\ns.connect(to)\n", ["127.0.0.1", "12000"]),
        ("r, w = await open_connection(sys.argv[1], sys.argv[2])\n", ["127.0.0.1", "12000"]),
        ("def go(a): s.connect((a, 12000))\nclient = go(sys.argv[1])\n", ["127.0.0.1"]),
        (("class Client:\n    def __init__(self, host, port): pass\n"
          "client = Client(sys.argv[1], int(sys.argv[2]))\n"), ["127.0.0.1", "12000"]),
        (("@dataclass\nclass Settings:\n    host: str\n    port: int = 12000\n"
          "me = Settings(sys.argv[1])\n"), ["127.0.0.1"]),
        ("me = {'host': sys.argv[1], 'port': int(sys.argv[2])}\n", ["127.0.0.1", "12000"]),
        ("_, *rest = sys.argv\nhost = rest[0]\n", ["127.0.0.1"]),
        (("args = sys.argv[1:]\nif len(args) != 2: exit('too few')\nuse(*args)\n"),
         ["X", "X"]),
        (("class Settings(NamedTuple):\n    host: str\n    port: str\n"
          "me = Settings(*sys.argv[1:])\n"), ["127.0.0.1", "12000"]),
        ("Given = namedtuple('Given', 'program host')\nme = Given(*sys.argv)\n", ["127.0.0.1"]),
        ("opts, rest = getopt.getopt(sys.argv[1:], 'v')\nhost = rest[0]\n", ["127.0.0.1"]),
        ("delay = float(sys.argv[1])\n", ["1"]),
        # by a function that looks it up
        ("def arg(n): return sys.argv[n]\nhost, port = arg(1), int(arg(2))\n",
         ["127.0.0.1", "12000"]),
        (("def arg(i, what):\n    if len(sys.argv) <= i: sys.exit('no ' + what)\n"
          "    return sys.argv[i]\nhost = arg(1, 'host')\n"), ["127.0.0.1"]),
        ("arg = lambda n: sys.argv[n]\nport = int(arg(1))\n", ["12000"]),
        # what no option is, and options that set what is not there without them
        ("opts, args = OptionParser().parse_args()\nhost, port = args\n", ["127.0.0.1", "12000"]),
        (("p.add_option('-n', '--name')\nopts, args = p.parse_args()\n"
          "if len(args) != 1: p.error('no port')\nport = int(args[0])\n"),
         ["--name", "X", "12000"]),
        (("p.add_argument('name')\nns, rest = p.parse_known_args()\nport = int(rest[0])\n"),
         ["X", "12000"]),
        (("opts, args = getopt.getopt(sys.argv[1:], 'h:')\nfor o, v in opts:\n"
          "    if o == '-h': host = v\n"), ["-h", "127.0.0.1"]),
        (("def go(host): pass\nwhile i < len(sys.argv):\n    if sys.argv[i] == '-host':\n"
          "        i += 1\n        host = sys.argv[i]\n"), ["-host", "127.0.0.1"]),
        # the line under another name, or made anew
        ("from sys import argv as line\nhost = line[1]\n", ["127.0.0.1"]),
        ("def go(argv=None):\n    argv = argv or sys.argv[1:]\n    host, port = argv\n",
         ["127.0.0.1", "12000"]),
        ("host, port = map(str.strip, sys.argv[1:])\n", ["127.0.0.1", "12000"]),
        ("args = [a.lower() for a in sys.argv[1:]]\nhost = args[0]\n", ["127.0.0.1"]),
        # counted from its end
        ("*_, host, port = sys.argv\n", ["127.0.0.1", "12000"]),
        ("host, port = sys.argv[-2], int(sys.argv[-1])\n", ["127.0.0.1", "12000"]),
        # taken apart at a colon by a function
        (("def cut(a):\n    h, p = a.split(':')\n    return h, int(p)\n"
          "s.connect(cut(sys.argv[1]))\n"), ["127.0.0.1:12000"]),
        # of what it takes, at all else of which it gives up
        ("which = sys.argv[1]\nif which not in ('1', '2'): exit()\n", ["1"]),
        ("assert sys.argv[1].lower() in 'ab'\n", ["a"]),
        (("n = sys.argv[1]\nif n == 'left': a()\nelif n == 'right': b()\nelse: exit()\n"),
         ["left"]),
        ("n = sys.argv[1]\nif n == 'left': a()\nelif n == 'right': b()\nelse: c()\n", ["X"]),
    ],
)  # fmt: skip
def test_what_is_demanded_is_given(text: str, given: list[str]) -> None:
    """Each argument by the name that the program gives it, its place, or the usage message."""
    assert list(arguments(Source("client.py", HEAD + text), X)[0]) == given


@pytest.mark.parametrize(
    "text",
    [
        "name = 'x'\n",
        "print(sys.argv[0])\n",
        "host = sys.argv[1] if len(sys.argv) > 1 else 'localhost'\n",
        "if len(sys.argv) > 1:\n    name = sys.argv[1]\nelse:\n    name = input('Name: ')\n",
        "if len(sys.argv) < 2:\n    name = 'X'\nelse:\n    name = sys.argv[1]\n",
        "try:\n    port = int(sys.argv[1])\nexcept IndexError:\n    port = 12000\n",
        "try:\n    port = int(sys.argv[1])\nexcept:\n    port = 12000\n",
        "for each in sys.argv[1:]:\n    print(each)\n",
        "if sys.argv[1:] and sys.argv[1] == '-v':\n    loud = True\n",
        "args = sys.argv[1:]\nname = args[0] if args else input()\n",
        (
            "how = sys.argv[1] if sys.argv[1:] else 'b'\n"
            "if how == 'a': a()\nelif how == 'b': b()\nelse: exit()\n"
        ),
        "args = sys.argv[1:]\nif '-h' in args: exit('help')\n",
        "_, *args = sys.argv\nif len(args) > 0:\n    host = args.pop(0)\n",
        "def arg(n, d): return sys.argv[n] if len(sys.argv) > n else d\nhost = arg(1, 'h')\n",
        "def arg(n):\n    try: return sys.argv[n]\n    except IndexError: return ''\nh = arg(1)\n",
        "args = sys.argv[1:] or ['h']\nhost = args[0]\n",
        "args = sys.argv[1:] if len(sys.argv) > 1 else ['h']\nhost = args[0]\n",
        "def go(host='h'):\n    for o, v in opts:\n        if o == '-h': host = v\n",
    ],
)
def test_what_has_a_default_is_left_out(text: str) -> None:
    """A program that can do without is started without."""
    assert arguments(Source("client.py", HEAD + text), X) == ((), ())


@pytest.mark.parametrize(
    "call",
    ["client = Talk(sys.argv[1], int(sys.argv[2]))", "talk.run(*sys.argv[1:])",
     "me = talk.run(sys.argv[1], sys.argv[2])"],
)  # fmt: skip
def test_what_a_module_calls_it_counts(call: str, cast: Caster) -> None:
    """An argument that is handed to another file of the hand-in is what its parameter is."""
    talk = (
        "import socket\nclass Talk:\n    def __init__(self, place, door):\n"
        "        self.s = socket.create_connection((place, door))\n"
        "def run(there, port): Talk(there, int(port))\n"
    )
    client = HEAD + f"import talk\nfrom talk import Talk\n{call}\n"
    roles = {"a": Role("a", files=("*client*",), does="connect")}
    found = cast({"client.py": client, "talk.py": talk}, roles)
    assert found.programs["a"].args == ("127.0.0.1", "12000")


def test_python_2_is_read_as_well() -> None:
    """What does not parse is scanned: names, int() and the address tell the same."""
    text = "import sys\nh = sys.argv[1]\ns.connect((h, 12000))\nprint 'x'\n"
    assert arguments(Source("client.py", text), X)[0] == ("127.0.0.1",)
    text = "import sys\nhost = sys.argv[1]\nport = int(sys.argv[2])\nprint 'x'\n"
    assert arguments(Source("client.py", text), X)[0] == ("127.0.0.1", "12000")
    text = "import sys\nif len(sys.argv) > 1: host = sys.argv[1]\nprint 'x'\n"
    assert arguments(Source("client.py", text), X)[0] == ()


def test_python_2_is_understood_as_well_as_python_3(cast: Caster) -> None:
    """A program that prints as Python 2 does is asked all that one of Python 3 is."""
    client = HEAD + "a, b = sys.argv[1:]\ns.connect((a, int(b)))\nprint 'x'\n"
    server = HEAD + "script, port = sys.argv\ns.listen(2)\nprint port\n"
    casting = cast({"server.py": server, "client.py": client})
    assert casting.programs["a"].args == ("127.0.0.1", "12000")
    assert casting.programs["server"].args == ("12000",)


def test_each_client_gets_its_own_letter(cast: Caster) -> None:
    """X for the first connecting role, Y for the second; a note says what was given."""
    client = HEAD + "name = sys.argv[1]\nprint(name)\n"
    casting = cast({"server.py": "s.listen(2)\n", "client.py": client})
    assert casting.programs["a"].args == ("X",)
    assert casting.programs["b"].args == ("Y",)
    assert "client.py reads its arguments (name): a gets X." in casting.notes


def test_a_client_is_called_on_its_command_line_what_it_would_type(cast: Caster) -> None:
    """The name that the spec gives a role for prompts is its name as an argument, too."""
    client = HEAD + "port = int(sys.argv[1])\nnickname = sys.argv[2]\n"
    roles = {
        "server": Role("server", files=("*server*",), does="listen"),
        "a": Role("a", files=("*client*",), does="connect", called="Ann"),
        "b": Role("b", files=("*client*",), does="connect"),
    }
    casting = cast({"server.py": "s.listen(2)\n", "client.py": client}, roles)
    assert casting.programs["a"].args == ("12000", "Ann")
    assert casting.programs["b"].args == ("12000", "Y")


def test_clients_are_told_where_the_server_is(cast: Caster) -> None:
    """A server that names its own address and port is where its clients are sent."""
    server = "s.bind(('10.0.0.1', 12013))\ns.listen(2)\n"
    client = HEAD + "s.connect((sys.argv[1], int(sys.argv[2])))\n"
    casting = cast({"server.py": server, "client.py": client})
    assert casting.programs["a"].args == ("10.0.0.1", "12013")
    assert casting.programs["a"].ports == (12013,)


def test_the_specs_command_comes_first(cast: Caster) -> None:
    """A command in the spec decides; nothing is worked out beside it."""
    roles = {"client": Role("client", files=("*.py",), run="{file} 127.0.0.1 '12 000'")}
    casting = cast({"ping.py": HEAD + "name = sys.argv[1]\n"}, roles)
    assert casting.programs["client"].args == ("127.0.0.1", "12 000")
    assert casting.notes == ()


@pytest.mark.parametrize("word", [r"\ud800", r"se\x00rver", "s" * 5000])
def test_what_no_command_line_can_hold_is_not_given(word: str, cast: Caster) -> None:
    """A program that asks for such a word is started without it, and its student is told."""
    text = f"import argparse\nparser.add_argument('--who', required=True, choices=['{word}'])\n"
    casting = cast({"server.py": text + "s.listen(2)\n", "client.py": "s.connect(a)\n"})
    assert casting.programs["server"].args == ()
    assert "no command line can hold" in " ".join(casting.notes)


@pytest.mark.parametrize(
    ("story", "text", "given"),
    [
        ("start a with ann", "name = sys.argv[1]\n", []),
        ("start a with {b}", "name = sys.argv[1]\n", []),
        ("start {f} with ann", "name = sys.argv[1]\n", []),
        ("do enter a", "name = sys.argv[1]\n", []),
        ("start a", "name = sys.argv[1]\n", ["X"]),
        ("start b with ben\nstart a", "name = sys.argv[1]\n", ["X"]),
        ("start a with ann\nstart a", "name = sys.argv[1]\n", ["X"]),
        ("start a with ann", "host, port, name = sys.argv[1:]\n", ["127.0.0.1", "12000"]),
        ("start a with --loud", "name = sys.argv[1]\n", ["X"]),
        ("start a with --name ann", "p.add_argument('--name', required=True)\n", []),
        ("start a with --name=ann", "p.add_argument('--name', required=True)\n", []),
    ],
)
def test_what_the_story_gives_is_not_given_twice(
    cast: Caster, tmp_path: Path, story: str, text: str, given: list[str]
) -> None:
    """Arguments that the story starts a program with are the last ones that it demands."""
    words = "words:\n  f: a|b\n"
    if "enter" in story:
        words += "  enter who: |\n    start {who} with {who}\n"
    (tmp_path / "spec.yaml").write_text(
        "callsheet: 1\nroles:\n  a, b: {files: '*client*.py', does: connect}\n"
        + words
        + "scenes:\n  s:\n    rows:\n    - {z: 1}\n    story: |\n"
        + textwrap.indent(story.replace("{b}", "{z}"), "      ")
        + "\n      one: a shows: {z}\nrubric:\n  one: 1 One\n"
    )
    spec = load_spec(tmp_path)
    casting = cast({"client.py": HEAD + text}, spec=spec)
    assert casting.programs["a"].args == tuple(given)


def test_an_option_of_several_commands_stands_behind_the_one_that_is_said() -> None:
    """A client that is led elsewhere by an option, in a file whose commands are made in a loop."""
    text = "for word in ('server', 'client'):\n    q = s.add_parser(word)\n"
    text += "    q.add_argument('--host', default='localhost')\n"
    away = Setting("X", 1, host="10.0.0.1", side="connect", away=True)
    given = arguments(Source("room.py", HEAD + text), away, both=True)[0]
    assert given == ("client", "--host", "10.0.0.1")
