"""What a source names of the network."""

import pytest

from harness.casting.facts import Facts, facts
from harness.casting.sources import Source

TWO = "print 'x'\n"  # does not parse as Python 3


@pytest.mark.parametrize(
    ("name", "slip"),
    [
        *(
            (name, True)
            for name in ("localhsot", "locahost", "lokalhost", "Localhots", "localhostt")
        ),
        *((name, False) for name in ("localhost", "LOCALHOST", "local", "lab", "server", "h1")),
    ],
)
def test_a_misspelt_localhost_is_no_name(name: str, slip: bool) -> None:
    """What was meant to be localhost gets no place on the network; any other name does."""
    found = facts([Source("a.py", f"s.connect(('{name}', 12000))\n")])
    assert found.slips == ((name,) if slip else ())
    assert found.names == (() if slip or name.lower() == "localhost" else (name,))


@pytest.mark.parametrize("tail", ["", TWO], ids=["python 3", "python 2"])
@pytest.mark.parametrize(
    ("text", "addresses", "names", "ports"),
    [
        ("s.connect(('10.0.0.1', 12000))\n", ("10.0.0.1",), (), (12000,)),
        ("HOST = '10.0.2.15'\nPORT = 12001\ns.bind((HOST, PORT))\n", ("10.0.2.15",), (), (12001,)),
        ("s.bind(('', 12013))\n", (), (), (12013,)),
        ("serverPort = 25565\n", (), (), (25565,)),
        ("s.connect(('server.local', 80))\n", (), ("server.local",), (80,)),
        ("s.connect(('localhost', 12000))\n", (), (), (12000,)),
        ("host = 'myhost'\ns.connect((host, 12002))\n", (), ("myhost",), (12002,)),
        ("s.bind(('0.0.0.0', 1))\nx = '255.255.255.255'\n", (), (), (1,)),
        ("x = '1.2.3'\ny = '1.2.3.4.5'\nz = '300.1.1.1'\nv = 'v1.2.3.4'\n", (), (), ()),
        ("x = 'connect to 192.168.1.7:80, please'\n", ("192.168.1.7",), (), ()),
        ("# 10.0.0.9\n", (), (), ()),
        ("name = 'Alice'\ns.send(name)\n", (), (), ()),
        ("port = 70000\n", (), (), ()),
    ],
)
def test_what_a_source_names(
    text: str,
    tail: str,
    addresses: tuple[str, ...],
    names: tuple[str, ...],
    ports: tuple[int, ...],
) -> None:
    """Addresses, names and ports are found in Python 3 and in what does not parse alike."""
    found = facts([Source("a.py", text + tail)])
    assert (found.addresses, found.names, found.ports) == (addresses, names, ports)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "ADDRESS = ('10.0.0.1', 12000)\ns.connect(ADDRESS)\n",
            Facts(("10.0.0.1",), (), (12000,)),
        ),
        ("def main(host='h1', port=12000):\n    s.connect((host, port))\n",
         Facts((), ("h1",), (12000,))),
        ("class A:\n    def __init__(self):\n        self.port = 12003\n", Facts((), (), (12003,))),
        ("PORT = int('12000')\n", Facts((), (), (12000,))),
        ("PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 9_999\n", Facts((), (), (9999,))),
        ("BASE = 5000\nPORT = BASE + 51\n", Facts((), (), (5051,))),
        ("PORT = int(os.environ.get('PORT', 9009))\n", Facts((), (), (9009,))),
        ("port = args.port or 9009\n", Facts((), (), (9009,))),
        ("p.add_argument('-p', '--port', type=int, default=9009)\n", Facts((), (), (9009,))),
        ("p.add_argument('--backlog', type=int, default=2)\n", Facts((), (), ())),
        ("host = sys.argv[1] if len(sys.argv) > 1 else 'h1'\ns.connect((host, 80))\n",
         Facts((), ("h1",), (80,))),
        ("port = 1" + " + 1" * 800 + "\n", Facts((), (), ())),
        ("port = 1" + " if a else 1" * 800 + "\n", Facts((), (), (1,))),
        ("host, port = 'h2', 12000\ns.bind((host, port))\n", Facts((), ("h2",), (12000,))),
        ("await asyncio.open_connection('h3', 12000)\n", Facts((), ("h3",), (12000,))),
        ("asyncio.start_server(f, host='10.0.0.3', port=12001)\n",
         Facts(("10.0.0.3",), (), (12001,))),
        ("socketserver.TCPServer(('', 12000), H)\n", Facts((), (), (12000,))),
        ("s.sendto(b'hello', ('h4', 12000))\n", Facts((), ("h4",), (12000,))),
        ("s.sendto('hello', peer)\n", Facts((), (), ())),
        ("ip = socket.gethostbyname('box')\n", Facts((), ("box",), ())),
        ("BACKUP_PORT = 1\ns.bind(('', 2))\n", Facts((), (), (2, 1))),
        ("'''Runs on 10.0.0.1.'''\n", Facts((), (), ())),
        ("s.bind((socket.gethostname(), 12000))\n", Facts((), (), (12000,))),
    ],
)  # fmt: skip
def test_what_the_syntax_tree_tells(text: str, expected: Facts) -> None:
    """Constants are followed through one name; prose and data to send are not the network's."""
    assert facts([Source("a.py", text)]) == expected


