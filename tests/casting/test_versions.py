"""The Python that a program was written for, mark by mark."""

from collections.abc import Callable

import pytest

from harness.casting import Casting
from harness.casting.sources import Source
from harness.casting.versions import Needs, needs

Caster = Callable[..., Casting]

TWO = Needs((2, 7), (2, 7))


@pytest.mark.parametrize(
    "text",
    [
        "print 'hello'\n",
        'print"hello"\n',
        "print x\n",
        "if x: print x\n",
        "print >>sys.stderr, 'x'\n",
        "print 'X: %s' % name, 'received before'\n",
        "print -x, y; print `x`\n",
        "print i\n",
        "try:\n    pass\nexcept socket.error, e:\n    pass\n",
        "try:\n    pass\nexcept (IOError, OSError), e:\n    pass\n",
        "raise ValueError, 'text'\n",
        "name = raw_input('Name: ')\n",
        "x = unicode(y)\n",
        "for i in xrange(3):\n    pass\n",
        "x = `y`\n",
        "if a <> b:\n    pass\n",
        "exec 'x = 1'\n",
        "exec code in names\n",
        "x = 0777\n",
        "x = 10L\n",
        "x = ur'a'\n",
        "if x:\n        y = 1\n\tz = 2\n",
        "# run with python2, the message in quotes\ns.send(input())\n",
        "# python2.7 client.py\ns.send(input())\n",
        '"""Start it with Python 2.7"""\ns.send(input())\n',
        "import Queue\n",
        "from Tkinter import *\n",
        "import thread\nthread.start_new_thread(f, ())\n",
        "import urllib2\n",
        "import ConfigParser, socket\n",
        "import SocketServer\n",
        "if d.has_key('x'):\n    pass\n",
        "for k in d.iteritems():\n    pass\n",
        "#!/usr/bin/env python2\nx = 1\n",
        "try:\n    name = raw_input()\nexcept Exception:\n    print('error')\n",
        "# coding: latin-1\nimport sys\nreload(sys)\nname = raw_input()\n",
    ],
)
def test_python_2_is_recognised(text: str) -> None:
    """Each of these runs on Python 2 only, and says what told so."""
    found = needs([Source("server.py", text)])
    assert (found.least, found.most) == (TWO.least, TWO.most)
    assert found.why


@pytest.mark.parametrize(
    "text",
    [
        "print('hello')\n",
        "print\n",
        "print (x), y\n",
        "name = input('Name: ')\n",
        "def raw_input(x):\n    return input(x)\nraw_input('x')\n",
        "try:\n    input = raw_input\nexcept NameError:\n    pass\n",
        "try:\n    x = raw_input()\nexcept NameError:\n    x = input()\n",
        "try:\n    import Queue\nexcept ImportError:\n    import queue as Queue\n",
        "try:\n    import tkinter\nexcept:\n    import Tkinter\n",
        "import sys\nif sys.version_info[0] < 3:\n    input = raw_input\n    import thread\n",
        "x = sys.maxsize if PY3 else sys.maxint\n",
        "name = raw_input(f'{x}')\n",
        "async def f():\n    return unicode(x)\n",
        "import queue\nimport Queue\n",
        "print 'x'\nname = f'{y}'\n",
        "print('x', end='')\nprint 'y'\n",
        "s = 'print x'  # print x, raw_input()\n",
        "def broken(:\n    print('x')\n",
        "x = 'print y\n",
        "\u200bx = 1\n",
        "print('a'\nprint('b')\n",
        "# in Python 2 this is raw_input\nx = input()\n",
        "# do not run it with python2\nx = input()\n",
        "# python2 client.py or python3 client.py\nx = input()\n",
        "# run with python2\nx = f'{y}'\n",
        "class T:\n    def iteritems(self):\n        return 1\nT().iteritems()\n",
    ],
)
def test_python_3_is_not_mistaken(text: str) -> None:
    """None of these is Python 2: it runs on both, or uses what only 3 has, or runs nowhere."""
    found = needs([Source("server.py", text)])
    assert not found.two
    assert found.most is None


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("if thread.isAlive():\n    pass\n", (3, 8)),
        ("import time\nt = time.clock()\n", (3, 7)),
        ("from time import clock\n", (3, 7)),
        ("import collections\nclass A(collections.Mapping):\n    pass\n", (3, 9)),
        ("from collections import Callable\n", (3, 9)),
        ("import asyncio\n@asyncio.coroutine\ndef f():\n    yield from x\n", (3, 10)),
        ("import asyncio\nasyncio.gather(f(), loop=loop)\n", (3, 9)),
        ("import asyncio\nasyncio.open_connection('x', 1, loop=loop)\n", (3, 9)),
        ("import asyncio\nasyncio.async(f())\n", (3, 6)),
        ("import asyncio\nasync def f():\n    await asyncio.wait([client.send('x')])\n", (3, 10)),
        ("import asyncio\nasync def f():\n    await asyncio.wait({f() for _ in 'ab'})\n", (3, 10)),
        (
            (
                "import asyncio\nasync def f():\n    both = [f(), f()]\n"
                "    await asyncio.wait(both, timeout=3)\n"
            ),
            (3, 10),
        ),
        (
            "import asyncio\nasync def f():\n    a = []\n    a.append(f())\n    asyncio.wait(a)\n",
            (3, 10),
        ),
        ("import json\nx = json.loads(data, encoding='utf-8')\n", (3, 8)),
        ("import asyncore\n", (3, 11)),
        ("import telnetlib\n", (3, 12)),
        ("import time, base64\nbase64.encodestring(b'')\ntime.clock()\n", (3, 7)),
    ],
)
def test_what_has_left_the_library_bounds_from_above(text: str, most: tuple[int, int]) -> None:
    """The last version that still has it is the highest that fits."""
    found = needs([Source("server.py", text)])
    assert found.most == most
    assert found.why


