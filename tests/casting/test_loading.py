"""Programs that import what they are told."""

import pytest

from tests.casting.programs import CONNECTS, LISTENS, Caster


def _inside(text: str) -> str:
    return "def main():\n" + "".join(f"    {line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    ("folder", "stem", "line"),
    [
        ("", "", "importlib.import_module(sys.argv[1]).main()"),
        ("", "", "__import__(sys.argv[1]).main()"),
        ("parts/", "", "importlib.import_module('parts.' + sys.argv[1]).main()"),
        ("", "who_", "importlib.import_module(f'who_{sys.argv[1]}').main()"),
        ("", "", "m = importlib.import_module(sys.argv[1])\ngetattr(m, 'main')()"),
    ],
)
def test_the_module_that_does_what_a_side_does_is_named(
    folder: str, stem: str, line: str, cast: Caster
) -> None:
    """The modules do nothing by themselves: the program is who imports them."""
    files = {f"{folder}{stem}server.py": _inside(LISTENS), f"{folder}{stem}client.py": _inside(
        CONNECTS), "main.py": f"import importlib, sys\n{line}\n"}  # fmt: skip
    programs = cast(files).programs
    assert {(p.main, *p.args) for role, p in programs.items() if role in ("server", "hub")} == {
        ("main.py", "server")
    }
    assert (programs["a"].main, *programs["b"].args) == ("main.py", "client")


def test_modules_that_run_by_themselves_are_run_so(cast: Caster) -> None:
    """As whoever wrote them could start them, too."""
    files = {"server.py": LISTENS, "client.py": CONNECTS}
    programs = cast({**files, "main.py": "import sys\n__import__(sys.argv[1])\n"}).programs
    assert {(p.main, p.args) for p in programs.values()} == {("server.py", ()), ("client.py", ())}


def test_a_function_of_a_module_is_named(cast: Caster) -> None:
    """By what it does, and not one that it calls for that."""
    text = f"def serve():\n    import socket\n    socket.socket().listen()\n{_inside(CONNECTS)}"
    text += "def hall(): serve()\ndef guest(): main()\n"
    files = {"roles.py": text, "run.py": "import sys, roles\ngetattr(roles, sys.argv[1])()\n"}
    programs = cast(files).programs
    assert [programs[role].args for role in ("server", "a")] == [("hall",), ("guest",)]
