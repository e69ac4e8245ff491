"""On which hosts the roles of a lab are put: by what the programs name."""

import pytest

from harness.model.casting import Interpreter, Program
from harness.model.spec import Scene
from harness.plan import Troupe, arrange

_SCENE = Scene("lab", (), ("whole",), hosts={"server": "h1", "a": "h2", "b": "h3"})


def troupe(addresses: tuple[str, ...] = (), names: tuple[str, ...] = ()) -> Troupe:
    """Programs for every role; that of ``a`` names these."""
    python = Interpreter("/usr/bin/python3", (3, 11))
    return {
        (role, "student"): Program(
            role,
            "student",
            "/nowhere",
            "main.py",
            python,
            addresses=addresses if role == "a" else (),
            names=names if role == "a" else (),
        )
        for role in _SCENE.hosts
    }


@pytest.mark.parametrize(
    ("programs", "places"),
    [
        (troupe(), ("10.0.0.1", "10.0.0.1", "10.0.0.1")),
        (troupe(("127.0.0.1",)), ("10.0.0.1", "10.0.0.1", "10.0.0.1")),
        (troupe(("192.168.1.2",)), ("192.168.1.2", "192.168.1.1", "192.168.1.3")),
        (troupe(names=("h1",)), ("10.0.0.1", "10.0.0.2", "10.0.0.3")),
        (troupe(names=("server",)), ("10.0.0.1", "10.0.0.2", "10.0.0.3")),
        (troupe(names=("elsewhere.example",)), ("10.0.0.1", "10.0.0.1", "10.0.0.1")),
    ],
)
def test_where_the_roles_are(programs: Troupe, places: tuple[str, ...]) -> None:
    """Each has a host of its own as soon as a program names another than its own."""
    by = dict.fromkeys(_SCENE.hosts, "student")
    assert tuple(arrange(_SCENE, by, programs).values()) == places