@pytest.mark.parametrize(
    "text",
    [
        "class Worker:\n    def isAlive(self):\n        return True\nWorker().isAlive()\n",
        "alive = t.isAlive() if hasattr(t, 'isAlive') else t.is_alive()\n",
        "import sys, time\nclock = time.time if sys.version_info > (3, 3) else time.clock\n",
        (
            "try:\n    from collections.abc import Mapping\nexcept ImportError:\n"
            "    from collections import Mapping\n"
        ),
        "loop.create_server(f, loop=loop)\n",
        "import asyncio\nasync def f():\n    await asyncio.wait([asyncio.create_task(f())])\n",
        "import asyncio\ndef f():\n    return g.task\nx = asyncio.wait([f(), tasks.get(1)])\n",
        "import asyncio\nasync def f():\n    t = [go(f()), h.get()]\n    await asyncio.wait(t)\n",
        "from collections import deque, OrderedDict\n",
    ],
)
def test_what_is_asked_for_first_bounds_nothing(text: str) -> None:
    """A program that looks before it uses runs on every version."""
    assert needs([Source("server.py", text)]).most is None


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("x = f'{y}'\n", (3, 6)),
        ("if (n := 3):\n    pass\n", (3, 8)),
        ("match x:\n    case 1:\n        pass\n", (3, 10)),
        ("try:\n    pass\nexcept* OSError:\n    pass\n", (3, 11)),
        ("import asyncio\nasyncio.run(f())\n", (3, 7)),
        ("async def f():\n    async with asyncio.TaskGroup() as g:\n        pass\n", (3, 11)),
        ("x = 'a'.removeprefix('b')\n", (3, 9)),
        ('print(f"{names["a"]} said")\n', (3, 12)),
        ("print(f'{x} and {names['a']}')\n", (3, 12)),
        (r"""print(f"here: {'\n'.join(names)}")""", (3, 12)),
        ('print(f"sent {\n    text\n}")\n', (3, 12)),
        ('print(f"{x:{"*"}>9}")\n', (3, 12)),
        ('print(f"{x + \'"\'}")\n', (3, 12)),
        ('print(f"""{\n    x  # whoever it is\n}""")\n', (3, 12)),
        ("def first[T](values: list[T]) -> T:\n    return values[0]\n", (3, 12)),
        ("type Peer = tuple[str, int]\n", (3, 12)),
        ("import asyncio\nasyncio.eager_task_factory\n", (3, 12)),
        ("from queue import Queue, ShutDown\n", (3, 13)),
        ("from compression import zstd\n", (3, 14)),
    ],
)
def test_what_is_new_bounds_from_below(text: str, least: tuple[int, int]) -> None:
    """The first version that has it is the lowest that fits, whatever the harness runs on."""
    assert needs([Source("server.py", text)]).least == least


@pytest.mark.parametrize(
    "text",
    [
        'print(f"{{" + x + "}}")\n',
        'print(f"{x}" + "{y}")\n',
        "print(f'{x}', names['a'])\n",
        "print(f\"{names['a']}\")\n",
        'print(f"{names[\'#\']:>{width}}\\n", end=\'"\')  # f"{names["a"]}"\n',
        'print(f"""{\n    names[\'a\']\n} "{x}" """)\n',
    ],
)
def test_ordinary_f_strings_are_not_new(text: str) -> None:
    """Braces and quotes beside one another are no nesting."""
    assert needs([Source("server.py", text)]).least == (3, 6)


