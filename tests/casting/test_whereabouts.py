"""Where the clients of a server are told on their command line that it is."""

import pytest

from tests.casting.conftest import Caster

HEAD = "import sys\n"


@pytest.mark.parametrize(
    ("host", "given"),
    [("10.0.0.1", ("10.0.0.1",)), ("", ("10.0.0.3",)), ("localhost", ()), ("127.0.0.1", ())],
)
@pytest.mark.parametrize("default", ["localhost", "127.0.0.1"])
def test_who_would_look_at_home_is_told_where_the_server_is(
    host: str, default: str, given: tuple[str, ...], cast: Caster
) -> None:
    """A host with a default is said where the server is at an address that programs name."""
    server = f"s.bind(('{host}', 12000))\ns.listen(2)\nprint('perhaps 10.0.0.3')\n"
    client = HEAD + f"host = sys.argv[1] if len(sys.argv) > 1 else '{default}'\n"
    casting = cast({"server.py": server, "client.py": client + "s.connect((host, 12000))\n"})
    assert casting.programs["a"].args == given


@pytest.mark.parametrize(
    ("read", "given"),
    [
        ("len(sys.argv) > 1 or sys.exit('client.py HOST, as 10.0.0.1')\nhost = sys.argv[1]\n",
         ("10.0.0.1",)),
        ("host = sys.argv[1] if len(sys.argv) > 1 else 'localhost'\nprint('not 10.0.0.1?')\n",
         ("10.0.0.1",)),
        (("args = sys.argv[1:]\nhost = args.pop(0) if args else 'localhost'\n"
          "print('not 10.0.0.1?')\n"), ("10.0.0.1",)),
        ("host = sys.argv[1] if len(sys.argv) > 1 else 'localhost'\n", ()),
        (("at = sys.argv[1] if len(sys.argv) > 1 else 'localhost:12000'\nprint('not 10.0.0.1?')\n"
         "host = at.split(':')[0]\n"), ("10.0.0.1:12000",)),
    ],
)  # fmt: skip
def test_an_address_in_an_example_is_where_the_server_is(
    read: str, given: tuple[str, ...], cast: Caster
) -> None:
    """A lab puts it there, since a program names the address; so its clients are sent there."""
    client = HEAD + read + "s.connect((host, 12000))\n"
    casting = cast({"server.py": "s.bind(('', 12000))\ns.listen(2)\n", "client.py": client})
    assert casting.programs["a"].args == given


_OWN = """
import socket
def own():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.connect(("8.8.8.8", 80))
    return s.getsockname()[0]
print(own())
t = socket.socket()
t.bind((HOST, 12000))
t.listen(2)
"""


@pytest.mark.parametrize(
    ("host", "given"), [("own()", "10.0.0.1"), ("''", "127.0.0.1"), ("'localhost'", "127.0.0.1")]
)
def test_where_a_server_is_that_learns_its_own_address(host: str, given: str, cast: Caster) -> None:
    """At the lab's first address if it listens there; who only prints it is where it says."""
    client = (
        HEAD + "import socket\ns = socket.socket()\ns.connect((sys.argv[1], int(sys.argv[2])))\n"
    )
    told = cast({"server.py": _OWN.replace("HOST", host), "client.py": client}).programs["a"]
    assert told.args == (given, "12000")


@pytest.mark.parametrize(
    ("reads", "given"),
    [("s.connect((sys.argv[1], 12001))", "10.0.0.7"),
     ("s.connect(sys.argv[1].split(':'))", "10.0.0.7:12001")],
)  # fmt: skip
def test_an_address_that_a_client_is_told_is_there(reads: str, given: str, cast: Caster) -> None:
    """It may be named by the server alone, which is not played in every scene."""
    server = "import socket\ns = socket.socket()\ns.bind(('10.0.0.7', 12001))\ns.listen(2)\n"
    client = HEAD + f"import socket\ns = socket.socket()\n{reads}\n"
    told = cast({"server.py": server, "client.py": client}).programs["a"]
    assert told.args == (given,)
    assert told.addresses == ("10.0.0.7",)
    assert told.ports == (12001,)
