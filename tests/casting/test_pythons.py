"""The Python that a program gets, of those that the machine has."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from harness.casting import Casting
from harness.casting.pythons import choose
from harness.casting.sources import Source
from harness.casting.versions import Needs, needs
from harness.model.casting import Interpreter

Caster = Callable[..., Casting]

TWO = Needs((2, 7), (2, 7))
SYSTEM = Interpreter("/usr/bin/python3.11", (3, 11))
ALL = [
    *(Interpreter(f"/opt/{a}.{b}", (a, b), "/opt") for a, b in ((2, 7), (3, 6), (3, 8), (3, 13))),
    SYSTEM,
    Interpreter("/opt/3.14", (3, 14), "/opt"),
    Interpreter("/opt/3.15", (3, 15), "/opt"),
]


@pytest.mark.parametrize(
    ("needed", "version"),
    [
        (Needs(), (3, 11)),
        (TWO, (2, 7)),
        (Needs(most=(3, 8)), (3, 8)),
        (Needs(most=(3, 7)), (3, 6)),
        (Needs((3, 12)), (3, 13)),
        (Needs((3, 14)), (3, 14)),
        (Needs((3, 7), (3, 9)), (3, 8)),
        (Needs((3, 16)), None),
        (Needs(most=(3, 5)), None),
    ],
)
def test_the_newest_that_fits_is_chosen(needed: Needs, version: tuple[int, int] | None) -> None:
    """The system's own if it fits; else the newest that is known; newer ones only if need be."""
    for order in (ALL, ALL[::-1]):
        chosen = choose(needed, order)
        assert (chosen.version if chosen else None) == version


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("def connection_made(self, t):\n        t.pause_reading()\n", "/opt/3.11.7"),
        ("def data_received(self, data):\n        self.t.pause_reading()\n", SYSTEM.path),
        (
            "def connection_made(self, t): pass\n    def hold(self): t.pause_reading()\n",
            SYSTEM.path,
        ),
    ],
)
def test_who_holds_back_gets_a_python_that_heeds_it(body: str, path: str) -> None:
    """Of one version, if that is the one; and none, where there is no such Python."""
    asked = needs([Source("a.py", f"class A(asyncio.Protocol):\n    {body}")])
    early = replace(SYSTEM, heeds=False)
    found = choose(asked, [early, Interpreter("/opt/3.11.7", (3, 11), "/opt")])
    assert found is not None
    assert found.path == path
    assert (choose(asked, [early]) is None) == asked.pauses
    assert not asked.pauses or str(asked) == "Python 3.12, or a late release of 3.11"


def test_no_python_that_fits_is_the_machines_lack(cast: Caster) -> None:
    """The role is unfilled by the machine's fault, and the reason says what is missing."""
    casting = cast({"server.py": "s.listen(1)\nprint 'x'\n"}, pythons=[SYSTEM])
    lack = casting.unfilled["server"]
    assert (lack.whose, lack.why) == (
        "machine",
        "server.py needs Python 2 (a print statement), which this machine does not have",
    )
    casting = cast({"server.py": "t.isAlive()\n"}, pythons=[SYSTEM])
    assert casting.unfilled["server"].why == (
        "server.py needs a Python not above 3.8 (.isAlive()), which this machine does not have"
    )


def test_a_grammar_that_no_python_here_has_is_the_machines_lack(cast: Caster) -> None:
    """A student who has a newer Python than the machine is not told of a syntax error."""
    text = "s.listen(1)\ntry:\n    s.accept()\nexcept ValueError, OSError:\n    pass\n"
    lack = cast({"server.py": text}, pythons=[SYSTEM]).unfilled["server"]
    assert lack.whose == "machine"
    assert lack.why == (
        "server.py needs Python 3.14 or above (several exceptions after 'except' without"
        " parentheses), which this machine does not have"
    )
    assert cast({"server.py": text}, pythons=ALL).programs["server"].python.version == (3, 14)


def test_each_role_gets_its_own_python(cast: Caster) -> None:
    """Versions are found by program, and a note says where one is not the usual."""
    casting = cast({"server.py": "t.isAlive()\n", "client.py": "x = f'{y}'\n"})
    assert casting.programs["server"].python.version == (3, 8)
    assert casting.programs["a"].python.version == (3, 11)
    assert casting.notes == (
        "server.py runs on Python 3.8: it needs a Python not above 3.8 (.isAlive()).",
    )


def test_the_other_half_of_a_python_2_hand_in_is_python_2(cast: Caster) -> None:
    """A server that parses as both goes with its client; one that cannot does not."""
    client = "print 'x'\nname = raw_input()\n"
    casting = cast({"server.py": "c.send('X: ' + first)\nprint('x')\n", "client.py": client})
    assert {p.python.version for p in casting.programs.values()} == {(2, 7)}
    assert any("as the rest of the hand-in" in note for note in casting.notes)
    for three in ("x = f'{y}'\n", "name = input('Name: ')\n", "#!/usr/bin/python3\nx = 1\n"):
        casting = cast({"server.py": three, "client.py": client})
        assert casting.programs["server"].python.version == (3, 11)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("print 'x'\nname = input('Name: ')\n", True),
        ("print 'x'\nname = raw_input('Name: ')\n", False),
        ("print 'x'\ninput = raw_input\nname = input('Name: ')\n", False),
        ("print 'x'\ndef input(x):\n    return raw_input(x)\ninput('Name: ')\n", False),
        ("print 'x'\nname = input('Name: ')\nother = raw_input()\n", False),
        ("print 'x'\nname = sys.input('Name: ')\n# input()\n", False),
        ("name = input('Name: ')\n", False),
    ],
)
def test_what_is_typed_at_python_2_input_is_quoted(cast: Caster, text: str, quoted: bool) -> None:
    """Python 2's input() evaluates the line; raw_input() and Python 3's do not."""
    assert cast({"client.py": text}).programs["a"].quoted is quoted
