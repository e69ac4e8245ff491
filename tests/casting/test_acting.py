"""The words that make a program one side, by what it then does."""

import pytest

from harness.casting.arguments import arguments
from harness.casting.setting import Setting
from harness.casting.sides import SIDES
from harness.casting.sources import Source
from tests.casting.programs import Caster

FUNCTIONS = """
import socket, sys
def run_server():
    s = socket.socket()
    s.listen(2)
def run_client(name, host='localhost'):
    begin(host)
def serve_on(port):
    socket.create_server(('', port))
def begin(host):
    socket.socket().connect((host, 12000))
"""
METHODS = """
class App:
    def do_host(self):
        socket.socket().listen()
    def do_guest(self):
        socket.socket().connect(a)
"""
CLASSES = """
class Hub:
    def run(self): socket.socket().listen()
class Guest:
    def run(self): socket.socket().connect(a)
"""
DECORATED = """
COMMANDS = {}
def command(func):
    COMMANDS[func.__name__] = func
    return func
@command
def host(): run_server()
@command
def visit(): run_client('x')
"""
NAMED = """
TABLE = dict()
def command(word):
    def enter(func):
        TABLE[word] = func
    return enter
@command('up')
def one(): run_server()
@command('in')
def two(): run_client('x')
"""


_SUB = "import argparse\np = argparse.ArgumentParser()\ns = p.add_subparsers()\n"


@pytest.mark.parametrize(
    ("text", "server", "client"),
    [
        ("match sys.argv[1:]:\n    case ['serve']: run_server()\n    case ['talk']: begin('h')\n",
         ["serve"], ["talk"]),
        ("m = sys.argv[1]\nif m == 'wait': run_server()\nelif m == 'visit': begin('h')\n",
         ["wait"], ["visit"]),
        (CLASSES
         + "m = sys.argv[1]\nif m == 'wait': Hub().run()\nelif m == 'visit': Guest().run()\n",
         ["wait"], ["visit"]),
        ("{'wait': run_server, 'visit': begin}[sys.argv[1]]()\n", ["wait"], ["visit"]),
        (("p.add_argument('--as', dest='as_', choices=['hall', 'visitor'])\na = p.parse_args()\n"
         "run_server() if a.as_ == 'hall' else begin('h') if a.as_ == 'visitor' else None\n"),
         ["--as", "hall"], ["--as", "visitor"]),
        ("globals()[sys.argv[1]](*sys.argv[2:])\n", ["run_server"], ["run_client", "X"]),
        ("eval(sys.argv[1] + '()')\n", ["run_server"], ["run_client"]),
        (METHODS + "getattr(App(), 'do_' + sys.argv[1])()\n", ["host"], ["guest"]),
        (METHODS + "getattr(App(), f'do_{sys.argv[1]}')()\n", ["host"], ["guest"]),
        (DECORATED + "COMMANDS[sys.argv[1]]()\n", ["host"], ["visit"]),
        (NAMED + "TABLE.get(sys.argv[1])()\n", ["up"], ["in"]),
        # what a command's parser is told, though one name holds both parsers
        (_SUB + "q = s.add_parser('hall')\nq.set_defaults(f=run_server)\n"
         "q = s.add_parser('visitor')\nq.set_defaults(f=lambda a: begin(a.h))\n",
         ["hall"], ["visitor"]),
        (("s.add_parser('hall').set_defaults(f=run_server)\n"
         "s.add_parser('visitor').set_defaults(f=begin)\n"), ["hall"], ["visitor"]),
        # options that stand alone
        (_SUB + "p.add_argument('--open', action='store_true')\n"
         "p.add_argument('--enter', nargs='?', const='h')\na = p.parse_args()\n"
         "if a.open: run_server()\nelse: begin(a.enter)\n", ["--open"], ["--enter"]),
        (_SUB + "p.add_argument('--loud', action='store_true')\na = p.parse_args()\n"
         "if a.loud: begin('h')\nelse: begin('k')\n", [], []),
        (("match sys.argv[1:]:\n    case ['server']: run_server()\n"
         "    case ['client', name]: run_client(name)\n"), ["server"], ["client", "X"]),
        # options that make it a side by what is said behind them
        (_SUB + "p.add_argument('--server', metavar='PORT', type=int)\n"
         "p.add_argument('--client', metavar='HOST')\na = p.parse_args()\n"
         "if a.server: serve_on(a.server)\nelse: begin(a.client)\n",
         ["--server", "12000"], ["--client", "127.0.0.1"]),
        # one side with an argument, and the other with none
        ("if len(sys.argv) == 1: run_server()\nelse: begin(sys.argv[1])\n", [], ["127.0.0.1"]),
        ("if not sys.argv[1:]: run_server()\nelse: begin(sys.argv[1])\n", [], ["127.0.0.1"]),
        ("begin(sys.argv[1]) if len(sys.argv) > 1 else run_server()\n", [], ["127.0.0.1"]),
        ("if len(sys.argv) >= 2: run_server(int(sys.argv[1]))\nelse: begin('h')\n", ["12000"], []),
        ("if len(sys.argv) > 1: begin(sys.argv[1])\nelse: begin('h')\n", [], []),
        (("match sys.argv[1:]:\n    case []: run_server()\n    case [host]: begin(host)\n"
          "    case [host, port]: begin(host)\n    case _: print('usage: ...')\n"),
         [], ["127.0.0.1"]),
        # one of two options that have to be said
        (_SUB + "g = p.add_mutually_exclusive_group(required=True)\n"
         "g.add_argument('-s', '--serve', metavar='PORT', type=int)\n"
         "g.add_argument('-c', '--connect', nargs=2, metavar=('HOST', 'PORT'))\n"
         "a = p.parse_args()\nif a.serve: serve_on(a.serve)\nelse: begin(a.connect[0])\n",
         ["--serve", "12000"], ["--connect", "127.0.0.1", "12000"]),
        # a method is no function of that name, and a function may be a module's
        (("def join(h): begin(h)\ndef wait():\n    run_server()\n    for t in ts: t.join()\n"
         "m = sys.argv[1]\nif m == 'wait': wait()\nelif m == 'visit': join('h')\n"),
         ["wait"], ["visit"]),
        (("class A:\n    def do_host(self, port): run_server()\n"
         "    def do_connect(self, host, port): begin(host)\n"
         "getattr(A(), 'do_' + sys.argv[1])(*sys.argv[2:])\n"),
         ["host", "12000"], ["connect", "127.0.0.1", "12000"]),
        # a table that is made of the functions' names
        (("def do_wait(): run_server()\ndef do_visit(host): begin(host)\n"
          "T = {n[3:]: f for n, f in globals().items() if n.startswith('do_')}\n"
          "T[sys.argv[1]](*sys.argv[2:])\n"), ["wait"], ["visit", "127.0.0.1"]),
        (("def wait(): run_server()\ndef visit(): begin('h')\ndef fire(*known):\n"
          "    table = {f.__name__: f for f in known}\n    table[sys.argv[1]]()\n"
          "fire(wait, visit)\n"),
         ["wait"], ["visit"]),
        ("T = {f.__name__: f for f in [run_server, run_client]}\nT[sys.argv[1]]()\n",
         ["run_server"], ["run_client"]),
        # a place is no word for a side, and what does both tells nothing
        ("if sys.argv[1:] == ['localhost']: begin('h')\n", [], []),
        ("if sys.argv[1:] == ['all']: run_server(); begin('h')\n", [], []),
    ],
)  # fmt: skip
def test_a_word_that_is_not_usual_for_a_side_is_known_by_what_is_done_then(
    text: str, server: list[str], client: list[str]
) -> None:
    """The program would be nothing, or the wrong side, if it were told the name of a client."""
    source = Source("room.py", FUNCTIONS + text)
    given = [arguments(source, Setting("X", 1, side=side), both=True)[0] for side in SIDES]
    assert [list(each) for each in given] == [server, client]


