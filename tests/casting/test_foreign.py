"""Programs in other languages: nobody can tell here whether they are right."""

from pathlib import Path

import pytest

from harness.casting import cast_roles
from harness.model.spec import Role, Spec

_ROLES = {
    "server": Role("server", files=("*server*.py",), does="listen"),
    "client": Role("client", files=("*client*.py",), does="connect"),
}
_CLIENT = "import socket\nsocket.create_connection(('localhost', 12000))\n"


@pytest.mark.parametrize(
    ("files", "whose"),
    [
        (["server.c", "client.c"], {"server": "machine", "client": "machine"}),
        (["server.pyc", "client.pyc"], {"server": "machine", "client": "machine"}),
        (["client.py", "client.pyc"], {"server": "student"}),
        (["main.go"], {"server": "machine", "client": "machine"}),
        (["client.py", "Server.java"], {"server": "machine"}),
        (["client.py", "lab3.java"], {"server": "student"}),
        (["client.py", "server.pdf"], {"server": "student"}),
        (["client.py", "run_server.sh"], {"server": "student"}),
        (["report.txt"], {"server": "student", "client": "student"}),
    ],
)
def test_a_role_in_another_language_is_nobodys_mistake(
    tmp_path: Path, files: list[str], whose: dict[str, str]
) -> None:
    """What is named like the role, or is all there is; and no paper, script or other work."""
    for name in files:
        (tmp_path / name).write_text(_CLIENT if name.endswith(".py") else "")
    spec = Spec("x", "X", "/", _ROLES, {}, {}, {}, {})
    casting = cast_roles(spec, str(tmp_path), files, [])
    found = {role: each.whose for role, each in casting.unfilled.items() if role in whose}
    assert found == whose


@pytest.mark.parametrize(
    "files",
    [{"server.txt": "sorry\n"}, {"server": "all: run\n"}, {"server.txt": _CLIENT, "x.java": ""}],
)
def test_a_text_is_no_program(tmp_path: Path, files: dict[str, str]) -> None:
    """Neither one that says something to people, nor one beside programs of another language."""
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    spec = Spec("x", "X", "/", _ROLES, {}, {}, {}, {})
    assert cast_roles(spec, str(tmp_path), list(files), []).mains == {}


def test_the_reason_names_the_files(tmp_path: Path) -> None:
    """Whoever looks at it knows which files are meant."""
    (tmp_path / "server.c").touch()
    casting = cast_roles(
        Spec("x", "X", "/", _ROLES, {}, {}, {}, {}), str(tmp_path), ["server.c"], []
    )
    assert casting.unfilled["server"].why == (
        "server.c is no Python program, and no others can be run here"
    )
