"""Which file plays which role, over the ways in which real hand-ins are named and laid out."""

import os
from pathlib import Path

import pytest

from harness.casting import cast_roles
from harness.model.casting import Interpreter
from harness.model.spec import Role, Spec
from tests.casting.programs import CONNECTS, DATAGRAMS, LISTENS, PINGS, Caster, played

LISTENS_2 = LISTENS + "print 'done'\n"
CONNECTS_2 = CONNECTS.replace("input", "raw_input") + "print 'sent'\n"
BROKEN = LISTENS + "def handle(conn:\n"
STREAMS = """
import asyncio
async def main():
    server = await asyncio.start_server(print, '', 12000)
    await server.serve_forever()
asyncio.run(main())
"""
OPENS = """
import asyncio
async def main():
    reader, writer = await asyncio.open_connection('localhost', 12000)
asyncio.run(main())
"""
HANDLES = """
import socketserver
class Handler(socketserver.BaseRequestHandler):
    pass
socketserver.ThreadingTCPServer(('', 12000), Handler).serve_forever()
"""
STORES = "import sqlite3\nimport socket\ndb = sqlite3.connect('log.db')\n"


@pytest.mark.parametrize(
    ("files", "server", "a", "b"),
    [
        (["server.py", "client.py"], "server.py", "client.py", "client.py"),
        (["TCPServer.py", "TCPClient.py"], "TCPServer.py", "TCPClient.py", "TCPClient.py"),
        (
            ["Alder_Birch_PA2_server.py", "PA3_client.py"],
            "Alder_Birch_PA2_server.py",
            "PA3_client.py",
            "PA3_client.py",
        ),
        (["server_Team8.py", "client_Team8.py"], "server_Team8.py", "client_Team8.py",
         "client_Team8.py"),
        (["server.py", "clientX.py", "clientY.py"], "server.py", "clientX.py", "clientY.py"),
        (["server.py", "client_2.py", "client_1.py"], "server.py", "client_1.py", "client_2.py"),
        (["server.py", "client2.py", "Client.py"], "server.py", "Client.py", "client2.py"),
        (["server.py", "x_client.py", "y_client.py"], "server.py", "x_client.py", "y_client.py"),
        (["server.py", "client1.py", "client2.py", "client3.py"], "server.py", "client1.py",
         "client2.py"),
        (["server.py", "client X/client.py", "client Y/client.py"], "server.py",
         "client X/client.py", "client Y/client.py"),
        (["PA 2/our code/My Server.py", "PA 2/our code/My Client.py"],
         "PA 2/our code/My Server.py", "PA 2/our code/My Client.py", "PA 2/our code/My Client.py"),
        (["server_and_client/server.py", "server_and_client/client.py"],
         "server_and_client/server.py", "server_and_client/client.py",
         "server_and_client/client.py"),
        (["server.py.txt", "client.PY"], "server.py.txt", "client.PY", "client.PY"),
        (["server.txt", "client.TXT"], "server.txt", "client.TXT", "client.TXT"),
        (["server", "PA1/client"], "server", "PA1/client", "PA1/client"),
        (["server.py.bak", "client.py3"], "server.py.bak", "client.py3", "client.py3"),
        (["server.py", "client.py", "client"], "server.py", "client.py", "client.py"),
        (["server.py", "client.py", "server.txt"], "server.py", "client.py", "client.py"),
        (["server.py", "client.py", "UDPPinger.py", "PA1/webfetch.py", "notes.txt"], "server.py",
         "client.py", "client.py"),
    ],
)  # fmt: skip
def test_files_are_found_by_name(
    cast: Caster, files: list[str], server: str, a: str, b: str
) -> None:
    """Team names, capitals, folders, spaces, one client or two: patterns find them."""
    casting = cast({name: CONNECTS if "lient" in name else LISTENS for name in files})
    expected = {"server": server, "a": a, "b": b, "hub": server, "p": a, "q": b}
    assert (played(casting), casting.unfilled) == (expected, {})


@pytest.mark.parametrize(
    ("listens", "connects"),
    [
        (LISTENS, CONNECTS),
        (LISTENS_2, CONNECTS_2),
        (STREAMS, OPENS),
        (HANDLES, CONNECTS),
        (BROKEN, CONNECTS),
    ],
    ids=["sockets", "python 2", "asyncio", "socketserver", "syntax error"],
)
def test_files_are_found_by_what_they_do(cast: Caster, listens: str, connects: str) -> None:
    """Where names say nothing, who listens is the server and who connects is the client."""
    casting = cast({"main.py": listens, "talk.py": connects, "db.py": STORES, "readme.py": "x = 1"})
    assert played(casting)["server"] == "main.py"
    assert played(casting)["a"] == played(casting)["b"] == "talk.py"
    assert [casting.programs[role].listens for role in ("server", "a", "b")] == [True, False, False]


