"""What a program finds in its environment."""

from collections.abc import Callable

import pytest

from harness.casting import Casting
from harness.casting.arguments import environment
from harness.casting.setting import Setting
from harness.casting.sources import Source

Caster = Callable[..., Casting]
HEAD = "import os\nfrom os import environ, getenv\n"
AT = {"HOST": "127.0.0.1", "PORT": "12000"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("go(os.environ['HOST'], int(os.environ['PORT']))\n", AT),
        ("host = getenv('HOST')\nport = int(environ.get('PORT'))\n", AT),
        ("HOST, PORT = os.environ['HOST'], os.environ['PORT']\n", AT),
        ("try: port = environ['PORT']\nexcept KeyError: exit('no PORT')\n", {"PORT": "12000"}),
        ("def a(): p = environ['PORT']\ndef b(): p = environ['PORT']\n", {"PORT": "12000"}),
        ("me = environ['CLIENT_NAME']\n", {"CLIENT_NAME": "X"}),
        # it can do without
        ("host = getenv('HOST', 'h')\nport = environ.get('PORT') or 1\n", {}),
        ("try: port = environ['PORT']\nexcept KeyError: port = 12000\n", {}),
        ("host = getenv('HOST')\nif not host: host = input('Host: ')\n", {}),
        ("port = environ['PORT'] if 'PORT' in environ else 12000\n", {}),
        ("if 'PORT' in environ: port = environ['PORT']\n", {}),
        ("if getenv('HOST'): host = getenv('HOST', '')\n", {}),
        # it sets that itself, or the machine does
        ("environ['PORT'] = '1'\nport = environ['PORT']\n", {}),
        ("for k, v in lines: os.environ.setdefault(k, v)\nport = environ['PORT']\n", {}),
        ("from dotenv import load_dotenv\nload_dotenv()\nport = environ['PORT']\n", {}),
        ("me = environ['USER']\nhome = environ['HOME']\n", {}),
        # nobody knows what it is
        ("key = environ['SECRET']\nfirst = environ['LD_HOST']\n", {}),
    ],
)
def test_what_a_program_demands_of_its_environment_is_there(
    text: str, found: dict[str, str]
) -> None:
    """A host, a port or a name that it has no other value for."""
    assert dict(environment((Source("client.py", HEAD + text),), Setting("X", 1))[0]) == found


@pytest.mark.parametrize(
    ("text", "server", "client"),
    [
        ("if environ['ROLE'] == 'server': a()\nelif environ['ROLE'] == 'client': b()\n",
         {"ROLE": "server"}, {"ROLE": "client"}),
        ("role = environ['ROLE'].lower()\nif role == 'server': a()\nelse: b()\n",
         {"ROLE": "server"}, {"ROLE": "client"}),
        ("if getenv('MODE', 'join') in ('host', 'serve'): a()\nelse: b()\n",
         {"MODE": "host"}, {}),
        ("if getenv('MODE') == 'fast': a()\nelse: b()\n", {}, {}),
        ("environ['MODE'] = 's'\nif getenv('MODE') == 's': a()\nelse: b()\n", {}, {}),
    ],
)  # fmt: skip
def test_a_side_may_stand_in_the_environment(
    text: str, server: dict[str, str], client: dict[str, str]
) -> None:
    """A program that is both sides is told which, by the word that it knows for it."""
    used = (Source("pa.py", HEAD + text),)
    for side, found in (("listen", server), ("connect", client)):
        values, kinds = environment(used, Setting("X", 1, side=side), both=True)
        assert (dict(values), kinds) == (found, ("side",) * len(found))


def test_who_reads_its_environment_goes_where_the_others_are(cast: Caster) -> None:
    """The server's own address and port, which are there for the client, and a note says so."""
    server = "s.bind(('10.0.0.1', 12013))\ns.listen(2)\n"
    client = HEAD + "s.connect((environ['HOST'], int(environ['PORT'])))\n"
    found = cast({"server.py": server, "client.py": client})
    assert found.programs["a"].variables == (("HOST", "10.0.0.1"), ("PORT", "12013"))
    assert (found.programs["a"].ports, found.programs["a"].addresses) == ((12013,), ("10.0.0.1",))
    note = "client.py reads its environment (host, port): a gets HOST=10.0.0.1 PORT=12013."
    assert note in found.notes