def test_each_client_gets_the_word_that_is_its_own() -> None:
    """At two words the program connects, and there are two clients."""
    text = "{'wait': run_server, 'alice': begin, 'bob': begin}[sys.argv[1]]()\n"
    source = Source("room.py", FUNCTIONS + text)
    settings = [Setting(letter, n, side="connect") for n, letter in enumerate("XY", 1)]
    given = [arguments(source, each, both=True)[0] for each in settings]
    assert given == [("alice",), ("bob",)]


@pytest.mark.parametrize("imported", ["import node", "import node as n", "from src import node"])
def test_what_is_done_may_be_a_modules(imported: str, cast: Caster) -> None:
    """It is called behind the module's name, or behind what that is called here."""
    name = imported.rpartition(" ")[2]
    text = f"import sys\n{imported}\nm = sys.argv[1]\n"
    text += f"if m == 'wait': {name}.run_server()\nelif m == 'visit': {name}.begin('h')\n"
    folder = "src/" if "src" in imported else ""
    programs = cast({"main.py": text, f"{folder}node.py": FUNCTIONS}).programs
    assert [programs[role].args for role in ("server", "a", "b")] == [
        ("wait",),
        ("visit",),
        ("visit",),
    ]


def test_what_is_done_may_stand_in_another_file(cast: Caster) -> None:
    """The words are in the file that is run, and what listens or connects is imported."""
    text = "import sys\nfrom node import *\nm = sys.argv[1]\n"
    text += "if m == 'wait': run_server()\nelif m == 'visit': begin('h')\n"
    programs = cast({"main.py": text, "node.py": FUNCTIONS}).programs
    assert [programs[role].args for role in ("server", "a", "b")] == [
        ("wait",), ("visit",), ("visit",)
    ]  # fmt: skip
