"""What a program that declares its arguments is given."""

import pytest

from harness.casting.arguments import arguments
from harness.casting.setting import Setting
from harness.casting.sources import Source

X = Setting("X", 1)


@pytest.mark.parametrize(
    ("lines", "given"),
    [
        (["'host'", "'port', type=int"], ["127.0.0.1", "12000"]),
        (["'host', nargs='?', default='localhost'"], []),
        (["'--port', type=int, default=12000"], []),
        (["'-p', '--port', type=int, required=True"], ["--port", "12000"]),
        (["'name', choices=['A', 'B']"], ["A"]),
        (["'name', choices='AB'"], ["A"]),
        (["'name', choices=list('AB')"], ["A"]),
        (["'--connect', required=True, metavar='HOST:PORT'"], ["--connect", "127.0.0.1:12000"]),
        (["'to', help='<host>:<port> of the server'"], ["127.0.0.1:12000"]),
        (["'to', help='a friend, who is told: hello'"], ["X"]),
        (["'username'"], ["X"]),
        (["'-s', dest='server_address', required=True"], ["-s", "127.0.0.1"]),
        (["'-a', metavar='HOST', required=True"], ["-a", "127.0.0.1"]),
        (["'to', type=lambda t: t.split(':')"], ["127.0.0.1:12000"]),
        (["'to', type=cut)\ndef cut(t): return t.partition(':')\nprint(1"], ["127.0.0.1:12000"]),
        (["'to', nargs=2, metavar=('HOST', 'PORT')"], ["127.0.0.1", "12000"]),
        (
            ["'--to', nargs=2, required=True, metavar=('HOST', 'PORT')"],
            ["--to", "127.0.0.1", "12000"],
        ),
        (["'to', nargs=2)\nhost, port = p.parse_args().to\nprint(1"], ["127.0.0.1", "12000"]),
        (["'to', nargs='+')\ngo(host=ns.to[0], port=int(ns.to[1])"], ["127.0.0.1", "12000"]),
        (["'to', nargs='*')\nhost, port = ns.to\nprint(1"], ["127.0.0.1", "12000"]),
        (["'to', nargs='*', default=['h', 1])\nhost, port = ns.to\nprint(1"], []),
    ],
)
def test_what_argparse_demands_is_given(lines: list[str], given: list[str]) -> None:
    """Positional and required arguments; those with defaults are left out."""
    calls = "".join(f"parser.add_argument({line})\n" for line in lines)
    text = f"import argparse\nparser = argparse.ArgumentParser()\n{calls}"
    assert list(arguments(Source("client.py", text), X)[0]) == given


def test_what_argparse_takes_is_known_by_where_it_stands() -> None:
    """An argument that stands in an address is a host, and one that is cut there is both."""
    head = "import argparse\np = argparse.ArgumentParser()\n"
    for declared, used, given in (
        ("'where'", "s.connect((a.where, 12000))\n", ("127.0.0.1",)),
        ("'--send-to', required=True", "s.connect((a.send_to, 1))\n", ("--send-to", "127.0.0.1")),
        ("'where'", "host, port = a.where.split(':')\n", ("127.0.0.1:12000",)),
        ("'--at', required=True", "host = a.at.split(':')[0]\n", ("--at", "127.0.0.1:12000")),
    ):
        text = f"{head}p.add_argument({declared})\na = p.parse_args()\n{used}"
        assert arguments(Source("client.py", text), X)[0] == given


def test_what_is_said_behind_an_option_is_no_other_option() -> None:
    """Nor is it 'host' or '-c', because these stand in some text of the program."""
    text = "p.add_argument('-c', '--config', required=True)\ngo(conf['host'], '-s')\n"
    side = Setting("X", 1, side="connect")
    assert arguments(Source("client.py", text), side)[0] == ("--config", "{line}")
    side = Setting("X", 1, side="listen")
    assert arguments(Source("server.py", text), side)[0] == ("--config", "{line}")