def test_two_files_that_connect_are_one_each(cast: Caster) -> None:
    """Two clients by deed play the two roles, in natural order."""
    casting = cast({"hub.py": LISTENS, "user10.py": CONNECTS, "user9.py": CONNECTS + "#"})
    assert (played(casting)["a"], played(casting)["b"]) == ("user9.py", "user10.py")


def test_prose_is_no_deed(cast: Caster) -> None:
    """Comments and strings that speak of listening do not make a server."""
    talk = CONNECTS + "# then s.listen(1) and s.accept()\nprint('call s.bind( or s.listen(')\n"
    assert played(cast({"main.py": LISTENS, "talk.py": talk}))["server"] == "main.py"


def test_a_module_is_not_a_program(cast: Caster) -> None:
    """What another file imports and that does nothing by itself is no candidate."""
    casting = cast(
        {
            "start.py": "import tcp_server_core\ntcp_server_core.run()\n",
            "run_server.py": "from tcp_server_core import run\nrun()\n",
            "tcp_server_core.py": "import socket\ndef run():\n    s = socket.socket()\n"
            "    s.bind(('', 12000))\n    s.listen(1)\n    s.accept()\n",
            "client.py": CONNECTS,
        }
    )
    assert played(casting)["server"] == "run_server.py"


@pytest.mark.parametrize(
    ("line", "own"),
    [
        ("log = logging.getLogger(__name__)\n", False),
        ("def run():\n    print(type(error).__name__, __name__x)\n", False),
        ("if(__name__ == '__main__'):\n    run()\n", True),
        ("if '__main__' == __name__: run()\n", True),
        ("{'__main__': run}.get(__name__, id)(1)\n", True),
        ("{'__main__': run}[__name__]()\n", True),
    ],
)
def test_a_module_with_its_own_logger_is_no_program(cast: Caster, line: str, own: bool) -> None:
    """Only who asks whether its name is '__main__' is run by itself."""
    does = "import logging\nimport socket\n{0}def run():\n    s = socket.socket()\n    s.{1}\n"
    files = {
        "main.py": "from net import client, server\nclient.run() if a else server.run()\n",
        "net/server.py": does.format(line, "accept()"),
        "net/client.py": does.format(line, "connect(('localhost', 12000))"),
    }
    names = {"net/server.py", "net/client.py"} if own else {"main.py"}
    assert set(played(cast(files)).values()) == names


def test_who_only_starts_the_others_plays_no_role(cast: Caster) -> None:
    """Though named like one, and though there are as many as roles then."""
    starts = (
        "import subprocess, sys\nfor i in 1, 2:\n    subprocess.Popen([sys.executable, FILE])\n"
    )
    files = {"server.py": LISTENS, "client1.py": CONNECTS, "all_client2s.py": starts}
    found = played(cast(files | {"client_start_server.py": "import os\nos.system('server.py')\n"}))
    assert [found[role] for role in ("server", "a", "b")] == [
        "server.py",
        "client1.py",
        "client1.py",
    ]


@pytest.mark.parametrize("guarded", [False, True])
def test_what_another_one_runs_by_importing_it_is_run_by_that(cast: Caster, guarded: bool) -> None:
    """Where it would do nothing, imported, it is a program itself."""
    rest = "if __name__ == '__main__':\n    pass\n" if guarded else ""
    menu = "if input('chat? ') == 'no':\n    import {0}_order\nelse:\n    import {0}_chat\n"
    files = {
        f"{side}{part}.py": text
        for side, does in (("server", LISTENS), ("client", CONNECTS))
        for part, text in (("", menu.format(side)), ("_order", does + rest), ("_chat", does + rest))
    }
    casting = cast(files)
    if guarded:
        assert "several files" in casting.unfilled["server"].why
        return
    assert set(played(casting).values()) == {"server.py", "client.py"}


def test_who_only_does_what_another_one_does_by_itself_plays_no_role(cast: Caster) -> None:
    """'run_server.py' is as good as 'server.py'; whoever calls anything else is another program."""
    guarded = "def main(chat=''):\n    pass\nif __name__ == '__main__':\n    main()\n"
    pair = {"server.py": LISTENS + guarded, "client.py": CONNECTS}
    for text in ("import server\nserver.main()\n", "from server import main\nmain()\n"):
        assert played(cast(pair | {"run_server.py": text}))["server"] == "server.py"
    casting = cast(pair | {"run_server.py": "from server import main\nmain('chat')\n"})
    assert "several files" in casting.unfilled["server"].why


