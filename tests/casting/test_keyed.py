"""Arguments of the form ``key=value``."""

import pytest

from harness.casting.arguments import arguments
from harness.casting.setting import Setting
from harness.casting.sides import SIDES
from harness.casting.sources import Source
from harness.casting.special import special_word, with_word

HEAD = "import sys\n"
X = Setting("X", 1)
HOST, PORT = "host=127.0.0.1", "port=12000"


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("kw = dict(a.split('=', 1) for a in sys.argv[1:])\ngo(kw['host'], int(kw['port']))\n",
         [HOST, PORT]),
        ("args = sys.argv[1:]\nkw = {k: v for k, v in (a.split('=') for a in args)}\nkw['host']\n",
         [HOST]),
        (("kw = {}\nfor a in sys.argv[1:]:\n    k, _, v = a.partition('=')\n    kw[k] = v\n"
          "port = int(kw['port'])\n"), [PORT]),
        (("def read(args):\n    kw = {}\n    for a in args:\n        k, v = a.split('=')\n"
          "        kw[k] = v\n    return kw\nme = read(sys.argv[1:])\nport = int(me['port'])\n"),
         [PORT]),
        (("def read(): return dict(a.split('=') for a in sys.argv[1:])\n"
          "kw = read()\nport = int(kw['port'])\n"), [PORT]),
        ("kw = dict(a[2:].split('=') for a in sys.argv[1:])\nport = int(kw['port'])\n",
         ["--port=12000"]),
        ("kw = dict(a.split('=') for a in sys.argv[1:])\nport = int(kw['--port'])\n",
         ["--port=12000"]),
        (("host = None\nfor a in sys.argv[1:]:\n"
          "    if a.startswith('host='): host = a[5:]\n"), [HOST]),
        (("kw = dict(a.split('=') for a in sys.argv[1:])\n"
          "if 'host' not in kw: sys.exit('host=?')\nhost = kw['host']\n"), [HOST]),
        (("kw = dict(a.split('=') for a in sys.argv[1:])\nhow = kw['how']\n"
          "if how == 'a': a()\nelif how == 'b': b()\nelse: exit()\n"), ["how=a"]),
        # each under the one before it
        (("kw = {}\nargs = sys.argv[1:]\nwhile i < len(args):\n    if args[i].startswith('--'):\n"
          "        kw[args[i][2:]] = args[i + 1]\nport = int(kw['port'])\n"), ["--port", "12000"]),
        (("def read(args):\n    kw = {}\n    for i in range(0, len(args), 2):\n"
          "        kw[args[i]] = args[i + 1]\n    return kw\n"
          "kw = read(sys.argv[1:])\nhost = kw['-h']\n"), ["-h", "127.0.0.1"]),
        (("line = iter(sys.argv[1:])\nkw = dict(zip(line, line))\nhost = kw['-h']\n"),
         ["-h", "127.0.0.1"]),
        (("args = sys.argv[1:]\nhost = args[args.index('-h') + 1]\n"
          "port = int(args[args.index('-p') + 1])\n"), ["-h", "127.0.0.1", "-p", "12000"]),
        # it can do without
        (("args = sys.argv\nhost = 'h'\n"
          "if '-h' in args: host = args[args.index('-h') + 1]\n"), []),
        ("kw = dict(a.split('=') for a in sys.argv[1:])\nhost = kw.get('host', 'h')\n", []),
        (("kw = {'host': 'h'}\nfor a in sys.argv[1:]:\n    k, v = a.split('=')\n    kw[k] = v\n"
          "host = kw['host']\n"), []),
        (("kw = dict(a.split('=') for a in sys.argv[1:])\n"
          "host = kw['host'] if 'host' in kw else 'h'\n"), []),
        ("kw = dict(a.split('=') for a in sys.argv[1:])\nif 'host' in kw: h = kw['host']\n", []),
        (("kw = dict(a.split('=') for a in sys.argv[1:])\nkw.setdefault('host', 'h')\n"
          "host = kw['host']\n"), []),
        # nor are the lines of a file, or what comes by the network, arguments
        (("kw = {}\nfor a in open(sys.argv[1]):\n    k, v = a.split('=')\n    kw[k] = v\n"
          "host = kw['host']\n"), ["{line}"]),
        ("print(sys.argv)\nkw = dict(a.split('=') for a in text.split())\nhost = kw['host']\n", []),
    ],
)  # fmt: skip
def test_what_is_demanded_by_its_key_is_given(text: str, given: list[str]) -> None:
    """What a program takes out of its table without asking, and in its own form."""
    assert list(arguments(Source("client.py", HEAD + text), X)[0]) == given


@pytest.mark.parametrize("taken", ["kw['mode']", "kw.get('mode', 'help')"])
def test_a_side_is_told_by_its_key(taken: str) -> None:
    """A program that is both sides is told which, be it demanded or not."""
    text = f"kw = dict(a.split('=') for a in sys.argv[1:])\nmode = {taken}\n"
    text += "if mode == 'server': a()\nelif mode == 'client': b()\n"
    source = Source("main.py", HEAD + text)
    found = [arguments(source, Setting("X", 1, side=side), both=True)[0] for side in SIDES]
    assert found == [("mode=server",), ("mode=client",)]


@pytest.mark.parametrize(
    ("taken", "main", "extra"),
    [("kw['part']", ("part=order",), ("part=chat",)),
     ("kw.get('part', 'order')", (), ("part=chat",))],
)  # fmt: skip
def test_the_special_part_is_told_by_its_key(
    taken: str, main: tuple[str, ...], extra: tuple[str, ...]
) -> None:
    """In place of what the main part is told."""
    text = f"kw = dict(a.split('=') for a in sys.argv[1:])\npart = {taken}\n"
    text += "if part == 'order': a()\nelif part == 'chat': b()\nelse: exit()\n"
    source = Source("server.py", HEAD + text)
    given = arguments(source, Setting("X", 1, side="listen", beside=("*chat*server*",)))[0]
    assert given == main
    assert with_word(source, given, special_word(source, ("*chat*server*",))) == extra
