"""Where a program is started, and as what."""

import pytest

from tests.casting.programs import LISTENS, Caster


@pytest.mark.parametrize(
    ("files", "module", "place"),
    [
        ({"chat/server.py": "from .net import *\n", "chat/net.py": ""}, "chat.server", ""),
        ({"a b/chat/server.py": "import chat.net\n", "a b/chat/net.py": ""}, "chat.server", "a b"),
        ({"server.py": "from . import net\n", "net.py": ""}, "student.server", ".."),
        ({"x/y/server.py": "from ..net import f\n", "x/net.py": ""}, "x.y.server", ""),
        ({"x/y/server.py": "from .net import f\n", "x/y/net.py": "", "x/y/__init__.py": "",
          "x/__init__.py": ""}, "x.y.server", ""),
        ({"chat/__main__.py": "from .net import f\n", "chat/net.py": ""}, "chat", ""),
        ({"socket/server.py": "import socket\n"}, "", "socket"),
        ({"chat/server.py": "from net import f\n", "chat/net.py": ""}, "", "chat"),
        # what lies beside the folder, or above it, is found from there
        ({"srv/server.py": "from net.a import f\n", "net/a.py": ""}, "srv.server", ""),
        ({"x/srv/server.py": "import net\n", "x/net.py": ""}, "srv.server", "x"),
        ({"x/server.py": "import sys\nsys.path.append('..')\nimport net\n", "net.py": ""}, "", "x"),
        ({"code/server.py": "import net\n", "net.py": ""}, "", "code"),
        ({"x/server.py": "import queue\n", "queue.py": ""}, "", "x"),
    ],
)  # fmt: skip
def test_a_part_of_a_package_is_run_as_one(
    cast: Caster, files: dict[str, str], module: str, place: str
) -> None:
    """Relative imports, and those by the name of a folder above, need ``python -m``."""
    main = next(iter(files))
    program = cast({**files, main: files[main] + LISTENS}).programs["server"]
    assert (program.main, program.module, program.place) == (main, module, place)


@pytest.mark.parametrize(
    ("at", "text", "place", "command"),
    [
        ("a.ini", "open('a.ini')\n", "", "x/server.py"),
        ("c/a.ini", "open('c/a.ini')\n", "", "x/server.py"),
        ("x/a.ini", "open('a.ini')\n", "x", "server.py"),
        ("a.ini", "open('../a.ini')\n", "x", "server.py"),
        ("a.ini", "os.path.join(os.path.dirname(__file__), 'a.ini')\n", "x", "server.py"),
        ("a.ini", "print('a.ini, please')\n", "x", "server.py"),
    ],
)
def test_a_program_is_started_where_it_finds_what_it_opens(
    cast: Caster, at: str, text: str, place: str, command: str
) -> None:
    """By the path that it says, seen from its own folder or from one above."""
    program = cast({"x/server.py": text + LISTENS, at: "port = 1"}).programs["server"]
    assert (program.place, program.command) == (place, (command,))
