"""Parts of a kit that stand in the file of another part."""

import pytest

from harness.diagnosis import swapped
from tests.diagnosis.hand import hand_in, line, run

SHORT = (line("server -> a: x"), line("a -> server: y"))
FILE = "import q as r\nasync def f({0}, m):\n    # *** start ***\n    {1}\n    # *** end ***\n"
SWAPPED = "Your parts stand in each other's files: peer is a name in a.py, and hub in server.py"
HERE = "A line of another file's part stands here: hub is a name in server.py"


@pytest.mark.parametrize(
    ("of_server", "of_a", "says"),
    [
        ("peer.send(m)", "hub.send(m)", [SWAPPED]),
        ("hub.send(m)", "hub.send(m)", [HERE]),
        ("hub.send(m)", "peer.send(m)", []),
        ("x.send(m)", "peer.send(m)", []),
        ("peer = hub", "peer.send(m)", []),
        ("from x import peer; peer.send(m)", "r.send(m)", []),
        ("print(m)\n    # peer.send(m)", "peer.send(m)", []),
    ],
)
def test_a_part_in_the_wrong_file(of_server: str, of_a: str, says: list[str]) -> None:
    """A name that nothing in a file defines, and with which the other one's function is called."""
    files = {"server": FILE.format("hub", of_server), "a": FILE.format("peer", of_a)}
    played = run("a connects", *SHORT, students=("server", "a"))
    found = list(swapped.in_the_other_file(hand_in(played, kit=("server", "a"), code=files)))
    assert [one.says for one in found] == says
    assert all(one.line == 4 for one in found)
    assert not list(swapped.in_the_other_file(hand_in(played, code=files)))
