"""Options that make a program a side by what is said behind them, though nothing insists on it."""

import pytest

from harness.casting.arguments import arguments
from harness.casting.setting import Setting
from harness.casting.sides import SIDES
from harness.casting.sources import Source

_FUNCTIONS = """
import argparse, getopt, socket, sys
def run_server(): socket.socket().listen(2)
def serve_on(port): socket.create_server(('', port))
def begin(host): socket.socket().connect((host, 12000))
def go(host, port): socket.socket().connect((host, port))
p = argparse.ArgumentParser()
"""
_BOTH = "p.add_argument('--listen')\np.add_argument('--connect')\na = p.parse_args()\n"
_ONE = "p.add_argument('--connect')\na = p.parse_args()\n"
_GETOPT = "o = dict(getopt.getopt(sys.argv[1:], 'l:c:', ['listen=', 'connect='])[0])\n"
_EACH = f"{_GETOPT}for k, v in o.items():\n"


@pytest.mark.parametrize(
    ("text", "server", "client"),
    [
        # where it goes is known by what is made of it
        (_BOTH + "if a.listen: serve_on(int(a.listen))\n"
         "elif a.connect:\n    h, q = a.connect.split(':')\n    go(h, int(q))\n",
         ["--listen", "12000"], ["--connect", "127.0.0.1:12000"]),
        (_BOTH + "if a.listen is not None: serve_on(a.listen)\n"
         "elif a.connect is not None: begin(a.connect)\n",
         ["--listen", "12000"], ["--connect", "127.0.0.1"]),
        # the other side, if nothing is said
        (_ONE + "if a.connect: begin(a.connect)\nelse: run_server()\n",
         [], ["--connect", "127.0.0.1"]),
        (_ONE + "if a.connect:\n    begin(a.connect)\n    sys.exit()\nrun_server()\n",
         [], ["--connect", "127.0.0.1"]),
        # a word that says the side is enough
        ("p.add_argument('mode', choices=['server', 'client'])\n" + _ONE
         + "if a.mode == 'client': begin(a.connect or 'localhost')\nelse: run_server()\n",
         ["server"], ["client"]),
        (("p.add_argument('--role')\na = p.parse_args()\n"
         "if a.role == 'client': begin('h')\nelse: run_server()\n"),
         ["--role", "server"], ["--role", "client"]),
        # by getopt, in a table or gone through
        (_GETOPT + "if '--listen' in o: serve_on(int(o['--listen']))\n"
         "elif '--connect' in o:\n    h, q = o['--connect'].split(':')\n    go(h, int(q))\n",
         ["--listen", "12000"], ["--connect", "127.0.0.1:12000"]),
        (_GETOPT + "if '-l' in o: serve_on(int(o['-l']))\nelif '-c' in o: begin(o['-c'])\n",
         ["-l", "12000"], ["-c", "127.0.0.1"]),
        (_EACH + "    if k == '--listen': serve_on(int(v))\n"
         "    elif k == '--connect': go(*v.split(':'))\n",
         ["--listen", "12000"], ["--connect", "127.0.0.1:12000"]),
        (_EACH + "    if k == '-l': mine = int(v)\n    elif k == '-c': there = v\n"
         "if mine: serve_on(mine)\nelif there: begin(there)\n",
         ["-l", "12000"], ["-c", "127.0.0.1"]),
        # under another name, in a table, or with two values
        (("p.add_option('-l', '--listen', dest='mine', type='int')\n"
         "p.add_option('-c', '--connect', dest='there')\n(o, r) = p.parse_args()\n"
         "if o.mine: serve_on(o.mine)\nelif o.there: begin(o.there)\n"),
         ["--listen", "12000"], ["--connect", "127.0.0.1"]),
        (_BOTH + "v = vars(a)\nif v['listen']: serve_on(v['listen'])\n"
         "elif v['connect']: begin(v['connect'])\n",
         ["--listen", "12000"], ["--connect", "127.0.0.1"]),
        (_BOTH + "mine, there = a.listen, a.connect\nif mine: serve_on(mine)\n"
         "if there: begin(there)\n",
         ["--listen", "12000"], ["--connect", "127.0.0.1"]),
        (_BOTH + "if port := a.listen: serve_on(port)\nelif to := a.connect: go(*to.split(':'))\n",
         ["--listen", "12000"], ["--connect", "127.0.0.1:12000"]),
        (("p.add_argument('--listen', nargs=2, metavar=('HOST', 'PORT'))\n"
         "p.add_argument('--connect', nargs=2, metavar=('HOST', 'PORT'))\na = p.parse_args()\n"
         "if a.listen: serve_on(int(a.listen[1]))\nelif a.connect: begin(a.connect[0])\n"),
         ["--listen", "127.0.0.1", "12000"], ["--connect", "127.0.0.1", "12000"]),
        # a key for the side, of which only one word is known
        (("k = dict(a.split('=') for a in sys.argv[1:])\n"
         "if k['role'] == 'server': serve_on(int(k['port']))\nelse: begin(k['host'])\n"),
         ["role=server", "host=127.0.0.1", "port=12000"],
         ["role=client", "host=127.0.0.1", "port=12000"]),
        # commands that a decorator written by hand enters, with what is said behind them
        (("cmds = {}\ndef command(name):\n    def enter(f): cmds[name] = f\n    return enter\n"
         "@command('wait')\ndef a(port): serve_on(int(port))\n"
         "@command('visit')\ndef b(host, port): go(host, int(port))\n"
         "cmds[sys.argv[1]](*sys.argv[2:])\n"),
         ["wait", "12000"], ["visit", "127.0.0.1", "12000"]),
        (("class App:\n    def __init__(self): self.cmds = {}\n"
         "    def command(self, f): self.cmds[f.__name__] = f\n"
         "    def run(self): self.cmds[sys.argv[1]](*sys.argv[2:])\napp = App()\n"
         "@app.command\ndef wait(port): serve_on(int(port))\n"
         "@app.command\ndef visit(host, port): go(host, int(port))\napp.run()\n"),
         ["wait", "12000"], ["visit", "127.0.0.1", "12000"]),
        # told apart by how many there are: the usage is that of both
        (("n = len(sys.argv)\nif n == 2: serve_on(int(sys.argv[1]))\n"
         "elif n == 3: go(sys.argv[1], int(sys.argv[2]))\n"
         "else: sys.exit('usage: room.py PORT | room.py HOST PORT')\n"),
         ["12000"], ["127.0.0.1", "12000"]),
        # what both have a use for makes it no side
        (_ONE + "if a.connect: begin(a.connect)\nbegin('h') if len(sys.argv) > 2 else run_server()"
         "\nif a.connect: run_server()\n", [], []),
    ],
)  # fmt: skip
def test_an_option_of_a_side_is_said_with_what_belongs_behind_it(
    text: str, server: list[str], client: list[str]
) -> None:
    """Without it the program says how it is called, or is the other side."""
    source = Source("room.py", _FUNCTIONS + text)
    given = [arguments(source, Setting("X", 1, side=side), both=True)[0] for side in SIDES]
    assert [list(each) for each in given] == [server, client]


def test_where_a_server_may_listen_is_left_to_it() -> None:
    """Who is one side only is told nothing that it can do without."""
    source = Source("server.py", _FUNCTIONS + _BOTH + "serve_on(a.listen or 12000)\n")
    assert arguments(source, Setting("X", 1, side="listen"))[0] == ()
