"""Programs that only define what is to be done, in a project that says what is to be called."""

import pytest

from harness.casting.entries import called
from harness.casting.sources import Source, Sources
from harness.model.spec import Role
from tests.casting.conftest import Caster

_PROJECT = "[project.scripts]\nwho-server = 'who.server:main'\n"
_SERVER = "import socket\nfrom .wire import send\ndef main():\n    socket.socket().listen(2)\n"


@pytest.mark.parametrize(
    ("name", "text", "function"),
    [
        ("pyproject.toml", _PROJECT, "main"),
        ("setup.cfg", "console_scripts =\n  who = who.server:main\n", "main"),
        ("setup.py", "setup(entry_points={'console_scripts': ['w=who.server:main']})\n", "main"),
        ("Makefile", 'server:\n\tpython3 -c "import who.server; who.server.main()"\n', "main"),
        ("run.sh", 'python3 -c "from server import main; main()"\n', "main"),
        ("Makefile", "server: main\n\techo done\n", ""),
        ("pyproject.toml", _PROJECT.replace("main", "start"), ""),
        ("pyproject.toml", _PROJECT.replace("server:", "serve:"), ""),
        ("notes.txt", _PROJECT, ""),
    ],
)
def test_a_project_says_what_is_called(name: str, text: str, function: str) -> None:
    """Of a file of just that module, a function that it has; notes are no project's file."""
    source = Source("src/who/server.py", _SERVER)
    files = [source, Source(name, text)] if name.endswith(".py") else [source]
    settings = {} if name.endswith((".py", ".txt")) else {name: text}
    assert called(source, Sources(files, settings)) == function


def test_who_starts_by_itself_is_run_as_a_file() -> None:
    """Else it would be done twice."""
    source = Source("who/server.py", _SERVER + "main()\n")
    assert called(source, Sources([source], {"pyproject.toml": _PROJECT})) == ""


def test_what_is_called_is_told_to_the_interpreter(cast: Caster) -> None:
    """In the folder above its package, as an entry point of a package that was installed."""
    files = {"src/who/server.py": _SERVER, "src/who/wire.py": "", "pyproject.toml": _PROJECT}
    roles = {"server": Role("server", files=("*server*",), does="listen")}
    program = cast(files, roles).programs["server"]
    assert program.command == ("-c", "import sys; from who.server import main; sys.exit(main())")
    assert program.place == "src"


def test_of_several_functions_each_role_has_its_own(cast: Caster) -> None:
    """One module with an entry point for each side, and for the special part."""
    text = "import socket\nS = socket.socket\n"
    text += "".join(f"def {name}(): S().listen(2)\n" for name in ("chat_serve", "serve"))
    text += "".join(f"def {name}(): S().connect(('', 1))\n" for name in ("chat_join", "join"))
    names = ("chat_serve", "serve", "chat_join", "join")
    project = "[project.scripts]\n" + "".join(f"{each} = 'pa.cli:{each}'\n" for each in names)
    files = {"pa/cli.py": text, "pyproject.toml": project}
    found = {role: program.call for role, program in cast(files).programs.items()}
    assert found == {
        "server": "serve", "a": "join", "b": "join",
        "hub": "chat_serve", "p": "chat_join", "q": "chat_join",
    }  # fmt: skip
