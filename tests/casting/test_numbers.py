"""Programs that are told by a number what to do."""

import pytest

from harness.casting.arguments import arguments
from harness.casting.setting import Setting
from harness.casting.sources import Source

_BOTH = """
import socket, sys
def hall(port=1): socket.socket().listen()
def guest(host='', port=1): socket.socket().connect(('localhost', 12000))
"""
_ENUM = "class Role(IntEnum):\n    HALL = 1\n    GUEST = 2\n"


@pytest.mark.parametrize(
    ("text", "server", "x", "y"),
    [
        ("[hall, guest, guest][int(sys.argv[1])]()\n", "0", "1", "2"),
        ("[hall, guest, guest][int(sys.argv[1]) - 1]()\n", "1", "2", "3"),
        ("roles = [guest, lambda: hall()]\nroles[int(sys.argv[1])]()\n", "1", "0", "0"),
        ("{1: hall, 2: guest}[int(sys.argv[1])]()\n", "1", "2", "2"),
        ("TABLE = {1: hall, 2: guest}\nn = int(sys.argv[1])\nTABLE.get(n)()\n", "1", "2", "2"),
        ("n = int(sys.argv[1])\nif n == 0: hall()\nelif n in (1, 2): guest()\n", "0", "1", "2"),
        ("n = int(sys.argv[1])\nif n == 1: hall()\nelse: guest()\n", "1", "2", "2"),
        ("hall() if int(sys.argv[1]) == 7 else guest()\n", "7", "1", "1"),
        ("match int(sys.argv[1]):\n    case 1: hall()\n    case 2: guest()\n", "1", "2", "2"),
        (
            (
                "argc = len(sys.argv)\nif argc == 2: hall(int(sys.argv[1]))\n"
                "elif argc == 3: guest(sys.argv[1], int(sys.argv[2]))\n"
            ),
            "12000",
            *["127.0.0.1 12000"] * 2,
        ),
        # a number that has a name
        (
            _ENUM + "r = Role(int(sys.argv[1]))\nif r is Role.HALL: hall()\nelse: guest()\n",
            *["1", "2", "2"],
        ),
        (
            _ENUM.replace("1", "auto()")
            + "match Role(int(sys.argv[1])):\n    case Role.HALL: hall()\n    case _: guest()\n",
            *["1", "2", "2"],
        ),
        # a number, or a word, of which a text is made first
        (
            (
                "NAMES = ['host', 'x', 'y']\nname = NAMES[int(sys.argv[1])]\n"
                "if name == 'host': hall()\nelse: guest()\n"
            ),
            "0",
            "1",
            "2",
        ),
        (
            (
                "mode = {'a': 'server', 'b': 'client'}[sys.argv[1]]\nif mode == 'server': hall()\n"
                "elif mode == 'client': guest()\n"
            ),
            "a",
            "b",
            "b",
        ),
        (
            (
                "n = int(sys.argv[1]) if len(sys.argv) > 1 else 0\nif n == 1: hall()\n"
                "elif n == 2: guest()\n"
            ),
            "1",
            "2",
            "2",
        ),
        # what is no number of a side
        (
            "argc = len(sys.argv)\nif argc == 2: hall()\nport = int(sys.argv[1])\nguest()\n",
            *["12000"] * 3,
        ),
        (
            "NAMES = ['hall', 'x', 'y']\nname = NAMES[int(sys.argv[1])]\nhall()\nguest()\n",
            "0",
            "0",
            "1",
        ),
        ("if len(sys.argv) == 2: hall()\nport = int(sys.argv[1])\nguest()\n", *["12000"] * 3),
    ],
)
def test_the_number_is_that_at_which_a_program_does_what_its_side_does(
    text: str, server: str, x: str, y: str
) -> None:
    """It would be the other side, or none, if it were told a port or which client it is."""
    source = Source("all.py", _BOTH + text)
    settings = [Setting("X", 1, side="listen"), Setting("X", 1, side="connect")]
    settings.append(Setting("Y", 2, side="connect"))
    given = [arguments(source, each, both=True)[0] for each in settings]
    assert [" ".join(each) for each in given] == [server, x, y]


def test_a_client_alone_is_told_which_one_it_is() -> None:
    """The numbers of a program that is one side only are its own."""
    text = "import sys\nn = int(sys.argv[1])\nif n == 1: go('X')\nelif n == 2: go('Y')\n"
    source = Source("client.py", text.replace("n =", "number =").replace("if n", "if number"))
    assert [arguments(source, Setting("Y", 2, side="connect"))[0]] == [("2",)]