def test_files_that_import_one_another(cast: Caster) -> None:
    """'server.py' is the program, whatever the helper that it imports takes from it in turn."""
    runs = "for each in (1, 2):\n    print(each)\n"
    files = {
        "server.py": f"from common import answer\n{LISTENS}\n{runs}",
        "common.py": "from server import received\ndef answer():\n    return received\n",
        "client.py": CONNECTS,
    }
    assert set(played(cast(files)).values()) == {"server.py", "client.py"}


def test_what_only_defines_things_is_no_program_beside_one(cast: Caster) -> None:
    """A module that nobody imports any more is left where it lies; alone it is what there is."""
    helper = "import socket\ndef dial():\n    s = socket.socket()\n    s.connect(('h', 1))\n"
    files = {"server.py": LISTENS, "client_helpers.py": helper}
    assert played(cast(files))["a"] == "client_helpers.py"
    found = played(cast(files | {"client.py": CONNECTS}))
    assert found["a"] == found["b"] == "client.py"


def test_a_program_does_what_its_modules_do(cast: Caster) -> None:
    """A file that only imports and calls is found by what it imports."""
    casting = cast(
        {
            "main.py": "from net import core\ncore.run()\n",
            "net/core.py": "import socket\ndef run():\n    s = socket.socket()\n    s.listen(1)\n",
            "client.py": CONNECTS,
        }
    )
    assert played(casting)["server"] == "main.py"


def test_tests_are_no_programs(cast: Caster) -> None:
    """A student's own test of the server is not the server, though it imports it."""
    files = {"server.py": LISTENS, "test_server.py": "import server\n", "client.py": CONNECTS}
    assert played(cast(files))["server"] == "server.py"


@pytest.mark.parametrize("name", ["test_client", "Test Client", "dave_client_test", "clientTester"])
def test_a_test_is_the_program_where_there_is_no_other(cast: Caster, name: str) -> None:
    """Beside a client it tries something; alone with the server it is the client."""
    files = {"server.py": LISTENS, f"{name}.py": CONNECTS}
    assert played(cast(files))["a"] == f"{name}.py"
    assert played(cast(files | {"client.py": CONNECTS + "#"}))["a"] == "client.py"


def test_several_candidates_are_named(cast: Caster) -> None:
    """Nothing is guessed: a person is told which files it could be, for each role concerned."""
    casting = cast({"server_a.py": LISTENS, "server_b.py": LISTENS + "#", "client.py": CONNECTS})
    assert casting.unfilled["server"].why == (
        "several files could be 'server': server_a.py, server_b.py; name them as the assignment"
        " says, or leave only the right one"
    )
    assert casting.unfilled["hub"].why == casting.unfilled["server"].why
    assert casting.unfilled["server"].whose == "person"
    assert played(casting)["a"] == "client.py"


def test_several_candidates_by_deed_are_named(cast: Caster) -> None:
    """The same where names say nothing."""
    casting = cast({"one.py": LISTENS, "two.py": LISTENS + "#", "client.py": CONNECTS})
    assert "several files could be 'server': one.py, two.py" in casting.unfilled["server"].why


def test_three_clients_for_two_roles_are_named(cast: Caster) -> None:
    """Three files for two roles: the roles are named together."""
    files = {f"client_{who}.py": CONNECTS + f"# {who}" for who in ("ann", "bob", "carl")}
    casting = cast({"server.py": LISTENS, **files})
    why = casting.unfilled["a"].why
    assert why.startswith("several files could be the roles a and b: client_ann.py, client_bob.py")
    assert set(casting.unfilled) == {"a", "b", "p", "q"}


def test_names_alike_are_told_apart_by_deed(cast: Caster) -> None:
    """Of several files that a pattern means, one that does what the role does is the one."""
    casting = cast(
        {
            "server.py": LISTENS,
            "server_for_ping.py": DATAGRAMS,
            "server_log.py": "print('x')\n",
            "client.py": CONNECTS,
        }
    )
    assert played(casting)["server"] == "server.py"


def test_one_name_with_both_words_goes_by_deed(cast: Caster) -> None:
    """'client_server_A.py' is both by name; what it does decides."""
    casting = cast({"client_server_a.py": LISTENS, "client_server_b.py": CONNECTS})
    assert played(casting)["server"] == "client_server_a.py"
    assert played(casting)["a"] == "client_server_b.py"


def test_udp_programs_are_found_by_deed(cast: Caster) -> None:
    """Without a connection, who binds listens and who only sends connects."""
    roles = {
        "server": Role("server", does="listen", proto="udp"),
        "client": Role("client", does="connect", proto="udp"),
    }
    files = {"one.py": DATAGRAMS, "two.py": PINGS, "three.py": LISTENS}
    assert played(cast(files, roles)) == {"server": "one.py", "client": "two.py"}