@pytest.mark.parametrize(
    ("host", "place"),
    [("'10.0.0.7'", "10.0.0.7"), ("'localhost'", "127.0.0.1"), ("'127.0.0.1'", "127.0.0.1"),
     ("''", ""), ("'0.0.0.0'", ""), ("'h1'", ""), ("argv[1]", "")],
)  # fmt: skip
@pytest.mark.parametrize("tail", ["", TWO], ids=["python 3", "python 2"])
def test_where_a_program_listens(host: str, tail: str, place: str) -> None:
    """At the address that it binds to first; where that is all of them, or not known, nowhere."""
    text = f"HOST = {host}\nx = '10.0.0.9'\nc.connect(('10.0.0.8', 1))\ns.bind((HOST, 12000))\n"
    assert facts([Source("a.py", text + tail)]).listens == place


_ASKS = """
def get_ip():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.connect(("8.8.8.8", 80))
    return s.getsockname()[0]
"""
_WITH = """
with socket.socket(type=SOCK_DGRAM) as probe:
    probe.connect(("10.255.255.255", 1))
    ip = probe.getsockname()[0]
"""
_LINE = (
    "ip = [(s.connect(('8.8.8.8', 53)), s.getsockname()[0], s.close())"
    " for s in [socket.socket(socket.AF_INET, socket.SOCK_DGRAM)]][0][1]\n"
)
_TALKS = "s = socket.socket(type=SOCK_DGRAM)\ns.connect(('10.0.0.1', 80))\ns.send(b'hello')\n"
_ANEW = "s = socket(AF_INET, SOCK_STREAM)\ns.connect(('10.0.0.7', 12000))\ns.send(b'hello')\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (_ASKS, Facts((), (), (), probes=("8.8.8.8",))),
        (_WITH, Facts((), (), (), probes=("10.255.255.255",))),
        (_LINE, Facts((), (), (), probes=("8.8.8.8",))),
        (_ASKS + "t.bind(('', 12000))\n", Facts((), (), (12000,), probes=("8.8.8.8",))),
        (
            _ASKS + "t.bind((get_ip(), 12000))\n",
            Facts((), (), (12000,), probes=("8.8.8.8",), listens="10.0.0.1"),
        ),
        (_WITH.replace("probe", "s") + _ANEW,
         Facts(("10.0.0.7",), (), (12000,), probes=("10.255.255.255",))),
        # what talks there, or never asks, means that address
        (_TALKS + "print(s.getsockname())\n", Facts(("10.0.0.1",), (), (80,))),
        (_TALKS, Facts(("10.0.0.1",), (), (80,))),
        (_ANEW + "print(s.getsockname())\n", Facts(("10.0.0.7",), (), (12000,))),
        # and a name has to lead somewhere
        (_ASKS.replace("8.8.8.8", "dns.example"), Facts((), ("dns.example",), ())),
    ],
)  # fmt: skip
def test_by_what_a_program_learns_its_own_address(text: str, expected: Facts) -> None:
    """An address that a silent datagram socket asks the way to is no place, nor its port one."""
    assert facts([Source("a.py", text)]) == expected


def test_modules_are_counted_in() -> None:
    """A program names what its modules name, each once, in order."""
    sources = [
        Source("a.py", "s.connect(('10.0.0.1', 1))\n"),
        Source("b.py", "X = '10.0.0.2'\nY = '10.0.0.1'\n"),
    ]
    assert facts(sources).addresses == ("10.0.0.1", "10.0.0.2")


@pytest.mark.parametrize(
    ("text", "six"),
    [
        ("s.bind(('::1', 12000))\n", True),
        ("HOST = 'fe80::1'\ns.connect((HOST, 12000, 0, 0))\n", True),
        ("s.bind(('::', 12000))\n", False),
        ("s.connect(('::ffff:127.0.0.1', 12000))\n", False),
        ("s.connect(('::1', 1))\nt.connect(('127.0.0.1', 1))\n", False),
        ("s.bind(('', 12000))\nprint('a::b')\n", False),
        ("print('::1')\n", False),
        ("s = socket(AF_INET6, SOCK_STREAM)\ngo('::1', 12000)\n", True),
        ("s = socket(AF_INET6, SOCK_STREAM)\nt = socket(AF_INET)\ngo('::1', 12000)\n", False),
    ],
)
def test_who_insists_on_ipv6_is_known(text: str, six: bool) -> None:
    """All hosts that it names are addresses of IPv6, and none of them serves IPv4 as well."""
    assert facts([Source("a.py", text)]).six is six
