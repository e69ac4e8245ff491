"""Programs that do both parts of an assignment, told apart by what they say."""

from dataclasses import replace

import pytest

from tests.casting.conftest import roles
from tests.casting.programs import Caster

_ROLES = roles()
_ROLES |= {"server": replace(_ROLES["server"], says=("before",)),
           "hub": replace(_ROLES["hub"], says=("bye",))}  # fmt: skip
_SERVERS = """
import getopt, socket, sys
def serve():
    socket.socket().listen()
    print('received before')
def relay():
    socket.socket().listen()
    done = data == b'Bye'
"""
_CLIENTS = """
import getopt, socket, sys
def talk(): socket.socket().connect(a)
def chat(): socket.socket().connect(b)
"""
_FOUR = """
n = {0}
if n == {1}: serve()
elif n == {2}: talk()
elif n == {3}: relay()
elif n == {4}: chat()
"""
_KEYED = "kv = dict(a.split('=') for a in sys.argv[1:])\n"
_KEYED += "{'hub': relay, 'guest': chat, 'server': serve, 'client': talk}[kv['mode']]()\n"
_TABLE = "{'a': serve, 'x': talk, 'y': talk, 'b': relay, 'p': chat, 'q': chat}[sys.argv[1]]()\n"


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (_FOUR.format("int(sys.argv[1])", 1, 2, 3, 4), ["1", "2", "2", "3", "4", "4"]),
        (_FOUR.format("sys.argv[1]", "'one'", "'we'", "'all'", "'us'"),
         ["one", "we", "we", "all", "us", "us"]),
        (_KEYED, [f"mode={word}" for word in ("server", "client", "client", "hub", "guest",
                                              "guest")]),
        (_TABLE, ["a", "x", "y", "b", "p", "q"]),
    ],
)  # fmt: skip
def test_each_part_has_words_of_its_own(text: str, given: list[str], cast: Caster) -> None:
    """The clients' words go with those of the servers, in their order."""
    programs = cast({"pa3.py": _SERVERS + _CLIENTS + text}, roles=_ROLES).programs
    assert [
        " ".join(programs[role].args) for role in ["server", "a", "b", "hub", "p", "q"]
    ] == given


@pytest.mark.parametrize(
    ("condition", "main", "special"),
    [
        ("if '--relay' in sys.argv:", (), ("--relay",)),
        ("wide = '-w' in sys.argv\nif wide:", (), ("-w",)),
        ("opts, rest = getopt.getopt(sys.argv[1:], 'w')\nif opts:", (), ("-w",)),
        (("mode = ''\nfor o, _ in getopt.getopt(sys.argv[1:], 'wp:')[0]:\n    if o == '-w':\n"
         "        mode = 'wide'\nif mode == 'wide':"), (), ("-w",)),
        ("mode = sys.argv[1]\nif mode == 'order':\n    {main}()\nelif mode == 'relay':",
         ("order",), ("relay",)),
        ("which = int(sys.argv[1])\nif which == 1: {main}()\nelif which == 2:", ("1",), ("2",)),
        ("if len(sys.argv) == 7:", (), ()),
    ],
)  # fmt: skip
def test_the_clients_are_told_what_their_server_is(
    condition: str, main: tuple[str, ...], special: tuple[str, ...], cast: Caster
) -> None:
    """What a client says tells nothing of its part; but the same word leads to it."""
    other = "" if "{main}" in condition else "else: {main}()\n"
    text = f"{condition}\n    {{special}}()\n{other}"
    files = {"server.py": _SERVERS + text.format(main="serve", special="relay"),
             "client.py": _CLIENTS + text.format(main="talk", special="chat")}  # fmt: skip
    programs = cast(files, roles=_ROLES).programs
    given = [programs[role].args for role in ["server", "a", "b", "hub", "p", "q"]]
    assert given == [main] * 3 + [special] * 3


def test_what_makes_a_program_a_client_is_no_part(cast: Caster) -> None:
    """Only clients say Bye here; so the same words serve for the chat, each once."""
    text = f"import argparse\n{_SERVERS}{_CLIENTS}def leave(): send(b'Bye'); talk()\n"
    text += "p = argparse.ArgumentParser()\np.add_argument('--mode', required=True)\n"
    text += "a = p.parse_args()\n{'server': serve, 'client': leave}[a.mode]()\n"
    programs = cast({"pa3.py": text}, roles=_ROLES).programs
    given = [programs[role].args for role in ("server", "hub", "a", "p", "q")]
    assert given == [("--mode", "server")] * 2 + [("--mode", "client")] * 3