def test_nobody_fits(cast: Caster) -> None:
    """The reason says what was looked for and what there is."""
    casting = cast({"client.py": CONNECTS, "report.txt": "x"})
    assert casting.unfilled["server"].why == (
        "no file could be 'server': none is named like *server*.py, none listens,"
        " the Python files are client.py"
    )
    assert set(casting.unfilled) == {"server", "hub"}
    empty = cast_roles(
        Spec("x", "X", "/", {"s": Role("s", does="listen")}, {}, {}, {}, {}), "/", [], []
    )
    assert "there is no Python file" in empty.unfilled["s"].why


def test_only_what_a_student_plays_is_cast(cast: Caster) -> None:
    """A role that the harness or the reference always plays needs no file."""
    roles = {
        "server": Role("server", files=("*server*.py",), does="listen"),
        "peer": Role("peer", by="script", does="connect"),
        "kit": Role("kit", by="reference", run="kit/client.py"),
    }
    casting = cast({"server.py": LISTENS, "peer.py": CONNECTS}, roles)
    assert set(casting.programs) | set(casting.unfilled) == {"server"}


def test_a_program_knows_its_place(cast: Caster, tmp_path: Path) -> None:
    """The whole hand-in goes with the program; its main file is named from there."""
    program = cast({"sub/server.py": LISTENS, "client.py": CONNECTS}).programs["server"]
    assert (program.folder, program.main) == (str(tmp_path), "sub/server.py")
    assert (program.role, program.by, program.ports) == ("server", "student", (12000,))


def test_a_server_that_is_told_its_port_is_looked_for_there(cast: Caster) -> None:
    """Where nobody sees who listens, a scripted client tries the port of the spec as well."""
    role = Role("server", files=("*.py",), run="{file} 9000", does="listen", port=9000)
    program = cast({"server.py": LISTENS}, {"server": role}).programs["server"]
    assert program.ports == (12000, 9000)


def test_casting_is_deterministic(cast: Caster) -> None:
    """The order in which files are listed changes nothing."""
    files = {"server.py": LISTENS, "client2.py": CONNECTS, "client1.py": CONNECTS, "x.py": OPENS}
    assert cast(files) == cast(dict(reversed(files.items())))


def test_unusual_files_do_no_harm(tmp_path: Path) -> None:
    """Bytes, nothing at all, deep nesting and unfinished strings are looked at and left."""
    texts = {
        "server.py": LISTENS.encode(),
        "binary.py": os.urandom(5000),
        "nul.py": b"x = 1\0\n",
        "empty.py": b"",
        "deep.py": b"x = " + b"(" * 50_000,
        "minus.py": b"x = " + b"-" * 100_000 + b"1",
        "chain.py": b"import a"
        + b".a" * 300_000
        + b"\n"
        + b"." * 300_000
        + b"\nx."
        + b" " * 300_000,
        "quotes.py": b"'''" * 999 + b'"' * 9999,
        "wide.py": "# coding: utf-16\nprint('x')\n".encode("utf-16"),
        "latin.py": b"# -*- coding: latin-1 -*-\nname = '\xe9'\n",
        "odd.py": b"# coding: no-such-coding\n",
    }
    for name, data in texts.items():
        (tmp_path / name).write_bytes(data)
    roles = {"server": Role("server", files=("*server*.py",), does="listen"),
             "client": Role("client", does="connect")}  # fmt: skip
    python = Interpreter("/usr/bin/python3.11", (3, 11))
    spec = Spec("x", "X", "/", roles, {}, {}, {}, {})
    casting = cast_roles(spec, str(tmp_path), list(texts), [python])
    assert played(casting) == {"server": "server.py"}
    assert "none connects" in casting.unfilled["client"].why


def test_a_role_with_a_window_gets_a_python_with_tkinter(cast: Caster) -> None:
    """Where the newest lacks it, another is taken; where all do, nobody's program is to blame."""
    pythons = [
        Interpreter("/opt/3.8/bin/python3.8", (3, 8), "/opt/3.8"),
        Interpreter("/usr/bin/python3.11", (3, 11), windows=False),
    ]
    files = {"server.py": LISTENS, "client.py": CONNECTS}
    cast_of = {"server": Role("server", files=("server.py",), window="server")}
    cast_of["a"] = Role("a", files=("client.py",))
    found = cast(files, cast_of, pythons)
    versions = {name: program.python.version for name, program in found.programs.items()}
    assert versions == {"server": (3, 8), "a": (3, 11)}
    found = cast(files, cast_of, pythons[1:])
    assert set(found.programs) == {"a"}
    lost = found.unfilled["server"]
    assert (lost.whose, "python3-tk" in lost.why) == ("machine", True)