@pytest.mark.parametrize(
    "text",
    [
        "print(t'{name} said')\n",
        "x = Rt\"a\"\ny = f'{x}'\n",
        "try:\n    pass\nexcept ValueError, OSError:\n    pass\n",
        "try:\n    pass\nexcept ConnectionResetError, socket.timeout:\n    x = f'{y}'\n",
        "try:\n    pass\nexcept A, B, C:\n    pass\n",
        "class Gone(Exception):\n    pass\ntry:\n    pass\nexcept* EOFError, Gone:\n    pass\n",
        "class Hub:\n    def add(self, who: Peer) -> None:\n        pass\nclass Peer:\n    pass\n",
        "class Node:\n    def next(self) -> Node:\n        return self\n",
        "class Node:\n    next: Node | None = None\n",
        "def send(text: str, to: Optional[str] = None):\n    pass\n",
        "import socket\ndef serve(one: socket.Socket):\n    pass\n",
        "def on(what: callable[[str], None]):\n    pass\n",
        "def on(what: callable | None):\n    pass\n",
        "class Node:\n    def next(self) -> 'Node' | None:\n        pass\n",
        "def main():\n    def read(one: Socket):\n        pass\n    read(1)\n",
        "if TYPE_CHECKING:\n    from x import Y\ndef f(x: Y):\n    pass\n",
    ],
)
def test_what_only_3_14_runs_is_known(text: str) -> None:
    """Its grammar, and annotations at which every Python before it ends: no broken programs."""
    found = needs([Source("server.py", text)])
    assert (found.least, found.most) == ((3, 14), None)
    assert found.why


@pytest.mark.parametrize(
    "text",
    [
        "from __future__ import annotations\nclass A:\n    def f(self) -> A:\n        pass\n",
        "class A:\n    def f(self) -> 'A':\n        pass\n",
        "from typing import *\ndef f(x: Optional[int]):\n    pass\n",
        "import socket\ndef f(x: socket.socket):\n    pass\n",
        "def f(x: callable, y: any):\n    pass\n",
        "def f():\n    def g(x: A):\n        pass\nclass A:\n    pass\n",
        "def f():\n    global A\n    import a as A\ndef g(x: A):\n    pass\n",
        "import os; x: os = 1\n",
        "try:\n    from a import B\nexcept ImportError:\n    B = None\ndef f(x: B):\n    pass\n",
        "class A:\n    T = int\n    def f(self, x: T):\n        pass\n",
        "try:\n    def f(x: A):\n        pass\nexcept NameError:\n    pass\n",
        "def f(x: Thread):\n    pass\nThread(target=f).start()\n",
        "def f():\n    x: Foo = 1\n",
        "try:\n    pass\nexcept (ValueError, OSError):\n    pass\n",
        "print(rt\n",
    ],
)
def test_what_others_run_too_is_not_for_3_14(text: str) -> None:
    """What has a meaning by then, is not evaluated, or is wrong in every Python asks for none."""
    assert needs([Source("server.py", text)]).least < (3, 14)


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    pass\nexcept socket.error, e:\n    pass\n",
        "try:\n    pass\nexcept ValueError, TypeError:\n    print 'x'\n",
        "try:\n    pass\nexcept Exception, Error:\n    pass\n",
    ],
)
def test_a_name_for_what_was_caught_is_python_2s(text: str) -> None:
    """It is no exception's, or the rest of the program is Python 2 anyway."""
    assert needs([Source("server.py", text)]).two


def test_a_sum_too_long_to_look_through_asks_for_no_python() -> None:
    """Python runs it, so it is no fault of anybody's that a walk through its tree would end."""
    banner = "BANNER = " + " + ".join(["'a line'"] * 1800)
    assert needs([Source("server.py", f"def f(a: int): pass\n{banner}\n")]) == Needs()


def test_a_program_is_as_old_as_its_modules() -> None:
    """What a module needs, the program that imports it needs too."""
    main, module = Source("server.py", "import util\nx = 1\n"), Source("util.py", "print 'x'\n")
    assert needs([main, module]).two
    both = needs([Source("a.py", "t.isAlive()\n"), Source("b.py", "x = f'{y}'\n")])
    assert (both.least, both.most) == ((3, 6), (3, 8))


def test_the_reason_is_that_of_the_bound() -> None:
    """Of two files that want something new, the one that wants the newest is told of."""
    kit, own = Source("a.py", "socket.create_server(())\n"), Source("b.py", "asyncio.Runner()\n")
    assert needs([kit, own]).why == needs([own, kit]).why == "asyncio.Runner"


def test_a_module_of_ones_own_is_not_the_librarys() -> None:
    """A file commands.py beside the program is what 'import commands' means."""
    sources = [Source("server.py", "import commands\n"), Source("commands.py", "x = f'{1}'\n")]
    assert not needs(sources).two


def test_what_contradicts_itself_runs_as_usual() -> None:
    """No version fits: the program's own error message is the verdict."""
    found = needs([Source("a.py", "match x:\n    case 1:\n        t.isAlive()\n")])
    assert (found.least, found.most) == ((3, 10), None)
