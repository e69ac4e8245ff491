"""Small hand-ins, cast."""

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.casting import Casting, cast_roles
from harness.model.casting import Interpreter
from harness.model.spec import Role, Spec

PYTHONS = [
    Interpreter("/opt/2.7/bin/python2.7", (2, 7), "/opt/2.7"),
    Interpreter("/opt/3.6/bin/python3.6", (3, 6), "/opt/3.6"),
    Interpreter("/opt/3.8/bin/python3.8", (3, 8), "/opt/3.8"),
    Interpreter("/usr/bin/python3.11", (3, 11)),
    Interpreter("/opt/3.11/bin/python3.11", (3, 11), "/opt/3.11"),
    Interpreter("/opt/3.13/bin/python3.13", (3, 13), "/opt/3.13"),
    Interpreter("/opt/3.15/bin/python3.15", (3, 15), "/opt/3.15"),
]

Caster = Callable[..., Casting]


def roles() -> dict[str, Role]:
    """Those of an assignment: a server, two clients, and a chat that may be in the same files."""
    clients = ("*client*{x,y,1,2}*.py", "*client*.py")
    server = Role("server", files=("*server*.py",), does="listen")
    a = Role("a", files=clients, does="connect")
    hub = Role("hub", files=("EC*server*", "extra/*server*", "*chat*server*"), fallback=("server",))
    p = Role("p", files=("EC*client*", "extra/*client*", "*chat*client*"), fallback=("a",))
    every = (
        server,
        a,
        Role("b", files=clients, does="connect"),
        hub,
        p,
        Role("q", files=p.files, fallback=("b",)),
        Role("sniffer", by="script", does="connect"),
    )
    return {role.id: role for role in every}


@pytest.fixture
def cast(tmp_path: Path) -> Caster:
    """Cast a hand-in given as names and texts."""

    def run(
        files: dict[str, str],
        roles: dict[str, Role] = roles(),  # noqa: B008
        pythons: list[Interpreter] = PYTHONS,
        spec: Spec | None = None,
    ) -> Casting:
        for name, text in files.items():
            place = tmp_path / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        spec = spec or Spec("first", "First", "/nowhere", roles, {}, {"whole": {}}, {}, {})
        return cast_roles(spec, str(tmp_path), list(files), pythons)

    return run
