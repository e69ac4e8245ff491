"""Libraries that no Python brings along, and modules of a program's own."""

from dataclasses import replace

import pytest

from harness.casting.libraries import libraries
from harness.casting.sources import Source, Sources
from tests.casting.conftest import PYTHONS
from tests.casting.programs import CONNECTS, LISTENS, Caster


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import colorama, socket\nfrom termcolor import colored\n", {"colorama", "termcolor"}),
        ("import rich.console as console\n", {"rich"}),
        (
            "from typing_extensions import override\nimport aiofiles\n",
            {"typing_extensions", "aiofiles"},
        ),
        ("import sokcet\nimport utils\n", set()),
        ("try:\n    import colorama\nexcept ImportError:\n    colorama = None\n", set()),
        ("def main():\n    import tqdm\n", set()),
        ("'''\nimport tqdm\n'''\n", set()),
        ("import colorama\nprint 'Python 2'\n", {"colorama"}),
        ("import os, winsound\n", {"winsound"}),
        ("if os.name == 'nt':\n    import msvcrt\n", set()),
    ],
)
def test_what_a_program_imports_that_no_python_has(code: str, names: set[str]) -> None:
    """A library is known by its name, and counts if the program cannot start without it."""
    source = Source("server.py", code)
    assert libraries(source, Sources([source])) == names


LOOP = "asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())\n"


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import asyncio\n" + LOOP, {"asyncio.WindowsSelectorEventLoopPolicy"}),
        (("import asyncio as aio\nasync def main():\n    aio.ProactorEventLoop()\n"
         "if __name__ == '__main__':\n    try:\n        aio.run(main())\n"
         "    except KeyboardInterrupt:\n        pass\n"), {"asyncio.ProactorEventLoop"}),
        ("from socket import *\ns.setsockopt(SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1)\n",
         {"socket.SO_EXCLUSIVEADDRUSE"}),
        ("from ctypes import windll\n", {"ctypes.windll"}),
        ("import asyncio, sys\nif sys.platform == 'win32':\n    " + LOOP, set()),
        ("import asyncio\ntry:\n    " + LOOP + "except AttributeError:\n    pass\n", set()),
        ("import asyncio\ndef main():\n    " + LOOP, set()),
        ("import os\nos.name == 'nt' and os.startfile('x')\n", set()),
        ("class os:\n    startfile = print\nos.startfile('x')\n", set()),
    ],
)  # fmt: skip
def test_what_only_windows_has_counts_where_it_is_come_to_in_any_case(
    code: str, names: set[str]
) -> None:
    """At the top and in what is called there; never what is asked for first, or tried."""
    source = Source("server.py", code)
    assert libraries(source, Sources([source])) == names


def test_what_a_module_does_when_it_is_run_is_not_done_when_it_is_imported() -> None:
    """Below 'if __name__' a module may have what its author's own computer has."""
    main = Source("server.py", "import util\n")
    util = Source("util.py", "import os\nif __name__ == '__main__':\n    os.startfile('x')\n")
    assert libraries(main, Sources([main, util])) == set()


def test_a_file_of_the_hand_in_is_no_library() -> None:
    """A student's own 'art.py' is what the program imports."""
    source, own = (
        Source("pa2/server.py", "import art\nimport progress.bar\n"),
        Source("pa2/art.py", ""),
    )
    assert libraries(source, Sources([source, own])) == {"progress"}


def test_who_needs_a_library_that_is_not_here_has_lost_nothing(cast: Caster) -> None:
    """Its program may be right where the library is: that is a matter of the machine."""
    files = {"server.py": "import colorama\n" + LISTENS, "client.py": CONNECTS}
    casting = cast(files)
    assert "colorama" in casting.unfilled["server"].why
    assert casting.unfilled["server"].whose == "machine"
    assert casting.mains["server"] == "server.py"
    assert {"a", "b"} <= set(casting.programs)


def test_what_only_windows_has_is_not_to_be_installed(cast: Caster) -> None:
    """Its author has run it there, and nothing here can."""
    files = {"server.py": "import winsound\n" + LISTENS, "client.py": CONNECTS}
    lost = cast(files).unfilled["server"]
    assert (lost.whose, lost.why) == (
        "machine",
        "server.py imports winsound, which only Windows has",
    )
    files["server.py"] = "import ctypes\nctypes.windll.user32.MessageBeep(0)\n" + LISTENS
    assert cast(files).unfilled["server"].why == (
        "server.py uses ctypes.windll, which only Windows has"
    )


def test_who_needs_a_library_gets_the_python_that_has_it(cast: Caster) -> None:
    """Also where that is not the one that programs usually get."""
    pythons = [replace(p, libraries=frozenset({"colorama"} if p.root == "/opt/3.8" else ()))
               for p in PYTHONS]  # fmt: skip
    files = {"server.py": "import colorama\n" + LISTENS, "client.py": CONNECTS}
    programs = cast(files, pythons=pythons).programs
    assert programs["server"].python.root == "/opt/3.8"
    assert programs["a"].python.version == (3, 11)


def test_the_modules_of_a_program_are_told(cast: Caster) -> None:
    """What it imports directly or not, in whatever folder of the hand-in."""
    files = {
        "main.py": "from net import serve\nserve.run()\n" + LISTENS,
        "net/__init__.py": "",
        "net/serve.py": "from . import wire\ndef run(): pass\n",
        "net/wire.py": "SIZE = 1\n",
        "client.py": CONNECTS,
    }
    modules = cast(files).modules["main.py"]
    assert modules == ("net/__init__.py", "net/serve.py", "net/wire.py")
